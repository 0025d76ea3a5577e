import type { OperationRequest } from '../simulator.types.ts'
import type { Fields, ResourcePlace, StoredDocument } from './generic.types.ts'
import { singular } from './place-operation.ts'
import { fieldsOf } from './read-fields.ts'

/** One request, with what its operation does. */
export interface PlacedCall {
  call: OperationRequest
  place: ResourcePlace
}

/** What is true of an answer wherever it says so. */
export function ambientOf({ call, place }: PlacedCall): Fields {
  const { token, query } = call
  const asked: Fields = { ...query, ...fieldsOf(call.body) }
  const tenant = call.locationId ?? token.companyId
  return {
    ...(call.locationId !== undefined && { locationId: call.locationId, location_id: call.locationId }),
    companyId: token.companyId,
    altId: asked['altId'] ?? tenant,
    altType: asked['altType'] ?? (call.locationId === undefined ? 'company' : 'location'),
    success: true,
    succeded: true,
    succeeded: true,
    deleted: place.deed === 'delete',
    // Some answers tell of success so; things have words for their status.
    ...((place.deed === 'delete' || place.deed === 'act') && { status: true }),
  }
}

/** Everything known of a document, under the names answers use. */
export function knownOf({ call, place }: PlacedCall, document: StoredDocument): Fields {
  const { id, fields, createdAt, updatedAt } = document
  const own = ownIdName(place.collection)
  const ids: Fields = { id, _id: id, [place.idParameter ?? own]: id, [own]: id }
  const parents = Object.fromEntries(
    place.parents.map(({ parameter }) => [parameter, call.params[parameter]]),
  )
  const created = createdAt.toISOString()
  const updated = updatedAt.toISOString()
  return {
    ...parents,
    ...fields,
    ...(id === '' ? {} : ids),
    ...sameTime(['createdAt', 'dateAdded', 'created_at'], created),
    ...sameTime(['updatedAt', 'dateUpdated', 'updated_at'], updated),
  }
}

const sameTime = (names: string[], time: string): Fields =>
  Object.fromEntries(names.map((name) => [name, time]))

/** What other things call the id of one of a collection: `product/{}/price` → `priceId`. */
export function ownIdName(collection: string): string {
  const word = singular(collection.split('/').findLast((one) => one !== '{}') ?? '')
  return `${word.replaceAll(/-(\w)/g, (_match, letter: string) => letter.toUpperCase())}Id`
}
