import { makeExample, type JsonSchema } from '@causeway/spec'
import { plainSchema } from './find-answer-parts.ts'
import type { Fields } from './generic.types.ts'

/** What a fit draws on, beside the value itself. */
export interface FitContext {
  $defs: Record<string, JsonSchema>
  /** Values by name that hold wherever the name appears: the location, totals, success. */
  ambient: Fields
  /** Tells made-up values of several things apart. */
  turn: number
  /** `said`: of what is not required only what is known; `all`: every property. */
  show: 'said' | 'all'
}

/** Answers nest; what lies deeper is shown only where the schema requires it. */
const deepest = 5

/** Marks that a value cannot be made to fit. */
const unfit = Symbol('unfit')

/**
 * The value that fits a schema and says as much as possible of what is known: known values where their place and
 * type allow it, and made-up ones where the schema requires one that nobody has said.
 */
export function fitSchema(schema: JsonSchema, known: unknown, context: FitContext, name = ''): unknown {
  return fit(schema, known, context, name, 0)
}

function fit(given: JsonSchema, known: unknown, context: FitContext, name: string, depth: number): unknown {
  const fitted = adopt(given, known, context, name, depth)
  if (fitted !== unfit) return fitted
  const schema = plainSchema(given, context.$defs)
  const alternatives = schema.anyOf ?? schema.oneOf
  if (alternatives) return example(schema, context, name)
  if (isObject(schema)) return fitObject(schema, {}, context, depth)
  if (schema.type === 'array') return fitNewList(schema, context, name, depth)
  const ambient = Object.hasOwn(context.ambient, name) ? context.ambient[name] : undefined
  const adopted = ambient === undefined ? unfit : adopt(schema, ambient, context, name, depth)
  return adopted === unfit ? example(schema, context, name) : adopted
}

const example = (schema: JsonSchema, { $defs, turn }: FitContext, name: string): unknown =>
  makeExample(schema, $defs, { name, turn, show: 'all' })

/** The known value in the schema's form, or `unfit`. */
function adopt(given: JsonSchema, known: unknown, context: FitContext, name: string, depth: number): unknown {
  if (known === undefined) return unfit
  const schema = plainSchema(given, context.$defs)
  const alternatives = schema.anyOf ?? schema.oneOf
  if (alternatives) return adoptAlternative(alternatives, known, context, name, depth)
  if (schema.const !== undefined) return known === schema.const ? known : unfit
  if (schema.enum) return schema.enum.includes(known) ? known : unfit
  const types = [schema.type ?? []].flat()
  if (known === null) return types.includes('null') ? null : unfit
  if (isObject(schema)) return isFields(known) ? fitObject(schema, known, context, depth) : unfit
  if (types.includes('array')) {
    return Array.isArray(known) ? adoptList(schema, known, context, name, depth) : unfit
  }
  return adoptPlain(schema, types, known)
}

/** `oneOf` takes a value that fits one alternative; which others it fits too is for the schema's author to know. */
function adoptAlternative(
  alternatives: JsonSchema[],
  known: unknown,
  context: FitContext,
  name: string,
  depth: number,
): unknown {
  for (const alternative of alternatives) {
    const adopted = adopt(alternative, known, context, name, depth)
    if (adopted !== unfit) return adopted
  }
  return unfit
}

function adoptList(
  schema: JsonSchema,
  known: unknown[],
  context: FitContext,
  name: string,
  depth: number,
): unknown {
  const { items, minItems = 0, maxItems = Infinity } = schema
  if (known.length < minItems || known.length > maxItems) return unfit
  if (!items) return known
  const fitted = known.map((item) => adopt(items, item, context, name, depth + 1))
  return fitted.includes(unfit) ? unfit : fitted
}

function adoptPlain(schema: JsonSchema, types: string[], known: unknown): unknown {
  if (types.length === 0) return known
  for (const type of types) {
    const value = convert(known, type)
    if (value !== unfit && isWithin(schema, value)) return value
  }
  return unfit
}

/** The two generations publish the same field as a number and as a text at times. */
function convert(known: unknown, type: string): unknown {
  if (type === 'string') {
    if (typeof known === 'string') return known
    return typeof known === 'number' ? String(known) : unfit
  }
  if (type === 'number' || type === 'integer') {
    const number = typeof known === 'string' && known.trim() !== '' ? Number(known) : known
    const isFine = typeof number === 'number' && Number.isFinite(number)
    return isFine && (type === 'number' || Number.isInteger(number)) ? number : unfit
  }
  if (type === 'boolean') {
    if (known === 'true' || known === 'false') return known === 'true'
    return typeof known === 'boolean' ? known : unfit
  }
  return unfit
}

const formatPatterns: Record<string, RegExp> = {
  'date-time': /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:?\d\d)$/,
  date: /^\d{4}-\d\d-\d\d$/,
  email: /^[^\s@]+@[^\s@]+\.[^\s@.]+$/,
  uri: /^[a-z][a-z0-9+.-]*:[^\s]+$/i,
  uuid: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
}

function isWithin(schema: JsonSchema, value: unknown): boolean {
  if (typeof value === 'number') {
    const { minimum = -Infinity, maximum = Infinity } = schema
    return value >= minimum && value <= maximum
  }
  if (typeof value !== 'string') return true
  const { minLength = 0, maxLength = Infinity, pattern, format } = schema
  if (value.length < minLength || value.length > maxLength) return false
  if (pattern !== undefined && !new RegExp(pattern, 'u').test(value)) return false
  const formatPattern = format === undefined ? undefined : formatPatterns[format]
  return formatPattern === undefined || formatPattern.test(value)
}

function fitObject(schema: JsonSchema, known: Fields, context: FitContext, depth: number): Fields {
  const { properties = {}, required = [] } = schema
  const fitted: Fields = {}
  for (const [name, property] of Object.entries(properties)) {
    const isKnown = Object.hasOwn(known, name) || Object.hasOwn(context.ambient, name)
    const isShown = context.show === 'all' && depth < deepest
    if (!isKnown && !isShown && !required.includes(name)) continue
    const own = Object.hasOwn(known, name) ? known[name] : undefined
    if (depth >= deepest && !required.includes(name) && own === undefined) continue
    fitted[name] = fit(property, own, context, name, depth + 1)
  }
  // Some schemas require names they do not describe: anything fits those.
  for (const name of required)
    if (!Object.hasOwn(fitted, name)) fitted[name] = known[name] ?? context.ambient[name] ?? name
  return { ...fitted, ...fitExtra(schema, known, context, depth) }
}

/** A schema that lists no properties, or allows others, takes what is known as it is. */
function fitExtra(schema: JsonSchema, known: Fields, context: FitContext, depth: number): Fields {
  const { properties, additionalProperties: extra } = schema
  if (extra === false || (properties !== undefined && extra === undefined)) return {}
  const others = Object.entries(known).filter(([name]) => !Object.hasOwn(properties ?? {}, name))
  if (typeof extra !== 'object') return Object.fromEntries(others)
  const fitted = others.map(([name, value]) => [name, adopt(extra, value, context, name, depth + 1)] as const)
  return Object.fromEntries(fitted.filter(([, value]) => value !== unfit))
}

function fitNewList(schema: JsonSchema, context: FitContext, name: string, depth: number): unknown[] {
  const { items, minItems = 0 } = schema
  const count = Math.max(minItems, context.show === 'all' && depth < deepest ? 1 : 0)
  // A list of a list says nothing about what it holds, so it holds nothing.
  if (items === undefined) return []
  return Array.from({ length: count }, (_, index) =>
    fit(items, undefined, { ...context, turn: context.turn + index }, singularName(name), depth + 1),
  )
}

const singularName = (name: string): string => (name.endsWith('s') ? name.slice(0, -1) : name)

const isObject = ({ type, properties, additionalProperties }: JsonSchema): boolean =>
  type === 'object' ||
  (Array.isArray(type) && type.includes('object')) ||
  (type === undefined && (properties !== undefined || typeof additionalProperties === 'object'))

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
