import { plainRefusal } from '../../simulator.types.ts'
import { findInBooks } from '../location-books.ts'
import { bodyOf, fieldsOf, paramOf, textOf, textsOf } from '../read-call.ts'
import type { ObjectCall, ObjectHandler, ObjectSchema } from './objects.types.ts'

/** Keys of a location's own objects begin so, whether or not a caller writes it. */
const ownPrefix = 'custom_objects.'

const keyOf = (name: string): string => (name.startsWith(ownPrefix) ? name : `${ownPrefix}${name}`)

/** Schemas answer to their key and to their id. */
export function findSchema(call: ObjectCall, name: string): ObjectSchema {
  const found =
    call.book.schemas.get(name) ??
    call.book.schemas.get(keyOf(name)) ??
    [...call.book.schemas.values()].find(({ id }) => id === name)
  if (found === undefined) throw plainRefusal(404, `Object with key ${name} not found`)
  return found
}

const present = ({ contents }: ObjectCall, schema: ObjectSchema) => {
  const { isStandard, dateAdded, dateUpdated, searchableProperties, ...rest } = schema
  return {
    ...rest,
    standard: isStandard,
    locationId: contents.location.id,
    searchableProperties,
    type: isStandard ? 'SYSTEM_DEFINED' : 'USER_DEFINED',
    dateAdded: dateAdded.toISOString(),
    dateUpdated: dateUpdated.toISOString(),
  }
}

export const listObjects: ObjectHandler = (call) => ({
  body: { objects: [...call.book.schemas.values()].map((schema) => present(call, schema)) },
})

export const getObject: ObjectHandler = (call) => ({
  body: { object: present(call, findSchema(call, paramOf(call, 'key'))), cache: false, fields: [] },
})

export const createObject: ObjectHandler = (call) => {
  const body = bodyOf(call)
  const key = keyOf(textOf(body, 'key') ?? '')
  if (call.book.schemas.has(key)) throw plainRefusal(400, `Object with key ${key} already exists`)
  const display = fieldsOf(body, 'primaryDisplayPropertyDetails') ?? {}
  const property = textOf(display, 'key') ?? 'name'
  const description = textOf(body, 'description')
  const schema: ObjectSchema = {
    id: call.crm.world.nextId('object'),
    key,
    isStandard: false,
    labels: labelsOf(call, { singular: key, plural: key }),
    ...(description !== undefined && { description }),
    primaryDisplayProperty: property.startsWith(key) ? property : `${key}.${property}`,
    searchableProperties: [property],
    dateAdded: call.now,
    dateUpdated: call.now,
  }
  call.book.schemas.set(key, schema)
  call.crm.announce({ kind: 'object.created', locationId: call.contents.location.id, schema })
  return { body: { object: present(call, schema) } }
}

export const updateObject: ObjectHandler = (call) => {
  const schema = findSchema(call, paramOf(call, 'key'))
  const body = bodyOf(call)
  schema.labels = labelsOf(call, schema.labels)
  const description = textOf(body, 'description')
  if (description !== undefined) schema.description = description
  schema.searchableProperties = textsOf(body, 'searchableProperties')
  schema.dateUpdated = call.now
  call.crm.announce({ kind: 'object.updated', locationId: call.contents.location.id, schema })
  return { body: { object: present(call, schema) } }
}

function labelsOf(call: ObjectCall, known: ObjectSchema['labels']): ObjectSchema['labels'] {
  const labels = fieldsOf(bodyOf(call), 'labels') ?? {}
  return {
    singular: textOf(labels, 'singular') ?? known.singular,
    plural: textOf(labels, 'plural') ?? known.plural,
  }
}

/** The record the path names, of the object the path names. */
export const recordInPath = (call: ObjectCall) => {
  const schema = findSchema(call, paramOf(call, 'schemaKey'))
  const id = paramOf(call, 'id')
  const refusal = () => plainRefusal(404, `Record with id ${id} not found`)
  const record = findInBooks(call, ({ records }) => records.get(id), refusal)
  if (record.schemaKey !== schema.key) throw refusal()
  return { schema, record }
}
