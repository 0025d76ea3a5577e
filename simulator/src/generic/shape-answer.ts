import type { JsonSchema, Operation } from '@causeway/spec'
import type { IdShape } from './document.store.ts'
import { definitionsOf, findListPath, findThingPath, plainSchema } from './find-answer-parts.ts'
import { fitSchema, type FitContext } from './fit-schema.ts'
import type { Fields, ResourcePlace, StoredDocument } from './generic.types.ts'
import { ambientOf, knownOf, type PlacedCall } from './known-values.ts'
import { isFields } from './read-fields.ts'

function fitContext(one: PlacedCall, turn: number, show: FitContext['show'], facts: Fields = {}): FitContext {
  return { $defs: definitionsOf(one.call.operation), ambient: { ...ambientOf(one), ...facts }, turn, show }
}

/** The answer about one thing: the envelope its schema has, with the thing in its place. */
export function thingAnswer(one: PlacedCall, document: StoredDocument): unknown {
  const { operation } = one.call
  const { schema, status } = operation.success
  const known = knownOf(one, document)
  if (status === 204) return undefined
  if (schema === undefined) return one.place.deed === 'delete' ? { success: true } : withoutAliases(known)
  // The answer to a deed without a thing of its own says more than was said: verdicts, numbers, links.
  const isMereDeed = one.place.deed === 'act' && document.id === ''
  const context = fitContext(one, document.turn, document.isSeeded || isMereDeed ? 'all' : 'said')
  const path = findThingPath(operation, one.place.collection)
  const isEnvelope = path.length > 0
  const fitted = fitSchema(schema, atPath(path, known), {
    ...context,
    show: isEnvelope ? 'all' : context.show,
  })
  return isEnvelope || one.place.deed === 'delete' ? fitted : withId(schema, fitted, known, context)
}

/** One thing as a list shows it. */
export function itemOf(one: PlacedCall, document: StoredDocument): unknown {
  const { schema } = one.call.operation.success
  const known = knownOf(one, document)
  if (schema === undefined) return withoutAliases(known)
  const context = fitContext(one, document.turn, document.isSeeded ? 'all' : 'said')
  const itemSchema = itemSchemaOf(one.call.operation, schema)
  return withId(itemSchema, fitSchema(itemSchema, known, context), known, context)
}

function itemSchemaOf(operation: Operation, schema: JsonSchema): JsonSchema {
  const $defs = definitionsOf(operation)
  let inner = plainSchema(schema, $defs)
  for (const name of findListPath(operation) ?? []) inner = plainSchema(inner.properties?.[name] ?? {}, $defs)
  return inner.items ?? {}
}

/** The answer that holds a page of items. */
export function listAnswer(one: PlacedCall, items: unknown[], facts: Fields): unknown {
  const { operation } = one.call
  const { schema } = operation.success
  if (schema === undefined) return { [plural(one.place.collection)]: items, total: facts['total'] }
  const path = findListPath(operation) ?? []
  return fitSchema(schema, atPath(path, items), fitContext(one, 0, 'all', facts))
}

/** A thing tells its id although some schemas do not publish it: nothing could be done with it otherwise. */
function withId(schema: JsonSchema, fitted: unknown, known: Fields, { $defs }: FitContext): unknown {
  const { properties = {}, additionalProperties } = plainSchema(schema, $defs)
  const isMute = isFields(fitted) && known['id'] !== undefined && !('id' in properties || '_id' in properties)
  if (!isMute || additionalProperties !== undefined) return fitted
  return { ...fitted, id: known['id'] }
}

const atPath = (path: string[], value: unknown): unknown =>
  path.reduceRight((inner: unknown, name) => ({ [name]: inner }), value)

/** Without a schema there are no names to choose by: a thing is shown as it was said, with its id. */
function withoutAliases({ _id: id, ...known }: Fields): Fields {
  const {
    created_at: _created,
    updated_at: _updated,
    dateAdded: _added,
    dateUpdated: _dated,
    ...rest
  } = known
  return id === undefined ? rest : { ...rest, id }
}

function plural(collection: string): string {
  const word = collection.split('/').findLast((one) => one !== '{}') ?? 'item'
  const camel = word.replaceAll(/-(\w)/g, (_match, letter: string) => letter.toUpperCase())
  return camel.endsWith('y') ? `${camel.slice(0, -1)}ies` : `${camel}s`
}

/** How the ids of the things look that an operation answers; undefined where its answer does not say. */
export function idShapeOf(operation: Operation, place: ResourcePlace): IdShape | undefined {
  const { schema } = operation.success
  if (schema === undefined) return undefined
  const $defs = definitionsOf(operation)
  const holder =
    place.deed === 'list'
      ? plainSchema(itemSchemaOf(operation, schema), $defs)
      : thingSchemaOf(operation, place, schema)
  const { properties = {} } = holder
  if (properties['_id'] !== undefined) return 'object'
  const id = plainSchema(properties['id'] ?? {}, $defs)
  if (id.format === 'uuid') return 'uuid'
  if (id.type === 'number' || id.type === 'integer') return 'number'
  return properties['id'] === undefined ? undefined : 'plain'
}

/** False for a list whose published items are no things: its callers learn no ids. */
export function tellsIds(operation: Operation): boolean {
  const { schema } = operation.success
  if (schema === undefined) return true
  return plainSchema(itemSchemaOf(operation, schema), definitionsOf(operation)).type !== 'array'
}

function thingSchemaOf(operation: Operation, place: ResourcePlace, schema: JsonSchema): JsonSchema {
  const $defs = definitionsOf(operation)
  let inner = plainSchema(schema, $defs)
  for (const name of findThingPath(operation, place.collection))
    inner = plainSchema(inner.properties?.[name] ?? {}, $defs)
  return inner
}
