import { loadModule, type JsonSchema, type Operation } from '@causeway/spec'

type Definitions = Record<string, JsonSchema>

export const definitionsOf = ({ generation, module }: Operation): Definitions =>
  loadModule(generation, module).$defs

/** Follows references and merges `allOf`, so that the rest sees one plain schema; alternatives are left. */
export function plainSchema(schema: JsonSchema, $defs: Definitions): JsonSchema {
  if (schema.$ref !== undefined) return plainSchema($defs[schema.$ref.replace('#/$defs/', '')] ?? {}, $defs)
  const { allOf, ...rest } = schema
  if (!allOf) return schema
  return allOf
    .map((part) => plainSchema(part, $defs))
    .reduce(
      (merged, part) => ({
        ...merged,
        ...part,
        properties: { ...merged.properties, ...part.properties },
        required: [...(merged.required ?? []), ...(part.required ?? [])],
      }),
      rest,
    )
}

/** Names of lists that hold no things but say something about one. */
const sideLists = /^(errors?|warnings?|tags|followers|ids|total|aggregations|trace.*|missing.*|message)$/i
/** Envelopes that a thing or a list may stand in. */
const envelopeNames = /^(data|results?|response|payload|object)$/i

const isList = (schema: JsonSchema): boolean => schema.type === 'array'

const isListOfThings = (schema: JsonSchema, $defs: Definitions): boolean => {
  if (!isList(schema)) return false
  const items = plainSchema(schema.items ?? {}, $defs)
  const holdsObjects = items.type === 'object' || items.properties !== undefined || items.type === undefined
  return holdsObjects || items.type === 'array'
}

/**
 * The way to the list an operation answers, as property names; empty when the answer is the list itself, and
 * undefined when it answers none. An answer that has an id of its own is one thing, whatever lists it has.
 */
export function findListPath(operation: Operation): string[] | undefined {
  const { schema } = operation.success
  if (schema === undefined) return undefined
  const $defs = definitionsOf(operation)
  const root = plainSchema(schema, $defs)
  if (isList(root)) return []
  const properties = Object.entries(root.properties ?? {})
  if (properties.some(([name]) => name === 'id' || name === '_id')) return undefined
  const lists = properties.filter(([name, property]) => {
    return !sideLists.test(name) && isListOfThings(plainSchema(property, $defs), $defs)
  })
  if (lists.length > 0) return isOneThing(properties, lists.length) ? undefined : [lists[0]?.[0] ?? '']
  for (const [name, property] of properties) {
    if (!envelopeNames.test(name)) continue
    const inner = plainSchema(property, $defs)
    const list = Object.entries(inner.properties ?? {}).find(
      ([innerName, one]) => !sideLists.test(innerName) && isListOfThings(plainSchema(one, $defs), $defs),
    )
    if (list && inner.properties?.['_id'] === undefined && inner.properties?.['id'] === undefined) {
      return [name, list[0]]
    }
  }
  return undefined
}

/** More than an envelope's worth of properties beside a list: a thing that has lists. */
const isOneThing = (properties: [string, JsonSchema][], listCount: number): boolean =>
  properties.length - listCount > 8

/** The way to the one thing an operation answers; empty when the answer is the thing itself. */
export function findThingPath(operation: Operation, collection: string): string[] {
  const { schema } = operation.success
  if (schema === undefined) return []
  const $defs = definitionsOf(operation)
  const properties = plainSchema(schema, $defs).properties ?? {}
  if (properties['id'] !== undefined || properties['_id'] !== undefined) return []
  const last = collection.split('/').at(-1) ?? ''
  const inner = Object.entries(properties).filter(([, property]) => isObject(plainSchema(property, $defs)))
  const named = inner.find(([name]) => envelopeNames.test(name) || sameWord(name, last))
  const ided = inner.find(([, property]) => {
    const { properties: own = {} } = plainSchema(property, $defs)
    return own['id'] !== undefined || own['_id'] !== undefined
  })
  const [found] = named ?? ided ?? []
  return found === undefined ? [] : [found]
}

/** Whether an operation answers something with an id. */
export function answersThing(operation: Operation): boolean {
  const { schema } = operation.success
  if (schema === undefined) return false
  const $defs = definitionsOf(operation)
  const root = plainSchema(schema, $defs)
  const candidates = [root, ...Object.values(root.properties ?? {}).map((one) => plainSchema(one, $defs))]
  return candidates.some(({ properties = {} }) => 'id' in properties || '_id' in properties)
}

const isObject = ({ type, properties }: JsonSchema): boolean => type === 'object' || properties !== undefined

const sameWord = (name: string, word: string): boolean =>
  name.toLowerCase() === word.replaceAll(/[^a-z]/gi, '').toLowerCase()
