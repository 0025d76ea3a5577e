import type { JsonSchema } from '../src/operation.types.ts'
import type { PublishedSchema } from './published.types.ts'

/** Keywords that mean the same in OpenAPI 3.0 and in JSON Schema and hold no schemas of their own. */
const plainKeywords = [
  'type',
  'enum',
  'format',
  'pattern',
  'minimum',
  'maximum',
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
  'uniqueItems',
] as const

const localPrefix = '#/components/schemas/'
const commonPrefix = '../common/common-schemas.json#/components/schemas/'

/**
 * Turns an OpenAPI 3.0 schema into JSON Schema: `nullable` becomes a type, references point into `$defs`,
 * and every word written for a human reader is left behind.
 */
export function importSchema(published: PublishedSchema): JsonSchema {
  // OpenAPI 3.0 ignores whatever stands beside a reference, and so do we.
  if (published.$ref !== undefined) return { $ref: `#/$defs/${definitionName(published.$ref)}` }
  const schema = simplify(importKeywords(published))
  return published.nullable === true ? allowNull(schema) : schema
}

/**
 * Name under `$defs` of what a published reference points at. Both generations refer to the shared file as
 * `../common/…` although v3 keeps it one folder deeper, so the path is not followed but recognised.
 */
export function definitionName(reference: string): string {
  const [prefix, isCommon] = reference.startsWith(commonPrefix) ? [commonPrefix, true] : [localPrefix, false]
  const name = reference.slice(prefix.length)
  if (!reference.startsWith(prefix) || !/^\w+$/.test(name)) throw new Error(`Unknown reference ${reference}`)
  return isCommon ? commonDefinitionName(name) : name
}

/** Shared schemas get a prefix of their own, as modules declare schemas of the same names. */
export function commonDefinitionName(name: string): string {
  return `Common_${name}`
}

function importKeywords(published: PublishedSchema): JsonSchema {
  const schema: JsonSchema = {}
  const type = importType(published)
  for (const keyword of plainKeywords) {
    const value = keyword === 'type' ? type : (published as JsonSchema)[keyword]
    if (value !== undefined) Object.assign(schema, { [keyword]: value })
  }
  if (published.enum?.some(Array.isArray)) Object.assign(schema, importNestedEnum(published.enum))
  if (published.properties) schema.properties = mapValues(published.properties, importSchema)
  if (published.required && published.required.length > 0) schema.required = published.required.toSorted()
  if (published.items) schema.items = importSchema(published.items)
  if (published.additionalProperties !== undefined) {
    schema.additionalProperties = importAdditional(published.additionalProperties)
  }
  // Published alternatives are open objects that overlap, so most answers fit several: `oneOf` would refuse them.
  const alternatives = published.anyOf ?? published.oneOf
  if (alternatives) schema.anyOf = alternatives.map(importSchema)
  if (published.allOf) schema.allOf = published.allOf.map(importSchema)
  if (isDefaultOfType(published.default, type)) schema.default = published.default
  return schema
}

/**
 * Dates, enums and unions are published as `object` by GHL's generator, with an example that shows the truth:
 * the example decides when it is a scalar (text that starts with a brace is an object written as text).
 */
function importType({ type, example, properties }: PublishedSchema): string | undefined {
  if (type === 'any') return undefined
  if (type !== 'object' || properties) return type
  if (typeof example === 'string' && !example.trimStart().startsWith('{')) return 'string'
  return typeof example === 'number' ? 'number' : type
}

/** Lists of values stand one level too deep at times, with a type that none of the values has: no value would fit. */
function importNestedEnum(published: unknown[]): JsonSchema {
  const values = published.flat()
  return values.every((value) => typeof value === 'string')
    ? { type: 'string', enum: values }
    : { enum: values }
}

/** Some published defaults are sentences about the field; a default of the wrong type says nothing. */
function isDefaultOfType(value: unknown, type: string | undefined): boolean {
  if (value === undefined || type === undefined) return value !== undefined
  if (type === 'integer') return Number.isInteger(value)
  if (type === 'array') return Array.isArray(value)
  return typeof value === type
}

function importAdditional(additional: boolean | PublishedSchema): boolean | JsonSchema {
  return typeof additional === 'boolean' ? additional : importSchema(additional)
}

/** `allOf` around a single reference exists in OpenAPI 3.0 only to carry a description beside it. */
function simplify(schema: JsonSchema): JsonSchema {
  const { allOf, ...rest } = schema
  const only = allOf?.length === 1 ? allOf[0] : undefined
  const isWrapper =
    Object.keys(rest).length === 0 || (rest.type === 'object' && Object.keys(rest).length === 1)
  return only && isWrapper ? only : schema
}

function allowNull(schema: JsonSchema): JsonSchema {
  if (typeof schema.type !== 'string') return { anyOf: [schema, { type: 'null' }] }
  const nullable: JsonSchema = { ...schema, type: [schema.type, 'null'] }
  if (schema.enum && !schema.enum.includes(null)) nullable.enum = [...schema.enum, null]
  return nullable
}

function mapValues<From, To>(record: Record<string, From>, map: (value: From) => To): Record<string, To> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]))
}
