import type { Generation } from '@causeway/spec'
import type { OperationHandler } from '../simulator.types.ts'
import { answerToken } from './answer-token.ts'
import { issueTokens, lifetimes } from './issue-tokens.ts'
import { locationNotActive, tokenRefusals } from './oauth.errors.ts'
import type { OAuthContext } from './oauth-context.ts'
import type { Grant, IssuedTokens, RegisteredApp } from './oauth.types.ts'

/** Seconds GHL says a fresh access token lives. */
const expiresInSeconds = 86_399

const parameterNames = {
  v2: ['client_id', 'client_secret', 'grant_type', 'refresh_token', 'user_type', 'redirect_uri'],
  v3: ['clientId', 'clientSecret', 'grantType', 'refreshToken', 'userType', 'redirectUri'],
} as const

/** `POST /oauth/token` of one generation: a code or a refresh token for a new pair. */
export function createTokenEndpoint(context: OAuthContext, generation: Generation): OperationHandler {
  const [clientId, clientSecret, grantType, refreshToken, userType, redirectUri] = parameterNames[generation]
  const refusals = tokenRefusals[generation]

  return ({ body }) => {
    const parameters = readParameters(body)
    const needed = (name: string) => {
      const value = parameters[name]
      if (value === undefined || value === '') throw refusals.missing(name)
      return value
    }
    const kind = needed(grantType)
    const client = { id: needed(clientId), secret: needed(clientSecret) }
    const asked = parameters[userType]
    if (asked !== undefined && asked !== 'Company' && asked !== 'Location') throw refusals.invalid(userType)

    if (kind === 'authorization_code') {
      const issued = exchangeCode(context, generation, needed('code'), client, parameters[redirectUri])
      return { body: answerToken(generation, context.world, grantOf(context, issued), issued) }
    }
    if (kind === 'refresh_token') {
      const issued = refresh(context, generation, needed(refreshToken), client)
      return { body: answerToken(generation, context.world, grantOf(context, issued), issued) }
    }
    throw refusals.invalid(grantType)
  }
}

/** Whether a body asks for a refresh, in either generation's words. */
export function isRefreshRequest(body: unknown): boolean {
  const { grant_type: dated, grantType } = readParameters(body)
  return (dated ?? grantType) === 'refresh_token'
}

interface ClientCredentials {
  id: string
  secret: string
}

function readParameters(body: unknown): Record<string, string | undefined> {
  if (typeof body !== 'object' || body === null) return {}
  return Object.fromEntries(Object.entries(body).filter(([, value]) => typeof value === 'string'))
}

/** The code is looked at before the client, as GHL does: a wrong secret cannot be told without a good code. */
function exchangeCode(
  context: OAuthContext,
  generation: Generation,
  code: string,
  client: ClientCredentials,
  redirectUri: string | undefined,
): IssuedTokens {
  const { store, clock } = context
  const refusals = tokenRefusals[generation]
  const record = store.codes.get(code)
  const grant = record && store.grants.get(record.grantId)
  if (!record || !grant || record.expiresAtMs <= clock.now().getTime()) throw refusals.unknownCode()
  if (!isClientOf(context, grant, client)) throw refusals.wrongClient()
  const isRedirectWrong =
    redirectUri !== undefined && record.redirectUri !== undefined && redirectUri !== record.redirectUri
  if (isRedirectWrong) throw refusals.wrongRedirect()
  refuseInactive(context, grant)
  store.codes.delete(code)
  return issueTokens(store, clock, grant, { withRefreshToken: true, expiresInSeconds })
}

/**
 * A refresh token works once. For 30 s the same request is answered with the same new pair; after that it is dead.
 * A suspended location's token stays good for later.
 */
function refresh(
  context: OAuthContext,
  generation: Generation,
  token: string,
  client: ClientCredentials,
): IssuedTokens {
  const { store, clock, requests } = context
  const refusals = tokenRefusals[generation]
  const nowMs = clock.now().getTime()
  const record = store.refreshTokens.get(token)
  const grant = record && store.grants.get(record.grantId)
  if (!record || !grant || record.expiresAtMs <= nowMs) throw refusals.deadRefreshToken()
  if (!isClientOf(context, grant, client)) throw refusals.wrongClient()
  if (record.used) {
    if (nowMs - record.used.atMs > lifetimes.refreshGraceMs) throw refusals.deadRefreshToken()
    requests.countRotation(true)
    return record.used.answer
  }
  refuseInactive(context, grant)
  const answer = issueTokens(store, clock, grant, { withRefreshToken: true, expiresInSeconds })
  record.used = { atMs: nowMs, answer }
  store.changed()
  requests.countRotation(false)
  return answer
}

function refuseInactive({ world }: OAuthContext, grant: Grant) {
  const location = world.locations.find(({ id }) => id === grant.locationId)
  if (location && !location.isActive) throw locationNotActive()
}

function isClientOf({ store }: OAuthContext, grant: Grant, client: ClientCredentials): boolean {
  const app: RegisteredApp | undefined = store.apps.get(grant.appId)
  return app !== undefined && app.clientId === client.id && app.clientSecret === client.secret
}

function grantOf({ store }: OAuthContext, issued: IssuedTokens): Grant {
  const grant = store.grants.get(issued.grantId)
  if (!grant) throw new Error(`Tokens were issued for grant ${issued.grantId}, which is gone`)
  return grant
}
