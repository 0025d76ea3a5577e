import type { OperationAnswer, OperationPlan } from '@causeway/hub/contract'
import { askHub, problemOf } from './call-hub.ts'

/** A call with files: fields and files as a form, sent to the CRM's own path at the hub. */
export type FormCall = {
  form: FormData
  method: 'POST' | 'PUT'
  /** Path and query. */
  address: string
  version: string | undefined
  locationId: string | undefined
  isDryRun: boolean
  isConfirmed: boolean
}

const sources = ['crm', 'cache', 'replay'] as const

/** Sends a form and tells the answer, also the CRM's refusal, as calls without files do. */
export async function sendForm(call: FormCall): Promise<OperationAnswer | OperationPlan> {
  const { form, method, address, version, locationId, isDryRun, isConfirmed } = call
  const startedAt = performance.now()
  const response = await askHub(address, {
    method,
    body: form,
    headers: {
      ...(version === undefined ? {} : { version }),
      ...(locationId === undefined ? {} : { 'causeway-location': locationId }),
      ...(isDryRun ? { 'causeway-dry-run': 'true' } : {}),
      ...(isConfirmed ? { 'causeway-confirm': 'true' } : {}),
    },
  })
  const callId = response.headers.get('causeway-call')
  // Without an id of a call it is the hub that speaks.
  if (callId === null && !response.ok) throw await problemOf(response, address)
  if (callId === null) return { kind: 'plan', ...((await response.json()) as Omit<OperationPlan, 'kind'>) }
  const said = (name: string) => response.headers.get(`causeway-${name}`)
  const text = await response.text()
  const isJson = response.headers.get('content-type')?.includes('json') === true
  return {
    kind: 'answer',
    callId,
    status: response.status,
    body: isJson && text !== '' ? (JSON.parse(text) as unknown) : text,
    source: sources.find((source) => source === said('source')) ?? 'crm',
    asOf: said('data-as-of') ?? new Date().toISOString(),
    durationMs: performance.now() - startedAt,
    insteadOf: said('stale-because'),
    coerced: said('coerced')?.split('; ') ?? [],
  }
}
