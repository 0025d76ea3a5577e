import type { ContactData } from '../store/record.types.ts'

/** Who tells: a webhook leaves out what is empty now and then, an answer of the CRM is whole. */
export type ContactTeller = 'webhook' | 'answer'

/** Reads a contact from a webhook's body or an answer of the CRM, over what was known of it. */
export function contactOf(
  body: Readonly<Record<string, unknown>>,
  teller: ContactTeller,
  known: ContactData | undefined,
): ContactData {
  /** A value given counts, also an empty one; what a webhook leaves out stays as it was. */
  const read = <Value>(
    names: readonly string[],
    parse: (value: unknown) => Value,
    before: Value | undefined,
  ) => {
    const name = names.find((one) => Object.hasOwn(body, one))
    if (name !== undefined) return parse(body[name])
    return teller === 'webhook' && before !== undefined ? before : parse(undefined)
  }
  const text =
    (...names: string[]) =>
    (before: string | null | undefined) =>
      read(names, textOf, before)
  return {
    name: nameIn(body) ?? (teller === 'webhook' ? (known?.name ?? null) : null),
    firstName: text('firstName')(known?.firstName),
    lastName: text('lastName')(known?.lastName),
    email: text('email')(known?.email),
    phone: text('phone')(known?.phone),
    companyName: text('companyName')(known?.companyName),
    address1: text('address1', 'address')(known?.address1),
    city: text('city')(known?.city),
    state: text('state')(known?.state),
    postalCode: text('postalCode')(known?.postalCode),
    country: text('country')(known?.country),
    website: text('website')(known?.website),
    source: text('source')(known?.source),
    dateOfBirth: read(['dateOfBirth'], dayOf, known?.dateOfBirth),
    assignedTo: text('assignedTo')(known?.assignedTo),
    tags: read(['tags'], tagsOf, known?.tags),
    dnd: read(['dnd'], (value) => value === true || value === 'true', known?.dnd),
    dndSettings: read(['dndSettings'], settingsOf, known?.dndSettings),
    inboundDndSettings: read(['inboundDndSettings'], settingsOf, known?.inboundDndSettings),
    customFields: read(['customFields'], customFieldsOf, known?.customFields),
    addedAt: read(['dateAdded'], instantOf, known?.addedAt ?? undefined),
  }
}

/** Fields webhooks carry, so that a difference in one says that a webhook is missing. */
const announcedFields = [
  'firstName',
  'lastName',
  'email',
  'phone',
  'companyName',
  'address1',
  'city',
  'state',
  'postalCode',
  'country',
  'website',
  'source',
  'dateOfBirth',
  'assignedTo',
  'tags',
  'dnd',
  'customFields',
] as const satisfies (keyof ContactData)[]

/** Fields a webhook would have told of that differ. */
export const differencesOf = (before: ContactData, after: ContactData): string[] =>
  announcedFields.filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]))

/** Tags that came and tags that went. */
export function tagChanges(before: readonly string[], after: readonly string[]) {
  return {
    added: after.filter((tag) => !before.includes(tag)),
    removed: before.filter((tag) => !after.includes(tag)),
  }
}

/** Lists and searches call it `contactName`; some tell only the parts. */
function nameIn(body: Readonly<Record<string, unknown>>): string | null {
  const whole = textOf(body['name']) ?? textOf(body['contactName'])
  if (whole !== null) return whole
  const parts = [textOf(body['firstName']), textOf(body['lastName'])].filter((part) => part !== null)
  return parts.length === 0 ? null : parts.join(' ')
}

const textOf = (value: unknown): string | null =>
  typeof value === 'string' && value.trim() !== '' ? value : typeof value === 'number' ? String(value) : null

const instantOf = (value: unknown): string | null => {
  const time = typeof value === 'string' || typeof value === 'number' ? new Date(value).getTime() : Number.NaN
  return Number.isFinite(time) && Math.abs(time) < 253_402_300_800_000 ? new Date(time).toISOString() : null
}

/** A birthday comes as a day or as that day's midnight. */
const dayOf = (value: unknown): string | null => instantOf(value)?.slice(0, 10) ?? null

/** The CRM keeps tags in lower case, and their order says nothing. */
const tagsOf = (value: unknown): string[] =>
  Array.isArray(value)
    ? [
        ...new Set(value.flatMap((tag) => (typeof tag === 'string' ? [tag.trim().toLowerCase()] : []))),
      ].toSorted()
    : []

/** Channels by lower-case name: the two generations write them differently. */
function settingsOf(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return {}
  const entries = Object.entries(value).map(([channel, setting]) => [channel.toLowerCase(), setting] as const)
  return Object.fromEntries(entries.toSorted(([one], [other]) => (one < other ? -1 : 1)))
}

function customFieldsOf(value: unknown): { id: string; value: unknown }[] {
  if (!Array.isArray(value)) return []
  const fields = value.flatMap((item: unknown) => {
    if (typeof item !== 'object' || item === null || !('id' in item) || typeof item.id !== 'string') return []
    return [{ id: item.id, value: 'value' in item ? item.value : null }]
  })
  return fields.toSorted((one, other) => (one.id < other.id ? -1 : 1))
}
