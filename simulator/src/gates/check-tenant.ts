import { plainRefusal, type ServerWorld, type TokenContext } from '../simulator.types.ts'

/** The places of a request that may name whom it is about. */
export interface RequestPlaces {
  params: Record<string, string>
  query: Record<string, string | undefined>
  body: unknown
}

const noAccess = () => plainRefusal(403, 'The token does not have access to this location.')

/**
 * Refuses a request about somebody else's location or company: wherever one is named, it must be the token's.
 * Gives the location the request is about: the path's, else the query's, else the body's, else the token's.
 */
export function checkTenant(
  world: ServerWorld,
  token: TokenContext,
  places: RequestPlaces,
): string | undefined {
  // The older opportunity search spells it in snake case.
  const named = [...namedIn(places, 'locationId', 'location'), ...namedIn(places, 'location_id')]
  for (const locationId of named) {
    const isOwn =
      token.class === 'Location'
        ? locationId === token.locationId
        : world.locations.some(({ id, companyId }) => id === locationId && companyId === token.companyId)
    if (!isOwn) throw noAccess()
  }
  if (token.class === 'Company') {
    for (const companyId of namedIn(places, 'companyId', 'company'))
      if (companyId !== token.companyId) throw noAccess()
  }
  return named[0] ?? token.locationId
}

/** Ids under `name`, and under `altId` where `altType` says that is what it is. */
function namedIn({ params, query, body }: RequestPlaces, name: string, altType?: string): string[] {
  const fields: Record<string, unknown> = typeof body === 'object' && body !== null ? { ...body } : {}
  return [params, query, fields].flatMap((place): string[] => {
    const found = [
      place[name],
      altType !== undefined && place['altType'] === altType ? place['altId'] : undefined,
    ]
    return found.filter((value): value is string => typeof value === 'string' && value !== '')
  })
}
