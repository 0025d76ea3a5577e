import { z } from 'zod'
import { forecastSync } from '../../sync/forecast-sync.ts'
import { callerOf, checkLocation, coversLocation } from '../access/check-access.ts'
import { apiErrors } from '../api.errors.ts'
import type { ApiParts, ApiServer } from '../api.types.ts'
import { Forecast, ForecastQuery, Quota, streamNames } from '../contract/index.ts'
import { CrmId, listOf } from './route-shapes.ts'

/** What is left of the CRM's limits, and what a sync would take of it. */
export function addQuotaRoutes(server: ApiServer, { limiter, kysely, clock, stores }: ApiParts): void {
  server.get(
    '/v1/quota',
    {
      config: { access: 'read' },
      schema: {
        tags: ['Quota'],
        summary: 'Calls left to the CRM, by app and location',
        querystring: z.object({ locationId: CrmId.optional() }),
        response: { 200: listOf(Quota) },
      },
    },
    async (request) => {
      const caller = callerOf(request)
      const { locationId } = request.query
      const quotas = await limiter.readQuota(locationId === undefined ? {} : { locationId })
      return { items: quotas.filter((quota) => coversLocation(caller, quota.locationId ?? '')) }
    },
  )

  server.get(
    '/v1/quota/forecast',
    {
      config: { access: 'read' },
      schema: {
        tags: ['Quota'],
        summary: 'How many calls a sync of a location would need',
        querystring: ForecastQuery,
        response: { 200: Forecast },
      },
    },
    async (request) => {
      const { locationId, streams = streamNames, kind } = request.query
      checkLocation(callerOf(request), locationId)
      if ((await stores.locations.find(locationId)) === undefined)
        throw apiErrors.location_unknown(`The hub does not know location ${locationId.slice(0, 100)}`)
      // A location reached by an app and by a private token has two budgets; the sync uses the one that is used.
      const quotas = await limiter.readQuota({ locationId })
      const quota = quotas.toSorted((one, other) => other.dailyUsed - one.dailyUsed)[0]
      return forecastSync({ kysely, clock }, { locationId, streams: [...new Set(streams)], kind, quota })
    },
  )
}
