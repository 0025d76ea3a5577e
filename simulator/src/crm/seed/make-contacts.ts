import { type ChanceKey, fractionOf, integerOf, pickFrom, pickSeveral } from '../../world/chance.ts'
import { digitsOf, shortIdOf } from '../../world/make-ids.ts'
import { dayMs, worldTimesOf } from '../../world/time.ts'
import type { Location, World } from '../../world/index.ts'
import type { Contact, DndSetting, LocationCrm } from '../crm.types.ts'
import { cities, companyNames, countryOf, nameOf } from './names.ts'

const sources = ['website form', 'facebook ads', 'walk-in', 'referral', 'google ads', 'import'] as const

/** Days before the start over which the contacts of a location came in. */
const contactDays = 500

/** What carriers answer to a number that may never be written to again. */
const permanentSms: DndSetting = {
  status: 'permanent',
  message: 'Carrier reports the number as blocked',
  code: '21610',
}

/** Roughly one in fifteen wants nothing, one in eight shuts one channel, few can never be reached by SMS again. */
function dndOf(keys: ChanceKey[]): Pick<Contact, 'dnd' | 'dndSettings' | 'hasUnsubscribedEmail'> {
  const chance = fractionOf(...keys, 'dnd')
  const none = { dnd: false, dndSettings: {}, hasUnsubscribedEmail: false }
  if (chance < 0.06) return { ...none, dnd: true }
  if (chance < 0.13)
    return { ...none, dndSettings: { SMS: { status: 'active', message: 'STOP', code: '101' } } }
  if (chance < 0.18)
    return { ...none, dndSettings: { Email: { status: 'active', message: '', code: '103' } } }
  if (chance < 0.2) return { ...none, dndSettings: { SMS: { ...permanentSms } } }
  if (chance < 0.22) return { ...none, hasUnsubscribedEmail: true }
  return none
}

const asciiOf = (text: string, fallback: string): string =>
  text
    .normalize('NFD')
    .toLowerCase()
    .replaceAll(/[^a-z]/g, '') || fallback

function makeContact(world: World, contents: LocationCrm, index: number): Contact {
  const { location, tags, customFields, businesses } = contents
  const keys: ChanceKey[] = [world.seed, 'contact', location.id, index]
  const isLikely = (what: string, chance: number) => fractionOf(...keys, what) < chance
  const name = nameOf(location.kind === 'palm-cafe', ...keys)
  const country = countryOf(location.timezone)
  const place = pickFrom(cities[country] ?? [], ...keys, 'city')
  const mailbox = `${asciiOf(name.firstName, 'guest')}.${asciiOf(name.lastName, 'visitor')}.${index}`
  const businessId =
    isLikely('business', 0.12) && businesses.length > 0
      ? pickFrom(businesses, ...keys, 'which').id
      : undefined
  // The first two can always be reached on every channel, so that scripts have somebody to write to.
  const isReachable = index < 2
  const staff = world.users.filter(({ locationIds }) => locationIds.includes(location.id))
  const dateAdded = dateAddedOf(world, keys)
  const field = customFields.find(({ model }) => model === 'contact')
  return {
    id: shortIdOf(...keys),
    locationId: location.id,
    ...name,
    ...((isReachable || isLikely('has-email', 0.9)) && { email: `${mailbox}@mail.example` }),
    additionalEmails: isLikely('second-email', 0.1) ? [`${mailbox}@work.example`] : [],
    ...((isReachable || isLikely('has-phone', 0.85)) && {
      phone: `+1${digitsOf(3, ...keys, 'area')}555${String(index).padStart(4, '0').slice(-4)}`,
    }),
    ...(isLikely('company', 0.2) && { companyName: pickFrom(companyNames, ...keys, 'company-name') }),
    address1: `${integerOf(1, 400, ...keys, 'house')} Harbour Road`,
    ...place,
    country,
    timezone: location.timezone,
    source: pickFrom(sources, ...keys, 'source'),
    type: isLikely('customer', 0.3) ? 'customer' : 'lead',
    ...(isLikely('assigned', 0.5) &&
      staff.length > 0 && { assignedTo: pickFrom(staff, ...keys, 'owner').id }),
    ...(businessId !== undefined && { businessId }),
    tags: pickSeveral(tags, integerOf(0, 4, ...keys, 'tag-count'), ...keys, 'tags').map((tag) => tag.name),
    followers:
      isLikely('followed', 0.08) && staff.length > 0 ? [pickFrom(staff, ...keys, 'follower').id] : [],
    customFields:
      field !== undefined && isLikely('custom', 0.6)
        ? [{ id: field.id, value: pickFrom(field.picklistOptions, ...keys, 'choice') }]
        : [],
    ...(isReachable ? { dnd: false, dndSettings: {}, hasUnsubscribedEmail: false } : dndOf(keys)),
    campaignIds: [],
    workflowIds: [],
    dateAdded,
    dateUpdated: new Date(dateAdded.getTime() + integerOf(0, 48, ...keys, 'touched') * 3_600_000),
  }
}

/** More came lately than long ago. Dated from the world's anchor, so that a start tomorrow shows the same people. */
function dateAddedOf(world: World, keys: ChanceKey[]): Date {
  const { anchor } = worldTimesOf(world.startedAt)
  const age = fractionOf(...keys, 'age') ** 1.6
  return new Date(Math.floor(anchor.getTime() - 3 * dayMs - age * contactDays * dayMs))
}

const fullCounts: Partial<Record<Location['kind'], number>> = {
  outdoor: 2000,
  gym: 320,
  dentist: 260,
  bakery: 180,
  yoga: 150,
  'palm-cafe': 120,
  photography: 90,
  books: 140,
  brewery: 60,
  pets: 12,
}

/** How many people a location knows: none in the empty one, thousands in the large one. */
export function contactCountOf(location: Location, scale: 'full' | 'small'): number {
  if (location.initialPostCount === 0) return 0
  const count = location.isSandbox ? 20 : (fullCounts[location.kind] ?? 40)
  return scale === 'full' ? count : Math.max(Math.ceil(count / 20), 8)
}

export function makeContacts(world: World, contents: LocationCrm, count: number): void {
  for (let index = 0; index < count; index += 1) {
    const contact = makeContact(world, contents, index)
    contents.contacts.set(contact.id, contact)
  }
}
