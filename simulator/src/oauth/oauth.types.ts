import type { WebhookSubscription } from '../webhooks/webhooks.types.ts'

/** An app as registered in the marketplace portal. */
export interface RegisteredApp {
  /** 24 hex characters; the first part of its client ids. */
  id: string
  name: string
  versionId: string
  clientId: string
  clientSecret: string
  /** Exact redirect URIs, beside any on loopback when `allowsLoopback`. */
  redirectUris: string[]
  allowsLoopback: boolean
  /** Scopes the app may ask for; `any` for all there are. */
  scopes: string[] | 'any'
  /** Where it wants its webhooks; missing for an app that never said. */
  webhooks?: WebhookSubscription
}

/** An installation: what a person allowed an app on a company or a location. */
export interface Grant {
  id: string
  appId: string
  class: 'Company' | 'Location'
  companyId: string
  locationId?: string
  userId: string
  scopes: string[]
  /** True when an agency admin installed a sub-account app: the token is Company and must be exchanged. */
  isBulkInstallation: boolean
  /** Locations a Company grant may be exchanged for; `all` includes future ones. */
  approvedLocations: string[] | 'all'
  /** Locations uninstalled one by one from an agency's installation. */
  removedLocations: string[]
  /** The Company grant that this Location grant was exchanged from. */
  mintedFrom?: string
  installedAt: string
  /** The plan of the app that was chosen last; missing while it is the first. */
  planId?: string
}

/** An authorization code: 40 hex, good for one exchange within ten minutes. */
export interface AuthorizationCode {
  grantId: string
  /** Missing for a code of `POST /oauth/reconnect`, which is exchanged without one. */
  redirectUri?: string
  expiresAtMs: number
}

/** Tokens as they are handed out; both generations spell the same facts. */
export interface IssuedTokens {
  grantId: string
  accessToken: string
  expiresInSeconds: number
  refreshToken?: string
  refreshTokenId?: string
}

export interface AccessTokenRecord {
  grantId: string
  expiresAtMs: number
}

export interface RefreshTokenRecord {
  grantId: string
  expiresAtMs: number
  /** Set once it was used: when, and what was answered, which a repeat within the grace gets again. */
  used?: { atMs: number; answer: IssuedTokens }
}

/** A Private Integration Token. */
export interface PrivateToken {
  id: string
  name: string
  token: string
  class: 'Company' | 'Location'
  companyId: string
  locationId?: string
  userId: string
  scopes: string[]
  createdAt: string
  /** Set when it was rotated with "expire later". */
  expiresAtMs?: number
}
