import type { ServerUser, ServerWorld, SimulatedClock } from '../simulator.types.ts'
import { lifetimes } from './issue-tokens.ts'
import type { OAuthContext } from './oauth-context.ts'
import { newCode, newHexId, type OAuthStore } from './oauth.store.ts'
import type { Grant, RegisteredApp } from './oauth.types.ts'

/** Where an app is being installed, and so by whom: an agency's admin, or a user of one location. */
export type InstallTarget =
  | {
      companyId: string
      /** The locations an admin ticked; all, and those to come, when left out. */
      approvedLocations?: string[] | 'all'
    }
  | { locationId: string }

/**
 * Installs an app and gives the code to exchange. An agency's installation makes a Company token that is
 * exchanged for each location, even when only one was ticked; a location's own makes a Location token (facts 2.4).
 */
export function installApp(
  context: Pick<OAuthContext, 'store' | 'world' | 'clock' | 'announce'>,
  app: RegisteredApp,
  target: InstallTarget,
  request: { scopes: string[]; redirectUri?: string },
): { code: string; grant: Grant } {
  const grant = makeGrant(context.world, context.clock, app, target, request.scopes)
  context.store.grants.set(grant.id, grant)
  context.announce({ kind: 'installed', grant })
  return { code: issueCode(context.store, context.clock, grant.id, request.redirectUri), grant }
}

/** Makes a code for a grant that exists. */
export function issueCode(
  store: OAuthStore,
  clock: SimulatedClock,
  grantId: string,
  redirectUri?: string,
): string {
  const code = newCode()
  const expiresAtMs = clock.now().getTime() + lifetimes.codeMs
  store.codes.set(code, { grantId, expiresAtMs, ...(redirectUri === undefined ? {} : { redirectUri }) })
  store.changed()
  return code
}

function makeGrant(
  world: ServerWorld,
  clock: SimulatedClock,
  app: RegisteredApp,
  target: InstallTarget,
  scopes: string[],
): Grant {
  const shared = {
    id: newHexId(),
    appId: app.id,
    scopes,
    removedLocations: [],
    installedAt: clock.now().toISOString(),
  }
  if ('companyId' in target) {
    const { companyId, approvedLocations = 'all' } = target
    const userId = agencyAdminOf(world, companyId).id
    return { ...shared, class: 'Company', companyId, userId, isBulkInstallation: true, approvedLocations }
  }
  const location = world.locations.find(({ id }) => id === target.locationId)
  if (!location) throw new Error(`There is no location ${target.locationId}`)
  return {
    ...shared,
    class: 'Location',
    companyId: location.companyId,
    locationId: location.id,
    userId: locationUserOf(world, location.companyId, location.id).id,
    isBulkInstallation: false,
    approvedLocations: [],
  }
}

const noOne = (companyId: string): ServerUser => ({ id: '', companyId, name: '', email: '', locationIds: [] })

/** The user of the company who reaches the most locations. */
export function agencyAdminOf(world: ServerWorld, companyId: string): ServerUser {
  const people = world.users.filter((user) => user.companyId === companyId)
  return people.toSorted((a, b) => b.locationIds.length - a.locationIds.length)[0] ?? noOne(companyId)
}

/** The user closest to the location: who belongs to it and to the fewest others. */
export function locationUserOf(world: ServerWorld, companyId: string, locationId: string): ServerUser {
  const people = world.users.filter((user) => user.locationIds.includes(locationId))
  const closest = people.toSorted((a, b) => a.locationIds.length - b.locationIds.length)[0]
  return closest ?? agencyAdminOf(world, companyId)
}
