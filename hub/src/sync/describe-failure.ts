import { RemoteError } from '@causeway/client'
import { HubError, messageOf } from '../platform/errors.ts'
import type { StreamFailure } from '../store/streams.store.ts'

/** What a failed run means for its stream. */
export interface FailureVerdict {
  failure: StreamFailure
  /** `paused`: the connection has to become usable again first. */
  state: 'failed' | 'paused'
  retryInMs: number
  /** False for failures that are not our mistake: they are told by the stream, not by an error in the log. */
  isUnexpected: boolean
}

const minute = 60_000
const longestRetryMs = 15 * minute
/** A person has to act, or the day to end: asking more often would only spend calls. */
const slow = new Set(['scope_missing', 'token_class_mismatch', 'location_forbidden', 'daily_limit_reached'])
const connectionIsOut = new Set([
  'connections.needs_reauth',
  'connections.suspended',
  'connections.uninstalled',
  'connections.location_unknown',
])

/** Says in people's words why a run failed, and when trying again makes sense. `failures` counts those before. */
export function describeFailure(problem: unknown, failures: number): FailureVerdict {
  if (problem instanceof RemoteError) return remoteVerdict(problem, failures)
  if (problem instanceof HubError) return hubVerdict(problem, failures)
  const failure = {
    code: 'sync.unexpected',
    message: messageOf(problem),
    hint: 'The hub tries again by itself. If it keeps failing, the log tells more.',
  }
  return { failure, state: 'failed', retryInMs: backoff(failures), isUnexpected: true }
}

function remoteVerdict(problem: RemoteError, failures: number): FailureVerdict {
  const failure = { code: `crm.${problem.code}`, message: problem.message, hint: problem.hint }
  const wait = problem.retryAfterSeconds === undefined ? backoff(failures) : problem.retryAfterSeconds * 1000
  return {
    failure,
    state: problem.code === 'location_inactive' ? 'paused' : 'failed',
    retryInMs: slow.has(problem.code) ? longestRetryMs : Math.min(wait, longestRetryMs),
    isUnexpected: false,
  }
}

function hubVerdict(problem: HubError, failures: number): FailureVerdict {
  const isSlow = problem.code === 'connections.scope_missing' || problem.code === 'limits.daily_limit_reached'
  return {
    failure: { code: problem.code, message: problem.message, hint: problem.hint ?? null },
    state: connectionIsOut.has(problem.code) ? 'paused' : 'failed',
    retryInMs: isSlow ? longestRetryMs : backoff(failures),
    isUnexpected: false,
  }
}

/** 2 s, 4 s, 8 s … 15 min. */
const backoff = (failures: number): number => Math.min(longestRetryMs, 2000 * 2 ** Math.min(failures, 20))
