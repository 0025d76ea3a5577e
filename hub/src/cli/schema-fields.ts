/** A JSON Schema as the catalog serves it: references point into the document itself. */
export type Schema = Readonly<Record<string, unknown>>

interface SchemaFields {
  properties: Map<string, Schema>
  required: Set<string>
  /** It takes fields it does not list. */
  isOpen: boolean
}

const isSchema = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const schemasIn = (value: unknown): Schema[] => (Array.isArray(value) ? value.filter(isSchema) : [])

/** Follows `$ref`s (`#/$defs/Name`) inside `root`; what cannot be found allows everything. */
export function dereference(schema: Schema, root: Schema): Schema {
  let current = schema
  // Some published schemas refer to themselves; a chain longer than this is one of them.
  for (let hops = 0; typeof current['$ref'] === 'string'; hops++) {
    const found = hops < 10 ? pointedAt(current['$ref'], root) : undefined
    if (found === undefined) return {}
    current = found
  }
  return current
}

function pointedAt(reference: string, root: Schema): Schema | undefined {
  let value: unknown = root
  for (const part of reference.split('/').slice(1)) {
    if (!isSchema(value)) return undefined
    value = value[decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~')]
  }
  return isSchema(value) ? value : undefined
}

/** The fields of an object schema, its alternatives taken together. */
export function fieldsOf(schema: Schema, root: Schema): SchemaFields {
  const fields: SchemaFields = { properties: new Map(), required: new Set(), isOpen: false }
  collect(schema, root, fields, { isAlternative: false, depth: 0 })
  if (fields.properties.size === 0) fields.isOpen = true
  return fields
}

function collect(
  schema: Schema,
  root: Schema,
  fields: SchemaFields,
  { isAlternative, depth }: { isAlternative: boolean; depth: number },
): void {
  const { properties, required, additionalProperties, ...rest } = dereference(schema, root)
  if (isSchema(properties))
    for (const [name, property] of Object.entries(properties))
      if (!fields.properties.has(name)) fields.properties.set(name, isSchema(property) ? property : {})
  // What one of several alternatives requires, the others may not.
  if (Array.isArray(required) && !isAlternative)
    for (const name of required) fields.required.add(String(name))
  if (additionalProperties === true || isSchema(additionalProperties)) fields.isOpen = true
  if (depth > 8) return
  for (const part of schemasIn(rest['allOf']))
    collect(part, root, fields, { isAlternative, depth: depth + 1 })
  for (const part of [...schemasIn(rest['oneOf']), ...schemasIn(rest['anyOf'])])
    collect(part, root, fields, { isAlternative: true, depth: depth + 1 })
}

/** JSON types a schema allows; empty: any. */
export function typesOf(schema: Schema, root: Schema): Set<string> {
  const { type, enum: values, const: only, properties, items, ...rest } = dereference(schema, root)
  if (typeof type === 'string') return new Set([type])
  if (Array.isArray(type)) return new Set(type.map(String))
  if (Array.isArray(values)) return new Set(values.map(jsonTypeOf))
  if (only !== undefined) return new Set([jsonTypeOf(only)])
  if (isSchema(properties)) return new Set(['object'])
  if (isSchema(items)) return new Set(['array'])
  const alternatives = [...schemasIn(rest['oneOf']), ...schemasIn(rest['anyOf'])]
  const parts = (alternatives.length > 0 ? alternatives : schemasIn(rest['allOf'])).map((part) =>
    typesOf(part, root),
  )
  // One alternative without a type allows any.
  return parts.some(({ size }) => size === 0) ? new Set() : new Set(parts.flatMap((part) => [...part]))
}

const jsonTypeOf = (value: unknown): string =>
  value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value

/** Schema of a list's items. */
export function itemsOf(schema: Schema, root: Schema): Schema {
  const { items } = dereference(schema, root)
  return isSchema(items) ? items : {}
}

/** In a word or two, for people: `text`, `number`, `list of text`, `one of draft, scheduled`. */
export function describeType(schema: Schema, root: Schema): string {
  const { enum: values, const: only, format } = dereference(schema, root)
  if (only !== undefined) return JSON.stringify(only)
  if (Array.isArray(values)) return `one of ${shortened(values.map(String))}`
  const types = [...typesOf(schema, root)].filter((type) => type !== 'null')
  if (types.length === 0) return 'any value'
  return types.map((type) => wordFor(type, schema, root, format)).join(' or ')
}

function wordFor(type: string, schema: Schema, root: Schema, format: unknown): string {
  if (type === 'array') {
    const items = itemsOf(schema, root)
    return `list of ${describeType(items, root)}`
  }
  if (type === 'string') return format === 'binary' ? 'file' : typeof format === 'string' ? format : 'text'
  if (type === 'boolean') return 'true or false'
  return type === 'integer' ? 'whole number' : type
}

const shortened = (values: string[]) =>
  values.length <= 8 ? values.join(', ') : `${values.slice(0, 8).join(', ')} and ${values.length - 8} more`

/** Whether a field of a form is a file. */
export const isFile = (schema: Schema, root: Schema): boolean =>
  dereference(schema, root)['format'] === 'binary'
