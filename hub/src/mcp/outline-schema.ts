import type { JsonSchema } from '@causeway/spec'

type Definitions = Readonly<Record<string, JsonSchema>>

const deepest = 5

/**
 * Writes a schema as a type of TypeScript, which says the same as JSON Schema in a fifth of the words. Large ones are
 * written less deeply.
 * @param longest characters
 */
export function outlineSchema(schema: JsonSchema, $defs: Definitions, longest: number): string {
  for (let levels = deepest; levels > 1; levels--) {
    const text = outline(schema, $defs, levels)
    if (text.length <= longest) return text
  }
  return outline(schema, $defs, 1).slice(0, longest)
}

/** @param open references followed since the last field: one that comes again would never end */
function outline(
  schema: JsonSchema,
  $defs: Definitions,
  levels: number,
  open: readonly string[] = [],
): string {
  if (schema.$ref !== undefined) {
    const target = $defs[schema.$ref.slice('#/$defs/'.length)]
    if (target === undefined || open.includes(schema.$ref)) return 'unknown'
    return outline(target, $defs, levels, [...open, schema.$ref])
  }
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (schema.enum !== undefined) return schema.enum.map((value) => JSON.stringify(value)).join(' | ')
  const parts = schema.anyOf ?? schema.oneOf
  if (parts !== undefined)
    return distinct(parts.map((part) => outline(part, $defs, levels, open))).join(' | ')
  const own = schema.properties === undefined ? [] : [outlineObject(schema, $defs, levels)]
  if (schema.allOf !== undefined)
    return distinct([...schema.allOf.map((part) => outline(part, $defs, levels, open)), ...own]).join(' & ')
  if (own[0] !== undefined) return own[0]
  const types = [schema.type ?? []].flat()
  return types.length === 0
    ? 'unknown'
    : types.map((type) => outlineType(type, schema, $defs, levels, open)).join(' | ')
}

function outlineObject(schema: JsonSchema, $defs: Definitions, levels: number): string {
  if (levels <= 0) return '{…}'
  const required = new Set(schema.required)
  const fields = Object.entries(schema.properties ?? {}).map(([name, property]) => {
    const key = /^[\w$]+$/.test(name) ? name : JSON.stringify(name)
    return `${key}${required.has(name) ? '' : '?'}: ${outline(property, $defs, levels - 1)}`
  })
  return `{ ${fields.join('; ')} }`
}

function outlineType(
  type: string,
  schema: JsonSchema,
  $defs: Definitions,
  levels: number,
  open: readonly string[],
): string {
  if (type === 'array') {
    const item = schema.items === undefined ? 'unknown' : outline(schema.items, $defs, levels, open)
    return /[|&]/.test(item) && !item.startsWith('{') ? `(${item})[]` : `${item}[]`
  }
  if (type === 'object')
    return typeof schema.additionalProperties === 'object'
      ? `{ [name]: ${levels <= 0 ? 'unknown' : outline(schema.additionalProperties, $defs, levels - 1)} }`
      : 'object'
  if (type === 'string') return schema.format === undefined ? 'string' : `string(${schema.format})`
  return type
}

const distinct = (texts: readonly string[]): string[] => [...new Set(texts)]
