import { plainRefusal, type SimulatedClock, type ServerWorld, type TokenContext } from '../simulator.types.ts'
import type { OAuthStore } from '../oauth/oauth.store.ts'
import { isSignedHere } from '../oauth/sign-token.ts'
import type { Grant, PrivateToken } from '../oauth/oauth.types.ts'

/** Finds who calls from the `Authorization` header. @throws the 401 that fits what is wrong with the token. */
export function readToken(
  context: { store: OAuthStore; clock: SimulatedClock; world: ServerWorld },
  authorization: string | undefined,
): TokenContext {
  const token = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1]
  if (token === undefined) throw plainRefusal(401, 'Invalid JWT')
  const caller = token.startsWith('pit-') ? readPrivateToken(context, token) : readAccessToken(context, token)
  // A deleted person's tokens are refused although they are good: not every 401 means "refresh" (facts 5).
  const isUserKnown = caller.userId === '' || context.world.users.some(({ id }) => id === caller.userId)
  if (!isUserKnown) throw plainRefusal(401, 'The user does not exist.')
  return caller
}

function readAccessToken(
  { store, clock }: { store: OAuthStore; clock: SimulatedClock },
  token: string,
): TokenContext {
  const record = store.accessTokens.get(token)
  const grant = record && store.grants.get(record.grantId)
  if (!record || !grant)
    throw plainRefusal(401, isSignedHere(token) ? 'Invalid token: access token is invalid' : 'Invalid JWT')
  if (record.expiresAtMs <= clock.now().getTime())
    throw plainRefusal(401, 'Invalid token: access token is invalid')
  return { kind: 'oauth', ...holderOf(grant), scopes: grant.scopes, appId: grant.appId, grantId: grant.id }
}

function readPrivateToken(
  { store, clock }: { store: OAuthStore; clock: SimulatedClock },
  token: string,
): TokenContext {
  const found = [...store.privateTokens.values()].find((one) => one.token === token)
  if (!found || (found.expiresAtMs ?? Infinity) <= clock.now().getTime())
    throw plainRefusal(401, 'Invalid Private Integration token')
  // A private token counts as an integration of its own (facts 4).
  return { kind: 'pit', ...holderOf(found), scopes: found.scopes, appId: `pit:${found.id}` }
}

function holderOf({ class: tokenClass, companyId, locationId, userId }: Grant | PrivateToken) {
  return { class: tokenClass, companyId, userId, ...(locationId === undefined ? {} : { locationId }) }
}
