import { hash } from 'node:crypto'
import { RemoteError } from '@causeway/client'
import { HubError } from '../platform/errors.ts'
import { fingerprint } from '../store/canonical-json.ts'
import type { KeptAnswer } from '../store/idempotent-calls.store.ts'
import { gatewayErrors } from './gateway.errors.ts'
import type { GatewayParts } from './gateway-parts.types.ts'
import type { GatewayCaller } from './gateway.types.ts'
import type { PreparedCall } from './prepare-call.ts'
import type { SentAnswer } from './send-call.ts'

/** The first answer to a key, or the one just given. */
export type OnceAnswer =
  | { kind: 'sent'; answer: SentAnswer }
  | { kind: 'replay'; answer: SentAnswer; coerced: string[] }

/**
 * Makes a write at most once for a caller's key, whatever dies on the way: that it is about to be sent is
 * written down before, the answer after. What may have been applied is never sent again; what died while it waited for
 * the limits is.
 * @param send awaits its parameter before anything leaves.
 * @throws `gateway.idempotency_mismatch`, `.idempotency_under_way`, `.outcome_unknown`, and what `send` throws
 */
export async function applyOnce(
  parts: Pick<GatewayParts, 'idempotentCalls' | 'clock'>,
  call: PreparedCall,
  who: { caller: GatewayCaller; key: string; callId: string },
  send: (beforeSend: () => Promise<void>) => Promise<SentAnswer>,
): Promise<OnceAnswer> {
  const begun = await parts.idempotentCalls.begin({
    callerKey: `${who.caller.kind}:${who.caller.id ?? ''}`,
    key: who.key,
    requestHash: requestHash(call),
    now: parts.clock.now(),
  })
  if (begun.kind === 'replay')
    return { kind: 'replay', answer: replayed(begun.answer), coerced: begun.answer.coerced }
  if (begun.kind === 'mismatch')
    throw gatewayErrors.idempotency_mismatch('This Idempotency-Key was used for another request')
  if (begun.kind === 'under_way') throw underWay()
  if (begun.kind === 'outcome_unknown')
    throw gatewayErrors.outcome_unknown(
      `The request with this Idempotency-Key was sent at ${begun.since.toISOString()}, and nobody knows whether it was applied`,
    )
  const keptOf = (answer: SentAnswer) => kept(answer, call, who.callId)
  return { kind: 'sent', answer: await sendStarted(parts, begun.id, send, keptOf) }
}

/** Sends what was written down as begun, and writes down how it ended. */
async function sendStarted(
  { idempotentCalls, clock }: Pick<GatewayParts, 'idempotentCalls' | 'clock'>,
  id: string,
  send: (beforeSend: () => Promise<void>) => Promise<SentAnswer>,
  keptOf: (answer: SentAnswer) => KeptAnswer,
): Promise<SentAnswer> {
  const beforeSend = async () => {
    // It waited so long that somebody else took the key over, who may send it this moment.
    if (!(await idempotentCalls.markSent(id, clock.now()))) throw underWay()
  }
  let answer: SentAnswer
  try {
    answer = await send(beforeSend)
  } catch (problem) {
    if (wasNotApplied(problem)) await idempotentCalls.abandon(id)
    else await idempotentCalls.lose(id, clock.now())
    throw problem
  }
  if (isUndecided(answer.status)) await idempotentCalls.lose(id, clock.now())
  else if (isRefusedAtTheDoor(answer.status)) await idempotentCalls.abandon(id)
  else await idempotentCalls.finish(id, keptOf(answer))
  return answer
}

const underWay = () =>
  gatewayErrors.idempotency_under_way('The request with this Idempotency-Key is still under way', {
    headers: { 'retry-after': '1' },
  })

/** The CRM may have applied what it answered with a failure of its own. */
const isUndecided = (status: number): boolean => status >= 500 || status === 408
/** Nothing was applied, and what was in the way may be gone the next time. */
const isRefusedAtTheDoor = (status: number): boolean => status === 401 || status === 403 || status === 429

/** Whether a failure proves that nothing was applied: then the key stays free. */
function wasNotApplied(problem: unknown): boolean {
  // The hub's own refusals come before anything is sent.
  if (problem instanceof HubError) return true
  if (!(problem instanceof RemoteError)) return false
  return problem.wasNeverSent || refusals.has(problem.code)
}

const refusals = new Set([
  'invalid_call',
  'operation_unknown',
  'rate_limited',
  'daily_limit_reached',
  'token_invalid',
  'private_token_invalid',
  'location_inactive',
  'blocked_by_cdn',
])

const requestHash = ({ operation, method, path, version, ownerId, input, rawBody }: PreparedCall): string =>
  fingerprint([
    operation?.id ?? `${method} ${path}`,
    version,
    ownerId,
    input.path,
    input.query,
    rawBody === undefined ? input.body : hash('sha256', rawBody.bytes, 'base64url'),
  ])

function kept(answer: SentAnswer, call: PreparedCall, callId: string): KeptAnswer {
  const { status, bytes, contentType, traceId, asOfMs } = answer
  const isText = !/json/i.test(contentType ?? '')
  return {
    callId,
    status,
    // As it came, to the byte: parsed and written again it might differ.
    body: { contentType, [isText ? 'base64' : 'json']: bytes.toString(isText ? 'base64' : 'utf8') },
    asOf: new Date(asOfMs),
    coerced: call.coerced,
    traceId,
  }
}

function replayed(answer: {
  status: number
  body: unknown
  asOf: Date
  traceId?: string | undefined
}): SentAnswer {
  const body = answer.body as { contentType?: string; json?: string; base64?: string }
  return {
    status: answer.status,
    bytes: body.json === undefined ? Buffer.from(body.base64 ?? '', 'base64') : Buffer.from(body.json),
    contentType: body.contentType,
    headers: {},
    traceId: answer.traceId,
    asOfMs: answer.asOf.getTime(),
  }
}
