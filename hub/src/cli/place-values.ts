import type { OperationDefinition } from '../api/contract/index.ts'
import { nearest } from '../gateway/nearest.ts'
import { cliErrors } from './cli.errors.ts'
import { type Assignment, parseAssignment, type Place } from './parse-assignment.ts'
import { readValue } from './read-value.ts'
import { dereference, fieldsOf, itemsOf, type Schema, typesOf } from './schema-fields.ts'
import { writeAssignment } from './write-assignment.ts'

/** What a command line says about a call, besides the operation. */
export interface CallWords {
  /** `key=value` and its relatives. */
  assignments: readonly string[]
  /** From `--body`; fields named by assignments are put over it. */
  body?: unknown
  /** Fills the operation's own location fields where they are required and not given. */
  locationId?: string | undefined
  companyId?: string | undefined
  /** Names of body fields that come as files. */
  fileFields?: readonly string[]
}

export interface PlacedValues {
  path: Record<string, string>
  query: Record<string, unknown>
  /** Undefined: none. */
  body: unknown
}

/** A field an operation takes, at its top level. */
export interface Field {
  place: Place
  name: string
  required: boolean
  schema: Schema
  /** What `$ref`s of the schema point into. */
  root: Schema
}

type Container = Record<string, unknown> | unknown[]
const isContainer = (value: unknown): value is Container => typeof value === 'object' && value !== null

/** Path, query and body fields of a definition, in that order. */
export function listFields({ parameters, body }: OperationDefinition): Field[] {
  const places = ['path', 'query'] as const
  const inUrl = places.flatMap((place) =>
    parameters
      .filter((parameter) => parameter.in === place)
      .map(({ name, required, schema }) => ({ place, name, required, schema, root: schema })),
  )
  if (body === null) return inUrl
  const fields = fieldsOf(body.schema, body.schema)
  const inBody = [...fields.properties].map(([name, schema]) => ({
    place: 'body' as const,
    name,
    required: fields.required.has(name),
    schema,
    root: body.schema,
  }))
  return [...inUrl, ...inBody]
}

/**
 * Puts each value where the operation's definition has its field: path, query, body, whichever comes first, and
 * wherever else it is required.
 * @throws `cli.usage` for unknown fields (with the nearest names), unreadable values and missing required ones
 */
export function placeValues(definition: OperationDefinition, words: CallWords): PlacedValues {
  const fields = listFields(definition)
  const values = { path: {}, query: {}, body: structuredClone(words.body) }
  for (const word of words.assignments) {
    const assignment = parseAssignment(word)
    for (const { place, keys, field } of targetsOf(assignment, fields, definition))
      assign(values, place, keys, field, assignment)
  }
  fillOwner(values, fields, words)
  if (values.body === undefined && definition.body?.required === true) values.body = {}
  refuseMissing(values, fields, definition, words.fileFields ?? [])
  return {
    path: Object.fromEntries(Object.entries(values.path).map(([name, value]) => [name, String(value)])),
    query: values.query,
    body: values.body,
  }
}

interface Values {
  path: Record<string, unknown>
  query: Record<string, unknown>
  body: unknown
}
interface Target {
  place: Place
  keys: string[]
  field: Pick<Field, 'schema' | 'root'>
}

function targetsOf({ key, place }: Assignment, fields: Field[], definition: OperationDefinition): Target[] {
  const keysFor = (name: string) => (name === key ? [key] : key.split('.'))
  const candidates = fields.filter(
    (field) =>
      (place === undefined || field.place === place) && (field.name === key || field.name === firstOf(key)),
  )
  if (candidates.length > 0)
    return candidates
      .filter(({ required }, index) => index === 0 || required)
      .map((field) => ({ place: field.place, keys: keysFor(field.name), field }))
  const isOpen = definition.body !== null && fieldsOf(definition.body.schema, definition.body.schema).isOpen
  const chosen = place ?? (isOpen ? 'body' : undefined)
  if (chosen === undefined) throw unknownField(key, fields, definition)
  return [{ place: chosen, keys: key.split('.'), field: { schema: {}, root: {} } }]
}

const firstOf = (key: string) => key.split('.', 1)[0]

function unknownField(key: string, fields: Field[], { operationId }: OperationDefinition) {
  const names = [...new Set(fields.map(({ name }) => name))]
  const close = nearest(firstOf(key) ?? key, names)
  const meant = close.length === 0 ? '' : ` Did you mean ${close.join(' or ')}?`
  return cliErrors.usage(`${operationId} takes no "${key}".${meant}`, {
    hint:
      names.length === 0
        ? 'It takes no values.'
        : `It takes ${names.join(', ')}. What the definition lacks can be sent as body:${key}=…`,
    details: { suggestions: close },
  })
}

/** Sets a nested value, making the objects and lists on the way. */
function assign(
  values: Values,
  place: Place,
  keys: string[],
  field: Pick<Field, 'schema' | 'root'>,
  assignment: Assignment,
): void {
  const { key } = assignment
  if (place === 'body' && values.body === undefined) values.body = {}
  let container: unknown = values[place]
  let { schema } = field
  for (const [index, name] of keys.entries()) {
    if (!isContainer(container)) throw notNested(key)
    if (index > 0) schema = schemaUnder(schema, name, field.root)
    if (index === keys.length - 1) put(container, name, schema, field.root, assignment)
    else {
      const inner = valueAt(container, name)
      const next = inner ?? (isListIndex(keys[index + 1], schema, field.root) ? [] : {})
      setAt(container, name, next, key)
      container = next
    }
  }
}

function put(container: Container, name: string, schema: Schema, root: Schema, assignment: Assignment): void {
  const { key, value } = assignment
  const present = valueAt(container, name)
  const types = typesOf(schema, root)
  // `tags=a tags=b` means two items where only a list is allowed.
  const isItem =
    assignment.isItem ||
    ('text' in value && types.has('array') && !types.has('string') && !types.has('object'))
  const read = (of: Schema) => ('json' in value ? value.json : readValue(value.text, of, root, key))
  if (!isItem) setAt(container, name, read(schema), key)
  else if (present === undefined) setAt(container, name, [read(itemsOf(schema, root))], key)
  else if (Array.isArray(present)) present.push(read(itemsOf(schema, root)))
  else throw notNested(key)
}

const notNested = (key: string) =>
  cliErrors.usage(`"${key}" is given both as a single value and as something with parts`)

function valueAt(container: Container, name: string): unknown {
  if (Array.isArray(container)) return container[Number(name)]
  return Object.hasOwn(container, name) ? container[name] : undefined
}

function setAt(container: Container, name: string, value: unknown, key: string): void {
  if (!Array.isArray(container)) {
    container[name] = value
    return
  }
  const index = Number(name)
  if (!Number.isInteger(index) || index < 0 || index > container.length)
    throw cliErrors.usage(`"${key}": lists are filled from 0 on, without gaps`)
  container[index] = value
}

const isListIndex = (name: string | undefined, schema: Schema, root: Schema) =>
  name !== undefined && /^\d+$/.test(name) && typesOf(schema, root).has('array')

function schemaUnder(schema: Schema, name: string, root: Schema): Schema {
  const resolved = dereference(schema, root)
  if (/^\d+$/.test(name) && typesOf(resolved, root).has('array')) return itemsOf(resolved, root)
  return fieldsOf(resolved, root).properties.get(name) ?? {}
}

const ownerFields = ['locationId', 'location_id', 'companyId', 'altId', 'altType']

/** Whether a field names the location or company the call is for, which `--location` or `--company` fill in. */
export const isOwnerField = (name: string): boolean => ownerFields.includes(name)

function ownerOf(name: string, { locationId, companyId }: CallWords): string | undefined {
  if (name === 'companyId') return companyId
  if (name === 'altId') return locationId ?? companyId
  if (name !== 'altType') return locationId
  if (locationId !== undefined) return 'location'
  return companyId === undefined ? undefined : 'company'
}

function fillOwner(values: Values, fields: Field[], words: CallWords): void {
  for (const { place, name, required } of fields) {
    const owner = required && isOwnerField(name) ? ownerOf(name, words) : undefined
    if (owner === undefined) continue
    if (place === 'body') values.body ??= {}
    const container = values[place]
    if (isContainer(container) && !Array.isArray(container) && !Object.hasOwn(container, name))
      container[name] = owner
  }
}

function refuseMissing(
  values: Values,
  fields: Field[],
  definition: OperationDefinition,
  files: readonly string[],
): void {
  const missing = fields.filter(({ place, name, required }) => {
    const container = values[place]
    // A body that is no object, or a list, is for the hub to judge.
    if (!required || (place === 'body' && (files.includes(name) || !isPlainBody(container, definition))))
      return false
    return !isContainer(container) || !Object.hasOwn(container, name)
  })
  if (missing.length === 0) return
  const names = missing.map(({ name, place }) => `${name} (${place})`)
  throw cliErrors.usage(`${definition.operationId} needs ${names.join(', ')}`, {
    hint: `Add ${missing.map((field) => writeAssignment(field.name, exampleFor(field, definition))).join(' ')}`,
    details: { missing: missing.map(({ name, place }) => ({ name, place })) },
  })
}

const isPlainBody = (body: unknown, { body: declared }: OperationDefinition) =>
  body === undefined ? declared?.required === true : isContainer(body) && !Array.isArray(body)

/** The definition's own example of a field. */
export function exampleFor(
  { place, name }: Pick<Field, 'place' | 'name'>,
  { example }: OperationDefinition,
): unknown {
  const values: unknown = example[place]
  return isContainer(values) && !Array.isArray(values) ? values[name] : undefined
}
