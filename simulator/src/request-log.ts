/** One request the simulator answered. It never holds a token, a code or a body. */
export interface LoggedRequest {
  at: string
  method: string
  /** The path without its query, which may carry codes. */
  path: string
  version?: string
  status: number
  durationMs: number
  operationId?: string
  appId?: string
  /** The location or company the limits counted it for. */
  resourceId?: string
  /** The kinds of fault that were applied to it. */
  faults?: string[]
  traceId: string
  /** Set when the simulator itself failed: the error that was answered as a 500. */
  failure?: string
}

/** What the simulator was asked so far: counters that never forget and a log of the latest requests. */
export interface RequestLog {
  readonly total: number
  readonly tooManyRequests: number
  readonly byStatus: Readonly<Record<string, number>>
  /** Requests of each operation by its id; what no operation matches is counted under `unmatched`. */
  readonly byOperation: Readonly<Record<string, number>>
  /** Refresh tokens that were exchanged for a new pair, without the repeats inside the grace. */
  readonly tokenRotations: number
  /** Repeats of a refresh inside the 30 s grace, answered with the same pair. */
  readonly refreshRepeats: number
  /** The latest requests, newest last. */
  latest(count?: number): LoggedRequest[]
  reset(): void
}

/** The side of the log the server writes to. */
export interface RequestRecorder extends RequestLog {
  record(request: LoggedRequest): void
  countRotation(isRepeat: boolean): void
}

/** Makes a log that keeps the latest `capacity` requests. */
export function createRequestLog(capacity = 2_000): RequestRecorder {
  const empty = () => ({
    total: 0,
    tooManyRequests: 0,
    byStatus: {} as Record<string, number>,
    byOperation: {} as Record<string, number>,
    tokenRotations: 0,
    refreshRepeats: 0,
  })
  let counters = empty()
  let ring: LoggedRequest[] = []

  return {
    get total() {
      return counters.total
    },
    get tooManyRequests() {
      return counters.tooManyRequests
    },
    get byStatus() {
      return counters.byStatus
    },
    get byOperation() {
      return counters.byOperation
    },
    get tokenRotations() {
      return counters.tokenRotations
    },
    get refreshRepeats() {
      return counters.refreshRepeats
    },
    latest(count = 100) {
      const start = counters.total % capacity
      const ordered = ring.length < capacity ? ring : [...ring.slice(start), ...ring.slice(0, start)]
      return count <= 0 ? [] : ordered.slice(-count)
    },
    reset() {
      counters = empty()
      ring = []
    },
    record(request) {
      ring[counters.total % capacity] = request
      counters.total += 1
      if (request.status === 429) counters.tooManyRequests += 1
      counters.byStatus[request.status] = (counters.byStatus[request.status] ?? 0) + 1
      const operation = request.operationId ?? 'unmatched'
      counters.byOperation[operation] = (counters.byOperation[operation] ?? 0) + 1
    },
    countRotation(isRepeat) {
      if (isRepeat) counters.refreshRepeats += 1
      else counters.tokenRotations += 1
    },
  }
}
