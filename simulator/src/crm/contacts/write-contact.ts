import type { Generation } from '@causeway/spec'
import { plainRefusal } from '../../simulator.types.ts'
import { type Contact, type Crm, dndChannels, type DndSetting, type LocationCrm } from '../crm.types.ts'
import { type Fields, fieldsOf, flagOf, isFields, textOf, textsOf } from '../read-call.ts'

export function newContact(id: string, locationId: string, now: Date): Contact {
  return {
    id,
    locationId,
    firstName: '',
    lastName: '',
    additionalEmails: [],
    type: 'lead',
    tags: [],
    followers: [],
    customFields: [],
    dnd: false,
    dndSettings: {},
    hasUnsubscribedEmail: false,
    campaignIds: [],
    workflowIds: [],
    dateAdded: now,
    dateUpdated: now,
  }
}

const plainTexts = [
  'companyName',
  'website',
  'address1',
  'city',
  'state',
  'country',
  'postalCode',
  'timezone',
  'gender',
  'dateOfBirth',
  'source',
  'assignedTo',
] as const

/** Takes what a body says of a contact; `null` empties a field, what is left out stays. Tags replace the whole set. */
export function applyContactFields(
  contents: LocationCrm,
  contact: Contact,
  fields: Fields,
  generation: Generation,
  crm: Pick<Crm, 'nextId'>,
): void {
  // Read before anything is changed: a refused address must not leave half of the change behind.
  const email = readEmail(fields['email'])
  applyName(contact, fields)
  for (const name of plainTexts) setText(contact, name, fields[name])
  if ('email' in fields) setText(contact, 'email', email)
  if ('phone' in fields) setText(contact, 'phone', normalizePhone(textOf(fields, 'phone')))
  contact.dnd = flagOf(fields, 'dnd') ?? contact.dnd
  applyDnd(contact, fields, generation)
  if (Array.isArray(fields['tags'])) contact.tags = ensureTags(contents, textsOf(fields, 'tags'), crm)
  applyCustomFields(contents, contact, fields)
}

function setText(
  contact: Contact,
  name: (typeof plainTexts)[number] | 'email' | 'phone',
  value: unknown,
): void {
  if (typeof value === 'string' && value !== '') contact[name] = value
  else if (value === null || value === '') delete contact[name]
}

function applyName(contact: Contact, fields: Fields): void {
  const name = textOf(fields, 'name')
  const [first = '', ...rest] = (name ?? '').trim().split(/\s+/)
  const read = (key: 'firstName' | 'lastName', fromName: string) => {
    if (fields[key] === null) return ''
    return textOf(fields, key) ?? (name === undefined ? contact[key] : fromName)
  }
  contact.firstName = read('firstName', first)
  contact.lastName = read('lastName', rest.join(' '))
}

function readEmail(value: unknown): unknown {
  if (typeof value !== 'string' || value === '') return value
  if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value)) throw plainRefusal(422, ['email must be an email'])
  return value.trim()
}

/** `+` and digits; ten digits are taken for a number of North America. A plus in a query may arrive as a space. */
export function normalizePhone(text: string | undefined): string | null {
  const digits = (text ?? '').replaceAll(/\D/g, '')
  if (digits === '') return null
  return digits.length === 10 && !(text ?? '').trim().startsWith('+') ? `+1${digits}` : `+${digits}`
}

/** v3 writes the channels in camelCase: `sms`, `whatsApp`. */
export const channelKey = (channel: string, generation: Generation): string =>
  generation === 'v2' ? channel : (v3ChannelKeys[channel] ?? channel)

const v3ChannelKeys: Record<string, string> = {
  Call: 'call',
  Email: 'email',
  SMS: 'sms',
  WhatsApp: 'whatsApp',
  GMB: 'gmb',
  FB: 'fb',
}

function applyDnd(contact: Contact, fields: Fields, generation: Generation): void {
  const given = fieldsOf(fields, 'dndSettings') ?? {}
  for (const channel of dndChannels) {
    const setting = given[channelKey(channel, generation)]
    // What a carrier closed for good stays closed.
    if (!isFields(setting) || contact.dndSettings[channel]?.status === 'permanent') continue
    contact.dndSettings[channel] = setting as unknown as DndSetting
  }
  const all = fieldsOf(fieldsOf(fields, 'inboundDndSettings') ?? {}, 'all')
  if (all) contact.inboundDnd = all as unknown as NonNullable<Contact['inboundDnd']>
}

/** Lower-cases names and enters those the location did not have; gives them, each once. */
export function ensureTags(contents: LocationCrm, names: string[], crm: Pick<Crm, 'nextId'>): string[] {
  const tags = [...new Set(names.map((name) => name.trim().toLowerCase()))].filter((name) => name !== '')
  for (const name of tags)
    if (!contents.tags.some((tag) => tag.name === name)) contents.tags.push({ id: crm.nextId('tag'), name })
  return tags
}

/** Values by the id of their field; a field the location does not have is passed over. */
function applyCustomFields(contents: LocationCrm, contact: Contact, fields: Fields): void {
  const given = fields['customFields']
  if (!Array.isArray(given)) return
  for (const entry of given.filter(isFields)) {
    const id = textOf(entry, 'id')
    const isKnown = contents.customFields.some((field) => field.id === id)
    const value = entry['fieldValue'] ?? entry['field_value'] ?? ''
    if (id === undefined || !isKnown) continue
    const others = contact.customFields.filter((field) => field.id !== id)
    contact.customFields = value === '' ? others : [...others, { id, value }]
  }
}
