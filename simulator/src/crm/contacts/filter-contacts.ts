import { plainRefusal } from '../../simulator.types.ts'
import type { Contact, LocationCrm } from '../crm.types.ts'
import { type Fields, isFields } from '../read-call.ts'
import { fullNameOf } from './present-contact.ts'

export type ContactTest = (contact: Contact) => boolean

type Value = string | boolean | Date | undefined

/** What a field of a filter means (facts 7.2); a list has several values. */
const readers: Record<string, (contact: Contact, contents: LocationCrm) => Value | Value[]> = {
  id: ({ id }) => id,
  contactName: fullNameOf,
  firstNameLowerCase: ({ firstName }) => firstName.toLowerCase(),
  lastNameLowerCase: ({ lastName }) => lastName.toLowerCase(),
  email: ({ email }) => email,
  phone: ({ phone }) => phone,
  address: ({ address1 }) => address1,
  city: ({ city }) => city,
  state: ({ state }) => state,
  country: ({ country }) => country,
  postalCode: ({ postalCode }) => postalCode,
  timezone: ({ timezone }) => timezone,
  website: ({ website }) => website,
  companyName: ({ companyName }) => companyName,
  businessName: ({ businessId }, { businesses }) => businesses.find(({ id }) => id === businessId)?.name,
  businessId: ({ businessId }) => businessId,
  assignedTo: ({ assignedTo }) => assignedTo,
  source: ({ source }) => source,
  type: ({ type }) => type,
  dnd: ({ dnd }) => dnd,
  isValidWhatsapp: ({ phone }) => phone !== undefined,
  followers: ({ followers }) => followers,
  tags: ({ tags }) => tags,
  dateAdded: ({ dateAdded }) => dateAdded,
  dateUpdated: ({ dateUpdated }) => dateUpdated,
  dateOfBirth: ({ dateOfBirth }) => (dateOfBirth === undefined ? undefined : new Date(dateOfBirth)),
  lastEmailClickedDate: () => undefined,
  lastEmailOpenedDate: () => undefined,
}

/** Fields that know fewer operators than the rest. */
const operatorsOf: Record<string, readonly string[]> = {
  tags: ['eq', 'not_eq', 'exists', 'not_exists'],
  email: ['eq', 'not_eq', 'exists', 'not_exists'],
  lastEmailClickedDate: ['range', 'exists', 'not_exists'],
  lastEmailOpenedDate: ['range', 'exists', 'not_exists'],
}

const operators = ['eq', 'not_eq', 'contains', 'not_contains', 'exists', 'not_exists', 'range']

const refuse = (sentence: string) => plainRefusal(422, [sentence])

/** One test out of filters and groups of them; the outermost list is joined by AND. @throws 422 for what GHL does not know. */
export function readFilters(given: unknown, contents: LocationCrm): ContactTest {
  const tests = (Array.isArray(given) ? given : []).map((entry) => readFilter(entry, contents))
  return (contact) => tests.every((test) => test(contact))
}

function readFilter(entry: unknown, contents: LocationCrm): ContactTest {
  if (!isFields(entry)) throw refuse('filters must be an array of objects')
  if (!('group' in entry)) return readCondition(entry, contents)
  const { group, filters } = entry
  if (group !== 'AND' && group !== 'OR') throw refuse('group must be one of the following values: AND, OR')
  const tests = (Array.isArray(filters) ? filters : []).map((one) => readFilter(one, contents))
  return group === 'AND'
    ? (contact) => tests.every((test) => test(contact))
    : (contact) => tests.some((test) => test(contact))
}

function readCondition({ field, operator, value }: Fields, contents: LocationCrm): ContactTest {
  const name = typeof field === 'string' ? field : ''
  const read = readerOf(name)
  if (read === undefined) throw refuse(`Invalid field ${name}`)
  const known = operatorsOf[name] ?? operators
  if (typeof operator !== 'string' || !known.includes(operator))
    throw refuse(`Invalid operator ${String(operator)} for field ${name}`)
  const valuesOf = (contact: Contact): Value[] =>
    [read(contact, contents)].flat().filter((one) => one !== undefined && one !== '')
  return testOf(operator, value, valuesOf)
}

function readerOf(name: string): (typeof readers)[string] | undefined {
  if (!name.startsWith('customFields.')) return Object.hasOwn(readers, name) ? readers[name] : undefined
  const id = name.slice('customFields.'.length)
  return ({ customFields }) =>
    [customFields.find((field) => field.id === id)?.value]
      .flat()
      .map((value) => (typeof value === 'string' || typeof value === 'number' ? String(value) : undefined))
}

const textOfValue = (value: unknown): string =>
  value instanceof Date ? value.toISOString() : String(value).toLowerCase()

function testOf(operator: string, wanted: unknown, valuesOf: (contact: Contact) => Value[]): ContactTest {
  const sought = [wanted].flat().map(textOfValue)
  if (sought.some((text) => text.length > 75))
    throw refuse('value must be shorter than or equal to 75 characters')
  const isEqual: ContactTest = (contact) =>
    valuesOf(contact).some((value) => sought.includes(textOfValue(value)))
  const contains: ContactTest = (contact) =>
    valuesOf(contact).some((value) => sought.some((text) => textOfValue(value).includes(text)))
  const exists: ContactTest = (contact) => valuesOf(contact).length > 0
  const tests: Record<string, ContactTest> = {
    eq: isEqual,
    not_eq: (contact) => !isEqual(contact),
    contains,
    not_contains: (contact) => !contains(contact),
    exists,
    not_exists: (contact) => !exists(contact),
  }
  return tests[operator] ?? rangeTest(wanted, valuesOf)
}

/** Both spellings are about: `{gte, lte, gt, lt}` and `{from, to}` (facts 11), so both are understood. */
function rangeTest(wanted: unknown, valuesOf: (contact: Contact) => Value[]): ContactTest {
  if (!isFields(wanted)) throw refuse('value must be an object')
  const bound = (name: string): number | undefined => {
    const value = wanted[name]
    if (value === undefined) return undefined
    const instant = new Date(value as string | number).getTime()
    if (Number.isNaN(instant)) throw refuse(`${name} must be a valid date`)
    return instant
  }
  const from = bound('gte') ?? bound('from') ?? -Infinity
  const to = bound('lte') ?? bound('to') ?? Infinity
  const above = bound('gt') ?? -Infinity
  const below = bound('lt') ?? Infinity
  return (contact) =>
    valuesOf(contact).some((value) => {
      const at = value instanceof Date ? value.getTime() : Number.NaN
      return at >= from && at <= to && at > above && at < below
    })
}
