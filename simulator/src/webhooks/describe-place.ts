import type { ObjectRecord, ObjectSchema } from '../crm/objects/objects.types.ts'
import type { Crm } from '../crm/crm.types.ts'
import type { Location, User } from '../world/index.ts'

type Fields = Record<string, unknown>

export function locationFields(crm: Crm, location: Location): Fields {
  const { email } = crm.locationProfileOf(location)
  return {
    id: location.id,
    companyId: location.companyId,
    name: location.name,
    ...(email !== undefined && { email }),
  }
}

/** Somebody of one location names it; an agency's people name the company (published examples). */
export function userFields(crm: Crm, user: User): Fields {
  const { extension, type, role, permissions } = crm.profileOf(user.id)
  const [locationId] = user.locationIds
  const isOfLocation = type === 'account' && locationId !== undefined
  return {
    ...(isOfLocation ? { locationId } : { companyId: user.companyId }),
    id: user.id,
    firstName: user.firstName,
    lastName: user.lastName,
    email: user.email,
    phone: user.phone,
    extension,
    role,
    permissions: Object.fromEntries(
      Object.entries(permissions).filter(([, value]) => typeof value === 'boolean'),
    ),
    ...(!isOfLocation && { locations: [...user.locationIds] }),
  }
}

export const objectFields = (locationId: string, schema: ObjectSchema): Fields => ({
  id: schema.id,
  labels: { ...schema.labels },
  ...(schema.description !== undefined && { description: schema.description }),
  searchableProperties: [...schema.searchableProperties],
  primaryDisplayProperty: schema.primaryDisplayProperty,
  key: schema.key,
  locationId,
  objectType: 'USER_DEFINED',
  createdAt: schema.dateAdded.toISOString(),
  updatedAt: schema.dateUpdated.toISOString(),
})

/** The API has properties by name; deliveries list them, each value as text. */
export const recordFields = (locationId: string, record: ObjectRecord): Fields => ({
  id: record.id,
  locationId,
  owners: [...record.owner],
  followers: [...record.followers],
  properties: Object.entries(record.properties).map(([key, value]) => ({
    key,
    valueString: typeof value === 'string' ? value : JSON.stringify(value),
  })),
})
