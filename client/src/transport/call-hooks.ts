import type { RemoteError } from '../client.errors.ts'
import type { PreparedRequest, TransportAnswer } from './prepared-request.types.ts'
import type { AttemptOutcome, CallHooks, RateLimitReading } from './transport.types.ts'

/** A finished attempt, as far as observers care. */
export interface AttemptResult {
  attempt: number
  status: number | undefined
  answer?: TransportAnswer
  error?: RemoteError
  durationMs: number
  answerBytes: number
  rateLimit: RateLimitReading
  retryInMs: number | undefined
}

/** Waits for the limiter; the returned function passes an outcome on once and ignores the rest. */
export async function takeSlot(
  hooks: CallHooks | undefined,
  request: PreparedRequest,
  attempt: number,
  signal: AbortSignal | undefined,
): Promise<(outcome: AttemptOutcome) => void> {
  const { operationId, method, path, locationId, access } = request
  const call = { operationId, method, path, locationId, access, attempt, signal }
  const release = await hooks?.beforeCall?.(call)
  let isTold = false
  return (outcome) => {
    if (isTold) return
    isTold = true
    release?.(outcome)
  }
}

/** Tells the client's observer and the call's own about an attempt. */
export function reportCall(
  observers: readonly CallHooks['onCall'][],
  request: PreparedRequest,
  result: AttemptResult,
): void {
  for (const observe of observers) if (observe) report(observe, request, result)
}

function report(
  observe: NonNullable<CallHooks['onCall']>,
  request: PreparedRequest,
  result: AttemptResult,
): void {
  const { operationId, method, path, locationId } = request
  const { attempt, status, durationMs, answerBytes, rateLimit, retryInMs } = result
  const facts = { attempt, status, durationMs, answerBytes, rateLimit, retryInMs }
  const code = result.error?.code
  const traceId = result.answer?.traceId ?? result.error?.traceId
  try {
    observe({ operationId, method, path, locationId, code, traceId, ...facts })
  } catch (cause) {
    // An observer's bug must not turn an applied call into a failed one, nor go unseen.
    process.emitWarning(cause instanceof Error ? cause : String(cause), 'CallHookWarning')
  }
}
