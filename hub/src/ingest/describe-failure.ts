import { RemoteError } from '@causeway/client'
import { HubError, messageOf } from '../platform/errors.ts'
import type { InboxAttemptRow } from '../store/tables.types.ts'
import { ingestErrors } from './ingest.errors.ts'

export interface FailedAttempt {
  failure: NonNullable<InboxAttemptRow['error']>
  /** Undefined: given up until a person replays it. */
  retryInMs: number | undefined
  /** A mistake of ours rather than something that is away. */
  isUnexpected: boolean
}

/** About an hour of trying. */
const mostAttempts = 12
const longestRetryMs = 10 * 60_000

/** Says in people's words why a delivery could not be processed, and when to try again. */
export function describeFailure(problem: unknown, attemptsBefore: number): FailedAttempt {
  const retryInMs = attemptsBefore + 1 >= mostAttempts ? undefined : withJitter(backoff(attemptsBefore))
  if (problem instanceof RemoteError) {
    const { code, message, hint, retryAfterSeconds = 0 } = problem
    const waitMs = retryInMs === undefined ? undefined : Math.max(retryInMs, retryAfterSeconds * 1000)
    return { failure: { code: `crm.${code}`, message, hint }, retryInMs: waitMs, isUnexpected: false }
  }
  const known = problem instanceof HubError ? withoutGrant(problem) : undefined
  if (known !== undefined)
    return {
      failure: { code: known.code, message: known.message, hint: known.hint ?? null },
      retryInMs,
      isUnexpected: false,
    }
  const unexpected = ingestErrors.unexpected(messageOf(problem))
  return {
    failure: { code: unexpected.code, message: unexpected.message, hint: unexpected.hint ?? null },
    retryInMs,
    isUnexpected: true,
  }
}

/** Webhooks of an installation come before the consent is finished as well as after it. */
const withoutGrant = (problem: HubError): HubError =>
  problem.code === 'connections.company_unknown'
    ? ingestErrors.install_without_grant(
        'Nobody has finished the consent of the installation in this hub yet',
        {
          cause: problem,
        },
      )
    : problem

/** 1 s, 2 s, 4 s … 10 min. */
const backoff = (attempts: number): number => Math.min(longestRetryMs, 1000 * 2 ** Math.min(attempts, 20))

const withJitter = (ms: number): number => Math.round(ms * (0.9 + Math.random() * 0.2))
