import { z } from 'zod'
import type { AgentClientRow, AgentClientsStore } from '../../store/agent-clients.store.ts'
import { mcpErrors } from '../mcp.errors.ts'
import { type AgentScope, readScope } from './agent-scopes.ts'
import { checkResource } from './check-resource.ts'
import { OAuthRefusal } from './oauth-refusal.ts'
import { isRegisteredRedirectUri } from './redirect-uri.ts'

/** An agent's request for access as the browser brings it: every field may be missing, doubled or nonsense. */
export type AuthorizeFields = Readonly<Record<string, unknown>>

/** An agent's request for access that a person may be shown. */
export interface AuthorizeRequest {
  client: AgentClientRow
  redirectUri: string
  state: string | undefined
  codeChallenge: string
  scopes: AgentScope[]
}

/** Whom to send the refusal of a request to, once that is known to be safe. */
export interface AnswerTo {
  redirectUri: string
  state: string | undefined
}

export type AuthorizeOutcome =
  | { kind: 'valid'; request: AuthorizeRequest }
  /** The agent itself is told. */
  | { kind: 'refused'; refusal: OAuthRefusal; answerTo: AnswerTo }

const ClientId = z.uuid()
/** A base64url SHA-256: 43 characters. */
const Challenge = z.string().regex(/^[\w-]{43}$/)

/**
 * Checks an agent's request. Until its address is known to be its own, the person is told and nothing is sent there.
 * @param base where the hub is reached
 * @throws `mcp.client_unknown`, `mcp.redirect_mismatch`
 */
export async function readAuthorizeRequest(
  clients: Pick<AgentClientsStore, 'find'>,
  fields: AuthorizeFields,
  base: string,
): Promise<AuthorizeOutcome> {
  const clientId = ClientId.safeParse(fields['client_id'])
  const client = clientId.success ? await clients.find(clientId.data) : undefined
  if (client === undefined)
    throw mcpErrors.client_unknown('The agent that asks for access is not registered here')
  const redirectUri = fields['redirect_uri']
  if (typeof redirectUri !== 'string' || !isRegisteredRedirectUri(redirectUri, client.redirect_uris))
    throw mcpErrors.redirect_mismatch('The agent asks to be answered at an address that it did not register')
  const state = typeof fields['state'] === 'string' ? fields['state'].slice(0, 2000) : undefined
  try {
    return { kind: 'valid', request: { client, redirectUri, state, ...checkFields(fields, base) } }
  } catch (problem) {
    if (problem instanceof OAuthRefusal)
      return { kind: 'refused', refusal: problem, answerTo: { redirectUri, state } }
    throw problem
  }
}

function checkFields(
  fields: AuthorizeFields,
  base: string,
): Pick<AuthorizeRequest, 'codeChallenge' | 'scopes'> {
  for (const [name, value] of Object.entries(fields))
    if (typeof value !== 'string')
      throw new OAuthRefusal('invalid_request', `${name.slice(0, 60)} is there twice`)
  if (fields['response_type'] !== 'code')
    throw new OAuthRefusal('unsupported_response_type', 'Only response_type=code is supported')
  if (fields['code_challenge_method'] !== 'S256')
    throw new OAuthRefusal('invalid_request', 'PKCE is needed, with code_challenge_method=S256')
  const challenge = Challenge.safeParse(fields['code_challenge'])
  if (!challenge.success)
    throw new OAuthRefusal('invalid_request', 'code_challenge must be a SHA-256 in base64url')
  checkResource(textOf(fields['resource']), base)
  return { codeChallenge: challenge.data, scopes: readScope(textOf(fields['scope'])) }
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)

/** The address that tells an agent how its request ended. `iss` tells it who answers (RFC 9207). */
export function answerAddress(
  { redirectUri, state }: AnswerTo,
  base: string,
  answer: Record<string, string>,
): string {
  const url = new URL(redirectUri)
  for (const [name, value] of Object.entries({ ...answer, ...(state !== undefined && { state }), iss: base }))
    url.searchParams.set(name, value)
  return url.href
}
