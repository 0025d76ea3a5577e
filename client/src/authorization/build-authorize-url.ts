import { RemoteError } from '../client.errors.ts'
import type { AuthorizeUrlOptions } from './authorization.types.ts'

/**
 * Address of the consent page, in the place GHL documents since 2026-05 (`/v2/oauth/chooselocation`).
 * @throws RemoteError `invalid_call` for a missing state or no scope
 */
export function buildAuthorizeUrl(
  app: { consentBaseUrl: string; clientId: string },
  { redirectUri, scopes, state, versionId, isSameWindow = false }: AuthorizeUrlOptions,
): string {
  if (state === '')
    throw new RemoteError('invalid_call', 'A state is needed to recognise the person on return')
  if (scopes.length === 0) throw new RemoteError('invalid_call', 'Ask for at least one scope')
  const url = new URL(`${app.consentBaseUrl.replace(/\/+$/, '')}/v2/oauth/chooselocation`)
  const query = {
    response_type: 'code',
    client_id: app.clientId,
    redirect_uri: redirectUri,
    scope: scopes.join(' '),
    state,
    ...(versionId === undefined ? {} : { version_id: versionId }),
    ...(isSameWindow ? { loginWindowOpenMode: 'self' } : {}),
  }
  // encodeURIComponent, because a `+` for the spaces between scopes is not a space to every consent page.
  url.search = Object.entries(query)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('&')
  return url.href
}
