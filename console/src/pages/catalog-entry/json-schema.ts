/** The part of JSON Schema that the catalog's schemas use. */
export type JsonSchema = {
  $ref?: string
  $defs?: Record<string, JsonSchema>
  type?: string | string[]
  enum?: unknown[]
  const?: unknown
  format?: string
  pattern?: string
  properties?: Record<string, JsonSchema>
  required?: string[]
  items?: JsonSchema
  additionalProperties?: boolean | JsonSchema
  oneOf?: JsonSchema[]
  anyOf?: JsonSchema[]
  allOf?: JsonSchema[]
  minimum?: number
  maximum?: number
  minLength?: number
  maxLength?: number
  minItems?: number
  maxItems?: number
  default?: unknown
}

type Defs = Record<string, JsonSchema>

/** The schema a reference stands for; a reference to nothing is a schema that allows everything. */
export function followRef(schema: JsonSchema, defs: Defs): JsonSchema {
  let current = schema
  // A chain longer than there are definitions is a circle.
  for (let step = 0; current.$ref !== undefined && step < 20; step += 1) {
    current = defs[current.$ref.split('/').at(-1) ?? ''] ?? {}
  }
  return current.$ref === undefined ? current : {}
}
