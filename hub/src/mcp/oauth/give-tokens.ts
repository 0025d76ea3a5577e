import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { AgentClientsStore } from '../../store/agent-clients.store.ts'
import type { AgentGrantsStore, AgentTokens, RedeemOutcome } from '../../store/agent-grants.store.ts'
import { randomText } from '../../platform/tokens.ts'
import { checkResource } from './check-resource.ts'
import { OAuthRefusal } from './oauth-refusal.ts'
import type { AuthorizeRequest } from './read-authorize-request.ts'

/** What a token endpoint is sent. */
export type TokenFields = Readonly<Record<string, string | undefined>>

/** What a token endpoint answers. */
export interface TokenAnswer {
  access_token: string
  token_type: 'Bearer'
  expires_in: number
  refresh_token: string
  scope: string
}

export interface TokenStores {
  clients: Pick<AgentClientsStore, 'find'>
  grants: Pick<AgentGrantsStore, 'redeemCode' | 'redeemRefreshToken'>
}

const codeSeconds = 60
const accessSeconds = 3600
/** An agent that was not used for so long asks the person again. */
const refreshSeconds = 30 * 86_400

const after = (now: Date, seconds: number): Date => new Date(now.getTime() + seconds * 1000)

/** The S256 challenge of a verifier (RFC 7636). */
const challengeOf = (verifier: string): string => createHash('sha256').update(verifier).digest('base64url')

/** Writes down what a person allowed; gives the code with which the agent fetches it within a minute. */
export async function giveCode(
  grants: Pick<AgentGrantsStore, 'insertCode'>,
  request: AuthorizeRequest,
  allowed: { userId: string; permissions: string[]; locationIds: string[] | null },
  now: Date,
): Promise<string> {
  const code = randomText(43)
  const { redirectUri, codeChallenge, client } = request
  await grants.insertCode(
    { code, redirectUri, codeChallenge, expiresAt: after(now, codeSeconds) },
    { clientId: client.id, ...allowed },
  )
  return code
}

/**
 * Trades a code or a refresh token for tokens.
 * @throws OAuthRefusal
 */
export async function giveTokens(
  { clients, grants }: TokenStores,
  fields: TokenFields,
  base: string,
  now: Date,
): Promise<TokenAnswer> {
  const { grant_type: grantType } = fields
  const clientId = await knownClient(clients, fields['client_id'])
  checkResource(fields['resource'], base)
  const tokens = newTokens(now)
  if (grantType === 'authorization_code') {
    const proof = {
      code: demand(fields, 'code'),
      clientId,
      redirectUri: demand(fields, 'redirect_uri'),
      codeChallenge: challengeOf(demand(fields, 'code_verifier')),
    }
    return answer(await grants.redeemCode(proof, tokens, now), tokens, 'code')
  }
  if (grantType === 'refresh_token') {
    const token = demand(fields, 'refresh_token')
    return answer(await grants.redeemRefreshToken({ token, clientId }, tokens, now), tokens, 'refresh token')
  }
  throw new OAuthRefusal('unsupported_grant_type', 'grant_type must be authorization_code or refresh_token')
}

/** Agents that hear `invalid_client` register anew by themselves. */
async function knownClient(clients: TokenStores['clients'], id: string | undefined): Promise<string> {
  if (id === undefined || !z.uuid().safeParse(id).success || (await clients.find(id)) === undefined)
    throw new OAuthRefusal('invalid_client', 'The client is not registered here')
  return id
}

function demand(fields: TokenFields, name: string): string {
  const value = fields[name]
  if (value === undefined || value === '') throw new OAuthRefusal('invalid_request', `${name} is missing`)
  return value
}

const newTokens = (now: Date): AgentTokens => ({
  access: `cwa_${randomText(43)}`,
  accessExpiresAt: after(now, accessSeconds),
  refresh: `cwr_${randomText(43)}`,
  refreshExpiresAt: after(now, refreshSeconds),
})

function answer(outcome: RedeemOutcome, tokens: AgentTokens, what: string): TokenAnswer {
  if (outcome.kind === 'reused')
    throw new OAuthRefusal(
      'invalid_grant',
      `The ${what} was used before. Somebody else may have it, so what it gave is taken back: ask for access again`,
    )
  if (outcome.kind === 'refused')
    throw new OAuthRefusal('invalid_grant', `The ${what} is unknown, run out, or meant for another request`)
  return {
    access_token: tokens.access,
    token_type: 'Bearer',
    expires_in: accessSeconds,
    refresh_token: tokens.refresh,
    scope: outcome.permissions.join(' '),
  }
}
