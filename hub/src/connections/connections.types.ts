import type { Client, SocialClient } from '@causeway/client'
import type { Lane, Spender } from '../limits/limits.types.ts'
import type { ConnectionStatus, Environment } from '../store/tables.types.ts'

/** Our authorisation to one company or location, as people see it: never a token. Instants are ISO 8601. */
export interface ConnectionView {
  id: string
  kind: 'oauth' | 'private_token'
  level: 'company' | 'location'
  environment: Environment
  appId: string | null
  companyId: string | null
  companyName: string | null
  locationId: string | null
  locationName: string | null
  /** The company connection that mints this location's tokens. */
  parentId: string | null
  scopes: string[]
  /** Scopes the hub's streams need and the connection lacks. */
  missingScopes: string[]
  status: ConnectionStatus
  statusCode: string | null
  statusMessage: string | null
  statusHint: string | null
  statusSince: string
  accessExpiresAt: string | null
  refreshExpiresAt: string | null
  /** The plan of the app, by the CRM's word; null: nothing was told. */
  planId: string | null
  createdAt: string
}

/** Credentials of a marketplace app as people see them. */
export interface AppView {
  id: string
  name: string
  environment: Environment
  clientId: string
  generation: 'v2' | 'v3'
  /** Origin of the consent page installs start on. */
  consentHost: string
  scopes: string[]
  createdAt: string
}

export interface NewApp {
  name: string
  environment: Environment
  clientId: string
  clientSecret: string
  apiBaseUrl: string
  consentBaseUrl: string
  generation: 'v2' | 'v3'
  /** Default `defaultAppScopes`. */
  scopes?: readonly string[] | undefined
}

/** Speaks to the CRM for one location: token, limits and scope check are seen to. */
export interface LocationClient {
  locationId: string
  connectionId: string
  /** Whom the CRM counts its calls for: key of its budget in the limits. */
  budgetKey: string
  kind: 'oauth' | 'private_token'
  environment: Environment
  /** The user who granted access: posts and csv calls name one. Null when the CRM did not tell. */
  crmUserId: string | null
  companyId: string | null
  /** Origin of the API it speaks to. */
  apiBaseUrl: string
  /** Scopes of the token as far as known; empty: unknown. */
  scopes: readonly string[]
  client: Client
  /** `client.social(locationId)`. */
  social: SocialClient
}

/**
 * Gives the client for a location in a lane of the limits; its calls are put down to the spender, by default to the
 * hub itself. Cheap: clients are kept.
 * @throws `connections.location_unknown`, `connections.suspended`, `connections.needs_reauth`,
 * `connections.uninstalled`; calls of the client throw `RemoteError`, `connections.scope_missing`,
 * `connections.refresh_failed` and those of `limits`
 */
export type OpenLocationClient = (
  locationId: string,
  lane: Lane,
  spender?: Spender,
) => Promise<LocationClient>

/** Speaks to the CRM for a company: token, limits and scope check are seen to. */
export type CompanyClient = Omit<LocationClient, 'locationId' | 'companyId' | 'social'> & {
  companyId: string
}

/**
 * Gives the client for a company in a lane of the limits; its calls count against the company's own budget.
 * @throws `connections.company_unknown`, and those of `OpenLocationClient`
 */
export type OpenCompanyClient = (companyId: string, lane: Lane, spender?: Spender) => Promise<CompanyClient>

export interface StartInstallInput {
  appId: string
  /** Unguessable value the browser keeps in a cookie; `randomToken()` makes one. */
  browser: string
  /** `<public URL>/oauth/crm/callback`, as registered with the app. */
  redirectUri: string
  /** Path of the console to come back to. */
  returnTo?: string | undefined
}

export interface FinishInstallInput {
  /** Value of the browser's cookie; undefined when it has none. */
  browser: string | undefined
  /** Query of the callback as it came. */
  code?: string | undefined
  state?: string | undefined
  error?: string | undefined
  errorDescription?: string | undefined
}

export interface FinishedInstall {
  /** The connection the grant itself belongs to: a company or a location. */
  connection: ConnectionView
  /** Every location that can be synced now. */
  locationIds: string[]
  returnTo: string | null
}

export interface PrivateTokenInput {
  environment: Environment
  token: string
  locationId: string
  name?: string | undefined
  /** Origin of the API: the CRM's, or the simulator's. */
  apiBaseUrl: string
}

/** A location that the CRM says has the app now. */
export interface InstalledPlace {
  locationId: string
  companyId: string | null
  /** Null: either. */
  environment: Environment | null
  /** As the CRM names the app; the client id begins with it. Null: any app. */
  appId: string | null
}

/** One step of the doctor's walk. */
export interface ConnectionCheck {
  name: string
  outcome: 'pass' | 'warn' | 'fail' | 'skip'
  message: string
  hint: string | null
}

/** What the doctor found, and one sentence that says it all. */
export interface ConnectionDiagnosis {
  healthy: boolean
  conclusion: string
  checks: ConnectionCheck[]
}

/** How things stand with a location, for lists. */
export interface LocationConnection {
  locationId: string
  connectionId: string
  environment: Environment
  status: ConnectionStatus
  statusMessage: string | null
}

/** Everything the hub does about its authorisations. */
export interface Connections {
  createApp(app: NewApp): Promise<AppView>
  listApps(): Promise<AppView[]>
  /** @throws `connections.app_unknown`, `connections.app_in_use` */
  deleteApp(id: string): Promise<void>

  /** Where to send the browser. @throws `connections.app_unknown` */
  startInstall(input: StartInstallInput): Promise<{ authorizeUrl: string }>
  /**
   * Ends an install with the query of the callback.
   * @throws `connections.consent_denied`, `.install_unknown`, `.install_expired`, `.install_used`,
   * `.browser_mismatch`, `.code_refused`, `.app_credentials_refused`, `.crm_unreachable`
   */
  finishInstall(input: FinishInstallInput): Promise<FinishedInstall>
  /** @throws `connections.private_token_refused`, `connections.crm_unreachable` */
  connectPrivateToken(input: PrivateTokenInput): Promise<ConnectionView>

  listConnections(filter?: { locationId?: string }): Promise<ConnectionView[]>
  /** @throws `connections.connection_unknown` */
  getConnection(id: string): Promise<ConnectionView>
  /** Forgets the tokens and the connection (a company's takes those of its locations along); records stay. */
  disconnect(id: string): Promise<void>
  /**
   * The CRM says that a location has the app now: connects it by its company's access.
   * @throws `connections.company_unknown`, and those of `OpenLocationClient` when its token cannot be had
   */
  installLocation(place: InstalledPlace): Promise<'connected' | 'was_connected'>
  /** The CRM says that the app was removed from a company or location. */
  markUninstalled(where: { companyId: string } | { locationId: string }): Promise<void>
  /** The CRM says that a company or location has another plan or version of the app; tells how many connections. */
  noteAppChange(
    where: { companyId: string } | { locationId: string },
    planId: string | undefined,
  ): Promise<number>
  /** The connection each location is reached by; missing: none. */
  locationConnections(locationIds?: readonly string[]): Promise<Map<string, LocationConnection>>

  openLocationClient: OpenLocationClient
  openCompanyClient: OpenCompanyClient
  /** Walks token, scopes, location, version, clock, limits and database. @throws `connections.connection_unknown` */
  diagnose(id: string): Promise<ConnectionDiagnosis>
  /** Refreshes now, whatever the token's age. */
  refreshNow(id: string): Promise<ConnectionView>

  /** One round of what `start` does every minute: refreshes what is about to end, probes what is suspended. */
  refreshDue(): Promise<void>
  /** Starts refreshing ahead of expiry and looking after suspended connections. */
  start(): void
  /** Waits for what is under way and closes the clients. */
  stop(): Promise<void>
}
