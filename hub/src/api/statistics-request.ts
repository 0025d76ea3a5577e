import type { z } from 'zod'
import { resolveDateRange } from '../analytics/resolve-date-range.ts'
import type { StatisticsRequest } from '../analytics/statistics.types.ts'
import type { StatisticsQuery } from './contract/index.ts'

/**
 * What to read for a question about statistics.
 * @throws `analytics.range_invalid`
 */
export function statisticsRequest(
  locationId: string,
  query: z.output<typeof StatisticsQuery>,
  now: Date,
): StatisticsRequest {
  const { platforms, profileIds, compare, granularity } = query
  return {
    locationId,
    ...resolveDateRange(query, now),
    compare,
    granularity,
    // An empty list asks for nothing in particular.
    ...(platforms !== undefined && platforms.length > 0 && { platforms }),
    ...(profileIds !== undefined && profileIds.length > 0 && { profileIds }),
  }
}
