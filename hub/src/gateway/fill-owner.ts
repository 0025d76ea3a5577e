import { viewSchema, definitionsOf } from './view-schema.ts'
import type { CallInput } from './check-request.ts'
import type { Owner } from './choose-owner.ts'
import type { CallRequest } from './gateway.types.ts'

/**
 * Puts the chosen location or company where the operation requires it and the request left it out: who has said it
 * once, by a header or the choice of a key, need not repeat it in path, query or body.
 */
export function fillOwner(request: CallRequest, owner: Owner): { input: CallInput; coerced: string[] } {
  const { operation, pathParameters, query, body } = request
  if (operation === undefined) return { input: { path: pathParameters, query, body }, coerced: [] }
  const coerced: string[] = []
  const values = valuesOf(owner)
  const path = { ...pathParameters }
  const filledQuery = { ...query }
  for (const { name, in: where, required } of operation.parameters) {
    const value = values[name]
    if (!required || value === undefined || where === 'header') continue
    const target = where === 'path' ? path : filledQuery
    if (target[name] !== undefined && target[name] !== '') continue
    target[name] = value
    coerced.push(`${where}.${name}: filled in`)
  }
  return { input: { path, query: filledQuery, body: fillBody(request, values, coerced) }, coerced }
}

type Values = Readonly<Record<string, string | undefined>>

const valuesOf = ({ locationId, companyId }: Owner): Values =>
  locationId === null
    ? { companyId, altId: companyId, altType: 'company' }
    : { locationId, location_id: locationId, altId: locationId, altType: 'location' }

function fillBody({ operation, body, rawBody }: CallRequest, values: Values, coerced: string[]): unknown {
  if (operation?.body === undefined || rawBody !== undefined) return body
  if (body !== undefined && (typeof body !== 'object' || body === null || Array.isArray(body))) return body
  const { schema } = operation.body
  const view = viewSchema(schema, definitionsOf(operation))
  const missing = (schema.required ?? requiredOf(schema.$ref, operation)).filter(
    (name) => values[name] !== undefined && view.properties.has(name) && !(name in (body ?? {})),
  )
  if (missing.length === 0) return body
  coerced.push(...missing.map((name) => `body.${name}: filled in`))
  return { ...body, ...Object.fromEntries(missing.map((name) => [name, values[name]])) }
}

function requiredOf(
  reference: string | undefined,
  operation: NonNullable<CallRequest['operation']>,
): string[] {
  if (reference === undefined) return []
  return definitionsOf(operation)[reference.slice('#/$defs/'.length)]?.required ?? []
}
