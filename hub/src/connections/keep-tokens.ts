import { RemoteError } from '@causeway/client'
import type { ConnectionRow } from '../store/connections.store.ts'
import { type ConnectionContext, tokenPlace } from './connection-context.ts'
import { connectionErrors } from './connections.errors.ts'
import {
  type FreshToken,
  readFresh,
  refreshConnection,
  type RefreshOptions,
  refuseCoolingDown,
} from './refresh-connection.ts'

/** Gives tokens that work. */
export interface TokenKeeper {
  /** The connection's current token, refreshed when it is about to end. */
  read(connectionId: string): Promise<string>
  /** Another token than the one the CRM refused. */
  renew(connectionId: string, rejected: string): Promise<string>
  /** Refreshes when the token does not live on for so long, also a suspended one and one that failed lately. */
  refresh(connectionId: string, minimumLifeMs: number): Promise<void>
  /** Forgets what is remembered of a connection, because somebody changed it. */
  forget(connectionId: string): void
}

/** A token about to end is refreshed before it is handed out. */
const minimumLifeMs = 60_000
/** How long a token is handed out from memory before the database is asked whether there is a newer one. */
const rememberMs = 10_000

/**
 * Keeps tokens at hand for this process. A thousand callers share one look into the database and one refresh; across
 * processes the lease sees to it.
 */
export function keepTokens(context: ConnectionContext): TokenKeeper {
  const remembered = new Map<string, FreshToken & { until: number }>()
  const underWay = new Map<string, Promise<string>>()

  function share(key: string, work: () => Promise<string>): Promise<string> {
    const running = underWay.get(key)
    if (running !== undefined) return running
    const started = work().finally(() => underWay.delete(key))
    underWay.set(key, started)
    return started
  }

  function remember(id: string, fresh: FreshToken): string {
    remembered.set(id, { ...fresh, until: performance.now() + rememberMs })
    return fresh.token
  }

  async function load(id: string): Promise<string> {
    const row = await findUsable(context, id)
    if (row.kind === 'private_token') return remember(id, openPrivateToken(context, row))
    const fresh = readFresh(context, row, { minimumLifeMs })
    return remember(id, fresh ?? (await refresh(id, { minimumLifeMs })))
  }

  async function renew(id: string, rejected: string): Promise<string> {
    const row = await findUsable(context, id)
    if (row.kind === 'private_token')
      throw new RemoteError('private_token_invalid', 'The CRM does not accept the private integration token')
    return remember(id, await refresh(id, { rejected, minimumLifeMs: 0 }))
  }

  const refresh = (id: string, how: Omit<RefreshOptions, 'companyToken'>): Promise<FreshToken> =>
    refreshConnection(context, id, {
      ...how,
      companyToken: (parentId, rejectedParent) =>
        rejectedParent === undefined ? keeper.read(parentId) : keeper.renew(parentId, rejectedParent),
    })

  const keeper: TokenKeeper = {
    read(id) {
      const known = remembered.get(id)
      const isGood =
        known !== undefined &&
        known.until > performance.now() &&
        known.expiresAt.getTime() - context.clock.now().getTime() > minimumLifeMs
      return isGood ? Promise.resolve(known.token) : share(`read ${id}`, () => load(id))
    },
    renew(id, rejected) {
      const known = remembered.get(id)
      if (known !== undefined && known.token !== rejected) return Promise.resolve(known.token)
      return share(`renew ${id} ${rejected}`, () => renew(id, rejected))
    },
    async refresh(id, lifeMs) {
      await share(`refresh ${id}`, async () =>
        remember(id, await refresh(id, { minimumLifeMs: lifeMs, isForced: true })),
      )
    },
    forget: (id) => void remembered.delete(id),
  }
  return keeper
}

/** The connection, unless its state says that there is no use in calling. */
async function findUsable(context: ConnectionContext, id: string): Promise<ConnectionRow> {
  const row = await context.stores.connections.find(id)
  if (row === undefined) throw connectionErrors.connection_unknown(`There is no connection ${id}`)
  refuseUnusable(row, context.clock.now())
  return row
}

/** @throws when the state of a connection says that calling has no use, or not yet */
export function refuseUnusable(row: ConnectionRow, now: Date): void {
  const message = row.status_message ?? `The connection is ${row.status}`
  const details = { connectionId: row.id, locationId: row.location_id }
  if (row.status === 'suspended') throw connectionErrors.suspended(message, { details })
  if (row.status === 'needs_reauth') throw connectionErrors.needs_reauth(message, { details })
  if (row.status === 'uninstalled') throw connectionErrors.uninstalled(message, { details })
  const isDead = row.kind === 'oauth' && (row.access_expires_at ?? now) <= now
  if (isDead) refuseCoolingDown(row, now)
}

/** A private integration token has no end the CRM tells of. */
const farFuture = new Date(8.64e15)

function openPrivateToken({ keyring }: ConnectionContext, row: ConnectionRow): FreshToken {
  if (row.access_token_sealed === null)
    throw connectionErrors.needs_reauth('The private integration token is not stored any more')
  const token = keyring.open(row.access_token_sealed, tokenPlace(row.id, 'access_token'))
  return { token, expiresAt: farFuture }
}
