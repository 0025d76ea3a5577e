import type { SimulatedClock } from '../simulator.types.ts'
import { newHexId, type OAuthStore } from './oauth.store.ts'
import type { Grant, IssuedTokens } from './oauth.types.ts'
import { signToken } from './sign-token.ts'

/** Lifetimes GHL states (facts 2.3); all on the simulated clock. */
export const lifetimes = {
  codeMs: 600_000,
  accessTokenMs: 86_400_000,
  refreshTokenMs: 365 * 86_400_000,
  refreshGraceMs: 30_000,
} as const

/** Makes an access token for a grant, with a refresh token unless told not to. */
export function issueTokens(
  store: OAuthStore,
  clock: SimulatedClock,
  grant: Grant,
  options: { withRefreshToken: boolean; expiresInSeconds: number },
): IssuedTokens {
  const nowMs = clock.now().getTime()
  const claims = claimsOf(store, grant)
  const accessToken = signToken({ ...claims, ...span(nowMs, lifetimes.accessTokenMs) })
  const issued: IssuedTokens = { grantId: grant.id, accessToken, expiresInSeconds: options.expiresInSeconds }
  forgetExpired(store, nowMs)
  store.accessTokens.set(accessToken, { grantId: grant.id, expiresAtMs: nowMs + lifetimes.accessTokenMs })
  if (options.withRefreshToken) {
    issued.refreshToken = signToken({ ...claims, ...span(nowMs, lifetimes.refreshTokenMs) })
    issued.refreshTokenId = newHexId()
    store.refreshTokens.set(issued.refreshToken, {
      grantId: grant.id,
      expiresAtMs: nowMs + lifetimes.refreshTokenMs,
    })
  }
  store.changed()
  return issued
}

const span = (nowMs: number, lifetimeMs: number) => ({
  iat: Math.floor(nowMs / 1000),
  exp: Math.floor((nowMs + lifetimeMs) / 1000),
})

/** The claims seen in live tokens (facts 2.2). */
function claimsOf(store: OAuthStore, grant: Grant) {
  const app = store.apps.get(grant.appId)
  const authClassId = grant.locationId ?? grant.companyId
  return {
    authClass: grant.class,
    authClassId,
    primaryAuthClassId: authClassId,
    source: 'INTEGRATION',
    sourceId: app?.clientId,
    channel: 'OAUTH',
    oauthMeta: { scopes: grant.scopes, client: grant.appId, versionId: app?.versionId },
  }
}

/** Expired access tokens are kept for a while, as callers still present them; not for ever. */
function forgetExpired(store: OAuthStore, nowMs: number) {
  if (store.accessTokens.size < 20_000) return
  for (const [token, record] of store.accessTokens)
    if (record.expiresAtMs < nowMs) store.accessTokens.delete(token)
}
