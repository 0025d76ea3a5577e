import { setTimeout as sleep } from 'node:timers/promises'
import { messageOf } from '../platform/errors.ts'
import type { Log } from '../platform/log.ts'
import type { InboxStore, KeptDelivery, NewDelivery } from '../store/inbox.store.ts'
import { ingestErrors } from './ingest.errors.ts'

/** Stores deliveries, many in one statement, and answers each once it is stored. */
export interface DeliveryGatherer {
  /** Whether another delivery would be refused. */
  isFull(): boolean
  /** @throws `ingest.overloaded` */
  keep(delivery: NewDelivery): Promise<KeptDelivery>
  readonly batches: number
  readonly waiting: number
  /** Stores what waits; what comes afterwards is refused. */
  stop(): Promise<void>
}

export interface GathererOptions {
  store: Pick<InboxStore, 'insert'>
  log: Log
  /** Told after each statement. */
  onStored?: (kept: readonly KeptDelivery[]) => void
  /** Deliveries that may wait; default 4000. */
  capacity?: number
  /** Bytes of them that may wait; default 64 MB. */
  capacityBytes?: number
  /** Deliveries stored in one statement; default 500. */
  batchSize?: number
  /** Longest wait of one delivery; default 8 s, before the CRM gives up by itself. */
  patienceMs?: number
  /** Time between small batches; default none. */
  breathMs?: number
}

const batchBytes = 8 * 1024 * 1024
/** So many are worth a statement of their own at once. */
const smallBatch = 32
const retryAfter = { full: '2', failed: '5' }

interface Waiting {
  delivery: NewDelivery
  resolve: (kept: KeptDelivery) => void
  reject: (problem: unknown) => void
}

/**
 * While one statement runs, others gather and go with the next: the more come, the more share one commit. A delivery
 * alone never waits for company; `breathMs` after it the next does, where statements take the time of all others.
 */
export function createDeliveryGatherer(options: GathererOptions): DeliveryGatherer {
  const { store, log, onStored, capacity = 4000, capacityBytes = 64 * 1024 * 1024 } = options
  const { batchSize = 500, patienceMs = 8000, breathMs = 0 } = options
  let queue: Waiting[] = []
  let held = 0
  let heldBytes = 0
  let batches = 0
  let isStopped = false
  let working: Promise<void> | undefined

  const isFull = () => isStopped || held >= capacity || heldBytes >= capacityBytes

  function take(): Waiting[] {
    let bytes = 0
    let count = 0
    while (count < Math.min(queue.length, batchSize) && bytes < batchBytes)
      bytes += queue[count++]!.delivery.raw.length
    const batch = queue.slice(0, count)
    queue = queue.slice(count)
    return batch
  }

  async function work(): Promise<void> {
    // What else arrives in this turn of the loop shares the first statement.
    await new Promise((resolve) => setImmediate(resolve))
    while (queue.length > 0) {
      await storeBatch(take())
      if (breathMs > 0 && queue.length < smallBatch && !isStopped) await sleep(breathMs)
    }
    working = undefined
  }

  async function storeBatch(batch: readonly Waiting[]): Promise<void> {
    batches += 1
    try {
      const kept = await store.insert(batch.map(({ delivery }) => delivery))
      for (const [place, { resolve }] of batch.entries()) resolve(kept[place]!)
      onStored?.(kept)
    } catch (problem) {
      // One that the database cannot hold must not take the others along.
      if (isOfItsContent(problem) && batch.length > 1) {
        const middle = Math.ceil(batch.length / 2)
        await storeBatch(batch.slice(0, middle))
        await storeBatch(batch.slice(middle))
        return
      }
      log.error({ problem: messageOf(problem), deliveries: batch.length }, 'webhooks could not be stored')
      const headers = { 'retry-after': retryAfter.failed }
      for (const { reject } of batch)
        reject(ingestErrors.overloaded('The delivery could not be stored', { cause: problem, headers }))
    }
  }

  return {
    isFull,
    keep(delivery) {
      if (isFull()) return Promise.reject(refusal())
      held += 1
      heldBytes += delivery.raw.length
      const stored = new Promise<KeptDelivery>((resolve, reject) => {
        queue.push({ delivery, resolve, reject })
      }).finally(() => {
        held -= 1
        heldBytes -= delivery.raw.length
      })
      working ??= work()
      return withPatience(stored, patienceMs)
    },
    get batches() {
      return batches
    },
    get waiting() {
      return held
    },
    async stop() {
      isStopped = true
      await working
    },
  }
}

/** Whoever waits too long is told to come again: if it is stored meanwhile, the next delivery is a duplicate. */
function withPatience(stored: Promise<KeptDelivery>, patienceMs: number): Promise<KeptDelivery> {
  let timer: NodeJS.Timeout | undefined
  const tired = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(refusal()), patienceMs)
  })
  return Promise.race([stored, tired]).finally(() => clearTimeout(timer))
}

const refusal = () =>
  ingestErrors.overloaded('More is delivered than can be stored now', {
    headers: { 'retry-after': retryAfter.full },
  })

/** SQLSTATE classes of data the database cannot take, as opposed to a database that is away or busy. */
const isOfItsContent = (problem: unknown): boolean =>
  problem instanceof Error && 'code' in problem && /^(?:22|23|54)/.test(String(problem.code))
