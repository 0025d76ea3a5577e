import { RemoteError } from '@causeway/client'
import { HubError, messageOf } from '../platform/errors.ts'
import type { ConnectionRow } from '../store/connections.store.ts'
import type { StatusChange } from './change-status.ts'
import { connectionErrors } from './connections.errors.ts'

/** What a failed refresh means for the connection. */
export interface RefreshFailure {
  change: StatusChange
  /** How long until trying again is worth it; undefined: only a person can help. */
  retryInMs: number | undefined
  /** What callers are told. */
  error: HubError
}

const minuteMs = 60_000

/** Probes of a suspended location: rare, for it may stay so for weeks. */
const suspendedProbe = { firstMs: 15 * minuteMs, mostMs: 6 * 60 * minuteMs }
/** Tries after a mistake in the app's settings, which somebody may mend at any time. */
const mistakeRetry = { firstMs: minuteMs, mostMs: 60 * minuteMs }
/** Tries after an outage. */
const outageRetry = { firstMs: 5000, mostMs: 5 * minuteMs }

const backoff = ({ firstMs, mostMs }: { firstMs: number; mostMs: number }, failures: number): number =>
  Math.min(mostMs, firstMs * 2 ** Math.min(failures, 20)) * (0.75 + Math.random() / 2)

/**
 * Sorts what can go wrong with a refresh: each kind has a state, a message and a rhythm of trying again.
 * Tokens are kept in every one of them.
 */
export function readRefreshFailure(problem: unknown, row: ConnectionRow, now: Date): RefreshFailure {
  const failures = row.refresh_failures
  const code = problem instanceof RemoteError || problem instanceof HubError ? problem.code : ''
  const facts = { cause: problem, details: { connectionId: row.id, reason: code } }
  switch (code) {
    case 'location_inactive':
    case 'connections.suspended': {
      const message = 'The location is suspended in the CRM'
      return {
        change: { status: 'suspended', code: 'connections.suspended', message },
        retryInMs: backoff(suspendedProbe, failures),
        error: connectionErrors.suspended(message, facts),
      }
    }
    case 'connections.needs_reauth':
    case 'connections.location_not_granted': {
      const message = messageOf(problem)
      return {
        change: { status: 'needs_reauth', code, message },
        retryInMs: undefined,
        error: problem instanceof HubError ? problem : connectionErrors.needs_reauth(message, facts),
      }
    }
    case 'connections.uninstalled':
      return {
        change: { status: 'uninstalled', code, message: messageOf(problem) },
        retryInMs: undefined,
        error: connectionErrors.uninstalled(messageOf(problem), facts),
      }
    case 'client_credentials_refused': {
      const message = 'The CRM does not accept the client id and secret of the app'
      return {
        change: { status: 'degraded', code: 'connections.app_credentials_refused', message },
        retryInMs: backoff(mistakeRetry, failures),
        error: connectionErrors.app_credentials_refused(message, facts),
      }
    }
    case 'scope_missing': {
      const message = 'The company’s access lacks the scope oauth.write, which mints tokens of locations'
      return {
        change: { status: 'degraded', code: 'connections.scope_missing', message },
        retryInMs: backoff(mistakeRetry, failures),
        error: connectionErrors.scope_missing(message, facts),
      }
    }
    default:
      return readOutage(problem, row, now)
  }
}

/** An outage, theirs or ours: while the old token lives the connection is only about to stop working. */
function readOutage(problem: unknown, row: ConnectionRow, now: Date): RefreshFailure {
  const isAlive = row.access_token_sealed !== null && (row.access_expires_at ?? now) > now
  const message = `The token could not be refreshed: ${messageOf(problem)}`
  return {
    change: { status: isAlive ? 'expiring' : 'degraded', code: 'connections.refresh_failed', message },
    retryInMs: backoff(outageRetry, row.refresh_failures),
    error: connectionErrors.refresh_failed(message, { cause: problem, details: { connectionId: row.id } }),
  }
}
