import type { Generation } from '@causeway/spec'
import { type Answer, type Caller, createCaller, type Exchange } from './exercise-social.ts'

export interface CrmScene {
  url: string
  /** Of the location, and of its company: some operations take only one of the two. */
  token: string
  companyToken: string
  locationId: string
  companyId: string
  generation: Generation
  now: Date
}

interface Callers extends Pick<CrmScene, 'locationId' | 'companyId' | 'generation' | 'now'> {
  own: Caller
  company: Caller
}

const inDays = (now: Date, days: number): string => new Date(now.getTime() + days * 86_400_000).toISOString()

const aContact = (locationId: string, name: string, generation: Generation) => ({
  locationId,
  firstName: name,
  lastName: 'Example',
  email: `${name.toLowerCase()}@mail.example`,
  phone: `+1303555${String(name.length * 1111).padStart(4, '0')}`,
  tags: ['From The Exercise', 'VIP'],
  source: 'exercise',
  dndSettings: { [generation === 'v2' ? 'Call' : 'call']: { status: 'active', message: 'asked', code: '1' } },
})

async function exerciseContacts(callers: Callers): Promise<string> {
  const { own, locationId, generation, now } = callers
  const { customFields } = await own.call('locations.get-custom-fields', { query: { model: 'all' } })
  const checkbox = customFields.find((field: Answer) => field['dataType'] === 'CHECKBOX')
  const chosen = generation === 'v2' ? 'field_value' : 'fieldValue'
  const contact = (
    await own.call('contacts.create-contact', {
      body: {
        ...aContact(locationId, 'Ada', generation),
        customFields: [{ id: checkbox.id, [chosen]: ['Events', 'News'] }],
      },
    })
  )['contact']
  const params = { contactId: contact.id as string }
  await own.call('contacts.get-contact', { params })
  await own.call('contacts.update-contact', { params, body: { city: 'Leeds', tags: ['VIP'] } })
  await own.call('contacts.upsert-contact', { body: { locationId, email: 'ada@mail.example', city: 'York' } })
  const other = (
    await own.call('contacts.upsert-contact', { body: aContact(locationId, 'Grace', generation) })
  )['contact']
  await own.call('contacts.get-duplicate-contact', { query: { locationId, email: 'ada@mail.example' } })
  await own.call('contacts.get-duplicate-contact', { query: { locationId, number: '+4400000' } })
  const search = { locationId, pageLimit: 3, sort: [{ field: 'email', direction: 'asc' }] }
  const first = await own.call('contacts.search-contacts-advanced', { body: search })
  await own.call('contacts.search-contacts-advanced', {
    body: { ...search, searchAfter: first['contacts'].at(-1).searchAfter },
  })
  if (generation === 'v2') await own.call('contacts.get-contacts', { query: { locationId, limit: '5' } })
  await own.call('contacts.add-tags', { params, body: { tags: ['Extra'] } })
  await own.call('contacts.remove-tags', { params, body: { tags: ['extra'] } })
  for (const type of ['add', 'remove'])
    await own.call('contacts.create-association', {
      params: { type },
      body: { locationId, contacts: [contact.id, 'not-an-id', 'A'.repeat(20)], tags: ['bulk'] },
    })
  const { id: businessId } = (
    await own.call('businesses.create-business', { body: { locationId, name: 'Acorn' } })
  )['buiseness']
  await own.call('contacts.add-remove-contact-from-business', {
    body: { locationId, ids: [contact.id], businessId },
  })
  await own.call('contacts.get-contacts-by-business-id', { params: { businessId }, query: { locationId } })
  await exerciseBusinesses(own, locationId, businessId)
  await exerciseEnrolments(callers, params)
  await exerciseNotesAndTasks(own, params, now)
  await own.call('contacts.get-appointments-for-contact', { params })
  await own.call('contacts.delete-contact', { params: { contactId: other.id } })
  return contact.id
}

async function exerciseBusinesses(own: Caller, locationId: string, businessId: string) {
  const params = { businessId }
  await own.call('businesses.get-businesses-by-location', { query: { locationId } })
  await own.call('businesses.get-business', { params })
  await own.call('businesses.update-business', { params, body: { city: 'Leeds' } })
  await own.call('businesses.delete-business', { params })
}

async function exerciseEnrolments({ own, locationId, companyId }: Callers, contact: { contactId: string }) {
  const query = { locationId }
  const { users } = await own.call('users.search-users', { query: { companyId } })
  const followers = [users[0].id]
  await own.call('contacts.add-followers-contact', { params: contact, body: { followers } })
  await own.call('contacts.remove-followers-contact', { params: contact, body: { followers } })
  const { campaigns } = await own.call('campaigns.get-campaigns', { query })
  const campaign = { ...contact, campaignId: campaigns[0].id as string }
  await own.call('contacts.add-contact-to-campaign', { params: campaign, body: {} })
  await own.call('contacts.remove-contact-from-campaign', { params: campaign })
  await own.call('contacts.remove-contact-from-every-campaign', { params: contact })
  const { workflows } = await own.call('workflows.get-workflow', { query })
  const workflow = { ...contact, workflowId: workflows[0].id as string }
  await own.call('contacts.add-contact-to-workflow', { params: workflow, body: {} })
  await own.call('contacts.delete-contact-from-workflow', { params: workflow, body: {} })
}

async function exerciseNotesAndTasks(own: Caller, contact: { contactId: string }, now: Date) {
  const note = (
    await own.call('contacts.create-note', { params: contact, body: { body: 'A note', pinned: true } })
  )['note']
  const noteParams = { ...contact, id: note.id as string }
  await own.call('contacts.get-all-notes', { params: contact })
  await own.call('contacts.get-note', { params: noteParams })
  await own.call('contacts.update-note', { params: noteParams, body: { body: 'Another', title: 'Call' } })
  await own.call('contacts.delete-note', { params: noteParams })
  const draft = { title: 'Call back', dueDate: inDays(now, 1), completed: false }
  const task = (await own.call('contacts.create-task', { params: contact, body: draft }))['task']
  const taskParams = { ...contact, taskId: task.id as string }
  await own.call('contacts.get-all-tasks', { params: contact })
  await own.call('contacts.get-task', { params: taskParams })
  await own.call('contacts.update-task', { params: taskParams, body: { title: 'Call again' } })
  await own.call('contacts.update-task-completed', { params: taskParams, body: { completed: true } })
  await own.call('locations.task-search', { body: { completed: true } })
  await own.call('contacts.delete-task', { params: taskParams })
}

async function exerciseConversations(
  { own, locationId, generation, now }: Callers,
  contactId: string,
  providers: Answer[],
) {
  const conversation = (
    await own.call('conversations.create-conversation', { body: { locationId, contactId } })
  )['conversation']
  const conversationId = conversation.id as string
  const params = { conversationId }
  const sms = await own.call('conversations.send-a-new-message', {
    body: { type: 'SMS', contactId, message: 'Hello' },
  })
  const email = await own.call('conversations.send-a-new-message', {
    body: { type: 'Email', contactId, subject: 'Hello', html: '<p>Hello</p>', emailCc: ['cc@mail.example'] },
  })
  const inAnHour = Math.floor(now.getTime() / 1000) + 3600
  for (const type of ['SMS', 'Email'] as const) {
    const later = await own.call('conversations.send-a-new-message', {
      body: { type, contactId, message: 'Later', html: 'Later', scheduledTimestamp: inAnHour },
    })
    if (type === 'SMS')
      await own.call('conversations.cancel-scheduled-message', { params: { messageId: later['messageId'] } })
    else
      await own.call('conversations.cancel-scheduled-email-message', {
        params: { emailMessageId: later['emailMessageId'] },
      })
  }
  const provider = { conversationId, conversationProviderId: providers[0]?.['id'] as string }
  await own.call('conversations.add-an-inbound-message', {
    body: { type: 'WhatsApp', contactId, message: 'Are you there?', ...provider },
  })
  await own.call('conversations.send-a-new-message', {
    body: { type: 'WhatsApp', contactId, message: 'Yes' },
  })
  const voice = await own.call('conversations.add-an-outbound-message', {
    body: {
      type: 'Call',
      ...provider,
      call: { to: '+13035550001', from: '+13035550002', status: 'completed' },
    },
  })
  const message = { messageId: sms['messageId'] as string }
  await own.call('conversations.get-message', { params: { id: message.messageId } })
  await own.call('conversations.get-email-by-id', { params: { id: email['emailMessageId'] } })
  await own.call('conversations.update-message-status', { params: message, body: { status: 'delivered' } })
  if (generation === 'v3')
    await own.call('conversations.update-email-message-status', {
      params: { id: email['emailMessageId'] },
      body: { status: 'opened' },
    })
  await own.call('conversations.add-message-attachments', {
    params: message,
    body: { attachments: ['https://media.example.com/a.jpg'] },
  })
  await own.call('conversations.get-messages', { params, query: { limit: '2' } })
  await own.call('conversations.export-messages-by-location', { query: { locationId, limit: '3' } })
  await own.call('conversations.search-conversation', { query: { locationId, limit: '5' } })
  await own.call('conversations.get-conversation', { params })
  await own.call('conversations.update-conversation', {
    params,
    body: { locationId, unreadCount: 0, starred: true },
  })
  await own.call('conversations.send-review-reply', {
    body: { conversationId, locationId, message: 'Thank you' },
  })
  await own.call('conversations.live-chat-agent-typing', {
    body: { locationId, isTyping: 'true', visitorId: 'visitor', conversationId },
  })
  await exerciseUploads(own, { conversationId, contactId, locationId })
  const call = { messageId: voice['messageId'] as string }
  await own.open('conversations.get-message-recording', { params: call })
  await own.call('conversations.get-message-transcription', { params: call })
  await own.open('conversations.download-message-transcription', { params: call })
  if (generation === 'v2') await exercisePreferences(own, locationId, contactId)
  await own.call('conversations.delete-conversation', { params })
}

async function exerciseUploads(
  own: Caller,
  {
    conversationId,
    contactId,
    locationId,
  }: { conversationId: string; contactId: string; locationId: string },
) {
  const form = new FormData()
  for (const [name, value] of Object.entries({ conversationId, contactId, locationId })) form.set(name, value)
  form.set('fileAttachment', new Blob(['bytes'], { type: 'image/png' }), 'picture.png')
  await own.call('conversations.upload-file-attachments', { form })
  const file = { locationId, conversationId, filename: 'film.mp4' }
  const upload = await own.call('conversations.initiate-file-upload', {
    body: { ...file, contentType: 'video/mp4', fileSize: 1000, channel: 'SMS' },
  })
  await own.call('conversations.complete-file-upload', {
    body: { ...file, uploadId: upload['uploadId'], filePath: upload['filePath'] },
  })
}

async function exercisePreferences(own: Caller, locationId: string, contactId: string) {
  const query = { locationId }
  const { subtype } = await own.call('conversations.create-custom-subtype', {
    query,
    body: { name: 'News', channel: 'email', language: 'en_US' },
  })
  await own.call('conversations.get-all-custom-subtypes', { query })
  await own.call('conversations.update-custom-subtype', {
    params: { id: subtype.id },
    query,
    body: { description: 'Monthly' },
  })
  await own.call('conversations.user-subscription-change', {
    body: {
      locationId,
      contactId,
      email: 'ada@mail.example',
      subscription_action: { type: 'custom', subtype_id: subtype.id, subtype_status: 'unsubscribed' },
    },
  })
  await own.call('conversations.get-contact-unsubscription-status', { query: { locationId, contactId } })
}

async function exerciseLocation({ own, company, locationId, companyId, generation, now }: Callers) {
  await own.call('locations.get-location')
  await own.call('locations.search-locations', { query: { companyId } })
  await own.call('locations.get-timezones')
  const tag = (await own.call('locations.create-tag', { body: { name: 'Brand New' } }))['tag']
  await own.call('locations.get-location-tags')
  await own.call('locations.get-tag-by-id', { params: { tagId: tag.id } })
  await own.call('locations.update-tag', { params: { tagId: tag.id }, body: { name: 'Newer' } })
  await own.call('locations.delete-tag', { params: { tagId: tag.id } })
  const field = (
    await own.call('locations.create-custom-field', { body: { name: 'Shoe size', dataType: 'NUMERICAL' } })
  )['customField']
  await own.call('locations.get-custom-field', { params: { id: field.id } })
  await own.call('locations.update-custom-field', { params: { id: field.id }, body: { name: 'Shoe' } })
  const form = new FormData()
  form.set('id', field.id)
  form.set('file', new Blob(['a,b'], { type: 'text/csv' }), 'sizes.csv')
  await own.call('locations.upload-file-custom-fields', { form })
  await own.call('locations.delete-custom-field', { params: { id: field.id } })
  const value = (await own.call('locations.create-custom-value', { body: { name: 'Slogan', value: 'Hi' } }))[
    'customValue'
  ]
  await own.call('locations.get-custom-values')
  await own.call('locations.get-custom-value', { params: { id: value.id } })
  await own.call('locations.update-custom-value', {
    params: { id: value.id },
    body: { name: 'Slogan', value: 'Ho' },
  })
  await own.call('locations.delete-custom-value', { params: { id: value.id } })
  const { templates } = await own.call('locations.get-all-or-email-sms-templates', {
    query: { originId: locationId },
  })
  await own.call('locations.delete-an-email-sms-template', { params: { id: templates[0].id } })
  const rruleOptions = { intervalType: 'daily', interval: 1, startDate: inDays(now, 1), dueAfterSeconds: 60 }
  const task = (
    await own.call('locations.create-recurring-task', { body: { title: 'Water', rruleOptions } })
  )['recurringTask']
  await own.call('locations.get-recurring-task-by-id', { params: { id: task.id } })
  await own.call('locations.update-recurring-task', { params: { id: task.id }, body: { title: 'Water all' } })
  await own.call('locations.delete-recurring-task', { params: { id: task.id } })
  if (generation === 'v3') {
    await own.call('locations.get-conversation-channel', { params: { type: 'SMS' } })
    await company.call('locations.get-location-permissions')
    await company.call('locations.update-location-permissions', { body: { permissions: ['crm'] } })
  }
  const made = await company.call('locations.create-location', { body: { name: 'Pop-up shop', companyId } })
  const params = { locationId: made['id'] as string }
  await company.call('locations.put-location', { params, body: { companyId, city: 'Leeds' } })
  await company.call('locations.delete-location', { params, query: { deleteTwilioAccount: 'false' } })
}

async function exercisePeople({ own, company, locationId, companyId, generation }: Callers) {
  await company.call('companies.get-company', { params: { companyId } })
  const user = await company.call('users.create-user', {
    body: {
      companyId,
      firstName: 'Lin',
      lastName: 'Example',
      email: 'lin@company.example',
      password: 'Not-a-real-1',
      type: 'account',
      role: 'user',
      locationIds: [locationId],
    },
  })
  const params = { userId: user['id'] as string }
  await own.call('users.get-user', { params })
  await own.call('users.update-user', { params, body: { phone: '+13035550003' } })
  await own.call('users.search-users', { query: { companyId, locationId } })
  await company.call('users.filter-users-by-email', { body: { companyId, emails: 'lin@company.example' } })
  if (generation === 'v2') await own.call('users.get-user-by-location', { query: { locationId } })
  await company.call('users.delete-user', { params })
}

async function exerciseForms({ own, locationId }: Callers, contactId: string) {
  const query = { locationId }
  await own.call('forms.get-forms', { query })
  await own.call('forms.get-forms-submissions', { query })
  await own.call('surveys.get-surveys', { query })
  await own.call('surveys.get-surveys-submissions', { query })
  const { customFields } = await own.call('locations.get-custom-fields')
  const form = new FormData()
  form.set(`${customFields[0].id}_first`, new Blob(['bytes'], { type: 'image/png' }), 'picture.png')
  await own.call('forms.upload-to-custom-fields', { query: { locationId, contactId }, form })
}

/** Calls every operation of contacts, conversations, locations, people, businesses and forms; gives all exchanges. */
export async function exerciseCrm(scene: CrmScene, providers: Answer[]): Promise<Exchange[]> {
  const own = createCaller(scene)
  const callers = { ...scene, own, company: createCaller({ ...scene, token: scene.companyToken }) }
  const contactId = await exerciseContacts(callers)
  await exerciseConversations(callers, contactId, providers)
  await exerciseLocation(callers)
  await exercisePeople(callers)
  await exerciseForms(callers, contactId)
  return [...callers.own.exchanges, ...callers.company.exchanges]
}
