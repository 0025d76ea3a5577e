import type { RemoteError } from '../client.errors.ts'
import type { RateLimitReading, RetrySettings } from './transport.types.ts'

/** A failed attempt, as far as trying again is concerned. */
export interface FailedAttempt {
  error: RemoteError
  /** 1 for the first try. */
  attempt: number
  access: 'read' | 'write'
  /** False when it is certain that nothing of the request left this machine. */
  mayHaveBeenApplied: boolean
  rateLimit: RateLimitReading
  retryAfterMs: number | undefined
}

const defaults = { attempts: 4, baseDelayMs: 500, maxDelayMs: 30_000, canRepeatWrites: false }

/**
 * How long to pause before the next attempt, or undefined to give up.
 *
 * A burst refusal was not applied, so even a write is repeated, after the window. A spent day is never repeated. What
 * may have been applied is repeated only when it changes nothing, or when the caller says that doubles are harmless.
 * @param random 0 to 1; spreads callers that failed together (full jitter).
 */
export function decideRetry(
  failed: FailedAttempt,
  settings: RetrySettings | false,
  random: number,
): number | undefined {
  if (settings === false) return undefined
  const { attempts, baseDelayMs, maxDelayMs, canRepeatWrites } = { ...defaults, ...settings }
  if (failed.attempt >= attempts) return undefined
  const backoffMs = random * Math.min(maxDelayMs, baseDelayMs * 2 ** (failed.attempt - 1))
  if (failed.error.code === 'rate_limited') return windowPause(failed, backoffMs, maxDelayMs)
  if (!isTransient(failed.error)) return undefined
  const isSafe = failed.access === 'read' || canRepeatWrites || !failed.mayHaveBeenApplied
  if (!isSafe) return undefined
  if (failed.retryAfterMs === undefined) return backoffMs
  return failed.retryAfterMs > maxDelayMs ? undefined : failed.retryAfterMs + backoffMs
}

/** The whole window, since GHL does not tell when it began, and a little more so that not all return at once. */
function windowPause(failed: FailedAttempt, backoffMs: number, maxDelayMs: number): number | undefined {
  const windowMs = failed.retryAfterMs ?? failed.rateLimit.intervalMs
  if (windowMs === undefined) return Math.min(maxDelayMs, 1_000 + backoffMs)
  return windowMs > maxDelayMs ? undefined : windowMs + Math.min(backoffMs, windowMs / 10)
}

function isTransient(error: RemoteError): boolean {
  if (error.code === 'remote_failure') return error.status !== 501
  return error.code === 'timeout' || error.code === 'connection_failed' || isCutAnswer(error)
}

/** JSON that stops half-way comes from a cut connection or a proxy; asking again usually brings it whole. */
function isCutAnswer(error: RemoteError): boolean {
  return error.code === 'malformed_answer' && error.status !== undefined && error.status < 300
}
