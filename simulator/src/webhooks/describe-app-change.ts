import { coversLocation } from '../oauth/list-installed-locations.ts'
import type { OAuthStore } from '../oauth/oauth.store.ts'
import type { Grant } from '../oauth/oauth.types.ts'
import type { ServerWorld } from '../simulator.types.ts'
import type { Happening } from './webhooks.types.ts'

/** What happens to an installation. */
export type AppChange =
  | { kind: 'installed'; grant: Grant }
  | { kind: 'uninstalled'; appId: string; companyId: string; locationId?: string }

/** Installations that people made; those exchanged from an agency's are part of that one. */
export const installationsOf = ({ grants }: Pick<OAuthStore, 'grants'>, appId: string): Grant[] =>
  [...grants.values()].filter((grant) => grant.appId === appId && grant.mintedFrom === undefined)

/**
 * What an app is told of its installations. An agency's installation is told once for the agency and once for each of
 * its locations, which is the cue to exchange that location's token (facts 2.4).
 */
export function describeAppChange(world: ServerWorld, change: AppChange): Happening[] {
  if (change.kind === 'uninstalled') return [describeUninstall(change)]
  const { grant } = change
  if (grant.class === 'Location') return [describeInstall(world, grant, grant.locationId)]
  const covered = world.locations.filter((location) => location.isActive && coversLocation(grant, location))
  return [
    describeInstall(world, grant, undefined),
    ...covered.map(({ id }) => describeInstall(world, grant, id)),
  ]
}

/** A location that an agency's installation reaches from the start: GHL leaves user and company out (facts 2.4). */
export function describeFutureInstalls(
  store: Pick<OAuthStore, 'grants'>,
  world: ServerWorld,
  locationId: string,
): Happening[] {
  const location = world.locations.find(({ id }) => id === locationId)
  if (location === undefined) return []
  const reaching = [...store.grants.values()].filter(
    (grant) => grant.class === 'Company' && coversLocation(grant, location),
  )
  const appIds = [...new Set(reaching.map(({ appId }) => appId))]
  return appIds.map((appId) => ({
    event: 'AppInstall',
    appId,
    companyId: location.companyId,
    locationId,
    fields: { appId, installType: 'Location', locationId },
  }))
}

function describeInstall(world: ServerWorld, grant: Grant, locationId: string | undefined): Happening {
  const { appId, companyId, userId } = grant
  const companyName = world.companies.find(({ id }) => id === companyId)?.name
  const place = { companyId, ...(locationId !== undefined && { locationId }) }
  return {
    event: 'AppInstall',
    appId,
    ...place,
    fields: {
      appId,
      installType: locationId === undefined ? 'Company' : 'Location',
      ...place,
      userId,
      ...(companyName !== undefined && { companyName }),
      isWhitelabelCompany: false,
      whitelabelDetails: {},
    },
  }
}

/** It names the location or the company, never both. */
function describeUninstall({
  appId,
  companyId,
  locationId,
}: Extract<AppChange, { kind: 'uninstalled' }>): Happening {
  const place = locationId === undefined ? { companyId } : { locationId }
  return {
    event: 'AppUninstall',
    appId,
    companyId,
    ...(locationId !== undefined && { locationId }),
    fields: { appId, ...place },
  }
}
