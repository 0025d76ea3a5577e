import { callerOf, locationsOf } from '../access/check-access.ts'
import { apiErrors } from '../api.errors.ts'
import type { ApiParts, ApiServer } from '../api.types.ts'
import { Location, SyncRequest } from '../contract/index.ts'
import { describeLocations } from '../describe-locations.ts'
import { listOf, locationParams } from './route-shapes.ts'

/** Locations with their streams. */
export function addLocationsRoutes(server: ApiServer, parts: ApiParts): void {
  const tags = ['Locations']

  const read = async (locationId: string): Promise<Location> => {
    const [location] = await describeLocations(parts, [locationId])
    if (location === undefined) throw apiErrors.location_unknown('The hub does not know this location')
    return location
  }

  server.get(
    '/v1/locations',
    {
      config: { access: 'read' },
      schema: { tags, summary: 'List locations', response: { 200: listOf(Location) } },
    },
    async (request) => ({ items: await describeLocations(parts, locationsOf(callerOf(request))) }),
  )

  server.get(
    '/v1/locations/:locationId',
    {
      config: { access: 'read' },
      schema: { tags, summary: 'Read a location', params: locationParams, response: { 200: Location } },
    },
    async (request) => read(request.params.locationId),
  )

  server.post(
    '/v1/locations/:locationId/sync',
    {
      config: { access: 'write' },
      schema: {
        tags,
        summary: 'Sync now',
        params: locationParams,
        body: SyncRequest,
        response: { 202: Location },
      },
    },
    async (request, reply) => {
      await parts.sync.syncNow(request.params.locationId, request.body)
      return reply.code(202).send(await read(request.params.locationId))
    },
  )
}
