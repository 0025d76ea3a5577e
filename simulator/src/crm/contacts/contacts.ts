import { type OperationAnswer, plainRefusal, SimulatedRefusal } from '../../simulator.types.ts'
import type { Contact, CrmCall } from '../crm.types.ts'
import {
  bodyOf,
  contactInPath,
  countOf,
  type Fields,
  flagOf,
  paramOf,
  succeeded,
  textOf,
} from '../read-call.ts'
import { fullNameOf, presentContact, presentFound } from './present-contact.ts'
import { applyContactFields, newContact, normalizePhone } from './write-contact.ts'

interface Match {
  contact: Contact
  matchingField: 'email' | 'phone'
}

const hasEmail = (contact: Contact, email: string): boolean =>
  [contact.email, ...contact.additionalEmails].some((own) => own?.toLowerCase() === email.toLowerCase())

function findByEmail(
  { contents }: CrmCall,
  email: string | undefined,
  isOther: (contact: Contact) => boolean,
) {
  if (email === undefined || email === '') return undefined
  const contacts = [...contents.contacts.values()].filter(isOther)
  return (
    contacts.find((contact) => contact.email?.toLowerCase() === email.toLowerCase()) ??
    contacts.find((contact) => hasEmail(contact, email))
  )
}

function findByPhone(
  { contents }: CrmCall,
  phone: string | undefined,
  isOther: (contact: Contact) => boolean,
) {
  const wanted = normalizePhone(phone)
  if (wanted === null) return undefined
  return [...contents.contacts.values()].find((contact) => isOther(contact) && contact.phone === wanted)
}

/** Who already has the address or the number; the address is looked at first (I-37). */
function findMatch(call: CrmCall, fields: Fields, isOther: (contact: Contact) => boolean): Match | undefined {
  const byEmail = findByEmail(call, textOf(fields, 'email'), isOther)
  if (byEmail) return { contact: byEmail, matchingField: 'email' }
  const byPhone = findByPhone(call, textOf(fields, 'phone'), isOther)
  return byPhone && { contact: byPhone, matchingField: 'phone' }
}

const allowsDuplicates = ({ contents }: CrmCall): boolean =>
  contents.profile.settings['allowDuplicateContact'] === true

/** The answer names who is already there, which is what callers go on with. */
function refuseDuplicate({ contact, matchingField }: Match): never {
  throw new SimulatedRefusal(400, {
    statusCode: 400,
    message: 'This location does not allow duplicated contacts.',
    meta: { contactId: contact.id, contactName: fullNameOf(contact), matchingField },
  })
}

/** Saves a contact that has been filled in, and tells of it. */
function saveNew(call: CrmCall, fields: Fields): Contact {
  const { crm, contents, now, request } = call
  const contact = newContact(crm.nextId('contact'), contents.location.id, now)
  applyContactFields(contents, contact, fields, request.generation, crm)
  crm.beforeWrite(contents.location.id, contact.id, undefined)
  contents.contacts.set(contact.id, contact)
  crm.announce({ kind: 'contact.created', locationId: contents.location.id, contact })
  return contact
}

/** Changes a contact and tells what changed. Everything that writes to a contact that exists goes through here. */
export function changeContact(
  call: Pick<CrmCall, 'crm' | 'now'>,
  contact: Contact,
  change: (contact: Contact) => void,
): void {
  const { crm, now } = call
  const { locationId } = contact
  const tagsBefore = contact.tags.join('\n')
  const dndBefore = JSON.stringify([contact.dnd, contact.dndSettings])
  crm.beforeWrite(locationId, contact.id, contact)
  change(contact)
  contact.dateUpdated = now
  crm.announce({ kind: 'contact.updated', locationId, contact })
  if (contact.tags.join('\n') !== tagsBefore)
    crm.announce({ kind: 'contact.tags_updated', locationId, contact })
  if (JSON.stringify([contact.dnd, contact.dndSettings]) !== dndBefore)
    crm.announce({ kind: 'contact.dnd_updated', locationId, contact })
}

export function createContact(call: CrmCall): OperationAnswer {
  const fields = bodyOf(call)
  const match = allowsDuplicates(call) ? undefined : findMatch(call, fields, () => true)
  if (match) refuseDuplicate(match)
  return { body: { contact: presentContact(saveNew(call, fields), call.request.generation) } }
}

/**
 * Updates whoever has the e-mail address, else whoever has the number, else makes a contact. A number that is
 * somebody else's is passed over without a word (I-37), and so is `gender` of a contact that exists (I-313).
 */
export function upsertContact(call: CrmCall): OperationAnswer {
  const fields = bodyOf(call)
  const { generation } = call.request
  const mayDuplicate = allowsDuplicates(call) && flagOf(fields, 'createNewIfDuplicateAllowed') === true
  const match = mayDuplicate ? undefined : findMatch(call, fields, () => true)
  if (!match) return { body: { new: true, contact: presentContact(saveNew(call, fields), generation) } }
  const { contact } = match
  changeContact(call, contact, () => {
    const { gender: _, ...changeable } = settleSecondaryEmail(call, contact, fields)
    const usable = withoutForeignPhone(call, contact, changeable)
    applyContactFields(call.contents, contact, usable, generation, call.crm)
  })
  return { body: { new: false, contact: presentContact(contact, generation) } }
}

/**
 * Found by a secondary address, that one becomes the primary and the old primary is lost (I-337); with the switch
 * off both stay where they are.
 */
function settleSecondaryEmail({ crm }: CrmCall, contact: Contact, fields: Fields): Fields {
  const email = textOf(fields, 'email')?.toLowerCase()
  const rest = contact.additionalEmails.filter((own) => own.toLowerCase() !== email)
  if (rest.length === contact.additionalEmails.length) return fields
  if (crm.quirks.upsertReplacesPrimaryEmail) {
    contact.additionalEmails = rest
    return fields
  }
  const { email: _, ...others } = fields
  return others
}

function withoutForeignPhone(call: CrmCall, contact: Contact, fields: Fields): Fields {
  const owner = findByPhone(call, textOf(fields, 'phone'), (other) => other.id !== contact.id)
  if (!owner || allowsDuplicates(call)) return fields
  const { phone: _, ...others } = fields
  return others
}

export function getContact(call: CrmCall): OperationAnswer {
  return { body: { contact: presentContact(contactInPath(call), call.request.generation) } }
}

export function updateContact(call: CrmCall): OperationAnswer {
  const contact = contactInPath(call)
  const fields = bodyOf(call)
  const { generation } = call.request
  const match = allowsDuplicates(call) ? undefined : findMatch(call, fields, ({ id }) => id !== contact.id)
  if (match) refuseDuplicate(match)
  changeContact(call, contact, () => applyContactFields(call.contents, contact, fields, generation, call.crm))
  const isDone = generation === 'v3' ? { succeeded: true } : { succeded: true }
  return { body: { ...isDone, contact: presentContact(contact, generation) } }
}

/** A contact leaves with its notes, tasks and conversation. */
export function deleteContact(call: CrmCall): OperationAnswer {
  const { crm, contents } = call
  const contact = contactInPath(call)
  crm.beforeWrite(contact.locationId, contact.id, contact)
  contents.contacts.delete(contact.id)
  contents.notes.delete(contact.id)
  contents.tasks.delete(contact.id)
  for (const conversation of contents.conversations.values()) {
    if (conversation.contactId !== contact.id) continue
    contents.conversations.delete(conversation.id)
    for (const { id } of conversation.messages) contents.messages.delete(id)
  }
  crm.announce({ kind: 'contact.deleted', locationId: contact.locationId, contact })
  return { body: succeeded(call) }
}

/** The one contact with an address or a number, or null. */
export function getDuplicateContact(call: CrmCall): OperationAnswer {
  const { query, generation } = call.request
  const { email, number } = query
  if (!email && !number) throw plainRefusal(422, ['number should not be empty', 'email should not be empty'])
  const found = findByEmail(call, email, () => true) ?? findByPhone(call, number, () => true)
  return { body: { contact: found ? presentContact(found, generation) : null } }
}

const newestFirst = (a: Contact, b: Contact): number =>
  Number(b.dateAdded) - Number(a.dateAdded) || a.id.localeCompare(b.id)

/** Whether a name, an address or a number has the words somewhere. */
export function isMentioned(contact: Contact, words: string): boolean {
  const wanted = words.trim().toLowerCase()
  const digits = wanted.replaceAll(/[\s()+-]/g, '')
  const texts = [fullNameOf(contact), contact.email, contact.companyName, ...contact.tags]
  const isNumber = /^\d{3,}$/.test(digits)
  return (
    texts.some((text) => text?.toLowerCase().includes(wanted)) ||
    (isNumber && (contact.phone?.includes(digits) ?? false))
  )
}

/** The deprecated list: newest first, going on after the time and the id of the last one (facts 7.2). */
export function listContacts(call: CrmCall): OperationAnswer {
  const { request, contents } = call
  const { query, generation } = request
  const limit = countOf(call, 'limit', 20, 100)
  const startAfter = countOf(call, 'startAfter', 0)
  const startAfterId = query['startAfterId']
  const matching = [...contents.contacts.values()]
    .filter((contact) => !query['query'] || isMentioned(contact, query['query']))
    .toSorted(newestFirst)
  const rest = matching.filter(({ dateAdded, id }) => {
    if (startAfter === 0) return true
    const order = startAfter - Number(dateAdded) || id.localeCompare(startAfterId ?? '')
    return order > 0
  })
  const page = rest.slice(0, Math.max(limit, 1))
  const last = rest.length > page.length ? page.at(-1) : undefined
  return {
    body: {
      contacts: page.map((contact) => presentFound(contact, contents, generation)),
      count: matching.length,
      meta: {
        total: matching.length,
        nextPageUrl: last ? nextPageUrl(contents.location.id, last, limit) : null,
        startAfter: last ? Number(last.dateAdded) : null,
        startAfterId: last?.id ?? null,
        nextPage: last ? '' : null,
        prevPage: null,
      },
    },
  }
}

const nextPageUrl = (locationId: string, last: Contact, limit: number): string => {
  const query = new URLSearchParams({
    locationId,
    limit: String(limit),
    startAfter: String(Number(last.dateAdded)),
    startAfterId: last.id,
  })
  return `https://services.leadconnectorhq.com/contacts/?${query.toString()}`
}

export function listContactsOfBusiness(call: CrmCall): OperationAnswer {
  const { contents, request } = call
  const { query, generation } = request
  const businessId = paramOf(call, 'businessId')
  const skip = countOf(call, 'skip', 0)
  const matching = [...contents.contacts.values()]
    .filter((contact) => contact.businessId === businessId)
    .filter((contact) => !query['query'] || isMentioned(contact, query['query']))
    .toSorted(newestFirst)
  return {
    body: {
      contacts: matching
        .slice(skip, skip + countOf(call, 'limit', 10, 100))
        .map((contact) => presentFound(contact, contents, generation)),
      count: matching.length,
    },
  }
}
