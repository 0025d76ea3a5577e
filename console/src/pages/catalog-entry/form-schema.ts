import type { OperationDefinition } from '@causeway/hub/contract'
import type { JsonSchema } from './json-schema.ts'

/** What a form holds: the three places an operation takes values in. */
export type FormValues = { path?: unknown; query?: unknown; body?: unknown }

type Place = 'path' | 'query'

/** One schema for all an operation takes, so that one form can ask for it. */
export function formSchemaOf({ parameters, body }: OperationDefinition): JsonSchema {
  const $defs: Record<string, JsonSchema> = {}
  const take = (schema: JsonSchema): JsonSchema => {
    const { $defs: own, ...rest } = schema
    Object.assign($defs, own)
    return rest
  }
  const sections = Object.fromEntries(
    (['path', 'query'] as Place[]).flatMap((place) => {
      const here = parameters.filter((parameter) => parameter.in === place)
      if (here.length === 0) return []
      const section: JsonSchema = {
        type: 'object',
        properties: Object.fromEntries(here.map(({ name, schema }) => [name, take(schema)])),
        required: here.filter(({ required }) => required).map(({ name }) => name),
      }
      return [[place, section]]
    }),
  )
  return {
    type: 'object',
    properties: { ...sections, ...(body === null ? {} : { body: take(body.schema) }) },
    ...(body?.required === true ? { required: ['body'] } : {}),
    $defs,
  }
}

/** A form to start with: only the location is known. */
export function firstValues(definition: OperationDefinition, locationId: string | undefined): FormValues {
  if (locationId === undefined) return {}
  const values: Record<string, Record<string, unknown>> = {}
  for (const { name, in: place, required, schema } of definition.parameters) {
    if (place === 'header') continue
    if (name === 'locationId' || (name === 'altId' && required)) (values[place] ??= {})[name] = locationId
    if (name === 'altType' && required && (schema as JsonSchema).enum?.includes('location') !== false) {
      ;(values[place] ??= {})[name] = 'location'
    }
  }
  const fields = bodyFields(definition)
  if (fields.has('locationId')) (values['body'] ??= {})['locationId'] = locationId
  return values
}

/** The example, for the location that is looked at. */
export function exampleValues(definition: OperationDefinition, locationId: string | undefined): FormValues {
  const { path, query, body } = definition.example
  const known = firstValues(definition, locationId)
  const over = (given: unknown, place: keyof FormValues) =>
    isRecord(given) ? { ...given, ...(known[place] as object | undefined) } : given
  return {
    path: over(path, 'path'),
    query: over(query, 'query'),
    ...(body === undefined ? {} : { body: over(body, 'body') }),
  }
}

function bodyFields({ body }: OperationDefinition): Set<string> {
  const schema = (body?.schema ?? {}) as JsonSchema
  const target = schema.$ref === undefined ? schema : schema.$defs?.[schema.$ref.split('/').at(-1) ?? '']
  return new Set(Object.keys(target?.properties ?? {}))
}

/** The values without what was left empty: undefined, and groups with nothing in them. */
export function withoutEmpty(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutEmpty).filter((one) => one !== undefined)
  if (!isRecord(value)) return value === null ? undefined : value
  const kept = Object.entries(value).flatMap(([name, part]) => {
    const cleaned = withoutEmpty(part)
    return cleaned === undefined || cleaned === '' ? [] : [[name, cleaned] as const]
  })
  return kept.length === 0 ? undefined : Object.fromEntries(kept)
}

/** The values as a call takes them. */
export function callValuesOf(values: FormValues) {
  const { path, query, body } = (withoutEmpty(values) ?? {}) as FormValues
  return {
    path: Object.fromEntries(
      Object.entries(isRecord(path) ? path : {}).map(([name, value]) => [name, String(value)]),
    ),
    query: isRecord(query) ? query : {},
    ...(body === undefined ? {} : { body }),
  }
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
