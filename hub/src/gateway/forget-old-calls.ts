import type { Clock } from '../platform/clock.ts'
import {
  daysBefore,
  deleteLittleByLittle,
  forgetRegularly,
  type Retention,
} from '../platform/forget-regularly.ts'
import type { Log } from '../platform/log.ts'
import type { CallLogStore } from '../store/call-log.store.ts'
import type { CallSpendingStore } from '../store/call-spending.store.ts'
import type { IdempotentCallsStore } from '../store/idempotent-calls.store.ts'

/** Spending is a few rows a day: a year and a month, to compare with the year before. */
const spendingDays = 396

/** Deletes what is too old of the call log, of spending and of idempotency keys; says how many lines of the log. */
export function createCallRetention(options: {
  calls: Pick<CallLogStore, 'deleteOlder'>
  spending: Pick<CallSpendingStore, 'deleteOlder'>
  idempotentCalls: Pick<IdempotentCallsStore, 'deleteExpired'>
  clock: Clock
  log: Log
  /** Days the call log is kept. */
  callLogDays: number
}): Retention {
  const { calls, spending, idempotentCalls, clock, callLogDays } = options
  const log = options.log.child({ part: 'gateway' })

  async function forget(stopping?: AbortSignal): Promise<number> {
    const now = clock.now()
    const before = daysBefore(now, callLogDays)
    const spentBefore = daysBefore(now, spendingDays).toISOString().slice(0, 10)
    const deleted = await deleteLittleByLittle((most) => calls.deleteOlder(before, most), stopping)
    await deleteLittleByLittle((most) => spending.deleteOlder(spentBefore, most), stopping)
    await deleteLittleByLittle(() => idempotentCalls.deleteExpired(now), stopping)
    if (deleted > 0) log.info({ deleted, callLogDays }, 'old lines of the call log deleted')
    return deleted
  }

  return forgetRegularly({ forget, log, complaint: 'old calls could not be deleted' })
}
