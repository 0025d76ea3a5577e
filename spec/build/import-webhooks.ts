import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { JsonSchema } from '../src/operation.types.ts'
import type { PublishedSchema } from './published.types.ts'
import { importSchema } from './import-schema.ts'

interface PublishedWebhook {
  event: string
  /** Null where only examples are published. */
  schema: PublishedSchema | null
  examples: unknown[]
}

/**
 * Payload schemas by event, from a folder of published webhook files; no example and no prose survives. Null where
 * there is no such folder.
 */
export function importWebhooks(folder: string): Record<string, JsonSchema> | null {
  if (!existsSync(folder)) return null
  const files = readdirSync(folder).filter((name) => name.endsWith('.json'))
  return Object.fromEntries(files.toSorted().map((name) => importWebhook(join(folder, name))))
}

function importWebhook(path: string): [string, JsonSchema] {
  const { event, schema, examples } = JSON.parse(readFileSync(path, 'utf8')) as PublishedWebhook
  const published = schema ? repair(importSchema(schema)) : { type: 'object' }
  // A file without a schema has an example that spells types out instead of values: no body ever looks like it.
  const bodies = schema ? examples : []
  return [event, bodies.reduce<JsonSchema>(learn, published)]
}

const jsonTypes = new Set(['string', 'number', 'integer', 'boolean', 'object', 'array', 'null'])

/** Types that are no types of JSON (`Date`, `Email/SMS`) are texts; a property that is only ever null says nothing. */
function repair(schema: JsonSchema): JsonSchema {
  const { type, properties, items, ...rest } = schema
  const isNamed = typeof type === 'string' && !jsonTypes.has(type)
  return {
    ...rest,
    ...(type !== undefined && type !== 'null' && { type: isNamed ? 'string' : type }),
    ...(properties && {
      properties: Object.fromEntries(Object.entries(properties).map(([name, one]) => [name, repair(one)])),
    }),
    ...(items && { items: repair(items) }),
  }
}

/** Widens a schema so that an example fits it: the published schemas forget fields and types that examples have. */
function learn(schema: JsonSchema, example: unknown): JsonSchema {
  if (schema.type === undefined && schema.properties === undefined) return schema
  const wide = fits(schema, example) ? schema : { ...schema, type: [...typesOf(schema), typeOf(example)] }
  if (Array.isArray(example)) {
    return { ...wide, items: example.reduce<JsonSchema>(learn, wide.items ?? describe(example[0])) }
  }
  if (typeof example !== 'object' || example === null) return wide
  const known = wide.properties ?? {}
  const learned = Object.entries(example).map(([name, value]): [string, JsonSchema] => {
    const property = known[name]
    return [name, learn(property ?? describe(value), value)]
  })
  return { ...wide, properties: { ...known, ...Object.fromEntries(learned) } }
}

function describe(value: unknown): JsonSchema {
  if (value === undefined) return {}
  return { type: typeOf(value) }
}

function fits(schema: JsonSchema, value: unknown): boolean {
  const type = typeOf(value)
  return typesOf(schema).some((one) => one === type || (one === 'integer' && Number.isInteger(value)))
}

function typesOf({ type }: JsonSchema): string[] {
  return type === undefined ? [] : [type].flat()
}

function typeOf(value: unknown): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'array' : typeof value
}
