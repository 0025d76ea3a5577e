import { findOperation } from '@causeway/spec'
import { demoApp } from '../src/oauth/demo-credentials.ts'
import type { Driver, Hand, PartialCall } from './drive-operations.ts'
import { firstIdIn } from './find-ids.ts'

/** Calls another operation first and gives the id its answer tells. */
async function idFrom(driver: Driver, name: string, ...names: string[]): Promise<string> {
  const operation = findOperation(`${driver.generation}.${name}`)
  if (operation === undefined) throw new Error(`no operation ${name} in ${driver.generation}`)
  const { body } = await driver.drive(operation)
  return firstIdIn(body, names) ?? ''
}

const withCoupon = async (driver: Driver): Promise<PartialCall> => {
  const id = await idFrom(driver, 'payments.create-coupon')
  return { query: { id }, body: { id } }
}

const withCode = ({ place, generation }: Driver): PartialCall => {
  const { clientId, clientSecret } = demoApp
  const code = place.nextCode()
  return {
    body:
      generation === 'v2'
        ? { client_id: clientId, client_secret: clientSecret, grant_type: 'authorization_code', code }
        : { clientId, clientSecret, grantType: 'authorization_code', code },
  }
}

const ofDemoApp = ({ place }: Driver): PartialCall => ({
  query: { companyId: place.companyId, appId: demoApp.id },
})

const withAppointment =
  (parameter: string) =>
  async (driver: Driver): Promise<PartialCall> => ({
    path: { [parameter]: await idFrom(driver, 'calendars.create-appointment', 'id') },
  })

const withNote = async (driver: Driver): Promise<PartialCall> => {
  const appointmentId = await idFrom(driver, 'calendars.create-appointment', 'id')
  const { body } = await driver.callAs('calendars.create-appointment-note', {
    path: { appointmentId },
    body: { body: 'Bring the form' },
  })
  return { path: { appointmentId, noteId: firstIdIn(body, ['id']) ?? '' } }
}

const withMessage = async (driver: Driver): Promise<PartialCall> => ({
  path: { messageId: await idFrom(driver, 'conversations.send-a-new-message', 'messageId') },
})

const sendScheduled = async (driver: Driver, type: string): Promise<Record<string, string>> => {
  const contactId = await idFrom(driver, 'contacts.create-contact', 'id')
  const message = { type, contactId, message: 'See you soon', subject: 'Soon', html: '<p>Soon</p>' }
  const sent = await driver.callAs('conversations.send-a-new-message', {
    body: { ...message, scheduledTimestamp: 1_900_000_000 },
  })
  return sent.body as Record<string, string>
}

const ofProvider = async (driver: Driver): Promise<PartialCall> => {
  const conversationId = await idFrom(driver, 'conversations.create-conversation', 'id')
  return { body: { conversationId, contactId: undefined, conversationProviderId: driver.place.providerId } }
}

const ofCall = ({ place }: Driver): PartialCall => ({ path: { messageId: place.callMessageId } })

/** A time of its own for each appointment; no two drivers share a simulator. */
const nextHour = (driver: Driver): string => {
  const days = 40 + driver.nextNumber()
  return new Date(Date.UTC(2026, 10, 23, 12) + days * 86_400_000).toISOString()
}

const ofCalendar = async (driver: Driver): Promise<PartialCall> => ({
  query: {
    calendarId: await idFrom(driver, 'calendars.create-calendar', 'id'),
    startTime: '1795000000000',
    endTime: '1796000000000',
  },
})

const ofCustomObject = async (driver: Driver): Promise<PartialCall> => ({
  path: { key: await idFrom(driver, 'objects.create-custom-object-schema', 'key') },
})

const ofRecords = async (driver: Driver): Promise<PartialCall> => ({
  path: { schemaKey: (await ofCustomObject(driver)).path?.['key'] ?? '' },
})

const ofRecord = async (driver: Driver): Promise<PartialCall> => {
  const { path } = await ofRecords(driver)
  const { body } = await driver.callAs('objects.create-object-record', {
    path: path ?? {},
    body: { properties: { name: 'Blue' } },
  })
  return { path: { ...path, id: firstIdIn(body, ['id']) ?? '' } }
}

const uploadMedia = (driver: Driver): Promise<string> =>
  idFrom(driver, 'medias.upload-media-content', 'fileId')

/** What the examples cannot know, by operation without its generation. */
export const hands: Record<string, Hand> = {
  'oauth.get-access-token': withCode,
  'oauth.get-location-access-token': ({ place }) => ({
    body: { companyId: place.companyId, locationId: place.locationId },
  }),
  'oauth.get-installed-location': ofDemoApp,

  // Not the location and the person everything else is about.
  'locations.delete-location': async (driver) => ({
    path: { locationId: await idFrom(driver, 'locations.create-location', 'id') },
  }),
  'users.delete-user': async (driver) => ({
    path: { userId: await idFrom(driver, 'users.create-user', 'id') },
  }),

  // Names, addresses and numbers may not be there twice.
  'contacts.create-contact': (driver) => {
    const number = driver.nextNumber()
    return { body: { email: `hello${number}@example.com`, phone: `+4420794${String(60_000 + number)}` } }
  },
  'users.create-user': (driver) => ({
    body: { email: `staff${driver.nextNumber()}@example.com`, locationIds: [driver.place.locationId] },
  }),
  'locations.create-tag': (driver) => ({ body: { name: `offer ${driver.nextNumber()}` } }),
  'locations.update-tag': (driver) => ({ body: { name: `renamed ${driver.nextNumber()}` } }),
  'calendars.create-calendar-group': (driver) => ({ body: { slug: `visits-${driver.nextNumber()}` } }),
  'calendars.edit-group': (driver) => ({ body: { slug: `visits-${driver.nextNumber()}` } }),

  // The examples leave out what one of several fields must say.
  'contacts.get-duplicate-contact': () => ({ query: { email: 'hello@example.com' } }),
  'contacts.create-association': () => ({ path: { type: 'add' } }),
  'calendars.get-calendar-events': ofCalendar,
  'calendars.get-blocked-slots': ofCalendar,

  'calendars.create-appointment': (driver) => ({
    body: { startTime: nextHour(driver), ignoreFreeSlotValidation: true, endTime: undefined },
  }),
  'calendars.edit-appointment': async (driver) => ({
    ...(await withAppointment('eventId')(driver)),
    body: { startTime: nextHour(driver), ignoreFreeSlotValidation: true, endTime: undefined },
  }),
  'calendars.get-appointment': withAppointment('eventId'),
  'calendars.delete-event': withAppointment('eventId'),
  'calendars.create-appointment-note': withAppointment('appointmentId'),
  'calendars.get-appointment-notes': withAppointment('appointmentId'),
  'calendars.update-appointment-note': withNote,
  'calendars.delete-appointment-note': withNote,

  // A customer with every channel open, who has written before.
  'conversations.send-a-new-message': async (driver) => ({
    body: { contactId: await idFrom(driver, 'contacts.create-contact', 'id') },
  }),
  'conversations.add-an-inbound-message': ofProvider,
  'conversations.add-an-outbound-message': ofProvider,
  'conversations.add-message-attachments': withMessage,
  'conversations.update-message-status': withMessage,
  'conversations.get-message': async (driver) => ({
    path: { id: (await withMessage(driver)).path?.['messageId'] ?? '' },
  }),
  'conversations.cancel-scheduled-message': async (driver) => ({
    path: { messageId: (await sendScheduled(driver, 'SMS'))['messageId'] ?? '' },
  }),
  'conversations.cancel-scheduled-email-message': async (driver) => ({
    path: { emailMessageId: (await sendScheduled(driver, 'Email'))['emailMessageId'] ?? '' },
  }),
  'conversations.get-email-by-id': async (driver) => ({
    path: { id: (await sendScheduled(driver, 'Email'))['emailMessageId'] ?? '' },
  }),
  'conversations.update-email-message-status': async (driver) => ({
    path: { id: (await sendScheduled(driver, 'Email'))['emailMessageId'] ?? '' },
  }),
  'conversations.get-message-recording': ofCall,
  'conversations.get-message-transcription': ofCall,
  'conversations.download-message-transcription': ofCall,
  'conversations.complete-file-upload': async (driver) => ({
    body: { uploadId: await idFrom(driver, 'conversations.initiate-file-upload', 'uploadId') },
  }),
  'conversations.create-conversation': async (driver) => ({
    body: { contactId: await idFrom(driver, 'contacts.create-contact', 'id') },
  }),

  'objects.create-custom-object-schema': (driver) => ({ body: { key: `ship-${driver.nextNumber()}` } }),
  'forms.upload-to-custom-fields': async (driver) => ({
    fileField: `${await idFrom(driver, 'locations.get-custom-fields', 'id')}_scan`,
  }),
  'medias.create-media-folder': () => ({ body: { parentId: undefined } }),
  'medias.update-media-object': async (driver) => ({ path: { id: await uploadMedia(driver) } }),
  'medias.delete-media-content': async (driver) => ({ path: { id: await uploadMedia(driver) } }),
  'medias.bulk-update-media-objects': async (driver) => ({
    body: { filesToBeUpdated: [{ id: await uploadMedia(driver), name: 'renamed.txt' }] },
  }),
  'medias.bulk-delete-media-objects': async (driver) => ({
    body: { filesToBeDeleted: [{ _id: await uploadMedia(driver) }] },
  }),
  'objects.get-object-schema-by-key': ofCustomObject,
  'objects.update-custom-object': ofCustomObject,
  'objects.create-object-record': ofRecords,
  'objects.search-object-records': ofRecords,
  'objects.get-record-by-id': ofRecord,
  'objects.update-object-record': ofRecord,
  'objects.delete-object-record': ofRecord,

  'payments.update-coupon': withCoupon,
  'payments.delete-coupon': withCoupon,
  'payments.get-coupon': async (driver) => ({ query: (await withCoupon(driver)).query ?? {} }),
}
