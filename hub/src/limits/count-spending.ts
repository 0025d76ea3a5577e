import type { Log } from '../platform/log.ts'
import { createWriteBehind } from '../platform/write-behind.ts'
import type { CallSpendingStore, SpentCalls } from '../store/call-spending.store.ts'
import type { CallOutcome, SlotRequest, Spender } from './limits.types.ts'

/** Counts who spends the CRM's limits. */
export interface SpendingCounter {
  /** Counts a request that was answered; at once, written later. */
  count(request: SlotRequest, outcome: CallOutcome): void
  flush(): Promise<void>
  stop(): Promise<void>
}

const hub: Spender = { id: 'hub', name: 'hub' }

/** Makes the counter; counts are written at most a second later, many together. */
export function createSpendingCounter(options: {
  store: Pick<CallSpendingStore, 'add'>
  log: Log
}): SpendingCounter {
  const counts = createWriteBehind<SpentCalls>({
    write: (spent) => options.store.add(spent),
    what: 'counts of calls to the CRM',
    log: options.log,
    everyMs: 1000,
  })
  return {
    count(request, { status }) {
      // Without an answer nobody knows whether the CRM counted it; its headers correct the budget in any case.
      if (status === undefined) return
      const { budgetKey, companyId = null, lane, spender = hub } = request
      const locationId = request.madeFor ?? request.locationId ?? null
      const day = new Date().toISOString().slice(0, 10)
      const key = `${day} ${budgetKey} ${locationId} ${lane} ${spender.id}`
      const refused = status === 429 ? 1 : 0
      const isCounted = counts.merge(key, (spent) => {
        spent.calls += 1
        spent.refused += refused
      })
      if (isCounted) return
      const who = { spender: spender.id, spenderName: spender.name }
      counts.add(key, { day, budgetKey, locationId, companyId, lane, ...who, calls: 1, refused })
    },
    flush: () => counts.flush(),
    stop: () => counts.stop(),
  }
}
