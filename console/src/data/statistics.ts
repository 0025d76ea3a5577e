import type { Overview, Statistics } from '@causeway/hub/contract'
import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { callHub } from './call-hub.ts'
import type { Days } from './period.ts'

export type { Overview, Statistics }

/** Days are read one by one up to four months, then by week, then by month: what a chart can still show. */
export function granularityOf(days: number): 'day' | 'week' | 'month' {
  if (days <= 120) return 'day'
  return days <= 540 ? 'week' : 'month'
}

export const overviewQuery = (locationId: string, period: Days) =>
  queryOptions({
    queryKey: ['statistics', locationId, 'overview', period.from, period.to],
    queryFn: ({ signal }) =>
      callHub<Overview>(`/v1/locations/${encodeURIComponent(locationId)}/overview`, {
        query: { from: period.from, to: period.to, compare: 'previous', granularity: granularityOf(period.count) },
        signal,
      }),
    placeholderData: keepPreviousData,
  })
