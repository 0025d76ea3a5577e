import type { ControlledClock } from '../clock.ts'
import type { CircuitBreaker } from './circuit-breaker.ts'
import type { DeliveryLog } from './delivery-log.ts'
import { createWebhookPoster, type PostOutcome } from './post-webhook.ts'
import type { SigningKeys } from './signing-keys.ts'
import type {
  Delivery,
  DeliveryAttempt,
  DeliveryState,
  WebhookFaults,
  WebhookSettings,
} from './webhooks.types.ts'

/** What sending needs. Settings and faults are read at each attempt, so that changes take effect at once. */
export interface DelivererParts {
  clock: ControlledClock
  random: () => number
  keys: SigningKeys
  breaker: CircuitBreaker
  log: DeliveryLog
  settings: () => WebhookSettings
  faults: () => WebhookFaults
}

/** Sends deliveries until the first 2xx, or until the last retry. */
export interface Deliverer {
  /** Takes a delivery on, to be sent after a wait in milliseconds. */
  take(delivery: Delivery, waitMs: number): void
  /** One attempt by hand: success ends the retries, failure leaves them as they are. */
  resend(delivery: Delivery): Promise<void>
  /** Resolves when every delivery is finished. */
  settled(): Promise<void>
  close(): void
}

interface Waiting {
  dueMs: number
  timer: NodeJS.Timeout
}

/**
 * One delivery of a location is under way at a time, so that without faults a location's deliveries start in the
 * order of what happened; one that is retried lets the others pass.
 */
export function createDeliverer(parts: DelivererParts): Deliverer {
  const { clock, random, keys, breaker, log, settings, faults } = parts
  const poster = createWebhookPoster()
  const waiting = new Map<Delivery, Waiting>()
  /** Deliveries whose turn has come, by lane; a lane that is here is in `ready` or has one under way. */
  const lanes = new Map<string, Delivery[]>()
  const ready: string[] = []
  const listeners: (() => void)[] = []
  let underWay = 0
  let isClosed = false
  clock.onAdvance(() => {
    for (const [delivery, { timer, dueMs }] of waiting) {
      clearTimeout(timer)
      wait(delivery, dueMs)
    }
  })

  function wait(delivery: Delivery, dueMs: number): void {
    const leftMs = dueMs - clock.elapsedMs()
    const timer = setTimeout(
      () => {
        if (leftMs > longestTimerMs) return wait(delivery, dueMs)
        waiting.delete(delivery)
        enqueue(delivery)
      },
      Math.max(0, Math.min(leftMs, longestTimerMs)),
    )
    waiting.set(delivery, { dueMs, timer })
  }

  function stopWaiting(delivery: Delivery): void {
    clearTimeout(waiting.get(delivery)?.timer)
    waiting.delete(delivery)
  }

  function enqueue(delivery: Delivery): void {
    if (isClosed) return
    const lane = `${delivery.appId} ${delivery.locationId ?? delivery.companyId}`
    const queue = lanes.get(lane)
    if (queue !== undefined) {
      queue.push(delivery)
      return
    }
    lanes.set(lane, [delivery])
    ready.push(lane)
    setImmediate(pump)
  }

  function pump(): void {
    while (underWay < settings().concurrency) {
      const lane = ready.shift()
      if (lane === undefined || isClosed) return
      const delivery = lanes.get(lane)?.shift()
      if (delivery === undefined) continue
      underWay += 1
      void sendInTurn(delivery).finally(() => {
        underWay -= 1
        if (lanes.get(lane)?.length === 0) lanes.delete(lane)
        else ready.push(lane)
        pump()
      })
    }
  }

  async function sendInTurn(delivery: Delivery): Promise<void> {
    // A manual resend may have been faster.
    if (delivery.state !== 'waiting' && delivery.state !== 'retrying') return
    if (breaker.isPaused(delivery.url)) return finish(delivery, 'paused')
    log.move(delivery, 'sending')
    delete delivery.nextAttemptAt
    const isSuccess = await attempt(delivery, false)
    if (isClosed || stateOf(delivery) !== 'sending') return
    if (isSuccess) return finish(delivery, 'delivered')
    const retriesMade = delivery.attempts.filter(({ isManual }) => !isManual).length - 1
    if (retriesMade >= settings().maxRetries) return finish(delivery, 'failed')
    log.move(delivery, 'retrying')
    const waitMs = retryWaitMs(retriesMade)
    delivery.nextAttemptAt = new Date(clock.now().getTime() + waitMs).toISOString()
    wait(delivery, clock.elapsedMs() + waitMs)
  }

  /** Twice as long each time, and half as much more or less, so that failures of a moment do not return as one. */
  function retryWaitMs(retriesMade: number): number {
    const { firstRetryMs, longestRetryMs, retryScale } = settings()
    return Math.min(firstRetryMs * 2 ** retriesMade, longestRetryMs) * (0.5 + random()) * retryScale
  }

  async function attempt(delivery: Delivery, isManual: boolean): Promise<boolean> {
    const body = Buffer.from(delivery.body)
    const { headers, applied } = sign(body)
    const at = clock.now().toISOString()
    const startedMs = performance.now()
    const outcome: PostOutcome = await poster.post(delivery.url, headers, body, settings().timeoutMs)
    const isSuccess = 'status' in outcome && outcome.status >= 200 && outcome.status <= 299
    const made: DeliveryAttempt = {
      at,
      ...outcome,
      durationMs: Math.round((performance.now() - startedMs) * 10) / 10,
      isManual,
      ...(applied.length > 0 && { faults: applied }),
    }
    delivery.attempts.push(made)
    if (!isClosed) breaker.count(delivery.url, isSuccess)
    return isSuccess
  }

  function sign(body: Buffer) {
    const { corruptRate, unsignedRate } = faults()
    const applied: ('corrupt' | 'unsigned')[] = []
    if (hits(corruptRate)) applied.push('corrupt')
    else if (hits(unsignedRate)) applied.push('unsigned')
    const signed = applied.includes('corrupt') ? Buffer.concat([body, Buffer.from(' ')]) : body
    const headers = {
      accept: 'application/json, text/plain, */*',
      'content-type': 'application/json',
      'user-agent': 'axios/1.7.2',
      'x-ghl-signature': applied.includes('unsigned') ? 'N/A' : keys.sign(signed),
      ...(settings().sendsRsaSignature && { 'x-wh-signature': keys.signByRsa(signed) }),
    }
    return { headers, applied }
  }

  const hits = (rate: number): boolean => rate > 0 && random() < rate

  function finish(delivery: Delivery, state: 'delivered' | 'failed' | 'paused'): void {
    log.move(delivery, state)
    tellWhenSettled()
  }

  function tellWhenSettled(): void {
    if (log.openCount() > 0) return
    for (const listener of listeners.splice(0)) listener()
  }

  return {
    take(delivery, waitMs) {
      if (waitMs > 0) wait(delivery, clock.elapsedMs() + waitMs)
      else enqueue(delivery)
    },
    async resend(delivery) {
      const isSuccess = await attempt(delivery, true)
      if (!isSuccess || isClosed) return
      stopWaiting(delivery)
      delete delivery.nextAttemptAt
      finish(delivery, 'delivered')
    },
    settled: () =>
      new Promise((resolve) => {
        listeners.push(resolve)
        tellWhenSettled()
      }),
    close() {
      isClosed = true
      for (const { timer } of waiting.values()) clearTimeout(timer)
      waiting.clear()
      poster.close()
      for (const listener of listeners.splice(0)) listener()
    },
  }
}

/** The state now: others move it while an attempt is under way. */
const stateOf = ({ state }: Delivery): DeliveryState => state

/** Node's timers go no further. */
const longestTimerMs = 2 ** 31 - 1
