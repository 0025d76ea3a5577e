import { z } from 'zod'
import type { CallContext, CallRequest, GatewayAnswer, QueryParameter } from '../../gateway/gateway.types.ts'
import { resolveOperation } from '../../gateway/resolve-operation.ts'
import { callerOf } from '../access/check-access.ts'
import type { ApiParts, ApiServer } from '../api.types.ts'
import { CallOperation, OperationAnswer, OperationPlan } from '../contract/index.ts'
import { gatewayCaller } from './gateway-caller.ts'
import { readCallHeaders } from './read-headers.ts'

const maxBodyBytes = 5 * 1_048_576

/** Calls of operations by their ids in the catalog. */
export function addCallsV1Routes(server: ApiServer, { gateway }: ApiParts): void {
  server.post(
    '/v1/calls',
    {
      // Whether it reads or writes is the operation's to say; the gateway checks it.
      config: { access: 'read' },
      bodyLimit: maxBodyBytes,
      schema: {
        tags: ['Calls'],
        summary: 'Call any operation of the CRM, or see what would be sent (dryRun)',
        body: CallOperation,
        response: { 200: z.union([OperationAnswer, OperationPlan]) },
      },
    },
    async (request) => {
      const { body: wanted } = request
      const operation = resolveOperation(wanted.operation, wanted.generation)
      const call: CallRequest = {
        operation,
        method: operation.method,
        path: operation.path,
        pathParameters: Object.fromEntries(
          Object.entries(wanted.path).map(([name, value]) => [name, String(value)]),
        ),
        query: queryOf(wanted.query),
        body: wanted.body ?? undefined,
        locationId: wanted.locationId,
        companyId: wanted.companyId,
      }
      const headers = readCallHeaders(request.headers)
      const surface = surfaceOf(request.headers['causeway-surface'])
      const context: CallContext = {
        caller: gatewayCaller(callerOf(request)),
        surface: request.caller?.kind === 'person' ? 'console' : surface,
        lane: 'interactive',
        isLive: wanted.fresh || headers.isLive,
        isConfirmed: wanted.confirm || headers.isConfirmed,
        idempotencyKey: wanted.idempotencyKey ?? headers.idempotencyKey,
        skipsValidation: headers.skipsValidation,
        requestId: request.id,
      }
      if (!wanted.dryRun) return tell(await gateway.call(call, context))
      const { method, url, headers: sent, body, ...plan } = await gateway.plan(call, context)
      return { kind: 'plan' as const, method, url, headers: sent, body: body ?? null, ...plan }
    },
  )
}

/** The CLI says so itself; everything else is a program. */
const surfaceOf = (header: unknown): CallContext['surface'] => (header === 'cli' ? 'cli' : 'v1')

const isPlain = (value: unknown): value is string | number | boolean =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'

/** Values as the query can hold them: lists repeat the name, objects travel as JSON. */
const queryOf = (query: Record<string, unknown>): CallRequest['query'] =>
  Object.fromEntries(
    Object.entries(query).flatMap(([name, value]): [string, QueryParameter][] => {
      if (value === undefined || value === null) return []
      if (Array.isArray(value))
        return [[name, value.map((item: unknown) => (isPlain(item) ? item : JSON.stringify(item)))]]
      return [[name, isPlain(value) ? value : JSON.stringify(value)]]
    }),
  )

function tell(answer: GatewayAnswer): OperationAnswer {
  const { callId, status, body, source, asOf, durationMs, insteadOf, coerced } = answer
  return {
    kind: 'answer',
    callId,
    status,
    body: body instanceof Uint8Array ? { base64: Buffer.from(body).toString('base64') } : (body ?? null),
    source,
    asOf: asOf.toISOString(),
    durationMs,
    insteadOf: insteadOf ?? null,
    coerced,
  }
}
