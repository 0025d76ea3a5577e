import { z } from 'zod'
import type { AgentClientsStore } from '../../store/agent-clients.store.ts'
import { OAuthRefusal } from './oauth-refusal.ts'
import { isUsableRedirectUri } from './redirect-uri.ts'

/** What a program says about itself when it registers (RFC 7591); what else it says is not kept. */
const ClientMetadata = z.object({
  redirect_uris: z.array(z.string().max(500)).min(1).max(10),
  client_name: z.string().max(200).optional(),
})

/** Programs that registered and were let in by nobody, at most; they are forgotten after a day. */
const mostStrangers = 500

export interface RegisteredClient {
  client_id: string
  client_id_issued_at: number
  client_name: string
  redirect_uris: string[]
  grant_types: string[]
  response_types: string[]
  token_endpoint_auth_method: 'none'
}

/**
 * Registers a program, which opens nothing yet. It gets no secret: a program on a person's machine could not keep it,
 * and what proves that a code is fetched by the one who asked for it is PKCE.
 * @throws OAuthRefusal
 */
export async function registerClient(
  clients: AgentClientsStore,
  body: unknown,
  now: Date,
): Promise<RegisteredClient> {
  const metadata = ClientMetadata.safeParse(body)
  if (!metadata.success) {
    const issue = metadata.error.issues[0]
    throw new OAuthRefusal(
      'invalid_client_metadata',
      `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`,
    )
  }
  const { redirect_uris: redirectUris, client_name: clientName } = metadata.data
  const unusable = redirectUris.find((uri) => !isUsableRedirectUri(uri))
  if (unusable !== undefined)
    throw new OAuthRefusal(
      'invalid_redirect_uri',
      'Redirect URIs use https, http on this machine, or a scheme of the app itself, and have no user or fragment',
    )
  if ((await clients.countStrangers(now)) >= mostStrangers)
    throw new OAuthRefusal(
      'temporarily_unavailable',
      'Too many programs registered today; try again tomorrow',
    )
  const row = await clients.insert({ name: readableName(clientName), redirectUris, now })
  return {
    client_id: row.id,
    client_id_issued_at: Math.floor(row.created_at.getTime() / 1000),
    client_name: row.name,
    redirect_uris: row.redirect_uris,
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    token_endpoint_auth_method: 'none',
  }
}

/** Names are shown to whoever decides: signs that are not seen, or turn the text around, have no place in them. */
function readableName(name: string | undefined): string {
  const shown = (name ?? '')
    .replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .slice(0, 80)
  return shown === '' ? 'An agent without a name' : shown
}
