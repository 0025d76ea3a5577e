import type { BudgetLimits, ExchangedSlots } from '../store/call-budgets.store.ts'
import type { CallOutcome } from './limits.types.ts'

/** Limits the CRM publishes: what a budget has unless headers say otherwise. */
export const publishedLimits: BudgetLimits = {
  burstLimit: 100,
  burstIntervalMs: 10_000,
  dailyLimit: 200_000,
}

/** What an answer teaches about the budget; keys are missing when there is nothing to change. */
export interface Feedback {
  limits?: BudgetLimits
  /** Calls of a window that somebody else makes with the same app. */
  elsewhere?: number
  pauseMs?: number
  dailyUsed?: number
}

/** Our count of the day may run behind the CRM's by answers that overtook each other; less is no news. */
const dailyTolerance = 200

const tooManyRequests = 429

/** However much others seem to use, this part of the window stays ours, so that we keep learning. */
const mostElsewhere = 0.9

/** True when the answer told any limit. */
export const hasLimits = ({ rateLimit }: CallOutcome): boolean =>
  rateLimit?.limit !== undefined || rateLimit?.dailyLimit !== undefined

/**
 * Compares what an answer said with how we think the budget stands.
 *
 * Every call of ours the CRM counts is a busy slot here, for slots stay busy until one interval after the answer.
 * So when the CRM counts more than we have busy, the rest are somebody else's, and as many slots are kept for them.
 * That covers "remaining 0" too; pausing on it would waste the slots that are about to be free. A refusal that comes
 * all the same means that more are somebody else's than we knew.
 */
export function readFeedback(outcome: CallOutcome, budget: ExchangedSlots): Feedback {
  const reading = outcome.rateLimit ?? {}
  const limits: BudgetLimits = {
    burstLimit: positive(reading.limit) ?? budget.burstLimit,
    burstIntervalMs: positive(reading.intervalMs) ?? budget.burstIntervalMs,
    dailyLimit: positive(reading.dailyLimit) ?? budget.dailyLimit,
  }
  const feedback: Feedback = {}
  if (!isSame(limits, budget)) feedback.limits = limits

  const remoteUse = reading.remaining === undefined ? 0 : limits.burstLimit - reading.remaining
  if (remoteUse > budget.busy) feedback.elsewhere = budget.elsewhere + remoteUse - budget.busy

  if (reading.dailyRemaining !== undefined) {
    const remoteDay = limits.dailyLimit - Math.max(0, reading.dailyRemaining)
    const isMore = remoteDay > budget.dailyUsed
    // Far less means that the CRM's day began at another hour than ours.
    const isFarLess = remoteDay < budget.dailyUsed - budget.busy - dailyTolerance
    if (isMore || isFarLess) feedback.dailyUsed = remoteDay
  }
  const isDayOver = reading.dailyRemaining !== undefined && reading.dailyRemaining <= 0
  if (isDayOver && reading.dailyResetMs !== undefined) feedback.pauseMs = reading.dailyResetMs
  else if (outcome.status === tooManyRequests) feedback.pauseMs = limits.burstIntervalMs
  // While paused, further refusals are of calls that were under way already and teach nothing new.
  if (outcome.status === tooManyRequests && !isDayOver && budget.pausedMs === 0)
    feedback.elsewhere = Math.max(
      feedback.elsewhere ?? 0,
      budget.elsewhere + Math.ceil(limits.burstLimit / 10),
    )
  if (feedback.elsewhere !== undefined)
    feedback.elsewhere = Math.min(feedback.elsewhere, Math.floor(limits.burstLimit * mostElsewhere))
  return feedback
}

const positive = (value: number | undefined): number | undefined =>
  value !== undefined && value > 0 ? Math.floor(value) : undefined

const isSame = (one: BudgetLimits, other: BudgetLimits): boolean =>
  one.burstLimit === other.burstLimit &&
  one.burstIntervalMs === other.burstIntervalMs &&
  one.dailyLimit === other.dailyLimit
