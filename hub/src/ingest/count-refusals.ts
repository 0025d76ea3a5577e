import type { Clock } from '../platform/clock.ts'
import { messageOf } from '../platform/errors.ts'
import type { Log } from '../platform/log.ts'
import type { Refusals, WebhookRefusalsStore } from '../store/webhook-refusals.store.ts'
import { type RefusalReason, refusalReasons } from './ingest.types.ts'

export interface RefusalCounter {
  count(reason: RefusalReason): void
  /** Since this process started. */
  totals(): Record<RefusalReason, number>
  /** Writes what was counted. */
  flush(): Promise<void>
  stop(): Promise<void>
}

const everyMs = 5000

/** Counts refused deliveries in memory and writes the sums now and then: whoever floods the hub must cost little. */
export function countRefusals(options: {
  store: WebhookRefusalsStore
  clock: Clock
  log: Log
}): RefusalCounter {
  const { store, clock, log } = options
  const totals = Object.fromEntries(refusalReasons.map((reason) => [reason, 0])) as Record<
    RefusalReason,
    number
  >
  let unwritten = new Map<RefusalReason, Refusals>()
  let timer: NodeJS.Timeout | undefined
  let writing: Promise<void> = Promise.resolve()

  async function write(): Promise<void> {
    const sums = unwritten
    unwritten = new Map()
    try {
      await store.add([...sums.values()])
    } catch (problem) {
      log.warn({ problem: messageOf(problem) }, 'refused webhooks could not be counted')
    }
  }

  function flush(): Promise<void> {
    clearTimeout(timer)
    timer = undefined
    writing = writing.then(write)
    return writing
  }

  return {
    count(reason) {
      totals[reason] += 1
      const lastAt = clock.now()
      const known = unwritten.get(reason)
      unwritten.set(reason, { reason, count: (known?.count ?? 0) + 1, lastAt })
      timer ??= setTimeout(() => void flush(), everyMs).unref()
    },
    totals: () => ({ ...totals }),
    flush,
    stop: flush,
  }
}
