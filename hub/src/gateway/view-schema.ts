import { type JsonSchema, loadModule, type Operation } from '@causeway/spec'

type Definitions = Readonly<Record<string, JsonSchema>>

/** What a schema says about one value, with references followed and unions laid over each other. */
export interface SchemaView {
  /** Empty: any. */
  types: string[]
  properties: Map<string, JsonSchema>
  /** It lists its properties, and the CRM refuses all others. */
  isClosed: boolean
  items: JsonSchema | undefined
}

export const definitionsOf = (operation: Operation): Definitions =>
  loadModule(operation.generation, operation.module).$defs

const unionsDeep = 12

/** Lays a schema open. Branches of a union count as one: what any of them takes is taken. */
export function viewSchema(schema: JsonSchema, $defs: Definitions, depth = 0): SchemaView {
  if (schema.$ref !== undefined && depth < unionsDeep)
    return viewSchema($defs[schema.$ref.slice('#/$defs/'.length)] ?? {}, $defs, depth + 1)
  const own = Object.entries(schema.properties ?? {})
  const view: SchemaView = {
    types: [schema.type ?? (own.length > 0 ? 'object' : [])].flat(),
    properties: new Map(own),
    isClosed: own.length > 0 && (schema.additionalProperties ?? false) === false,
    items: schema.items,
  }
  const parts = [...(schema.allOf ?? []), ...(schema.anyOf ?? []), ...(schema.oneOf ?? [])]
  if (parts.length === 0 || depth >= unionsDeep) return view
  const views = parts.map((part) => viewSchema(part, $defs, depth + 1))
  const objects = views.filter((one) => one.types.length === 0 || one.types.includes('object'))
  for (const { properties } of views)
    for (const [name, property] of properties) {
      const known = view.properties.get(name)
      view.properties.set(name, known === undefined ? property : eitherOf(known, property))
    }
  view.types = views.some((one) => one.types.length === 0)
    ? view.types
    : [...new Set([...view.types, ...views.flatMap(({ types }) => types)])]
  // A branch that lists nothing takes everything.
  view.isClosed = view.properties.size > 0 && objects.every(({ isClosed }) => isClosed)
  view.items ??= views.find(({ items }) => items !== undefined)?.items
  return view
}

const eitherOf = (one: JsonSchema, other: JsonSchema): JsonSchema =>
  one === other ? one : { anyOf: [...(one.anyOf ?? [one]), other] }
