import { createClient } from '@causeway/client'
import { findOperation, type Operation } from '@causeway/spec'
import { createLog } from '../platform/log.ts'
import type { IdempotentCallsStore } from '../store/idempotent-calls.store.ts'
import { createAnswerCache } from './answer-cache.ts'
import { compileChecks } from './compile-check.ts'
import type { GatewayParts } from './gateway-parts.types.ts'
import type { CallContext, CallRequest, GatewayCaller } from './gateway.types.ts'
import { openSheet, prepareCall, type PreparedCall } from './prepare-call.ts'
import type { SentAnswer } from './send-call.ts'

/** What tests of the steps of a call share: calls that passed every check, and answers of a CRM that is not asked. */

export const aCaller = (changes: Partial<GatewayCaller> = {}): GatewayCaller => ({
  kind: 'key',
  id: 'one',
  name: 'test',
  permissions: ['read', 'write'],
  locationIds: ['home'],
  ...changes,
})

export const aContext = (changes: Partial<CallContext> = {}): CallContext => ({
  caller: aCaller(),
  surface: 'v1',
  lane: 'interactive',
  ...changes,
})

export function operationOf(id: string): Operation {
  const operation = findOperation(id)
  if (operation === undefined) throw new Error(`no operation ${id}`)
  return operation
}

export function aRequest(id: string, changes: Partial<CallRequest> = {}): CallRequest {
  const operation = operationOf(id)
  const { method, path } = operation
  return { operation, method, path, pathParameters: {}, query: {}, locationId: 'home', ...changes }
}

export const anAnswer = (changes: Partial<SentAnswer> = {}): SentAnswer => ({
  status: 200,
  bytes: Buffer.from('{"ok": true}'),
  contentType: 'application/json; charset=utf-8',
  headers: {},
  traceId: 'trace',
  asOfMs: Date.parse('2026-03-01T10:00:00Z'),
  ...changes,
})

/** Parts of a gateway whose connection is never used: nothing may be sent by it. */
export const someParts = (changes: Partial<GatewayParts> = {}): GatewayParts => ({
  openLocationClient: async (locationId) =>
    ({
      connectionId: 'connection',
      kind: 'oauth',
      scopes: [],
      client: createClient({ accessToken: 'never sent', apiBaseUrl: 'http://127.0.0.1:1' }),
      social: createClient({ accessToken: 'never sent' }).social(locationId),
      budgetKey: 'app home',
      apiBaseUrl: 'https://crm.test',
      locationId,
      companyId: 'company',
      environment: 'live',
    }) as never,
  openCompanyClient: async () => Promise.reject(new Error('no company is called for')),
  findCompany: async () => 'company',
  limiter: { readQuota: async () => [] },
  journal: { record: () => 'call' },
  idempotentCalls: {} as IdempotentCallsStore,
  cache: createAnswerCache(1_000_000),
  underWay: new Map(),
  checks: compileChecks(() => {}),
  markChanged: async () => {},
  onKept: () => {},
  onDrift: () => {},
  clock: { now: () => new Date('2026-03-01T10:00:00Z') },
  log: createLog({ level: 'silent' }),
  ...changes,
})

export const aPreparedCall = (
  request: CallRequest = aRequest('v3.contacts.create-contact', {
    body: { locationId: 'home', firstName: 'Test' },
  }),
  parts: GatewayParts = someParts(),
  context: CallContext = aContext(),
): Promise<PreparedCall> => prepareCall(parts, request, context, openSheet(request))
