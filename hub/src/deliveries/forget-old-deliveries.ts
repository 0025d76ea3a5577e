import { setTimeout as sleep } from 'node:timers/promises'
import type { Clock } from '../platform/clock.ts'
import { messageOf } from '../platform/errors.ts'
import type { Log } from '../platform/log.ts'
import type { DeliveriesStore } from '../store/deliveries.store.ts'

const dayMs = 86_400_000
const everyMs = 3_600_000
/** After the start, when the hub has other things to do. */
const firstAfterMs = 90_000
/** Small, so that nobody waits for a delete. */
const batchSize = 1000
const pauseMs = 50

/** Deletes deliveries that are too old and no longer wait, with their attempts, every hour, a little at a time. */
export function createDeliveryRetention(options: {
  deliveries: Pick<DeliveriesStore, 'deleteOlder'>
  clock: Clock
  log: Log
  keepDays: number
}) {
  const { deliveries, clock, keepDays } = options
  const log = options.log.child({ part: 'deliveries' })
  const stopping = new AbortController()
  let timer: NodeJS.Timeout | undefined
  let working: Promise<unknown> = Promise.resolve()

  async function forget(): Promise<number> {
    const bound = firstIdAt(clock.now().getTime() - keepDays * dayMs)
    let deleted = 0
    while (!stopping.signal.aborted) {
      const some = await deliveries.deleteOlder(bound, batchSize)
      deleted += some
      if (some === 0) break
      await sleep(pauseMs)
    }
    if (deleted > 0) log.info({ deleted, keepDays }, 'old deliveries deleted')
    return deleted
  }

  function forgetLater(afterMs: number): void {
    if (stopping.signal.aborted) return
    timer = setTimeout(() => {
      working = forget()
        .catch((problem: unknown) =>
          log.warn({ problem: messageOf(problem) }, 'old deliveries could not be deleted'),
        )
        .then(() => forgetLater(everyMs))
    }, afterMs).unref()
  }

  return {
    start() {
      if (timer === undefined) forgetLater(firstAfterMs)
    },
    /** One round, now; says how many deliveries it deleted. */
    forget,
    async stop() {
      stopping.abort()
      clearTimeout(timer)
      await working
    },
  }
}

/** The smallest id of version 7 made at an instant: ids carry the time they were made. */
function firstIdAt(ms: number): string {
  const hex = Math.max(0, ms).toString(16).padStart(12, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`
}
