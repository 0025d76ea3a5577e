import { matchOperation, type Generation } from '@causeway/spec'
import type { OperationHandler } from '../simulator.types.ts'
import { createInstalledLocationsV2, createInstalledLocationsV3 } from './answer-installed-locations.ts'
import { createLocationTokenEndpoint } from './exchange-location-token.ts'
import { createTokenEndpoint } from './exchange-token.ts'
import type { OAuthContext } from './oauth-context.ts'
import { createReconnectEndpoint } from './reconnect.ts'

/** The handlers of the OAuth operations of both generations, by operation id. */
export function createOAuthHandlers(context: OAuthContext): Record<string, OperationHandler> {
  return {
    [operationId('v2', 'POST', '/oauth/token')]: createTokenEndpoint(context, 'v2'),
    [operationId('v3', 'POST', '/oauth/token')]: createTokenEndpoint(context, 'v3'),
    [operationId('v2', 'POST', '/oauth/locationToken')]: createLocationTokenEndpoint(context, 'v2'),
    [operationId('v3', 'POST', '/oauth/location-token')]: createLocationTokenEndpoint(context, 'v3'),
    [operationId('v2', 'GET', '/oauth/installedLocations')]: createInstalledLocationsV2(context),
    [operationId('v3', 'GET', '/oauth/installed-locations')]: createInstalledLocationsV3(context),
    'undocumented.oauth.reconnect': createReconnectEndpoint(context),
  }
}

function operationId(generation: Generation, method: string, path: string): string {
  const match = matchOperation(generation, method, path)
  if (!match) throw new Error(`The spec has no ${generation} ${method} ${path}`)
  return match.operation.id
}
