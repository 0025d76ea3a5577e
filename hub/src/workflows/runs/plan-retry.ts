import { durationMs } from '../durations.ts'
import type { WorkflowStep } from '../definition/workflow-definition.ts'
import type { StepFailure } from '../steps/step-failure.ts'

const usual = { attempts: 5, delayMs: 5000, factor: 3, longestMs: 3_600_000 }
/** So that those that failed together do not come back together. */
const jitter = 0.2

/** Another process is at it, or died at it: its outcome is known within two minutes, and asking costs nothing. */
const underWay = 'gateway.idempotency_under_way'
const underWayMs = 10_000

/** How long to wait before the next try of a step; undefined: it failed for good. */
export function retryDelayMs(
  step: WorkflowStep,
  attempts: number,
  failure: StepFailure,
  chance: () => number = Math.random,
): number | undefined {
  if (failure.problem.code === underWay) return underWayMs
  if (!failure.canRetry || attempts >= (step.retry?.attempts ?? usual.attempts)) return undefined
  const delay = durationMs(step.retry?.delay ?? '') ?? usual.delayMs
  const longest = durationMs(step.retry?.longest ?? '') ?? usual.longestMs
  const factor = step.retry?.factor ?? usual.factor
  const planned = Math.min(longest, delay * factor ** (attempts - 1))
  const spread = planned * (1 - jitter + 2 * jitter * chance())
  return Math.round(Math.max(spread, failure.retryAfterMs ?? 0))
}
