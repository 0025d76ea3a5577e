import type { Generation } from '@causeway/spec'
import { plainRefusal, type OperationHandler, type OperationRequest } from '../simulator.types.ts'
import { answerLocationToken } from './answer-token.ts'
import { issueTokens } from './issue-tokens.ts'
import { coversLocation } from './list-installed-locations.ts'
import type { OAuthContext } from './oauth-context.ts'
import { locationNotActive } from './oauth.errors.ts'
import { newHexId } from './oauth.store.ts'
import type { Grant } from './oauth.types.ts'

/**
 * `POST /oauth/locationToken` and `/oauth/location-token`: an agency's token for one location's.
 * The old name answers 201 where the published file says 200; the token silently gains both oauth scopes (facts 2.4).
 */
export function createLocationTokenEndpoint(context: OAuthContext, generation: Generation): OperationHandler {
  const { store, world, clock } = context
  return (request) => {
    const location = world.locations.find(({ id }) => id === fieldOf(request.body, 'locationId'))
    const parent = companyGrantOf(context, request)
    if (!location || !parent || !coversLocation(parent, location))
      throw plainRefusal(400, 'The app is not installed on this location')
    if (!location.isActive) throw locationNotActive()
    const grant = mintedGrant(context, parent, location.id)
    const issued = issueTokens(store, clock, grant, { withRefreshToken: true, expiresInSeconds: 86_400 })
    const versionId = store.apps.get(grant.appId)?.versionId ?? ''
    return { body: answerLocationToken(generation, grant, issued, versionId) }
  }
}

function companyGrantOf({ store }: OAuthContext, { token }: OperationRequest): Grant | undefined {
  return token.grantId === undefined ? undefined : store.grants.get(token.grantId)
}

/** One grant for each exchanged location, however often it is exchanged, so that uninstalling finds it. */
function mintedGrant({ store, clock }: OAuthContext, parent: Grant, locationId: string): Grant {
  const known = [...store.grants.values()].find(
    (grant) => grant.mintedFrom === parent.id && grant.locationId === locationId,
  )
  if (known) return known
  const grant: Grant = {
    id: newHexId(),
    appId: parent.appId,
    class: 'Location',
    companyId: parent.companyId,
    locationId,
    userId: parent.userId,
    scopes: [...new Set([...parent.scopes, 'oauth.readonly', 'oauth.write'])],
    isBulkInstallation: true,
    approvedLocations: [],
    removedLocations: [],
    mintedFrom: parent.id,
    installedAt: clock.now().toISOString(),
  }
  store.grants.set(grant.id, grant)
  return grant
}

function fieldOf(body: unknown, name: string): unknown {
  return typeof body === 'object' && body !== null
    ? Object.entries(body).find(([key]) => key === name)?.[1]
    : undefined
}
