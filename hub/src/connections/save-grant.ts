import type { TokenGrant } from '@causeway/client'
import type { Kysely, Updateable } from 'kysely'
import type { ConnectionRow } from '../store/connections.store.ts'
import { updateConnection } from '../store/connections.store.ts'
import type { Tables } from '../store/tables.types.ts'
import type { StatusChange } from './change-status.ts'
import { setStatus } from './change-status.ts'
import { type ConnectionContext, tokenPlace } from './connection-context.ts'
import { missingScopes } from './required-scopes.ts'

/** A refresh token lives a year or until it is used (facts 2.3). */
const refreshLifetimeMs = 365 * 86_400_000
/** How long the refresh token before the last refresh is kept, should the new one turn out lost. */
const previousKeptMs = 24 * 3_600_000

/** Stores a pair of tokens in a locked row: with it the connection works, in the same transaction. */
export async function saveGrant(
  context: Pick<ConnectionContext, 'keyring' | 'clock'>,
  transaction: Kysely<Tables>,
  row: ConnectionRow,
  grant: TokenGrant,
  options: { spentRefreshToken?: string | undefined } = {},
): Promise<void> {
  const now = context.clock.now()
  const scopes = grant.scopes.length > 0 ? grant.scopes : row.scopes
  await updateConnection(transaction, row.id, {
    ...tokenColumns(context, row, grant, now),
    ...(options.spentRefreshToken !== undefined && {
      previous_refresh_token_sealed: context.keyring.seal(
        options.spentRefreshToken,
        tokenPlace(row.id, 'previous_refresh_token'),
      ),
      previous_kept_until: new Date(now.getTime() + previousKeptMs),
    }),
    scopes,
    ...(grant.userId !== undefined && { crm_user_id: grant.userId }),
    ...(grant.companyId !== undefined && { company_id: grant.companyId }),
    refresh_intent_hash: null,
    refresh_intent_at: null,
    refresh_failures: 0,
    refresh_after: null,
    lease_owner: null,
    lease_until: null,
  })
  await setStatus(transaction, row, statusOf(row.level, scopes), now)
}

function tokenColumns(
  { keyring }: Pick<ConnectionContext, 'keyring'>,
  row: ConnectionRow,
  grant: TokenGrant,
  now: Date,
): Updateable<Tables['connections']> {
  const { refreshToken } = grant
  return {
    access_token_sealed: keyring.seal(grant.accessToken, tokenPlace(row.id, 'access_token')),
    access_expires_at: new Date(now.getTime() + grant.expiresInSeconds * 1000),
    refresh_token_sealed:
      refreshToken === undefined ? null : keyring.seal(refreshToken, tokenPlace(row.id, 'refresh_token')),
    refresh_expires_at: refreshToken === undefined ? null : new Date(now.getTime() + refreshLifetimeMs),
  }
}

/** A connection that works: ok, or degraded when scopes the streams need were not granted. */
export function statusOf(level: ConnectionRow['level'], scopes: readonly string[]): StatusChange {
  const missing = level === 'location' ? missingScopes(scopes) : []
  if (missing.length === 0) return { status: 'ok' }
  return {
    status: 'degraded',
    code: 'connections.scope_missing',
    message: `Not everything can be synced: the access lacks ${missing.join(', ')}`,
  }
}
