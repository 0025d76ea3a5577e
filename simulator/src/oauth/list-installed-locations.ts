import type { ServerLocation, ServerWorld } from '../simulator.types.ts'
import type { OAuthStore } from './oauth.store.ts'
import type { Grant } from './oauth.types.ts'

/** A location and since when an app is installed on it; `installedAt` is missing where it is not. */
export interface LocationInstallation {
  location: ServerLocation
  installedAt?: string
}

/** Whether a grant reaches a location: its own, or one an agency approved and did not take away again. */
export function coversLocation(grant: Grant, location: ServerLocation): boolean {
  if (grant.class === 'Location') return grant.locationId === location.id
  if (grant.companyId !== location.companyId || grant.removedLocations.includes(location.id)) return false
  return grant.approvedLocations === 'all' || grant.approvedLocations.includes(location.id)
}

/** All locations of a company, each with whether the app is installed on it. */
export function listInstallations(
  store: OAuthStore,
  world: ServerWorld,
  appId: string,
  companyId: string,
): LocationInstallation[] {
  const grants = [...store.grants.values()].filter((grant) => grant.appId === appId)
  return world.locations
    .filter((location) => location.companyId === companyId)
    .map((location) => {
      const grant = grants.find((one) => coversLocation(one, location))
      return grant ? { location, installedAt: grant.installedAt } : { location }
    })
}
