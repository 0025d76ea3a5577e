import { setTimeout as sleep } from 'node:timers/promises'
import type { Clock } from '../platform/clock.ts'
import type { Log } from '../platform/log.ts'
import { type RegularWork, repeatRegularly } from '../platform/repeat-regularly.ts'
import type { CallLogStore } from '../store/call-log.store.ts'
import type { CallSpendingStore } from '../store/call-spending.store.ts'
import type { IdempotentCallsStore } from '../store/idempotent-calls.store.ts'

export interface CallRetention extends RegularWork {
  /** One round, now; says how many lines of the call log it deleted. */
  forget(): Promise<number>
}

const dayMs = 86_400_000
const everyMs = 3_600_000
/** After the start, when the hub has other things to do. */
const firstAfterMs = 60_000
/** Small, so that nobody waits for a delete. */
const batchSize = 2000
const pauseMs = 50
/** Spending is a few rows a day: a year and a month, to compare with the year before. */
const spendingDays = 396

/**
 * Deletes what is too old of the call log, of spending and of idempotency keys, every hour, a little at a time. Every
 * process does it: what one has deleted the next does not find.
 */
export function createCallRetention(options: {
  calls: Pick<CallLogStore, 'deleteOlder'>
  spending: Pick<CallSpendingStore, 'deleteOlder'>
  idempotentCalls: Pick<IdempotentCallsStore, 'deleteExpired'>
  clock: Clock
  log: Log
  /** Days the call log is kept. */
  callLogDays: number
}): CallRetention {
  const { calls, spending, idempotentCalls, clock, callLogDays } = options
  const log = options.log.child({ part: 'gateway' })

  /** Repeats a delete until it finds nothing more. */
  async function repeat(deleteSome: () => Promise<number>, stopping?: AbortSignal): Promise<number> {
    let deleted = 0
    for (;;) {
      const some = await deleteSome()
      deleted += some
      if (some === 0 || stopping?.aborted === true) return deleted
      await sleep(pauseMs)
    }
  }

  async function forget(stopping?: AbortSignal): Promise<number> {
    const now = clock.now()
    const daysAgo = (days: number): Date => new Date(now.getTime() - days * dayMs)
    const spentBefore = daysAgo(spendingDays).toISOString().slice(0, 10)
    const deleted = await repeat(() => calls.deleteOlder(daysAgo(callLogDays), batchSize), stopping)
    await repeat(() => spending.deleteOlder(spentBefore, batchSize), stopping)
    await repeat(() => idempotentCalls.deleteExpired(now), stopping)
    if (deleted > 0) log.info({ deleted, callLogDays }, 'old lines of the call log deleted')
    return deleted
  }

  const regular = repeatRegularly({
    work: forget,
    firstAfterMs,
    pauseMs: everyMs,
    log,
    complaint: 'old calls could not be deleted',
  })
  return { ...regular, forget: () => forget() }
}
