import { randomUUID } from 'node:crypto'
import { takeTurns } from '../event-log/take-turns.ts'
import { HubError, messageOf } from '../platform/errors.ts'
import { createInboxWorkStore, type LaneLease, type WaitingDelivery } from '../store/inbox-work.store.ts'
import { isQuick, processDeliveries, type Processing, processTogether } from './process-deliveries.ts'

/** Works through the inbox, each location's deliveries in order, shared with every other process. */
export interface InboxWorker {
  start(): void
  /** There is something new. */
  wake(): void
  /** Ends after what is under way. */
  stop(): Promise<void>
}

export interface InboxWorkerOptions extends Omit<Processing, 'inTurn'> {
  /** Names this process in leases; default random. */
  owner?: string | undefined
  /** No other process can use the database: what a dead process held is free at once. */
  isAlone: boolean
  /** Whether so many deliveries are being taken in at the moment that they go first. */
  isReceiving: () => boolean
  /** Lanes that make calls at a time; default 12. */
  concurrency?: number
  /** Longest time before work that came in through another process is noticed; default 1000. */
  pollMs?: number
}

const leaseMs = 60_000
const batchSizes = { embedded: 100, server: 400 }
/** Of a lane that has so many. */
const leastOfLane = 10
/** While others wait, one transaction takes about so long. */
const shortMs = { embedded: 12, server: 25 }
/** Lanes this process holds at a time. */
const mostHeld = 48
/** A lane with much to do lets others have their turn after so many batches. */
const batchesInTurn = 5
/** What arrives within this time is looked for together: a look for each delivery would cost more than they do. */
const gatherMs = 25
const retriesEveryMs = 1000
const writersAtOnce = 3
/** While many deliveries arrive, the work takes one part in so many of the time, and still never stands still. */
const restFactor = 25
const longestRestMs = 3000
const restSliceMs = 50
const breathMs = 4

const isLost = (problem: unknown): boolean =>
  problem instanceof HubError && problem.code === 'store.lease_lost'

export function createInboxWorker(options: InboxWorkerOptions): InboxWorker {
  const { kysely, clock, log, isReceiving, concurrency = 12, pollMs = 1000 } = options
  const owner = options.owner ?? randomUUID()
  const store = createInboxWorkStore(kysely)
  const stopping = new AbortController()
  const running = new Set<Promise<void>>()
  // The embedded database does one thing at a time: whoever is received waits for one transaction at most.
  const writers = options.isAlone ? 1 : writersAtOnce
  const batchSize = options.isAlone ? batchSizes.embedded : batchSizes.server
  const takeTurn = takeTurns(writers)
  const takeCallTurn = takeTurns(concurrency)
  let isWriting = 0
  /** What storing the effects of one delivery took lately. */
  let msEach = 1
  /** So few that those who deliver hardly notice the transaction. */
  const shortBatch = () =>
    Math.min(
      batchSize,
      Math.max(1, Math.round((options.isAlone ? shortMs.embedded : shortMs.server) / msEach)),
    )
  let held = 0
  const processing: Processing = {
    ...options,
    async inTurn(work) {
      isWriting += 1
      try {
        await takeTurn(async () => {
          const startedAt = performance.now()
          const count = await work()
          const tookMs = performance.now() - startedAt
          if (count > 0) msEach = msEach * 0.8 + (tookMs / count) * 0.2
          // The embedded database answers without ever leaving the loop to whoever else knocks.
          await pause(breathMs)
          await letReceive(tookMs)
        })
      } finally {
        isWriting -= 1
      }
    },
  }
  let nudge = () => {}
  let isNudged = false
  let retriesAtMs = -Infinity
  let loop: Promise<void> | undefined

  /** Answers come first: senders wait for them, and nobody for what a delivery causes. */
  async function letReceive(tookMs: number): Promise<void> {
    const until = performance.now() + Math.min(longestRestMs, tookMs * restFactor)
    while (isReceiving() && performance.now() < until && !stopping.signal.aborted) await pause(restSliceMs)
  }

  /** Deliveries that need calls, of one lane. */
  async function workLane(lease: LaneLease): Promise<void> {
    for (let batches = 0; batches < batchesInTurn && !stopping.signal.aborted; batches++) {
      const deliveries = await store.next([lease.lane], batchSize)
      if (deliveries.length === 0) return
      if (batches > 0 && !(await store.renew(lease, leaseMs))) return
      await processDeliveries(processing, lease, deliveries)
      if (deliveries.length < batchSize) return
    }
  }

  /** Deliveries that need only the database, of many lanes: a transaction for each would cost more than they do. */
  async function workTogether(
    leases: readonly LaneLease[],
    deliveries: readonly WaitingDelivery[],
  ): Promise<void> {
    try {
      await processTogether(processing, leases, deliveries)
    } catch (problem) {
      if (isLost(problem)) return
      // One of them fails: lane by lane it is found and set aside.
      for (const lease of leases) {
        const own = deliveries.filter(({ lane }) => lane === lease.lane)
        await processDeliveries(processing, lease, own)
      }
    }
  }

  /** Keeps count of work under way, and gives the lanes back after it. */
  function run(leases: readonly LaneLease[], work: () => Promise<void>): void {
    const working = work()
      .catch((problem: unknown) => {
        if (isLost(problem)) return undefined
        const lanes = leases.map(({ lane }) => lane)
        log.warn({ problem: messageOf(problem), lanes }, 'webhooks could not be processed now')
        // Whatever it is, it should not be tried again at once and for ever.
        return pause(pollMs)
      })
      .then(() => store.release(leases).catch(() => {}))
      .finally(() => {
        running.delete(working)
        held -= leases.length
        wake()
      })
    running.add(working)
    held += leases.length
  }

  async function turn(): Promise<void> {
    if (performance.now() - retriesAtMs >= retriesEveryMs) {
      retriesAtMs = performance.now()
      await store.wakeRetries(clock.now())
    }
    // While the others wait for their turn to write, more would only wait as well.
    if (held >= mostHeld || isWriting >= (isReceiving() ? 1 : writers)) return
    // For the embedded database everybody waits, whoever they are.
    const size = options.isAlone || isReceiving() ? shortBatch() : batchSize
    const most = Math.min(mostHeld - held, Math.ceil(size / leastOfLane))
    const leases = await store.claimLanes(owner, most, leaseMs)
    if (leases.length === 0) return
    const deliveries = await store.next(
      leases.map(({ lane }) => lane),
      Math.ceil(size / leases.length),
    )
    const slow = new Set(deliveries.filter((one) => !isQuick(one)).map(({ lane }) => lane))
    const quick = leases.filter(({ lane }) => !slow.has(lane))
    if (quick.length > 0)
      run(quick, () =>
        workTogether(
          quick,
          deliveries.filter(({ lane }) => !slow.has(lane)),
        ),
      )
    for (const lease of leases)
      if (slow.has(lease.lane)) run([lease], () => takeCallTurn(() => workLane(lease)))
  }

  async function work(): Promise<void> {
    if (options.isAlone) await store.freeLanes()
    while (!stopping.signal.aborted) {
      isNudged = false
      await turn().catch((problem: unknown) =>
        log.warn({ problem: messageOf(problem) }, 'the inbox could not be looked at'),
      )
      await pause(gatherMs)
      if (!isNudged && !stopping.signal.aborted) await untilNudged(pollMs)
    }
    await Promise.all(running)
  }

  function untilNudged(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms)
      nudge = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  function pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer)
        stopping.signal.removeEventListener('abort', done)
        resolve()
      }
      const timer = setTimeout(done, ms)
      if (stopping.signal.aborted) done()
      else stopping.signal.addEventListener('abort', done)
    })
  }

  function wake(): void {
    isNudged = true
    nudge()
  }

  return {
    start() {
      loop ??= work()
    },
    wake,
    async stop() {
      stopping.abort()
      wake()
      await loop
    },
  }
}
