import type { JsonSchema } from './operation.types.ts'

/** Schemas directly inside a schema, in the order they stand in it. */
function innerSchemas(schema: JsonSchema): JsonSchema[] {
  const { items, additionalProperties, not } = schema
  return [
    ...Object.values(schema.properties ?? {}),
    ...(items ? [items] : []),
    ...(typeof additionalProperties === 'object' ? [additionalProperties] : []),
    ...(schema.oneOf ?? []),
    ...(schema.anyOf ?? []),
    ...(schema.allOf ?? []),
    ...(not ? [not] : []),
  ]
}

/** Names of all definitions that the schemas need, directly or through other definitions. */
export function reachableNames(schemas: JsonSchema[], definitions: Record<string, JsonSchema>): Set<string> {
  const names = new Set<string>()
  const pending = [...schemas]
  for (let schema = pending.pop(); schema; schema = pending.pop()) {
    pending.push(...innerSchemas(schema))
    if (schema.$ref === undefined) continue
    const name = schema.$ref.slice('#/$defs/'.length)
    if (names.has(name)) continue
    names.add(name)
    pending.push(definitionOf(schema.$ref, definitions))
  }
  return names
}

/** The definitions that the schemas need, sorted by name. */
export function reachableDefinitions(
  schemas: JsonSchema[],
  definitions: Record<string, JsonSchema>,
): Record<string, JsonSchema> {
  const names = [...reachableNames(schemas, definitions)].toSorted()
  return Object.fromEntries(names.map((name) => [name, definitions[name] ?? {}]))
}

/** The schema itself, not a mere reference to it, with what it refers to as `$defs` and nothing else. */
export function bundleSchema(schema: JsonSchema, definitions: Record<string, JsonSchema>): JsonSchema {
  if (schema.$ref !== undefined) return bundleSchema(definitionOf(schema.$ref, definitions), definitions)
  const $defs = reachableDefinitions([schema], definitions)
  return Object.keys($defs).length > 0 ? { ...schema, $defs } : schema
}

function definitionOf(reference: string, definitions: Record<string, JsonSchema>): JsonSchema {
  const name = reference.slice('#/$defs/'.length)
  const definition = definitions[name]
  if (!definition) throw new Error(`Schema refers to ${name}, which is not defined`)
  return definition
}
