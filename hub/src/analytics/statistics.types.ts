import type { StatisticsFilter } from '../store/statistics.store.ts'
import type { Granularity } from './days.ts'

/** Metrics kept for each account and day. */
export const metrics = ['impressions', 'likes', 'comments', 'posts', 'followers'] as const
export type Metric = (typeof metrics)[number]
export type MetricTotals = Record<Metric, number>

/** What to read, and how to cut it. */
export interface StatisticsRequest extends StatisticsFilter {
  compare: 'none' | 'previous'
  granularity: Granularity
}

/** The statistics of one location and period, as the API answers them. */
export interface StatisticsReport {
  locationId: string
  from: string
  to: string
  granularity: Granularity
  periods: string[]
  totals: MetricTotals
  previous: { from: string; to: string; totals: MetricTotals } | null
  change: Record<Metric, number | null> | null
  series: { platform: string; metric: Metric; values: (number | null)[] }[]
  accounts: {
    profileId: string
    accountId: string | null
    name: string
    platform: string
    totals: MetricTotals
  }[]
  dataAsOf: string | null
  coverage: { from: string; to: string } | null
}
