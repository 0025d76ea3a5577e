import { type Authorization, RemoteError, type TokenGrant } from '@causeway/client'
import { hashToken } from '../platform/tokens.ts'
import type { ConnectionRow } from '../store/connections.store.ts'
import { type ConnectionContext, tokenPlace } from './connection-context.ts'
import { connectionErrors } from './connections.errors.ts'

/** A new pair, and which refresh token was spent for it. */
export interface ObtainedGrant {
  grant: TokenGrant
  spentRefreshToken: string | undefined
}

/** What obtaining needs besides the context. */
export interface ObtainOptions {
  row: ConnectionRow
  authorization: Authorization
  /** Fence of the lease under which this happens. */
  fence: number
  /** Token of the parent's company; `rejected` asks for another than that one. */
  companyToken(rejected?: string): Promise<string>
}

/** Failures of the company path that say that the location is not, or no longer, part of the grant. */
const notGranted = new Set([
  'location_forbidden',
  'not_found',
  'invalid_request',
  'forbidden',
  'unauthorized',
])

/**
 * Gets new tokens for a connection, by every way there is, the one that needs nobody first:
 * 1. its refresh token, the intent written before it is spent. After a crash this is the old token once more, which
 *    the CRM answers with the same pair for 30 seconds;
 * 2. the refresh token before that one, if still kept: with the grant reported dead there is nothing to lose;
 * 3. the company's token, exchanged for this location's;
 * 4. a new code from the reconnect call, where the CRM still has it.
 * @throws RemoteError of the first way that failed for another reason than a dead grant
 * @throws `connections.needs_reauth`, `connections.location_not_granted`
 */
export async function obtainGrant(
  context: Pick<ConnectionContext, 'keyring' | 'stores' | 'log'>,
  options: ObtainOptions,
): Promise<ObtainedGrant> {
  const refreshed = await tryRefreshTokens(context, options)
  if (refreshed !== undefined) return refreshed
  if (options.row.parent_id !== null && options.row.location_id !== null) {
    const grant = await mintFromCompany(options, options.row.location_id)
    if (grant !== undefined) return { grant, spentRefreshToken: undefined }
  }
  const grant = await tryReconnect(context, options)
  if (grant !== undefined) return { grant, spentRefreshToken: undefined }
  if (options.row.parent_id !== null)
    throw connectionErrors.location_not_granted('The company’s access does not cover this location any more')
  throw connectionErrors.needs_reauth('The CRM accepts the stored access no more')
}

async function tryRefreshTokens(
  context: Pick<ConnectionContext, 'keyring' | 'stores' | 'log'>,
  { row, authorization, fence }: ObtainOptions,
): Promise<ObtainedGrant | undefined> {
  const columns = ['refresh_token', 'previous_refresh_token'] as const
  for (const column of columns) {
    const sealed = row[`${column}_sealed`]
    if (sealed === null) continue
    const refreshToken = context.keyring.open(sealed, tokenPlace(row.id, column))
    if (!(await context.stores.connections.writeIntent(row.id, fence, hashToken(refreshToken))))
      throw connectionErrors.refresh_busy('The lease to refresh was lost to another process')
    const userType = row.level === 'company' ? 'Company' : 'Location'
    const grant = await unlessDead(authorization.refresh({ refreshToken, userType }))
    if (grant !== undefined) return { grant, spentRefreshToken: refreshToken }
    context.log.warn(
      { connectionId: row.id, column },
      'the CRM reports a refresh token dead, trying other ways',
    )
  }
  return undefined
}

async function mintFromCompany(options: ObtainOptions, locationId: string): Promise<TokenGrant | undefined> {
  const { row, authorization } = options
  const mint = (companyToken: string): Promise<TokenGrant> =>
    authorization.exchangeLocationToken({ companyToken, companyId: row.company_id ?? '', locationId })
  const companyToken = await options.companyToken()
  try {
    return await mint(companyToken)
  } catch (problem) {
    if (problem instanceof RemoteError && problem.code === 'token_invalid')
      return mint(await options.companyToken(companyToken))
    if (problem instanceof RemoteError && notGranted.has(problem.code)) return undefined
    throw problem
  }
}

async function tryReconnect(
  context: Pick<ConnectionContext, 'stores' | 'log'>,
  { row, authorization }: ObtainOptions,
): Promise<TokenGrant | undefined> {
  try {
    const { code } = await authorization.reconnect(
      row.location_id === null ? { companyId: row.company_id ?? '' } : { locationId: row.location_id },
    )
    const redirectUri = await context.stores.pendingInstalls.latestRedirectUri(row.app_id ?? '')
    return await authorization.exchangeCode({
      code,
      redirectUri: redirectUri ?? '',
      userType: row.level === 'company' ? 'Company' : 'Location',
    })
  } catch (problem) {
    if (!(problem instanceof RemoteError)) throw problem
    // A suspended location is not a dead one: say so rather than ask a person to connect again.
    if (problem.code === 'location_inactive') throw problem
    context.log.info(
      { connectionId: row.id, reason: problem.code },
      'reconnecting without a person did not work',
    )
    return undefined
  }
}

/** Undefined when the CRM says that the grant itself is dead; other failures pass. */
async function unlessDead(refreshing: Promise<TokenGrant>): Promise<TokenGrant | undefined> {
  try {
    return await refreshing
  } catch (problem) {
    if (problem instanceof RemoteError && problem.code === 'grant_invalid') return undefined
    throw problem
  }
}
