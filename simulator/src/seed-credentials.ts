import { listScopes } from '@causeway/spec'
import { demoApp, demoPrivateTokens } from './oauth/demo-credentials.ts'
import { agencyAdminOf, locationUserOf } from './oauth/install-app.ts'
import type { OAuthStore } from './oauth/oauth.store.ts'
import type { PrivateToken } from './oauth/oauth.types.ts'
import type { ServerWorld, SimulatedClock } from './simulator.types.ts'

/** Scopes that the portal's picker has and no published operation asks for (facts 6.1). */
const scopesWithoutOperation = [
  'socialplanner/tag.write',
  'socialplanner/watermarks.readonly',
  'socialplanner/watermarks.write',
]

/** Every scope there is, sorted. */
export const allScopes = (): string[] => [...new Set([...listScopes(), ...scopesWithoutOperation])].toSorted()

/** Puts the demo app and the demo tokens into a store that does not have them yet. */
export function seedCredentials(store: OAuthStore, world: ServerWorld, clock: SimulatedClock): void {
  if (!store.apps.has(demoApp.id)) store.apps.set(demoApp.id, { ...demoApp, redirectUris: [] })
  const busiest = findBusiest(world)
  if (!busiest) return
  const { id: locationId, companyId } = busiest
  const scopes = allScopes()
  const readScopes = scopes.filter((scope) => scope.endsWith('.readonly'))
  const ofLocation = {
    class: 'Location',
    companyId,
    locationId,
    userId: locationUserOf(world, companyId, locationId).id,
  } as const
  const ofCompany = { class: 'Company', companyId, userId: agencyAdminOf(world, companyId).id } as const
  const createdAt = clock.now().toISOString()
  const seeded: PrivateToken[] = [
    {
      id: 'demo-location',
      name: 'Demo, one location',
      token: demoPrivateTokens.location,
      ...ofLocation,
      scopes,
      createdAt,
    },
    {
      id: 'demo-location-read-only',
      name: 'Demo, one location, reading only',
      token: demoPrivateTokens.locationReadOnly,
      ...ofLocation,
      scopes: readScopes,
      createdAt,
    },
    {
      id: 'demo-company',
      name: 'Demo, agency',
      token: demoPrivateTokens.company,
      ...ofCompany,
      scopes,
      createdAt,
    },
  ]
  const isOfThisWorld = (token: PrivateToken) => world.companies.some(({ id }) => id === token.companyId)
  for (const token of seeded) {
    const saved = store.privateTokens.get(token.id)
    // A data file may stem from another seed, whose companies this world does not have.
    if (!saved || !isOfThisWorld(saved)) store.privateTokens.set(token.id, token)
  }
}

/** The active location with the most posts. */
function findBusiest(world: ServerWorld) {
  const counted = world.locations
    .filter(({ isActive }) => isActive)
    .map((location) => ({ location, postCount: world.describeLocation(location.id).postCount }))
  return counted.toSorted((a, b) => b.postCount - a.postCount)[0]?.location
}
