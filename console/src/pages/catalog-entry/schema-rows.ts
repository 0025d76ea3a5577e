import { followRef, type JsonSchema } from './json-schema.ts'

/** One field of a schema, as a line of a table. */
export type SchemaRow = {
  /** Unique within the table: `results.posts[].id`. */
  path: string
  name: string
  depth: number
  type: string
  isRequired: boolean
  /** Such as `one of: email, sms`, `at most 100`. */
  rules: string[]
}

/** Deeper than this, a table no longer helps: the example shows the rest. */
const deepest = 6

/** The fields of a schema, each under the one it belongs to. */
export function listSchemaRows(schema: JsonSchema): SchemaRow[] {
  const defs = schema.$defs ?? {}
  const rows: SchemaRow[] = []

  function visitFields(given: JsonSchema, parent: string, depth: number, refs: readonly string[]) {
    const seen = given.$ref === undefined ? refs : [...refs, given.$ref]
    // A type that contains itself is told once.
    if (depth > deepest || new Set(seen).size < seen.length) return
    const resolved = followRef(given, defs)
    for (const part of [...(resolved.allOf ?? []), ...(resolved.oneOf ?? []), ...(resolved.anyOf ?? [])]) {
      visitFields(part, parent, depth, seen)
    }
    if (resolved.items !== undefined) visitFields(resolved.items, `${parent}[]`, depth, seen)
    for (const [name, field] of Object.entries(resolved.properties ?? {})) {
      const path = parent === '' ? name : `${parent}.${name}`
      if (rows.some((row) => row.path === path)) continue
      const isRequired = resolved.required?.includes(name) ?? false
      rows.push({ path, name, depth, isRequired, ...describeField(field, defs) })
      visitFields(field, path, depth + 1, seen)
    }
  }

  visitFields(schema, '', 0, [])
  return rows
}

/** A field's type in words, and what its value must obey. */
export function describeField(given: JsonSchema, defs: Record<string, JsonSchema>) {
  const schema = followRef(given, defs)
  return { type: typeWords(schema, defs), rules: ruleWords(schema, defs) }
}

function typeWords(schema: JsonSchema, defs: Record<string, JsonSchema>): string {
  const choices = schema.oneOf ?? schema.anyOf
  if (choices !== undefined) {
    return [...new Set(choices.map((choice) => typeWords(followRef(choice, defs), defs)))].join(' or ')
  }
  const { type, format } = schema
  if (type === 'array') {
    return schema.items === undefined ? 'list' : `list of ${typeWords(followRef(schema.items, defs), defs)}`
  }
  if (Array.isArray(type)) {
    return type
      .map((one) => (one === 'null' ? 'nothing' : typeWords({ ...schema, type: one }, defs)))
      .join(' or ')
  }
  if (type === 'string') return format ?? 'text'
  if (type !== undefined) return type
  if (schema.properties !== undefined || schema.allOf !== undefined) return 'object'
  const [value] = schema.enum ?? (schema.const === undefined ? [] : [schema.const])
  return value === undefined ? 'anything' : typeof value === 'string' ? 'text' : typeof value
}

function ruleWords(schema: JsonSchema, defs: Record<string, JsonSchema>): string[] {
  const inner = schema.items === undefined ? undefined : followRef(schema.items, defs)
  const values = schema.enum ?? inner?.enum
  return [
    values && `one of: ${values.map(String).join(', ')}`,
    schema.const !== undefined && `always ${JSON.stringify(schema.const)}`,
    schema.minimum !== undefined && `at least ${schema.minimum}`,
    schema.maximum !== undefined && `at most ${schema.maximum}`,
    schema.minLength !== undefined && `${schema.minLength} characters or more`,
    schema.maxLength !== undefined && `up to ${schema.maxLength} characters`,
    schema.minItems !== undefined && `${schema.minItems} entries or more`,
    schema.maxItems !== undefined && `up to ${schema.maxItems} entries`,
    schema.pattern !== undefined && `like ${schema.pattern}`,
    schema.default !== undefined && `${JSON.stringify(schema.default)} when left out`,
  ].filter((rule) => typeof rule === 'string')
}
