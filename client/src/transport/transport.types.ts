/** What the rate-limit headers of one answer said; keys are missing when GHL did not send the header. */
export interface RateLimitReading {
  /** Requests allowed in a burst window. */
  limit?: number
  /** Requests left in the burst window. */
  remaining?: number
  /** Length of the burst window. */
  intervalMs?: number
  /** Requests allowed in a day. */
  dailyLimit?: number
  /** Requests left today. */
  dailyRemaining?: number
  /** Time until the daily count starts again; sent only sometimes. */
  dailyResetMs?: number
}

/** An attempt about to be made. */
export interface AttemptStart {
  /** Id in the catalog, or `method path` for a path the catalog does not list. */
  operationId: string
  method: string
  /** Path as sent, without the query. */
  path: string
  /** Location the call speaks about, when it is in the path, query or body. */
  locationId: string | undefined
  /** Whether calling it changes nothing in the CRM. */
  access: 'read' | 'write'
  /** 1 for the first try. */
  attempt: number
  /** Aborted when the caller gives up: a limiter should then free its place in the queue. */
  signal: AbortSignal | undefined
}

/** How an attempt went, told the moment its response's head arrived or it was clear that none would. */
export interface AttemptOutcome {
  status?: number
  rateLimit?: RateLimitReading
  /** True when no response arrived. */
  failed: boolean
}

/** A finished attempt, for metrics and logs. Holds no secret and no body. */
export interface CallRecord {
  operationId: string
  method: string
  path: string
  locationId: string | undefined
  attempt: number
  status: number | undefined
  /** Code of the failure, when it failed. */
  code: string | undefined
  traceId: string | undefined
  /** From sending to the last byte of the answer, without the time spent waiting for the limiter. */
  durationMs: number
  answerBytes: number
  rateLimit: RateLimitReading
  /** Pause before the next attempt; missing when this was the last. */
  retryInMs: number | undefined
}

/** Where a limiter and metrics attach. */
export interface CallHooks {
  /**
   * Awaited before each attempt: resolve to let it go, reject to refuse it (the call rejects with the same error).
   * A returned function is called exactly once, when the response's head arrived or the attempt failed without one.
   */
  beforeCall?(call: AttemptStart): Promise<void | ((outcome: AttemptOutcome) => void)>
  /** Told about every finished attempt. What it throws becomes a process warning, never a failed call. */
  onCall?(record: CallRecord): void
}

/** When to try again. */
export interface RetrySettings {
  /** Tries in all, the first included; default 4. */
  attempts?: number
  /** Longest pause before the second try; doubles with each try, and a random part of it is waited. Default 500. */
  baseDelayMs?: number
  /** Upper bound of any pause; default 30 000. */
  maxDelayMs?: number
  /** Also repeat writes whose fate is unknown (5xx, cut connection, timeout): they may be applied twice. */
  canRepeatWrites?: boolean
}
