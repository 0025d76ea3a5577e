import type { Clock } from '../platform/clock.ts'
import { messageOf } from '../platform/errors.ts'
import type { Log } from '../platform/log.ts'
import type { Outbound } from '../platform/outbound/create-outbound.ts'
import { createWriteBehind } from '../platform/write-behind.ts'
import type { ClaimedDelivery, DeliveriesStore } from '../store/deliveries.store.ts'
import type { AttemptResult, Disabling } from '../store/deliveries-results.ts'
import type { DeliveryTarget } from './deliveries.types.ts'
import { DeliveryLane } from './delivery-lane.ts'
import { type MapEvent, receiverTimeoutMs, sendDelivery } from './send-delivery.ts'

/** Works through the queue of deliveries, each endpoint in a lane of its own. */
export interface DeliverySender {
  start(): void
  /** Looks into the queue now: of one endpoint, of some, or of all. */
  wake(endpointIds?: Iterable<string>): void
  /** Reads the endpoints anew before going on, because one was changed. */
  reload(): void
  /** Lets an endpoint that counts as down try again at once. */
  forgive(endpointId: string): void
  /** Sends a delivery now, past whatever waits for its endpoint. Nobody else may take it for `heldMs`. */
  sendNow(delivery: ClaimedDelivery): void
  readonly heldMs: number
  stop(): Promise<void>
}

export interface DeliverySenderOptions {
  deliveries: Pick<DeliveriesStore, 'claim' | 'claimInOrder' | 'giveBack'>
  readTargets: (now: Date) => Promise<Map<string, DeliveryTarget>>
  saveResults: (results: AttemptResult[]) => Promise<Disabling[]>
  outbound: Outbound
  mapEvent: MapEvent
  clock: Clock
  log: Log
  /** Between 0 and 1, for jitter. */
  chance?: () => number
}

/** How often the queue is looked into without anybody telling that there is something. */
const lookEveryMs = 1000
/** How often endpoints are read again, for what other processes changed. */
const targetsEveryMs = 2000
/** How long a delivery is taken for: longer than it may take to send it and to write down how that ended. */
const leaseMs = 30_000
/** A delivery needs this much of its lease. */
const neededMs = receiverTimeoutMs + 5000
/** Results that may wait to be written before nothing more is sent. */
const mostUnwritten = 5000
/** Results are written together; while one batch is being committed the next gathers. */
const writeEveryMs = 5
/** What is under way when the hub stops may end so long. */
const patienceMs = 2000

export function createSender(options: DeliverySenderOptions): DeliverySender {
  const { deliveries, outbound, mapEvent, clock, chance = Math.random } = options
  const log = options.log.child({ part: 'deliveries' })
  const lanes = new Map<string, DeliveryLane>()
  const stopping = new AbortController()
  const givingUp = new AbortController()
  const underWay = new Set<Promise<void>>()
  let targetsAt = Number.NEGATIVE_INFINITY
  let mustReload = true
  let running: Promise<void> | undefined
  let isAwake = false
  let lookedAt = performance.now()
  let wakeUp: (() => void) | undefined

  const results = createWriteBehind<AttemptResult>({
    what: 'results of deliveries',
    log,
    everyMs: writeEveryMs,
    async write(batch) {
      const disabled = await options.saveResults(batch)
      for (const { endpointId, reason } of disabled)
        log.warn({ endpointId, reason }, 'an endpoint was disabled')
      if (disabled.length > 0) mustReload = true
      // What waited behind these may go out now.
      for (const { endpointId } of batch) {
        const lane = lanes.get(endpointId)
        if (lane !== undefined && lane.target.orderBy !== 'none') lane.mayHaveMore = true
      }
      nudge()
    },
  })

  function nudge(): void {
    isAwake = true
    wakeUp?.()
  }

  function sleep(ms: number): Promise<void> {
    if (isAwake || stopping.signal.aborted) return Promise.resolve()
    return new Promise((resolve) => {
      const timer = setTimeout(done, ms)
      function done() {
        clearTimeout(timer)
        wakeUp = undefined
        resolve()
      }
      wakeUp = done
    })
  }

  async function refreshTargets(): Promise<void> {
    if (!mustReload && performance.now() - targetsAt < targetsEveryMs) return
    mustReload = false
    const targets = await options.readTargets(clock.now())
    targetsAt = performance.now()
    for (const [id, target] of targets) {
      const lane = lanes.get(id)
      if (lane === undefined) lanes.set(id, new DeliveryLane(target))
      else lane.target = target
    }
    for (const [id, lane] of lanes) {
      if (targets.has(id)) continue
      lanes.delete(id)
      await deliveries.giveBack(lane.release(), clock.now())
    }
  }

  /** Takes what the lanes have room for; says whether anything was taken. */
  async function claim(): Promise<boolean> {
    if (results.waiting > mostUnwritten) return false
    const now = clock.now()
    const until = new Date(now.getTime() + leaseMs)
    const wanted = [...lanes.entries()]
      .filter(([, lane]) => lane.mayHaveMore)
      .map(([endpointId, lane]) => ({ endpointId, lane, room: lane.room(now.getTime()) }))
      .filter(({ room }) => room > 0)
    if (wanted.length === 0) return false
    for (const { lane } of wanted) lane.mayHaveMore = false
    // Tests and what was queued before an endpoint was ordered go out in any order.
    const claimed = await deliveries.claim({ lanes: wanted, now, until })
    for (const { endpointId, lane, room } of wanted) {
      const own = claimed.filter((one) => one.endpointId === endpointId)
      if (own.length >= room) lane.mayHaveMore = true
      else if (lane.target.orderBy !== 'none')
        own.push(...(await claimInOrder(lane, { endpointId, room: room - own.length, now, until })))
      lane.hold(own.map((delivery) => ({ delivery, until: until.getTime() })))
      pump(lane)
    }
    return claimed.length > 0
  }

  async function claimInOrder(lane: DeliveryLane, request: Parameters<DeliveriesStore['claimInOrder']>[0]) {
    const found = await deliveries.claimInOrder(request)
    if (found.length >= request.room) lane.mayHaveMore = true
    return found
  }

  /** Sends what a lane holds, as far as it may. */
  function pump(lane: DeliveryLane): void {
    if (stopping.signal.aborted) return
    for (;;) {
      const delivery = lane.next(clock.now().getTime(), neededMs)
      if (delivery === undefined) break
      const sending = send(lane, delivery).finally(() => underWay.delete(sending))
      underWay.add(sending)
    }
    const waitMs = lane.untilToken()
    if (waitMs !== undefined) setTimeout(() => pump(lane), waitMs).unref()
  }

  async function send(lane: DeliveryLane, delivery: ClaimedDelivery): Promise<void> {
    try {
      const { result, retryAfterMs, wasSent } = await sendDelivery(delivery, lane.target, {
        outbound,
        mapEvent,
        clock,
        signal: givingUp.signal,
        chance,
      })
      if (!wasSent) lane.unsent()
      else if (result.outcome === 'delivered') lane.succeeded(result.durationMs)
      else lane.failed(clock.now().getTime(), result.durationMs, retryAfterMs)
      results.add(result.id, result)
    } catch (problem) {
      lane.failed(clock.now().getTime(), 0, undefined)
      if (!givingUp.signal.aborted)
        log.error(
          { problem: messageOf(problem), deliveryId: delivery.id },
          'a delivery could not be attempted',
        )
      // Nobody knows how it ended: it goes out again.
      else await deliveries.giveBack([delivery.id], clock.now()).catch(() => {})
    }
    pump(lane)
    if (lane.mayHaveMore && lane.held < lane.target.concurrency) nudge()
  }

  /** A lane whose receiver is down lets others, and later tries, have what it holds. */
  async function releaseStuck(): Promise<void> {
    const now = clock.now()
    for (const lane of lanes.values())
      if (lane.isStuck(now.getTime())) await deliveries.giveBack(lane.release(), now)
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      isAwake = false
      const startedAt = performance.now()
      try {
        await refreshTargets()
        await releaseStuck()
        while (!stopping.signal.aborted && (await claim()));
      } catch (problem) {
        log.warn({ problem: messageOf(problem) }, 'the queue of deliveries could not be read, trying again')
        await pause(lookEveryMs)
      }
      await sleep(Math.max(0, lookEveryMs - (performance.now() - startedAt)))
      if (performance.now() - lookedAt < lookEveryMs) continue
      // Retries come due without anybody telling, and other processes leave work behind.
      lookedAt = performance.now()
      for (const lane of lanes.values()) lane.mayHaveMore = true
    }
  }

  function pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms)
      stopping.signal.addEventListener('abort', () => {
        clearTimeout(timer)
        resolve()
      })
    })
  }

  async function sendPastQueue(delivery: ClaimedDelivery): Promise<void> {
    try {
      const now = clock.now()
      const target =
        lanes.get(delivery.endpointId)?.target ?? (await options.readTargets(now)).get(delivery.endpointId)
      if (target === undefined) throw new Error('the endpoint is not enabled any more')
      const { result } = await sendDelivery(delivery, target, {
        outbound,
        mapEvent,
        clock,
        signal: givingUp.signal,
        chance,
      })
      // It is back: what waits for it need not wait any longer.
      if (result.outcome === 'delivered') lanes.get(delivery.endpointId)?.forgive()
      results.add(result.id, result)
    } catch (problem) {
      log.warn(
        { problem: messageOf(problem), deliveryId: delivery.id },
        'a delivery waits for its turn after all',
      )
      await deliveries.giveBack([delivery.id], clock.now()).catch(() => {})
    }
  }

  return {
    heldMs: leaseMs,
    sendNow(delivery) {
      const sending = sendPastQueue(delivery).finally(() => underWay.delete(sending))
      underWay.add(sending)
    },
    start() {
      running ??= run()
    },
    wake(endpointIds) {
      for (const id of endpointIds ?? lanes.keys()) {
        const lane = lanes.get(id)
        if (lane === undefined) mustReload = true
        else lane.mayHaveMore = true
      }
      nudge()
    },
    reload() {
      mustReload = true
      nudge()
    },
    forgive(endpointId) {
      lanes.get(endpointId)?.forgive()
      nudge()
    },
    async stop() {
      stopping.abort()
      nudge()
      await running
      const patience = setTimeout(() => givingUp.abort(new Error('the hub stops')), patienceMs)
      await Promise.all(underWay)
      clearTimeout(patience)
      const now = clock.now()
      for (const lane of lanes.values()) await deliveries.giveBack(lane.release(), now).catch(() => {})
      await results.stop()
    },
  }
}
