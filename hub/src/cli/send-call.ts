import { text } from 'node:stream/consumers'
import { z } from 'zod'
import { OperationAnswer, type OperationDefinition, OperationPlan } from '../api/contract/index.ts'
import { cliErrors } from './cli.errors.ts'
import { type FormFile, makeForm } from './make-form.ts'
import type { PlacedValues } from './place-values.ts'
import type { HubAccess } from './reach-hub.ts'

export interface CallToSend {
  definition: OperationDefinition
  values: PlacedValues
  files: readonly FormFile[]
  locationId: string | undefined
  companyId: string | undefined
  confirm: boolean
  dryRun: boolean
  fresh: boolean
  idempotencyKey: string | undefined
}

export type SentCall = OperationAnswer | OperationPlan

/** Makes a call through the hub's gateway: as JSON by `/v1/calls`, forms on the CRM's own path. */
export function sendCall(hub: HubAccess, call: CallToSend): Promise<SentCall> {
  const types = call.definition.body?.contentTypes ?? []
  if (types.includes('multipart/form-data') && (call.files.length > 0 || !types.includes('application/json')))
    return sendForm(hub, call)
  if (call.files.length > 0)
    throw cliErrors.usage(`${call.definition.operationId} takes no files`, {
      hint: 'Give a JSON body with --body <file>.',
    })
  const { definition, values, locationId, companyId, idempotencyKey } = call
  const body = {
    operation: definition.operationId,
    path: values.path,
    query: values.query,
    ...(values.body !== undefined && { body: values.body }),
    ...(locationId !== undefined && { locationId }),
    ...(companyId !== undefined && { companyId }),
    ...(idempotencyKey !== undefined && { idempotencyKey }),
    confirm: call.confirm,
    dryRun: call.dryRun,
    fresh: call.fresh,
  }
  return hub.send('POST', '/v1/calls', body, z.discriminatedUnion('kind', [OperationAnswer, OperationPlan]))
}

async function sendForm(hub: HubAccess, call: CallToSend): Promise<SentCall> {
  const startedAt = performance.now()
  const { body, ...values } = call.values
  const form = await makeForm(Object(body) as Record<string, unknown>, call.files)
  const answer = await hub.open({
    method: call.definition.method,
    path: pathOf(call.definition.path, values),
    headers: headersOf(call, form.contentType),
    body: form.bytes,
  })
  const written = await text(answer.body)
  const isJson = answer.headers['content-type']?.includes('json') === true
  const value: unknown = isJson && written !== '' ? JSON.parse(written) : written
  if (call.dryRun) return OperationPlan.parse({ kind: 'plan', body: null, ...Object(value) })
  const said = (name: string) => answer.headers[`causeway-${name}`]
  return OperationAnswer.parse({
    kind: 'answer',
    callId: said('call'),
    status: answer.status,
    body: value,
    source: said('source'),
    asOf: said('data-as-of'),
    durationMs: performance.now() - startedAt,
    insteadOf: said('stale-because') ?? null,
    coerced: said('coerced')?.split('; ') ?? [],
  })
}

function pathOf(template: string, { path, query }: Omit<PlacedValues, 'body'>): string {
  const filled = template.replaceAll(/\{([^}]+)\}/g, (_, name: string) =>
    encodeURIComponent(path[name] ?? ''),
  )
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query))
    for (const item of Array.isArray(value) ? value : [value]) search.append(name, String(item))
  return search.size === 0 ? filled : `${filled}?${search.toString()}`
}

const headersOf = (call: CallToSend, contentType: string): Record<string, string> => ({
  'content-type': contentType,
  ...(call.definition.versions[0] !== undefined && { version: call.definition.versions[0] }),
  ...(call.locationId !== undefined && { 'causeway-location': call.locationId }),
  ...(call.companyId !== undefined && { 'causeway-company': call.companyId }),
  ...(call.idempotencyKey !== undefined && { 'idempotency-key': call.idempotencyKey }),
  ...(call.confirm && { 'causeway-confirm': 'true' }),
  ...(call.dryRun && { 'causeway-dry-run': 'true' }),
  ...(call.fresh && { 'cache-control': 'no-cache' }),
})
