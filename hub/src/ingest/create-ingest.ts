import type { Kysely } from 'kysely'
import type { Client } from '@causeway/client'
import type { Clock } from '../platform/clock.ts'
import type { Log } from '../platform/log.ts'
import { createInboxStore, type KeptDelivery } from '../store/inbox.store.ts'
import type { Environment, Tables } from '../store/tables.types.ts'
import { createWebhookKeysStore } from '../store/webhook-keys.store.ts'
import { createWebhookRefusalsStore } from '../store/webhook-refusals.store.ts'
import { createCompletenessChecker } from './check-completeness.ts'
import { countRefusals } from './count-refusals.ts'
import type { ConnectionDriver } from './drive-connections.ts'
import { createInboxRetention } from './forget-old-webhooks.ts'
import { createDeliveryGatherer } from './gather-deliveries.ts'
import type { IncomingDelivery, IngestCounts, Receipt, RefusalReason } from './ingest.types.ts'
import { keepWebhookKeys, type SimulatorKey, type WebhookKeyKeeper } from './keep-webhook-keys.ts'
import { measureRate } from './measure-rate.ts'
import { receiveWebhook } from './receive-webhook.ts'
import { createInboxWorker } from './work-inbox.ts'

export interface IngestOptions {
  kysely: Kysely<Tables>
  clock: Clock
  log: Log
  /** Oldest delivery accepted, by its own timestamp. */
  maxAgeDays: number
  /** Whether deliveries signed in the retired way count. */
  acceptsRsa: boolean
  /** Whether deliveries without a signature from this machine itself count: for developers. */
  allowsUnsigned: boolean
  /** Gives the keys of the simulator this hub is set to; undefined: it knows none. */
  readSimulatorKeys?: (() => Promise<SimulatorKey[]>) | undefined
  /** What installations do to connections and their sync. */
  driver: ConnectionDriver
  /** Gives the client for a location, in the lane of webhooks. */
  openClient: (locationId: string) => Promise<{ client: Client }>
  /** How a location is connected; undefined: not at all. */
  environmentOf(locationId: string): Promise<Environment | undefined>
  /** Forgets cached answers of the CRM. */
  invalidate(ownerId: string, modules: readonly string[]): Promise<void>
  /** No other process can use the database. */
  isAlone: boolean
  /** Names this process in leases; default random. */
  workerId?: string | undefined
  /** Days deliveries are kept after they were processed. */
  inboxDays: number
  /** Changes as young as this may still be announced; default a minute. */
  graceMs?: number | undefined
}

/** Takes what the CRM tells by webhooks, and does what it means. */
export interface Ingest {
  /**
   * Verifies a delivery and stores it; what it means is seen to afterwards.
   * @throws `ingest.signature_missing`, `.signature_malformed`, `.signature_wrong`, `.scheme_retired`, `.stale`,
   * `.future`, `.overloaded`
   */
  receive(delivery: IncomingDelivery): Promise<Receipt>
  /** Counts a delivery that never got that far. */
  refuse(reason: RefusalReason): void
  /** Whether another delivery would be refused for want of room. */
  isFull(): boolean
  keys: Pick<WebhookKeyKeeper, 'list' | 'add' | 'retire'>
  /** What this process did since it started. */
  counts(): IngestCounts
  /** Something is to be processed, for instance anew. */
  wake(): void
  /**
   * Looks now for changes of a location's contacts that no webhook announced.
   * @throws `ingest.check_busy`, and what the CRM or the connection refuses
   */
  checkCompleteness(locationId: string): Promise<void>
  /** Writes the counts of refused deliveries. */
  flushRefusals(): Promise<void>
  start(): Promise<void>
  /** Stores what waits and ends what is under way. */
  stop(): Promise<void>
}

const dayMs = 86_400_000
/** The embedded database works on the thread that receives: many small statements would leave no time for that. */
const embeddedBreathMs = 5
/** So many deliveries a second, or on their way into the store at once, go before what they cause. */
const receivingFrom = { perSecond: 300, waiting: 12 }

/** Puts together the way of a webhook: keys, receipt, storage, and what it causes; and the look for those that never came. */
export function createIngest(options: IngestOptions): Ingest {
  const { kysely, clock } = options
  const log = options.log.child({ part: 'ingest' })
  const rate = measureRate()
  const counted = { accepted: 0, duplicates: 0 }
  const inbox = createInboxStore(kysely)
  const refusals = countRefusals({ store: createWebhookRefusalsStore(kysely), clock, log })
  const keys = keepWebhookKeys({ ...options, store: createWebhookKeysStore(kysely), log })
  const gatherer = createDeliveryGatherer({
    store: inbox,
    log,
    onStored,
    breathMs: options.isAlone ? embeddedBreathMs : 0,
  })
  const worker = createInboxWorker({
    ...options,
    log,
    owner: options.workerId,
    isReceiving: () =>
      gatherer.waiting >= receivingFrom.waiting || rate.perSecond() >= receivingFrom.perSecond,
  })
  const completeness = createCompletenessChecker({ ...options, log })
  const retention = createInboxRetention({
    inbox,
    refusals: createWebhookRefusalsStore(kysely),
    clock,
    log,
    // What is forgotten would be taken for new if it came once more: none may that is young enough to be accepted.
    days: Math.max(options.inboxDays, options.maxAgeDays + 1),
  })
  const receiving = { keys, gatherer, refusals, clock, maxAgeMs: options.maxAgeDays * dayMs }

  function onStored(kept: readonly KeptDelivery[]): void {
    const duplicates = kept.filter(({ isDuplicate }) => isDuplicate).length
    rate.count(kept.length)
    counted.duplicates += duplicates
    counted.accepted += kept.length - duplicates
    worker.wake()
  }

  return {
    receive: (delivery) => receiveWebhook(receiving, delivery),
    refuse: (reason) => refusals.count(reason),
    isFull: () => gatherer.isFull(),
    keys,
    counts: () => ({
      ...counted,
      refused: refusals.totals(),
      batches: gatherer.batches,
      waiting: gatherer.waiting,
    }),
    flushRefusals: () => refusals.flush(),
    wake: () => worker.wake(),
    checkCompleteness: (locationId) => completeness.check(locationId),
    async start() {
      await keys.start()
      worker.start()
      completeness.start()
      retention.start()
    },
    async stop() {
      await gatherer.stop()
      await worker.stop()
      await completeness.stop()
      await retention.stop()
      await keys.stop()
      await refusals.stop()
    },
  }
}
