import type { JsonSchema } from '../operation.types.ts'
import { exampleNumber, exampleText } from './example-values.ts'

type Definitions = Readonly<Record<string, JsonSchema>>

/** How much an example shows, and which of many it is. */
export interface ExampleOptions {
  /** `some`: what is required and a few of the rest, as a request should be; `all`: every property, as answers are. */
  show?: 'some' | 'all'
  /** What the value is called, which decides what it looks like: `email`, `locationId`. */
  name?: string
  /** Tells examples of the same schema apart: ids and names are numbered by it. Default 0. */
  turn?: number
}

interface Place {
  definitions: Definitions
  show: 'some' | 'all'
  name: string
  turn: number
  /** Definitions being written out, so that a circle of references ends. */
  within: readonly string[]
}

/** Optional properties worth showing in a request, where a schema has them. */
const tellingNames =
  /^(locationId|name|title|firstName|email|phone|message|subject|description|tags|limit|status)$/
const fewOptional = 3
/** Answers are lists of lists at times; what lies deeper tells nobody anything. */
const deepest = 8

/**
 * A value that fits a schema, the same at each call. Names decide what values look like: `email` is an address,
 * `contactId` an id. Nothing in it is real: it can be shown and sent to the simulator, not to a live account.
 * @param schema may refer to `$defs`: its own, or those given.
 */
export function makeExample(
  schema: JsonSchema,
  $defs: Definitions = schema.$defs ?? {},
  { show = 'some', name = '', turn = 0 }: ExampleOptions = {},
): unknown {
  return valueOf(schema, { definitions: $defs, show, name, turn, within: [] })
}

function valueOf(schema: JsonSchema, outer: Place): unknown {
  const { schema: plain, within } = flatten(schema, outer.definitions, outer.within)
  const place: Place = { ...outer, within }
  if (plain.const !== undefined) return plain.const
  const type = typeOf(plain)
  if (plain.enum && plain.enum.length > 0) return choose(plain.enum, type, place.turn)
  if (isWorthyDefault(plain, type)) return plain.default
  switch (type) {
    case 'object':
      return objectOf(plain, place)
    case 'array':
      return listOf(plain, place)
    case 'integer':
    case 'number':
      return exampleNumber({ ...plain, type }, place.name, place.turn)
    case 'boolean':
      return isLikelyTrue(place.name)
    case 'null':
      return null
    default:
      return exampleText(plain, place.name, place.turn)
  }
}

/** Follows references and merges alternatives and parts into one schema without any of them. */
function flatten(
  schema: JsonSchema,
  definitions: Definitions,
  within: readonly string[],
): { schema: JsonSchema; within: readonly string[] } {
  if (schema.$ref !== undefined) {
    const name = schema.$ref.slice('#/$defs/'.length)
    // A reference to nothing says nothing about the value, so any fits.
    return flatten(definitions[name] ?? {}, definitions, [...within, name])
  }
  const { allOf = [], anyOf, oneOf, ...own } = schema
  const alternatives = anyOf ?? oneOf ?? []
  const alternative = alternatives.find((one) => !isNull(one) && !isCircular(one, within)) ?? alternatives[0]
  const parts = [...allOf, ...(alternative ? [alternative] : [])]
  return parts.reduce(
    (merged, part) => {
      const flat = flatten(part, definitions, merged.within)
      return { schema: merge(merged.schema, flat.schema), within: flat.within }
    },
    { schema: own, within },
  )
}

function merge(left: JsonSchema, right: JsonSchema): JsonSchema {
  return {
    ...left,
    ...right,
    ...((left.properties ?? right.properties) && {
      properties: { ...left.properties, ...right.properties },
    }),
    ...((left.required ?? right.required) && {
      required: [...new Set([...(left.required ?? []), ...(right.required ?? [])])],
    }),
  }
}

function isNull({ type }: JsonSchema): boolean {
  return type === 'null'
}

function isCircular({ $ref }: JsonSchema, within: readonly string[]): boolean {
  return $ref !== undefined && within.includes($ref.slice('#/$defs/'.length))
}

function typeOf({ type, properties, items, additionalProperties }: JsonSchema): string | undefined {
  if (Array.isArray(type)) return type.find((one) => one !== 'null')
  if (type !== undefined) return type
  if (properties || additionalProperties) return 'object'
  return items ? 'array' : undefined
}

function objectOf(schema: JsonSchema, place: Place): Record<string, unknown> {
  const { properties = {}, required = [] } = schema
  const shown = new Set([...required, ...optionalNames(schema, place)])
  const entries = [...shown].map((name): [string, unknown] => {
    return [name, valueOf(properties[name] ?? {}, { ...place, name })]
  })
  const { additionalProperties: extra } = schema
  if (entries.length > 0 || typeof extra !== 'object' || isCircular(extra, place.within)) {
    return Object.fromEntries(entries)
  }
  return { example: valueOf(extra, { ...place, name: place.name === '' ? 'example' : place.name }) }
}

function optionalNames({ properties = {}, required = [] }: JsonSchema, place: Place): string[] {
  const optional = Object.entries(properties).filter(
    ([name, schema]) => !required.includes(name) && !endsInCircle(schema, place),
  )
  if (place.show === 'all') return optional.map(([name]) => name)
  // Below the first level only what is needed: an example is to be read.
  if (place.within.length > 1) return []
  return optional
    .filter(([name]) => tellingNames.test(name))
    .slice(0, fewOptional)
    .map(([name]) => name)
}

/** Whether writing the property out would come back to what is being written, or go too deep. */
function endsInCircle(schema: JsonSchema, { definitions, within }: Place): boolean {
  if (within.length >= deepest) return true
  const { $ref, items } = schema
  if (items) return endsInCircle(items, { definitions, within, show: 'all', name: '', turn: 0 })
  return $ref !== undefined && within.includes($ref.slice('#/$defs/'.length))
}

function listOf(schema: JsonSchema, place: Place): unknown[] {
  const { items = {}, minItems = 0, maxItems = Infinity } = schema
  const isOpen = !isCircular(items, place.within) && place.within.length < deepest
  const count = Math.min(Math.max(minItems, isOpen ? 1 : 0), maxItems)
  return Array.from({ length: count }, (_, turn) => valueOf(items, { ...place, turn: place.turn + turn }))
}

/** The first value of the right type, or the one whose turn it is; published enums mix types and blanks at times. */
function choose(values: readonly unknown[], type: string | undefined, turn: number): unknown {
  const fitting = values.filter((value) => value !== '' && value !== null && isOfType(value, type))
  return fitting[turn % Math.max(fitting.length, 1)] ?? values[0]
}

function isOfType(value: unknown, type: string | undefined): boolean {
  if (type === undefined) return true
  if (type === 'integer') return Number.isInteger(value)
  return typeof value === type
}

/** Only what names no thing of its own: a default id or list is of little use to the reader. */
function isWorthyDefault({ default: value, pattern }: JsonSchema, type: string | undefined): boolean {
  if (value === undefined || value === null || value === '' || pattern !== undefined) return false
  return typeof value !== 'object' && isOfType(value, type)
}

/** Booleans of answers: what tells of success is true, what tells of an end or an error is not. */
function isLikelyTrue(name: string): boolean {
  return /^(success|succeeded|succeded|live|isactive|active|enabled|isinstalled|liveMode)$/i.test(name)
}
