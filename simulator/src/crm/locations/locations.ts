import { type OperationAnswer, plainRefusal } from '../../simulator.types.ts'
import type { CrmCall, LocationCrm } from '../crm.types.ts'
import { bodyOf, countOf, type Fields, fieldsOf, paramOf, textOf } from '../read-call.ts'
import type { CompanyCall } from '../company-call.ts'

/** More locations a sandbox agency does not get (facts 5). */
const sandboxLocations = 2

const defined = (fields: object): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))

/** What every answer about a location has. */
function presentLocation({ location, profile }: Pick<LocationCrm, 'location' | 'profile'>): Fields {
  const { phone, email, city, state, country, postalCode, website, settings, social } = profile
  return defined({
    id: location.id,
    companyId: location.companyId,
    name: location.name,
    phone,
    email,
    address: location.address,
    city,
    state,
    country,
    postalCode,
    website,
    timezone: location.timezone,
    settings,
    social,
  })
}

export function getLocation({ contents }: CrmCall): OperationAnswer {
  const { location, profile } = contents
  const { firstName, lastName, city, state, country, postalCode, website } = profile
  const { name, address, timezone } = location
  const business = defined({ name, address, city, state, country, postalCode, website, timezone })
  return {
    body: { location: { ...presentLocation(contents), ...defined({ firstName, lastName }), business } },
  }
}

/** An agency searches among its locations; a location's token finds that one. */
export function searchLocations(call: CompanyCall): OperationAnswer {
  const { crm, request } = call
  const { token, query } = request
  const skip = countOf(call, 'skip', 0)
  const direction = query['order'] === 'desc' ? -1 : 1
  const matching = crm.world.locations
    .filter(({ id, companyId }) => companyId === token.companyId && (token.locationId ?? id) === id)
    .map((location) => ({ location, profile: crm.locationProfileOf(location) }))
    .filter(({ profile }) => !query['email'] || profile.email === query['email'])
    .toSorted((a, b) => direction * a.location.name.localeCompare(b.location.name))
  return {
    body: { locations: matching.slice(skip, skip + countOf(call, 'limit', 10, 100)).map(presentLocation) },
  }
}

const profileTexts = ['phone', 'city', 'state', 'country', 'postalCode', 'website'] as const

function applyLocation({ location, profile }: LocationCrm, fields: Fields): void {
  location.name = textOf(fields, 'name') ?? location.name
  location.timezone = textOf(fields, 'timezone') ?? location.timezone
  const address = textOf(fields, 'address')
  if (address !== undefined) location.address = address
  for (const name of profileTexts) {
    const value = textOf(fields, name)
    if (value !== undefined) profile[name] = value
  }
  const prospect = fieldsOf(fields, 'prospectInfo') ?? {}
  for (const name of ['firstName', 'lastName', 'email'] as const) {
    const value = textOf(prospect, name)
    if (value !== undefined) profile[name] = value
  }
  Object.assign(profile.settings, fieldsOf(fields, 'settings'))
  Object.assign(profile.social, fieldsOf(fields, 'social'))
}

function checkTimezone(fields: Fields): void {
  const timezone = textOf(fields, 'timezone')
  if (timezone === undefined) return
  if (timezone !== 'UTC' && !Intl.supportedValuesOf('timeZone').includes(timezone))
    throw plainRefusal(422, ['timezone must be a valid timezone'])
}

export function createLocation({ request, crm }: CompanyCall): OperationAnswer {
  const fields = bodyOf({ request })
  const { companyId } = request.token
  const siblings = crm.world.locations.filter((location) => location.companyId === companyId)
  if (siblings.some(({ isSandbox }) => isSandbox) && siblings.length >= sandboxLocations)
    throw plainRefusal(
      400,
      `Only ${sandboxLocations} locations are allowed for this company, as this is a sandbox agency.`,
    )
  checkTimezone(fields)
  const location = crm.world.addLocation({
    id: crm.nextId('location'),
    companyId,
    name: textOf(fields, 'name') ?? '',
    timezone: textOf(fields, 'timezone') ?? 'America/New_York',
    address: textOf(fields, 'address') ?? '',
  })
  const contents = crm.contentsOf(location.id)
  applyLocation(contents, fields)
  crm.announce({ kind: 'location.created', locationId: location.id })
  return { body: presentLocation(contents) }
}

export function updateLocation(call: CrmCall): OperationAnswer {
  const fields = bodyOf(call)
  checkTimezone(fields)
  applyLocation(call.contents, fields)
  call.crm.announce({ kind: 'location.updated', locationId: call.contents.location.id })
  return { body: presentLocation(call.contents) }
}

export function deleteLocation({ crm, contents }: CrmCall): OperationAnswer {
  crm.forgetLocation(contents.location.id)
  return { body: { success: true, message: 'Location deleted successfully' } }
}

export const listTimezones = (): OperationAnswer => ({
  body: { timeZones: Intl.supportedValuesOf('timeZone') },
})

export const getPermissions = ({ contents }: CrmCall): OperationAnswer => ({
  body: { permissions: [...contents.profile.permissions] },
})

export function setPermissions(call: CrmCall): OperationAnswer {
  const { permissions } = bodyOf(call)
  call.contents.profile.permissions = Array.isArray(permissions) ? permissions.map(String) : []
  return getPermissions(call)
}

/** The providers that messages of one channel go through. */
export function listChannels(call: CrmCall): OperationAnswer {
  const type = paramOf(call, 'type')
  const providers = call.contents.providers.filter((provider) => provider.type === type)
  const entries = providers.map(({ id, name }) => ({
    conversationProvider: { _id: id, name, type, default: true },
  }))
  return { body: { conversationChannel: providers.length > 0 ? { [type]: entries } : {} } }
}
