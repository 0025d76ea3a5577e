import type { Kysely } from 'kysely'
import type { Log } from '../platform/log.ts'
import { createCallBudgetsStore } from '../store/call-budgets.store.ts'
import { createCallSpendingStore } from '../store/call-spending.store.ts'
import type { Tables } from '../store/tables.types.ts'
import { createSpendingCounter } from './count-spending.ts'
import { gatherExchanges } from './gather-exchanges.ts'
import { limitErrors } from './limits.errors.ts'
import { limitInFlight } from './limit-in-flight.ts'
import { type Lane, type Limiter, lanes } from './limits.types.ts'
import { type BudgetServer, serveBudget } from './serve-budget.ts'

/** Calls of programs under way at once: at a third of a second each, 400 a second. */
const mostInFlight = 128

/**
 * Makes the limiter. Every call to the CRM asks it first, so that all processes together stay below the CRM's two
 * limits (a burst window and a day) and never see a 429 of our own making. The truth is in the database; a process
 * keeps only its queue.
 */
export function createLimiter(options: { kysely: Kysely<Tables>; log: Log }): Limiter {
  const store = createCallBudgetsStore(options.kysely)
  const log = options.log.child({ part: 'limits' })
  const spending = createSpendingCounter({ store: createCallSpendingStore(options.kysely), log })
  const exchange = gatherExchanges((wishes) => store.exchange(wishes))
  const inFlight = limitInFlight(mostInFlight)
  const budgets = new Map<string, BudgetServer>()
  let isStopped = false

  const budgetOf = (key: string, locationId: string | null): BudgetServer => {
    const known = budgets.get(key)
    if (known !== undefined) return known
    const made = serveBudget({ key, locationId, store: { ...store, exchange }, log })
    budgets.set(key, made)
    return made
  }

  return {
    async acquire(request) {
      if (isStopped) throw limitErrors.stopped('The hub makes no more calls')
      const release = await budgetOf(request.budgetKey, request.locationId ?? null).acquire(request)
      // Only now: who waits for a slot must not keep those from calling who have one.
      const leave = await inFlight.enter(request.lane, request.budgetKey)
      return (outcome) => {
        leave()
        spending.count(request, outcome)
        release(outcome)
      }
    },
    async readQuota(filter) {
      const rows = await store.read(filter)
      return rows.map((row) => {
        const budget = budgets.get(row.key)
        const waiting = countWaiting(budget === undefined ? [] : [budget])
        return { ...row, pausedUntil: row.pausedUntil?.toISOString() ?? null, waiting }
      })
    },
    waiting: () => [...budgets.values()].reduce((sum, budget) => sum + budget.waiting, 0),
    waitingByLane: () => countWaiting([...budgets.values()]),
    flushSpending: () => spending.flush(),
    async stop() {
      isStopped = true
      await Promise.all([...budgets.values()].map((budget) => budget.stop()))
      await spending.stop()
    },
  }
}

function countWaiting(budgets: readonly BudgetServer[]): Record<Lane, number> {
  const sum = (lane: Lane) => budgets.reduce((all, budget) => all + budget.waitingIn(lane), 0)
  return Object.fromEntries(lanes.map((lane) => [lane, sum(lane)])) as Record<Lane, number>
}
