import { z } from 'zod'
import { forecastSync } from '../../sync/forecast-sync.ts'
import type { StreamName } from '../../store/tables.types.ts'
import { defineTool } from '../mcp.types.ts'
import { chooseLocation } from './choose-location.ts'

const Input = z.strictObject({ location: z.string().min(1).max(100).optional() })

const mostBudgets = 50
const streams: StreamName[] = ['accounts', 'tags', 'categories', 'posts', 'comments', 'statistics']

/** What is left of the CRM's limits; of one location also what a full look at it would spend. */
export const readQuota = defineTool({
  definition: {
    name: 'quota',
    description: 'CRM calls left, now and today.',
    inputSchema: { type: 'object', properties: { location: { type: 'string' } } },
    annotations: { readOnlyHint: true, openWorldHint: false },
  },
  input: Input,
  async run(parts, context, { location }) {
    const { limiter, locations, kysely, clock } = parts
    const { locationIds } = context.caller
    const locationId = location === undefined ? undefined : await chooseLocation(parts, context, location)
    const all = await limiter.readQuota(locationId === undefined ? {} : { locationId })
    const own = all.filter(
      ({ locationId }) => locationIds === null || (locationId !== null && locationIds.includes(locationId)),
    )
    const shown = own.slice(0, mostBudgets)
    const named = await locations.list(shown.flatMap(({ locationId }) => locationId ?? []))
    const names = new Map(named.map(({ id, name }) => [id, name]))
    // A location reached in two ways has two budgets; a sync uses the one that is used.
    const [quota] = own.toSorted((one, other) => other.dailyUsed - one.dailyUsed)
    const forecast =
      locationId === undefined
        ? undefined
        : await forecastSync({ kysely, clock }, { locationId, streams, kind: 'full', quota })
    return {
      value: {
        ...(forecast !== undefined && { fullSync: forecast.sentence }),
        budgets: shown.map((quota) => ({
          location: quota.locationId,
          name: quota.locationId === null ? null : (names.get(quota.locationId) ?? null),
          now: `${quota.burstFree} of ${quota.burstLimit} in ${quota.burstIntervalMs / 1000} s`,
          leftToday: Math.max(0, quota.dailyLimit - quota.dailyUsed),
          dailyLimit: quota.dailyLimit,
          ...(quota.pausedUntil !== null && { pausedUntil: quota.pausedUntil }),
        })),
        ...(own.length > shown.length && { more: own.length - shown.length }),
      },
    }
  },
})
