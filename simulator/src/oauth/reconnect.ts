import { plainRefusal, type OperationHandler } from '../simulator.types.ts'
import { coversLocation } from './list-installed-locations.ts'
import { issueCode } from './install-app.ts'
import { lifetimes } from './issue-tokens.ts'
import type { OAuthContext } from './oauth-context.ts'
import type { Grant } from './oauth.types.ts'

/**
 * `POST /oauth/reconnect`: once gave a new code for an installation whose tokens were lost.
 * Since 2026 it answers that it was removed; a switch brings it back (facts 2.3).
 */
export function createReconnectEndpoint(context: OAuthContext): OperationHandler {
  const { store, clock, switches } = context
  return ({ body }) => {
    if (!switches.isReconnectAvailable) throw plainRefusal(400, 'API endpoint has been removed')
    const fields: Record<string, unknown> = typeof body === 'object' && body !== null ? { ...body } : {}
    const app = [...store.apps.values()].find((one) => one.clientId === fields['clientKey'])
    if (!app || app.clientSecret !== fields['clientSecret'])
      throw plainRefusal(401, 'Invalid client credentials!')
    const grant = [...store.grants.values()].find(
      (one) => one.appId === app.id && isAskedFor(context, one, fields),
    )
    if (!grant) throw plainRefusal(400, 'The app is not installed there')
    const authorizationCode = issueCode(store, clock, grant.id)
    const expiresAt = new Date(clock.now().getTime() + lifetimes.codeMs).toISOString()
    return { body: { authorizationCode, expiresAt } }
  }
}

function isAskedFor({ world }: OAuthContext, grant: Grant, fields: Record<string, unknown>): boolean {
  if (fields['companyId'] !== undefined)
    return grant.class === 'Company' && grant.companyId === fields['companyId']
  const location = world.locations.find(({ id }) => id === fields['locationId'])
  return location !== undefined && grant.class === 'Location' && coversLocation(grant, location)
}
