import { readOverview } from '../../analytics/read-overview.ts'
import { readStatistics } from '../../analytics/read-statistics.ts'
import type { ApiParts, ApiServer } from '../api.types.ts'
import { Overview, Statistics, StatisticsQuery } from '../contract/index.ts'
import { statisticsRequest } from '../statistics-request.ts'
import { locationParams } from './route-shapes.ts'

/** Statistics of a location, from the days the hub holds. */
export function addStatisticsRoutes(server: ApiServer, { kysely, clock }: ApiParts): void {
  const tags = ['Statistics']

  server.get(
    '/v1/locations/:locationId/statistics',
    {
      config: { access: 'read' },
      schema: {
        tags,
        summary: 'Read statistics of any period',
        params: locationParams,
        querystring: StatisticsQuery,
        response: { 200: Statistics },
      },
    },
    async ({ params, query }) =>
      readStatistics(kysely, statisticsRequest(params.locationId, query, clock.now())),
  )

  server.get(
    '/v1/locations/:locationId/overview',
    {
      config: { access: 'read' },
      schema: {
        tags,
        summary: 'Read statistics, best posts, tags and what comes next in one answer',
        params: locationParams,
        querystring: StatisticsQuery,
        response: { 200: Overview },
      },
    },
    async ({ params, query }) => {
      const now = clock.now()
      return readOverview(kysely, statisticsRequest(params.locationId, query, now), now)
    },
  )
}
