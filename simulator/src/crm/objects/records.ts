import { fitAnswer } from '../../generic/fit-answer.ts'
import { plainRefusal } from '../../simulator.types.ts'
import { bodyOf, fieldsOf, numberOf, paramOf, textOf, textsOf } from '../read-call.ts'
import { findSchema, recordInPath } from './objects.ts'
import type { ObjectCall, ObjectHandler, ObjectRecord, ObjectSchema } from './objects.types.ts'

const highestPageLimit = 500

/** A record as it is read by id; lists call the times otherwise. */
const present = ({
  schemaKey: _key,
  createdBy: _creator,
  dateAdded,
  dateUpdated,
  ...rest
}: ObjectRecord) => ({
  ...rest,
  dateAdded: dateAdded.toISOString(),
  dateUpdated: dateUpdated.toISOString(),
})

const presentFound = ({ contents }: ObjectCall, schema: ObjectSchema, record: ObjectRecord) => {
  const { dateAdded, dateUpdated, ...rest } = present(record)
  const by = { channel: 'OAUTH', source: 'INTEGRATION', sourceId: record.createdBy }
  return {
    ...rest,
    createdAt: dateAdded,
    updatedAt: dateUpdated,
    locationId: contents.location.id,
    objectId: schema.id,
    objectKey: schema.key,
    createdBy: { ...by, timestamp: dateAdded },
    lastUpdatedBy: { ...by, timestamp: dateUpdated },
    searchAfter: [record.dateAdded.getTime()],
  }
}

const announce = (
  { crm, contents }: ObjectCall,
  kind: 'record.created' | 'record.updated' | 'record.deleted',
  record: ObjectRecord,
) => crm.announce({ kind, locationId: contents.location.id, record })

export const createRecord: ObjectHandler = (call) => {
  const schema = findSchema(call, paramOf(call, 'schemaKey'))
  const body = bodyOf(call)
  const record: ObjectRecord = {
    id: call.crm.world.nextId('record'),
    schemaKey: schema.key,
    owner: textsOf(body, 'owner'),
    followers: textsOf(body, 'followers'),
    properties: fieldsOf(body, 'properties') ?? {},
    createdBy: call.request.token.appId,
    dateAdded: call.now,
    dateUpdated: call.now,
  }
  call.book.records.set(record.id, record)
  announce(call, 'record.created', record)
  return { body: { record: present(record) } }
}

export const getRecord: ObjectHandler = (call) => ({ body: { record: present(recordInPath(call).record) } })

/** Changes the properties that are named and leaves the others. */
export const updateRecord: ObjectHandler = (call) => {
  const { record } = recordInPath(call)
  const body = bodyOf(call)
  record.properties = { ...record.properties, ...fieldsOf(body, 'properties') }
  if (body['owner'] !== undefined) record.owner = textsOf(body, 'owner')
  if (body['followers'] !== undefined) record.followers = textsOf(body, 'followers')
  record.dateUpdated = call.now
  announce(call, 'record.updated', record)
  return { body: { record: present(record) } }
}

export const deleteRecord: ObjectHandler = (call) => {
  const { record } = recordInPath(call)
  call.book.records.delete(record.id)
  announce(call, 'record.deleted', record)
  return { body: { id: record.id, success: true } }
}

/** Pages by number; texts of all properties are searched. */
export const searchRecords: ObjectHandler = (call) => {
  const schema = findSchema(call, paramOf(call, 'schemaKey'))
  const body = bodyOf(call)
  const pageLimit = numberOf(body, 'pageLimit') ?? 20
  if (pageLimit < 1 || pageLimit > highestPageLimit)
    throw plainRefusal(422, [`pageLimit must not be greater than ${highestPageLimit}`])
  const text = (textOf(body, 'query') ?? '').toLowerCase()
  const found = [...call.book.records.values()]
    .filter(({ schemaKey }) => schemaKey === schema.key)
    .filter(({ properties }) => text === '' || mentions(properties, text))
  const start = (Math.max(1, numberOf(body, 'page') ?? 1) - 1) * pageLimit
  return {
    body: fitAnswer(call.request.operation, {
      records: found.slice(start, start + pageLimit).map((record) => presentFound(call, schema, record)),
      total: found.length,
    }),
  }
}

const mentions = (properties: ObjectRecord['properties'], text: string): boolean =>
  Object.values(properties).some((value) => JSON.stringify(value)?.toLowerCase().includes(text) ?? false)
