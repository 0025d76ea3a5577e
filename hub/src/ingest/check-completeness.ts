import type { Client } from '@causeway/client'
import type { Kysely } from 'kysely'
import type { Clock } from '../platform/clock.ts'
import { messageOf } from '../platform/errors.ts'
import type { Log } from '../platform/log.ts'
import { type ClaimedCheck, createCompletenessStore } from '../store/completeness.store.ts'
import type { Tables } from '../store/tables.types.ts'
import { describeFailure } from './describe-failure.ts'
import { ingestErrors } from './ingest.errors.ts'
import { reconcileContacts } from './reconcile-contacts.ts'
import { sweepContacts } from './sweep-contacts.ts'

/** Looks now and then for changes that no webhook announced. */
export interface CompletenessChecker {
  start(): void
  /**
   * Looks at a location now.
   * @throws `ingest.check_busy` while somebody looks, and what the CRM or the connection refuses
   */
  check(locationId: string): Promise<void>
  stop(): Promise<void>
}

export interface CompletenessOptions {
  kysely: Kysely<Tables>
  clock: Clock
  log: Log
  openClient: (locationId: string) => Promise<{ client: Client }>
  /** Changes as young as this may still be announced; default a minute. */
  graceMs?: number | undefined
}

const everyMs = 10 * 60_000
/** A location that was connected just now is being copied: that goes first. */
const firstAfterMs = 60_000
const slowest = 6
const lookEveryMs = 10_000
const atOnce = 4
const leaseMs = 5 * 60_000

export function createCompletenessChecker(options: CompletenessOptions): CompletenessChecker {
  const { kysely, clock, openClient, graceMs = 60_000 } = options
  const log = options.log
  const store = createCompletenessStore(kysely)
  let timer: NodeJS.Timeout | undefined
  let isStopped = false
  let working: Promise<void> = Promise.resolve()

  const later = (ms: number): Date => new Date(clock.now().getTime() + ms)

  async function look({ locationId, checkpoint, failures, sweep }: ClaimedCheck): Promise<void> {
    try {
      const { client } = await openClient(locationId)
      const outcome = await reconcileContacts({ kysely, clock }, client, { locationId, checkpoint, graceMs })
      const swept = await sweepContacts({ kysely, clock }, client, { locationId, sweep, checkpoint })
      await store.noteSweep(locationId, swept.sweep, swept.isOver ? clock.now() : undefined)
      const found = outcome.found + swept.found
      if (found > 0) log.info({ locationId, found }, 'changes were found that no webhook announced')
      await store.finish(locationId, {
        checkpoint: outcome.checkpoint,
        at: clock.now(),
        nextAt: later(everyMs * (0.9 + Math.random() * 0.2)),
      })
    } catch (problem) {
      const { failure } = describeFailure(problem, 0)
      await store.fail(locationId, failure, later(everyMs * Math.min(slowest, failures + 1)))
      throw problem
    }
  }

  async function round(): Promise<void> {
    await store.ensureConnected(later(firstAfterMs))
    const due = await store.claim({ now: clock.now(), limit: atOnce, leaseMs })
    await Promise.all(
      due.map((claimed) =>
        look(claimed).catch((problem: unknown) =>
          log.debug(
            { locationId: claimed.locationId, problem: messageOf(problem) },
            'a location could not be checked for completeness',
          ),
        ),
      ),
    )
    if (due.length === atOnce && !isStopped) await round()
  }

  function lookLater(): void {
    if (isStopped) return
    timer = setTimeout(() => {
      working = round()
        .catch((problem: unknown) =>
          log.warn({ problem: messageOf(problem) }, 'the completeness of webhooks could not be checked'),
        )
        .then(lookLater)
    }, lookEveryMs).unref()
  }

  return {
    start() {
      if (timer === undefined) lookLater()
    },
    async check(locationId) {
      await store.ensure(locationId, clock.now())
      const [claimed] = await store.claim({ now: clock.now(), limit: 1, leaseMs, locationId })
      if (claimed === undefined)
        throw ingestErrors.check_busy('The location is being looked at by somebody else at the moment')
      await look(claimed)
    },
    async stop() {
      isStopped = true
      clearTimeout(timer)
      await working
    },
  }
}
