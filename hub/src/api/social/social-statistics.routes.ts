import { z } from 'zod'
import { readStatistics } from '../../analytics/read-statistics.ts'
import { callerOf, checkLocation } from '../access/check-access.ts'
import type { Caller } from '../access/caller.types.ts'
import { apiErrors } from '../api.errors.ts'
import type { ApiParts, ApiServer } from '../api.types.ts'
import { Statistics, StatisticsQuery } from '../contract/index.ts'
import { CrmId } from '../routes/route-shapes.ts'
import { statisticsRequest } from '../statistics-request.ts'
import { createStatisticsCache } from './cache-statistics.ts'
import { sayFreshness, wantsLive } from './freshness.ts'
import { readVersion } from './read-version.ts'
import { pullStatistics } from './pull-statistics.ts'
import { CrmEnvelope, StatisticsBody } from './social-shapes.ts'

const ofLocation = z.object({ locationId: CrmId })

/** Statistics over the hub's own days, and the CRM's call with its own answer kept for a while. */
export function addSocialStatisticsRoutes(server: ApiServer, parts: ApiParts): void {
  const { kysely, clock, stores } = parts
  const tags = ['CRM paths']
  const cache = createStatisticsCache(parts)

  const check = async (caller: Caller, locationId: string): Promise<void> => {
    checkLocation(caller, locationId)
    if ((await stores.locations.find(locationId)) === undefined)
      throw apiErrors.location_unknown(`The hub does not know location ${locationId.slice(0, 100)}`)
  }

  server.get(
    '/socialplanner/statistics.readonly',
    {
      config: { access: 'read' },
      schema: {
        tags,
        summary: 'Read statistics of any period from the hub’s own daily history',
        querystring: StatisticsQuery.extend(ofLocation.shape),
        response: { 200: Statistics },
      },
    },
    async (request, reply) => {
      const { locationId } = request.query
      await check(callerOf(request), locationId)
      const question = statisticsRequest(locationId, request.query, clock.now())
      const isPulled = wantsLive(request) && (await pullStatistics(parts, locationId))
      const statistics = await readStatistics(kysely, question)
      const asOf = statistics.dataAsOf === null ? null : new Date(statistics.dataAsOf)
      sayFreshness(reply, { source: isPulled ? 'crm' : 'store', asOf }, clock.now())
      return statistics
    },
  )

  server.post(
    '/social-media-posting/statistics',
    {
      config: { access: 'read' },
      schema: {
        tags,
        summary: 'Ask for statistics as the CRM does; answers are kept for 15 minutes',
        querystring: ofLocation,
        body: StatisticsBody,
        response: { 200: CrmEnvelope, 201: CrmEnvelope },
      },
    },
    async (request, reply) => {
      const { locationId } = request.query
      await check(callerOf(request), locationId)
      const generation = readVersion(request)
      const question = { caller: callerOf(request), locationId, generation, body: request.body }
      const { answer, freshness } = await cache.ask(question, { isLive: wantsLive(request) })
      sayFreshness(reply, freshness, clock.now())
      return reply.code(answer.status === 201 ? 201 : 200).send(answer.body as z.output<typeof CrmEnvelope>)
    },
  )
}
