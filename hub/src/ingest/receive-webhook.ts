import { judgeWebhookAge } from '@causeway/client'
import type { Clock } from '../platform/clock.ts'
import { HubError } from '../platform/errors.ts'
import { newId } from '../platform/ids.ts'
import type { RefusalCounter } from './count-refusals.ts'
import type { DeliveryGatherer } from './gather-deliveries.ts'
import { ingestErrors } from './ingest.errors.ts'
import type { IncomingDelivery, Receipt, RefusalReason } from './ingest.types.ts'
import type { WebhookKeyKeeper } from './keep-webhook-keys.ts'
import { type DeliveryFacts, readDelivery } from './read-delivery.ts'

export interface Receiving {
  keys: Pick<WebhookKeyKeeper, 'judge'>
  gatherer: Pick<DeliveryGatherer, 'keep'>
  refusals: Pick<RefusalCounter, 'count'>
  clock: Clock
  /** Oldest delivery accepted, by its own timestamp. */
  maxAgeMs: number
}

/** Clocks differ by so much at most. */
const futureMs = 5 * 60_000
/** Headers are kept for people to look at. */
const mostHeaders = 200
const longestHeader = 4000

/**
 * Takes a delivery: verify the very bytes, see that it is of our time, read it, store it; then answer. What is refused
 * is only counted.
 * @throws `ingest.signature_*`, `.scheme_retired`, `.stale`, `.future`, `.overloaded`
 */
export async function receiveWebhook(parts: Receiving, delivery: IncomingDelivery): Promise<Receipt> {
  const proof = await parts.keys.judge(delivery)
  if ('refusedFor' in proof) throw refuse(parts, proof.refusedFor, sentences[proof.refusedFor])
  const facts = readDelivery(delivery.rawBody, delivery.family)
  const receivedAt = parts.clock.now()
  checkAge(parts, facts, receivedAt)
  const { isReadable, ...known } = facts
  try {
    return await parts.gatherer.keep({
      ...known,
      ...proof,
      id: newId(),
      receivedAt,
      family: delivery.family,
      headers: shortened(delivery.rawHeaders),
      raw: delivery.rawBody,
      state: isReadable ? 'waiting' : 'unreadable',
    })
  } catch (problem) {
    if (problem instanceof HubError && problem.code === 'ingest.overloaded')
      parts.refusals.count('overloaded')
    throw problem
  }
}

const sentences = {
  signature_missing: 'The delivery carries no signature',
  signature_malformed: 'The signature of the delivery is no signature at all',
  signature_wrong: 'The signature does not fit the body and any key the hub trusts',
  scheme_retired: 'The delivery is signed in a way the CRM has retired',
}

function checkAge(parts: Receiving, { sentAt }: DeliveryFacts, now: Date): void {
  const age = judgeWebhookAge({ timestamp: sentAt ?? undefined }, now, futureMs)
  if (age.kind === 'future') throw refuse(parts, 'future', `The delivery says it was made at ${sentAt}`)
  if (age.kind === 'stale' && age.ageMs > parts.maxAgeMs)
    throw refuse(parts, 'stale', `The delivery was made at ${sentAt}, too long ago`)
}

function refuse(parts: Receiving, reason: RefusalReason, sentence: string): HubError {
  parts.refusals.count(reason)
  return ingestErrors[reason](sentence)
}

/** Proxies put secrets of their own into requests; of the CRM's headers none is one. */
const secretHeaders = new Set(['authorization', 'proxy-authorization', 'cookie', 'x-api-key'])

const shortened = (rawHeaders: readonly string[]): string[] =>
  rawHeaders
    .slice(0, mostHeaders * 2)
    .map((text, place) =>
      place % 2 === 1 && secretHeaders.has(rawHeaders[place - 1]!.toLowerCase())
        ? '[secret]'
        : text.slice(0, longestHeader),
    )
