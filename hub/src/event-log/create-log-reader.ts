import type { Transaction } from 'kysely'
import { messageOf } from '../platform/errors.ts'
import type { Log } from '../platform/log.ts'
import type { EventReadersStore } from '../store/event-readers.store.ts'
import type { EventFilter, StoredEvent } from '../store/events.store.ts'
import type { Tables } from '../store/tables.types.ts'
import type { EventFeed } from './create-event-feed.ts'

/** Follows the event log from its own place, at its own speed. */
export interface LogReader {
  start(): void
  /** Reads on now, for instance after it was rewound. */
  wake(): void
  stop(): Promise<void>
}

export interface LogReaderOptions {
  /** Names the reader in the store; unique, kept for ever. */
  name: string
  readers: EventReadersStore
  feed: Pick<EventFeed, 'turn' | 'untilMore' | 'isClosed'>
  log: Log
  /** Where a reader begins that never read; default `now`. */
  startAt?: 'now' | 'beginning'
  filter?: EventFilter
  /** Events handled together; default 200. */
  batchSize?: number
  /**
   * Makes of the events what is to be made, in the database only: the transaction also moves the reader's place, so it
   * happens exactly once. Slow work and calls to others belong into rows that somebody else works through.
   */
  handle(events: StoredEvent[], trx: Transaction<Tables>): Promise<void>
  /** Told after a batch is committed, for instance to wake who works through the rows. */
  onHandled?(count: number): void
}

const firstRetryMs = 1000
const longestRetryMs = 60_000
/** Another process reads for us, or a failure waits for its time: look again. */
const lookAgainMs = 1000

/** Makes a reader of the event log. A failure delays only this reader: it tries again, later each time. */
export function createLogReader(options: LogReaderOptions): LogReader {
  const { name, readers, feed, batchSize = 200 } = options
  const log = options.log.child({ reader: name })
  const stopping = new AbortController()
  let nudge = new AbortController()
  let failures = 0
  let running: Promise<void> | undefined

  /** Reads on until nothing is left; says whether somebody else reads or must be waited for. */
  async function readOn(): Promise<boolean> {
    while (!stopping.signal.aborted) {
      const result = await readers.advance(
        name,
        { filter: options.filter, limit: batchSize },
        (events, trx) => options.handle(events, trx),
      )
      if (result === 'busy' || result === 'waiting') return true
      failures = 0
      if (result.handled > 0) options.onHandled?.(result.handled)
      if (result.handled < batchSize) return false
    }
    return false
  }

  async function run(): Promise<void> {
    let isEnsured = false
    // A closed feed no longer lets anybody wait: going on would ask without a pause.
    while (!stopping.signal.aborted && !feed.isClosed()) {
      const turn = feed.turn()
      nudge = new AbortController()
      let mustLookAgain = true
      try {
        if (!isEnsured) await readers.ensure(name, options.startAt ?? 'now')
        isEnsured = true
        mustLookAgain = await readOn()
      } catch (problem) {
        const retryInMs = Math.min(longestRetryMs, firstRetryMs * 2 ** failures)
        failures += 1
        log.warn({ problem: messageOf(problem), retryInMs }, 'events could not be handled, trying again')
        await readers.fail(name, messageOf(problem), retryInMs).catch(() => {})
      }
      const signals = [stopping.signal, nudge.signal]
      if (mustLookAgain) signals.push(AbortSignal.timeout(lookAgainMs))
      await feed.untilMore(turn, AbortSignal.any(signals))
    }
  }

  return {
    start() {
      running ??= run()
    },
    wake() {
      nudge.abort()
    },
    async stop() {
      stopping.abort()
      await running
    },
  }
}
