import type { Authorization } from '@causeway/client'
import type { Kysely } from 'kysely'
import type { Limiter, Spender } from '../limits/limits.types.ts'
import type { Clock } from '../platform/clock.ts'
import type { Log } from '../platform/log.ts'
import type { Keyring } from '../platform/secrets.ts'
import type { AppRow, AppsStore } from '../store/apps.store.ts'
import type { ConnectionRow, ConnectionsStore } from '../store/connections.store.ts'
import type { LocationsStore } from '../store/locations.store.ts'
import type { PendingInstallsStore } from '../store/pending-installs.store.ts'
import type { Environment, Tables } from '../store/tables.types.ts'

/** What the parts of this folder work with. */
export interface ConnectionContext {
  kysely: Kysely<Tables>
  stores: {
    apps: AppsStore
    connections: ConnectionsStore
    locations: LocationsStore
    pendingInstalls: PendingInstallsStore
  }
  keyring: Keyring
  limiter: Limiter
  clock: Clock
  log: Log
  /** Told where answers of the CRM are not as known. */
  onDrift(operationId: string, place: string, problem: string): void
  /** Names this process in leases. */
  owner: string
  userAgent: string
  /**
   * The OAuth calls of an app; kept, and made anew when its credentials change. Calls made with a company's token
   * count against the company's limits.
   */
  authorizationOf(app: AppRow, companyId?: string): Authorization
}

/** Calls that authorisations themselves need. */
export const ownSpender: Spender = { id: 'connections', name: 'connections' }

type SealedColumn = 'access_token' | 'refresh_token' | 'previous_refresh_token'

/** The place a token is sealed for: it opens nowhere else. */
export const tokenPlace = (connectionId: string, column: SealedColumn): string =>
  `connections/${connectionId}/${column}`

export const appSecretPlace = (appId: string): string => `apps/${appId}/client_secret`

export const companyBudgetKey = (environment: Environment, appId: string, companyId: string): string =>
  [environment, appId, `company:${companyId}`].join('/')

/** A private token is an app of its own, and a location has one; the key stands before its connection does. */
export const privateBudgetKey = (environment: Environment, locationId: string): string =>
  [environment, 'private', locationId].join('/')

/** Whom the CRM counts a connection's calls for: an app and a resource. */
export function budgetKeyOf(row: ConnectionRow): string {
  const { environment, app_id: appId, location_id: locationId } = row
  if (appId === null) return privateBudgetKey(environment, locationId ?? '')
  return locationId === null
    ? companyBudgetKey(environment, appId, row.company_id ?? '')
    : [environment, appId, locationId].join('/')
}
