import type { Dispatcher } from 'undici'
import type { CallHooks } from '../transport/transport.types.ts'
import type { Generation } from '@causeway/spec'
import type { JsonObject } from '../json.types.ts'

/** Whom a token speaks for: a whole company (agency) or one location (sub-account). */
export type UserType = 'Company' | 'Location'

/** What the token endpoints answer, the same for both generations. Keep `accessToken` and `refreshToken` secret. */
export interface TokenGrant {
  /** Bearer token, about 24 hours. */
  accessToken: string
  /** Works once; missing when a v2 company token was exchanged for a location token. */
  refreshToken: string | undefined
  /** Seconds the access token lives from the moment of the answer. */
  expiresInSeconds: number
  /** Scopes the token really holds. */
  scopes: string[]
  /** Class of the token. */
  userType: UserType
  /** Company the grant belongs to. */
  companyId: string | undefined
  /** Location of a location token. */
  locationId: string | undefined
  /** User who granted access; posts need it as `userId`. */
  userId: string | undefined
  /** Id of the refresh token, safe to log. */
  refreshTokenId: string | undefined
  /** True when an agency installed a sub-account app: the company token must be exchanged for each location. */
  isBulkInstallation: boolean
  /** Locations the person ticked, when GHL tells. */
  approvedLocations: string[]
  /** Whether locations created later are included. */
  installToFutureLocations: boolean
  /** Plan of the app the company chose, when it has plans. */
  planId: string | undefined
}

/** A location in which the app is installed, or could be. */
export interface InstalledLocation {
  id: string
  name: string
  address: string | undefined
  isInstalled: boolean
  versionId: string | undefined
  /** ISO instant. */
  installedAt: string | undefined
  /** The answer's own object. */
  raw: JsonObject
}

/** How to reach the CRM and which app to speak for. */
export interface AuthorizationOptions {
  /** Client id of the app, `<app id>-<suffix>`. */
  clientId: string
  /** Client secret of the app. Never logged, never in an error. */
  clientSecret: string
  /** Origin of the API; default `apiHost`. */
  apiBaseUrl?: string | undefined
  /** Origin of the consent page; default `consentHosts.standard`. */
  consentBaseUrl?: string | undefined
  /** Which token endpoints to speak to; default `v3`. */
  generation?: Generation | undefined
  /** Longest time for one attempt, answer included; default 10 000. */
  timeoutMs?: number | undefined
  /** Sent as User-Agent; GHL's CDN refuses empty and well-known script agents. */
  userAgent?: string | undefined
  /** An undici dispatcher to send through instead of an own connection pool. */
  dispatcher?: Dispatcher | undefined
  /** Told about each attempt. */
  hooks?: CallHooks | undefined
}

/** What the consent page needs to know. */
export interface AuthorizeUrlOptions {
  /** Where the person returns to with a code; must be registered with the app. */
  redirectUri: string
  /** Scopes to ask for. */
  scopes: readonly string[]
  /** Unguessable value bound to the person's browser; compare it when they return. */
  state: string
  /** Draft or private versions of an app need it; the portal shows it in the install link. */
  versionId?: string | undefined
  /** Stay in the same window when the person has to log in first. */
  isSameWindow?: boolean | undefined
}

/** A new code from `reconnect`, to be exchanged like one from the consent page. */
export interface ReconnectCode {
  code: string
  /** ISO instant. */
  expiresAt: string | undefined
}

/** The OAuth calls of one app. */
export interface Authorization {
  /** Address of the consent page. */
  authorizeUrl(options: AuthorizeUrlOptions): string
  /**
   * Turns the code of the callback into tokens. A code works once, so this is never retried after it was sent.
   * @throws RemoteError `code_invalid`, `client_credentials_refused`
   */
  exchangeCode(input: { code: string; redirectUri: string; userType?: UserType }): Promise<TokenGrant>
  /**
   * Swaps a refresh token for a new pair; the old one is void afterwards. A lost answer is asked for again within
   * the 30 seconds in which GHL repeats it.
   * @throws RemoteError `grant_invalid` (ask a person), `location_inactive` (keep the token)
   */
  refresh(input: { refreshToken: string; userType: UserType; signal?: AbortSignal }): Promise<TokenGrant>
  /**
   * Mints a location's token from the company's, which needs scope `oauth.write`.
   * @throws RemoteError `token_invalid`, `location_forbidden`, `location_inactive`
   */
  exchangeLocationToken(input: {
    companyToken: string
    companyId: string
    locationId: string
    signal?: AbortSignal
  }): Promise<TokenGrant>
  /** All locations of a company that can use the app, all pages read. Needs scope `oauth.readonly`. */
  listInstalledLocations(input: {
    companyToken: string
    companyId: string
    /** Default: the app id inside the client id. */
    appId?: string
    /** Only locations that have it installed (true) or not (false). */
    isInstalled?: boolean
    signal?: AbortSignal
  }): Promise<InstalledLocation[]>
  /**
   * Asks for a new code when a refresh token was lost. GHL documents it and is reported to have removed it.
   * @throws RemoteError `endpoint_removed`, after which a person has to reconnect
   */
  reconnect(input: { locationId: string } | { companyId: string }): Promise<ReconnectCode>
  /** Closes the connections it opened itself. */
  close(): Promise<void>
}
