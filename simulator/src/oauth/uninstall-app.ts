import type { ServerWorld } from '../simulator.types.ts'
import type { OAuthStore } from './oauth.store.ts'
import { coversLocation } from './list-installed-locations.ts'

/** Ends a grant: its codes, its tokens and the grants exchanged from it are dead at once. */
export function revokeGrant(store: OAuthStore, grantId: string): boolean {
  if (!store.grants.delete(grantId)) return false
  for (const records of [store.codes, store.accessTokens, store.refreshTokens])
    for (const [secret, record] of records) if (record.grantId === grantId) records.delete(secret)
  for (const [id, grant] of store.grants) if (grant.mintedFrom === grantId) revokeGrant(store, id)
  store.changed()
  return true
}

/** Takes an app off a location, or off a company with all its locations. The number of installations it ended. */
export function uninstallApp(
  store: OAuthStore,
  world: ServerWorld,
  appId: string,
  target: { companyId: string } | { locationId: string },
): number {
  const grants = [...store.grants.values()].filter((grant) => grant.appId === appId)
  if ('companyId' in target) {
    const own = grants.filter((grant) => grant.companyId === target.companyId)
    return own.filter((grant) => revokeGrant(store, grant.id)).length
  }
  const location = world.locations.find(({ id }) => id === target.locationId)
  if (!location) return 0
  const covering = grants.filter((grant) => coversLocation(grant, location))
  for (const grant of covering) {
    if (grant.class === 'Location') revokeGrant(store, grant.id)
    else grant.removedLocations.push(location.id)
  }
  store.changed()
  return covering.filter((grant) => grant.mintedFrom === undefined).length
}
