import { RemoteError } from '@causeway/client'
import { HubError, messageOf } from '../../platform/errors.ts'
import type { RunProblem } from '../../store/runs.types.ts'

/** A step that failed, told so that a person can mend it and the engine knows whether to try again. */
export class StepFailure extends Error {
  override readonly name = 'StepFailure'
  readonly problem: RunProblem
  /** It may pass: a later try of the same can succeed. */
  readonly canRetry: boolean
  readonly retryAfterMs: number | undefined

  constructor(
    problem: RunProblem,
    options: { canRetry?: boolean; retryAfterMs?: number | undefined; cause?: unknown } = {},
  ) {
    super(problem.message, 'cause' in options ? { cause: options.cause } : undefined)
    this.problem = problem
    this.canRetry = options.canRetry ?? false
    this.retryAfterMs = options.retryAfterMs
  }
}

/** A failure made of one of the catalogued errors. */
export const failureOf = (
  error: HubError,
  options: { canRetry?: boolean; retryAfterMs?: number | undefined } = {},
): StepFailure => new StepFailure(problemOf(error), { ...options, cause: error })

/** Whatever was thrown while a step worked. */
export function asFailure(thrown: unknown): StepFailure {
  if (thrown instanceof StepFailure) return thrown
  if (thrown instanceof RemoteError) {
    const { code, message, hint, retryAfterSeconds, traceId } = thrown
    return new StepFailure(
      {
        code: `crm.${code}`,
        message,
        hint,
        stepId: null,
        details: traceId === undefined ? null : { traceId },
      },
      {
        canRetry: thrown.wasNeverSent || passing.has(code) || (thrown.status ?? 0) >= 500,
        retryAfterMs: retryAfterSeconds === undefined ? undefined : retryAfterSeconds * 1000,
        cause: thrown,
      },
    )
  }
  if (thrown instanceof HubError) {
    const after = Number(thrown.headers?.['retry-after'])
    return failureOf(thrown, {
      canRetry: passingStatuses.has(thrown.status) || thrown.code === 'gateway.idempotency_under_way',
      retryAfterMs: Number.isFinite(after) ? after * 1000 : undefined,
    })
  }
  return new StepFailure(
    {
      code: 'workflows.internal',
      message: messageOf(thrown),
      hint: 'The hub’s log tells more under the run’s id.',
      stepId: null,
      details: null,
    },
    { cause: thrown },
  )
}

export const problemOf = (error: HubError): RunProblem => ({
  code: error.code,
  message: error.message,
  hint: error.hint ?? null,
  stepId: null,
  details: error.details ?? null,
})

const passing = new Set(['rate_limited', 'unreachable', 'timeout', 'server_error', 'blocked_by_cdn'])
const passingStatuses = new Set([408, 429, 502, 503, 504])
