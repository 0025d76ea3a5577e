import type { OperationHandler, SimulatedClock } from '../../simulator.types.ts'
import type { World } from '../../world/index.ts'
import { objectIdOf } from '../../world/make-ids.ts'
import type { Crm, LocationCrm } from '../crm.types.ts'
import { createBooks, serveBooks } from '../location-books.ts'
import { createObject, getObject, listObjects, updateObject } from './objects.ts'
import type { ObjectBook, ObjectHandler, ObjectSchema } from './objects.types.ts'
import { createRecord, deleteRecord, getRecord, searchRecords, updateRecord } from './records.ts'

const handlers: Record<string, ObjectHandler> = {
  'get-object-by-location-id': listObjects,
  'get-object-schema-by-key': getObject,
  'create-custom-object-schema': createObject,
  'update-custom-object': updateObject,
  'create-object-record': createRecord,
  'get-record-by-id': getRecord,
  'update-object-record': updateRecord,
  'delete-object-record': deleteRecord,
  'search-object-records': searchRecords,
}

const standardObjects: [key: string, singular: string, plural: string, property: string][] = [
  ['contact', 'Contact', 'Contacts', 'contact.name'],
  ['opportunity', 'Opportunity', 'Opportunities', 'opportunity.name'],
  ['business', 'Company', 'Companies', 'business.name'],
]

/** Every location has the three objects that come with it, and none of its own. */
function makeObjectBook({ seed, startedAt }: World, { location }: LocationCrm): ObjectBook {
  const schemas = standardObjects.map(([key, singular, plural, primaryDisplayProperty]): ObjectSchema => ({
    id: objectIdOf(seed, 'object', location.id, key),
    key,
    isStandard: true,
    labels: { singular, plural },
    primaryDisplayProperty,
    searchableProperties: [primaryDisplayProperty],
    dateAdded: startedAt,
    dateUpdated: startedAt,
  }))
  return { schemas: new Map(schemas.map((schema) => [schema.key, schema])), records: new Map() }
}

/** Custom objects and their records of both generations. */
export function createObjectHandlers(crm: Crm, clock: SimulatedClock): Record<string, OperationHandler> {
  const books = createBooks(crm, (contents) => makeObjectBook(crm.world, contents))
  return serveBooks('objects', handlers, { crm, clock, books })
}
