import { HubError, messageOf } from '../platform/errors.ts'
import { type ConnectionRow, lockConnection, updateConnection } from '../store/connections.store.ts'
import { setStatus } from './change-status.ts'
import { type ConnectionContext, tokenPlace } from './connection-context.ts'
import { connectionErrors } from './connections.errors.ts'
import { type ObtainedGrant, obtainGrant } from './obtain-grant.ts'
import { readRefreshFailure } from './read-refresh-failure.ts'
import { saveGrant } from './save-grant.ts'

/** A token and how long it may be used. */
export interface FreshToken {
  token: string
  expiresAt: Date
}

export interface RefreshOptions {
  /** A token the CRM refused: any other that is stored is good enough. Undefined: one that is about to end. */
  rejected?: string | undefined
  /** How long the token has to live on to be left alone. Infinity refreshes in any case. */
  minimumLifeMs: number
  /** Also when an earlier refresh failed just now. */
  isForced?: boolean
  companyToken(parentId: string, rejected?: string): Promise<string>
}

/** Short enough that after a crash the next process comes within the 30 seconds in which the CRM repeats itself. */
const leaseMs = 15_000
const renewEveryMs = 4000
/** How long to wait for another process that refreshes. */
const patienceMs = 60_000

/**
 * Gives a token that is good, refreshing it under a lease: of all processes one refreshes, the others wait for its
 * outcome. No database connection is held while the CRM is asked.
 * @throws `connections.refresh_busy` and what `readRefreshFailure` makes of the failure
 */
export async function refreshConnection(
  context: ConnectionContext,
  id: string,
  options: RefreshOptions,
): Promise<FreshToken> {
  const deadline = performance.now() + patienceMs
  const askedAt = context.clock.now()
  for (let wait = 30; performance.now() < deadline; wait = Math.min(500, wait * 1.5)) {
    const leased = await context.stores.connections.takeLease(id, context.owner, leaseMs)
    if (leased !== undefined) return refreshLeased(context, leased, options)
    await new Promise((resolve) => setTimeout(resolve, wait * (0.5 + Math.random())))
    const row = await context.stores.connections.find(id)
    if (row === undefined) throw connectionErrors.connection_unknown(`There is no connection ${id}`)
    const fresh = readFresh(context, row, options)
    if (fresh !== undefined) return fresh
    // The other process failed after we began to wait: its failure is ours, or every waiter would ask in turn.
    const failed = failureSince(row, askedAt)
    if (failed !== undefined) throw failed
  }
  throw connectionErrors.refresh_busy(`Connection ${id} is being refreshed by another process`)
}

async function refreshLeased(
  context: ConnectionContext,
  row: ConnectionRow,
  options: RefreshOptions,
): Promise<FreshToken> {
  const fence = row.lease_fence
  const { connections } = context.stores
  const renewal = setInterval(() => {
    connections.renewLease(row.id, fence, leaseMs).catch((problem: unknown) => {
      context.log.warn({ connectionId: row.id, problem: messageOf(problem) }, 'refresh lease not renewed')
    })
  }, renewEveryMs)
  try {
    const fresh = readFresh(context, row, options)
    if (fresh !== undefined) return fresh
    if (options.isForced !== true) refuseCoolingDown(row, context.clock.now())
    const obtained = await obtain(context, row, options)
    return await storeObtained(context, row, obtained)
  } catch (problem) {
    if (problem instanceof HubError && problem.code === 'connections.cooling_down') throw problem
    throw await noteFailure(context, row, problem)
  } finally {
    clearInterval(renewal)
    await connections.releaseLease(row.id, fence)
  }
}

async function obtain(
  context: ConnectionContext,
  row: ConnectionRow,
  options: RefreshOptions,
): Promise<ObtainedGrant> {
  const app = row.app_id === null ? undefined : await context.stores.apps.find(row.app_id)
  if (app === undefined)
    throw connectionErrors.needs_reauth('The app of this connection is not known any more')
  const parentId = row.parent_id
  if (row.refresh_intent_at !== null)
    context.log.info({ connectionId: row.id }, 'an earlier refresh was cut off, going on with its token')
  return obtainGrant(context, {
    row,
    authorization: context.authorizationOf(app, row.company_id ?? undefined),
    fence: row.lease_fence,
    companyToken: (rejected) => {
      if (parentId === null) throw connectionErrors.needs_reauth('The connection has no company behind it')
      return options.companyToken(parentId, rejected)
    },
  })
}

/**
 * Stores the pair if the lease still holds. A late writer is refused, unless nobody stored anything since: then its
 * pair is the only one there is.
 */
async function storeObtained(
  context: ConnectionContext,
  row: ConnectionRow,
  { grant, spentRefreshToken }: ObtainedGrant,
): Promise<FreshToken> {
  const now = context.clock.now()
  return context.kysely.transaction().execute(async (transaction) => {
    const current = await lockConnection(transaction, row.id)
    if (current === undefined)
      throw connectionErrors.connection_unknown('The connection was removed meanwhile')
    const isOvertaken = current.lease_fence !== row.lease_fence && !isSameRefreshToken(context, current, row)
    if (isOvertaken) {
      const stored = readFresh(context, current, { minimumLifeMs: 0 })
      if (stored !== undefined) return stored
    }
    await saveGrant(context, transaction, current, grant, { spentRefreshToken })
    return { token: grant.accessToken, expiresAt: new Date(now.getTime() + grant.expiresInSeconds * 1000) }
  })
}

/** Writes down how the refresh failed; tokens are kept. Gives the error for the callers. */
async function noteFailure(
  context: ConnectionContext,
  row: ConnectionRow,
  problem: unknown,
): Promise<HubError> {
  const now = context.clock.now()
  const failure = readRefreshFailure(problem, row, now)
  context.log.warn(
    { connectionId: row.id, status: failure.change.status, problem: messageOf(problem) },
    'a token could not be refreshed',
  )
  await context.kysely.transaction().execute(async (transaction) => {
    const current = await lockConnection(transaction, row.id)
    // Somebody else has the lease by now, or connected it anew: their outcome counts.
    if (current === undefined || current.lease_fence !== row.lease_fence) return
    await updateConnection(transaction, row.id, {
      refresh_failures: row.refresh_failures + 1,
      refresh_after: failure.retryInMs === undefined ? null : new Date(now.getTime() + failure.retryInMs),
    })
    await setStatus(transaction, current, failure.change, now)
  })
  return failure.error
}

/** The stored token, if it is another than the rejected one and lives long enough. */
export function readFresh(
  { keyring, clock }: Pick<ConnectionContext, 'keyring' | 'clock'>,
  row: ConnectionRow,
  { rejected, minimumLifeMs }: { rejected?: string | undefined; minimumLifeMs: number },
): FreshToken | undefined {
  if (row.access_token_sealed === null || row.access_expires_at === null) return undefined
  if (row.access_expires_at.getTime() - clock.now().getTime() <= minimumLifeMs) return undefined
  const token = keyring.open(row.access_token_sealed, tokenPlace(row.id, 'access_token'))
  return token === rejected ? undefined : { token, expiresAt: row.access_expires_at }
}

/** @throws when an earlier refresh failed and it is not time yet to try again */
export function refuseCoolingDown(row: ConnectionRow, now: Date): void {
  if (row.refresh_after === null || row.refresh_after <= now) return
  const retryAfterSeconds = Math.ceil((row.refresh_after.getTime() - now.getTime()) / 1000)
  throw connectionErrors.cooling_down(row.status_message ?? 'The token could not be refreshed', {
    details: { connectionId: row.id, locationId: row.location_id, retryAfterSeconds },
    headers: { 'retry-after': String(retryAfterSeconds) },
  })
}

function failureSince(row: ConnectionRow, since: Date): HubError | undefined {
  const isOver = row.lease_owner === null && row.refresh_failures > 0 && row.updated_at >= since
  if (!isOver || row.status === 'ok' || row.status_code === null) return undefined
  const name = row.status_code.replace('connections.', '')
  const make = Object.entries(connectionErrors).find(([key]) => key === name)?.[1]
  return make?.(row.status_message ?? 'The token could not be refreshed')
}

function isSameRefreshToken(
  { keyring }: Pick<ConnectionContext, 'keyring'>,
  one: ConnectionRow,
  other: ConnectionRow,
): boolean {
  const open = (row: ConnectionRow): string | undefined =>
    row.refresh_token_sealed === null
      ? undefined
      : keyring.open(row.refresh_token_sealed, tokenPlace(row.id, 'refresh_token'))
  return open(one) === open(other)
}
