import { RemoteError } from '../client.errors.ts'
import { apiHost, consentHosts } from '../hosts.ts'
import { createTransport } from '../transport/create-transport.ts'
import type { Authorization, AuthorizationOptions } from './authorization.types.ts'
import { buildAuthorizeUrl } from './build-authorize-url.ts'
import { listInstalledLocations } from './list-installed-locations.ts'
import { requestLocationToken } from './request-location-token.ts'
import { requestReconnect } from './request-reconnect.ts'
import { requestToken } from './request-token.ts'

/**
 * Makes the OAuth calls of one app, in either generation, with answers of one shape.
 * @example
 * const authorization = createAuthorization({ clientId, clientSecret })
 * const url = authorization.authorizeUrl({ redirectUri, scopes: ['socialplanner/post.readonly'], state })
 * // … the person returns with a code:
 * const grant = await authorization.exchangeCode({ code, redirectUri })
 */
export function createAuthorization(options: AuthorizationOptions): Authorization {
  const { clientId, clientSecret, generation = 'v3', timeoutMs = 10_000 } = options
  if (clientId === '' || clientSecret === '') {
    throw new RemoteError('invalid_call', 'The app needs a client id and a client secret')
  }
  const transport = createTransport({
    baseUrl: options.apiBaseUrl ?? apiHost,
    userAgent: options.userAgent,
    connections: 16,
    dispatcher: options.dispatcher,
    hooks: options.hooks,
  })
  const app = { transport, clientId, clientSecret, generation, timeoutMs }
  const consentBaseUrl = options.consentBaseUrl ?? consentHosts.standard

  return {
    authorizeUrl: (input) => buildAuthorizeUrl({ consentBaseUrl, clientId }, input),
    exchangeCode: (input) => requestToken(app, { grantType: 'authorization_code', ...input }),
    refresh: (input) => requestToken(app, { grantType: 'refresh_token', ...input }),
    exchangeLocationToken: (input) => requestLocationToken(app, input),
    listInstalledLocations: (input) => listInstalledLocations(app, { appId: appIdOf(clientId), ...input }),
    reconnect: (input) => requestReconnect(app, input),
    close: () => transport.close(),
  }
}

/** A client id is the app's id with a suffix for each of its keys. */
function appIdOf(clientId: string): string {
  return clientId.split('-')[0] ?? clientId
}
