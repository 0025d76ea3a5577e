import { hash } from 'node:crypto'
import { redactText } from '../gateway/redact-request.ts'
import type { Clock } from '../platform/clock.ts'
import { HubError, messageOf } from '../platform/errors.ts'
import { newId } from '../platform/ids.ts'
import type { Outbound, OutboundAnswer } from '../platform/outbound/create-outbound.ts'
import type { ClaimedDelivery } from '../store/deliveries.store.ts'
import type { AttemptResult } from '../store/deliveries-results.ts'
import type { StoredEvent } from '../store/events.store.ts'
import { deliveryErrors } from './deliveries.errors.ts'
import type { DeliveryTarget } from './deliveries.types.ts'
import { mostAttempts, planRetry, readRetryAfter } from './plan-retry.ts'

/** How long a receiver may take; the standard asks for 15 to 30 seconds. */
export const receiverTimeoutMs = 15_000
/** Of an answer so much is read, and so much kept. */
const readBytes = 64 * 1024
const keptCharacters = 16 * 1024
const longestHeader = 1000
const redacted = '[redacted]'
const secretHeaders =
  /^(?:set-cookie|authorization|proxy-authenticate|www-authenticate|x-api-key)$|token|secret/i

/** Makes of an event what a mapping says, or says why it cannot. */
export type MapEvent = (
  mappingId: string,
  event: StoredEvent,
) => Promise<{ ok: true; record: Record<string, unknown> } | { ok: false; message: string }>

/** An attempt, and how long the receiver wants to be left alone. */
export interface SentAttempt {
  result: AttemptResult
  retryAfterMs: number | undefined
  /** False when there was nothing to send, because the mapping failed. */
  wasSent: boolean
}

/**
 * Makes one attempt: makes the body where a mapping is to make it, signs and sends it, and says what becomes of the
 * delivery. A mapping that fails is an attempt like any other, so that mending it lets the delivery go out.
 * @throws the reason of `signal` when it is aborted: then nobody knows how it ended
 */
export async function sendDelivery(
  delivery: ClaimedDelivery,
  target: DeliveryTarget,
  tools: {
    outbound: Outbound
    mapEvent: MapEvent
    clock: Clock
    signal: AbortSignal
    chance: () => number
  },
): Promise<SentAttempt> {
  const at = tools.clock.now()
  const made = await makeBody(delivery, tools.mapEvent)
  const body = made.ok ? made.body : undefined
  const id = `msg_${delivery.id}`
  const timestamp = Math.floor(at.getTime() / 1000)
  const own = {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    ...(body !== undefined && { 'webhook-signature': target.sign({ id, timestamp, body }) }),
  }
  const startedAt = performance.now()
  const outcome = made.ok
    ? await tools.outbound
        .send({
          url: target.url,
          method: 'POST',
          headers: { ...target.headers, ...own },
          body: made.body,
          timeoutMs: receiverTimeoutMs,
          maxAnswerBytes: readBytes,
          signal: tools.signal,
        })
        .catch((problem: unknown) => {
          tools.signal.throwIfAborted()
          return problem
        })
    : made.problem
  const answer = isAnswer(outcome) ? outcome : undefined
  const isDelivered = answer !== undefined && answer.status >= 200 && answer.status < 300
  const retryAfterMs = isDelivered ? undefined : readRetryAfter(answer?.headers['retry-after'], at)
  const number = delivery.attempts + 1
  const pauseMs =
    isDelivered || answer?.status === 410 || delivery.kind === 'test'
      ? undefined
      : planRetry(Math.min(delivery.roundAttempts + 1, mostAttempts), retryAfterMs, tools.chance())
  const result: AttemptResult = {
    id: newId(),
    deliveryId: delivery.id,
    endpointId: delivery.endpointId,
    locationId: delivery.locationId,
    isTest: delivery.kind === 'test',
    number,
    at,
    durationMs: answer?.durationMs ?? Math.round(performance.now() - startedAt),
    outcome: isDelivered ? 'delivered' : answer === undefined ? 'failed' : 'refused',
    status: answer?.status ?? null,
    code: outcome instanceof HubError ? outcome.code : null,
    message: isDelivered ? null : answer === undefined ? messageOf(outcome) : refusalOf(answer.status),
    request: { url: target.url, headers: { ...blackOut(target.headers), ...own } },
    response: answer === undefined ? null : keptAnswer(answer, target),
    state: isDelivered ? 'delivered' : pauseMs === undefined ? 'given_up' : 'waiting',
    nextAttemptAt: new Date(at.getTime() + (pauseMs ?? 0)),
    madeBody: delivery.mappingId === null ? undefined : body,
    ledger: isDelivered
      ? {
          deliveryId: delivery.id,
          eventId: delivery.eventId,
          eventType: delivery.eventType,
          locationId: delivery.locationId,
          attempt: number,
          sentAt: at.toISOString(),
          url: target.url,
          status: answer.status,
          bodySha256: hash('sha256', body!, 'hex'),
        }
      : undefined,
  }
  return { result, retryAfterMs, wasSent: made.ok }
}

async function makeBody(
  { body, mappingId }: ClaimedDelivery,
  mapEvent: MapEvent,
): Promise<{ ok: true; body: string } | { ok: false; problem: HubError }> {
  if (mappingId === null) return { ok: true, body }
  const { data: event, ...envelope } = JSON.parse(body) as { data: StoredEvent }
  const mapped = await mapEvent(mappingId, event)
  return mapped.ok
    ? { ok: true, body: JSON.stringify({ ...envelope, data: mapped.record }) }
    : { ok: false, problem: deliveryErrors.mapping_failed(mapped.message) }
}

const isAnswer = (outcome: unknown): outcome is OutboundAnswer =>
  typeof outcome === 'object' && outcome !== null && 'isCut' in outcome

function refusalOf(status: number): string {
  if (status >= 300 && status < 400)
    return `The receiver answered with a redirect (${status}), which is not followed`
  if (status === 410) return 'The receiver says that it is gone for good (410)'
  return `The receiver answered with ${status}`
}

/** Headers people gave may hold secrets: only their names are kept. */
const blackOut = (headers: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.keys(headers).map((name) => [name, redacted]))

function keptAnswer(answer: OutboundAnswer, target: DeliveryTarget): NonNullable<AttemptResult['response']> {
  const headers = Object.entries(answer.headers).map(([name, value]) => [
    name,
    secretHeaders.test(name) ? redacted : value.slice(0, longestHeader),
  ])
  return {
    headers: Object.fromEntries(headers) as Record<string, string>,
    body: keptBody(answer, target),
    isCut: answer.isCut || answer.body.length > keptCharacters,
  }
}

/** A receiver may echo what it was sent, our own secrets of its headers among it. */
function keptBody({ body }: OutboundAnswer, { headers }: DeliveryTarget): string {
  if (body.length === 0) return ''
  let text = body.toString()
  for (const value of Object.values(headers)) if (value.length >= 6) text = text.replaceAll(value, redacted)
  return redactText(text, keptCharacters)
}
