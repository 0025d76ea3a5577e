import type { Kysely } from 'kysely'
import {
  type AccountTotal,
  createStatisticsStore,
  type PeriodValue,
  type StatisticsFilter,
} from '../store/statistics.store.ts'
import type { Tables } from '../store/tables.types.ts'
import { periodsBetween } from './days.ts'
import { type FollowerLevel, readFollowerLevels } from './read-follower-levels.ts'
import { previousRange } from './resolve-date-range.ts'
import {
  type Metric,
  type MetricTotals,
  metrics,
  type StatisticsReport,
  type StatisticsRequest,
} from './statistics.types.ts'

/** Reads a location's statistics from the days the hub holds; it never asks the CRM. */
export async function readStatistics(
  kysely: Kysely<Tables>,
  request: StatisticsRequest,
): Promise<StatisticsReport> {
  const { locationId, from, to, granularity } = request
  const days = createStatisticsStore(kysely)
  const filter = filterOf(request)
  const earlier = request.compare === 'previous' ? previousRange(request) : undefined
  const [values, levels, accounts, earlierAccounts, profiles, dataAsOf, coverage] = await Promise.all([
    days.byPeriod({ ...filter, granularity }),
    readFollowerLevels(kysely, filter, granularity),
    days.byAccount(filter),
    earlier === undefined ? [] : days.byAccount({ ...filter, ...earlier }),
    readProfiles(kysely, locationId),
    days.observedAt(filter),
    days.coverage(locationId),
  ])
  const periods = periodsBetween(from, to, granularity)
  const totals = totalsOf(accounts)
  const before = totalsOf(earlierAccounts)
  return {
    locationId,
    from,
    to,
    granularity,
    periods,
    totals,
    previous: earlier === undefined ? null : { ...earlier, totals: before },
    change: earlier === undefined ? null : changes(totals, before, earlierAccounts),
    series: [...countSeries(values, periods), ...followerSeries(levels, periods)].toSorted(bySeries),
    accounts: accountTotals(accounts, profiles),
    dataAsOf,
    coverage: coverage ?? null,
  }
}

/** An empty list asks for nothing in particular, so it means all. */
const filterOf = ({ locationId, from, to, platforms, profileIds }: StatisticsRequest): StatisticsFilter => ({
  locationId,
  from,
  to,
  ...(platforms !== undefined && platforms.length > 0 && { platforms }),
  ...(profileIds !== undefined && profileIds.length > 0 && { profileIds }),
})

interface Profile {
  profileId: string | null
  accountId: string
  name: string | null
}

function readProfiles(kysely: Kysely<Tables>, locationId: string): Promise<Profile[]> {
  // Disconnected accounts stay: their days do, and a bare id would be no name for them.
  return kysely
    .selectFrom('records')
    .where('location_id', '=', locationId)
    .where('kind', '=', 'account')
    .select((of) => [
      'id as accountId',
      of.ref('data', '->>').key('profileId').$castTo<string | null>().as('profileId'),
      of.ref('data', '->>').key('name').$castTo<string | null>().as('name'),
    ])
    .orderBy('deleted_at', (order) => order.desc().nullsLast())
    .execute()
}

const isMetric = (name: string): name is Metric => (metrics as readonly string[]).includes(name)

const noTotals = (): MetricTotals => ({ impressions: 0, likes: 0, comments: 0, posts: 0, followers: 0 })

function totalsOf(sums: readonly AccountTotal[]): MetricTotals {
  const totals = noTotals()
  for (const { metric, value } of sums) if (isMetric(metric)) totals[metric] += value
  return totals
}

/** Percent against the earlier totals with two decimals; null where nothing was, which no percentage describes. */
function changes(
  totals: MetricTotals,
  before: MetricTotals,
  earlier: readonly AccountTotal[],
): Record<Metric, number | null> {
  const known = new Set(earlier.map(({ metric }) => metric))
  const change = (metric: Metric) =>
    known.has(metric) && before[metric] !== 0
      ? Math.round(((totals[metric] - before[metric]) / Math.abs(before[metric])) * 10_000) / 100
      : null
  return {
    impressions: change('impressions'),
    likes: change('likes'),
    comments: change('comments'),
    posts: change('posts'),
    followers: change('followers'),
  }
}

type Series = StatisticsReport['series'][number]

const bySeries = (left: Series, right: Series) =>
  left.platform < right.platform
    ? -1
    : left.platform > right.platform
      ? 1
      : metrics.indexOf(left.metric) - metrics.indexOf(right.metric)

function countSeries(sums: readonly PeriodValue[], periods: readonly string[]): Series[] {
  const place = new Map(periods.map((period, index) => [period, index]))
  const series = new Map<string, Series>()
  for (const { platform, metric, period, value } of sums) {
    const index = place.get(period)
    if (!isMetric(metric) || metric === 'followers' || index === undefined) continue
    const key = JSON.stringify([platform, metric])
    const found = series.get(key) ?? { platform, metric, values: periods.map(() => null) }
    found.values[index] = value
    series.set(key, found)
  }
  return [...series.values()]
}

/**
 * Followers of a network are the sum of its accounts' levels. An account that told nothing in a period keeps its last
 * level, else the sum would dip; a period in which no account told anything stays a gap.
 */
function followerSeries(levels: readonly FollowerLevel[], periods: readonly string[]): Series[] {
  const platforms = Map.groupBy(levels, ({ platform }) => platform)
  return [...platforms].map(([platform, ofPlatform]) => {
    const byPeriod = Map.groupBy(ofPlatform, ({ period }) => period)
    const current = new Map<string, number>()
    const values = periods.map((period) => {
      const told = byPeriod.get(period)
      if (told === undefined) return null
      for (const { accountId, level } of told) current.set(accountId, level)
      return [...current.values()].reduce((sum, level) => sum + level, 0)
    })
    return { platform, metric: 'followers', values }
  })
}

function accountTotals(
  sums: readonly AccountTotal[],
  profiles: readonly Profile[],
): StatisticsReport['accounts'] {
  const known = new Map(profiles.map((profile) => [profile.profileId, profile]))
  return [...Map.groupBy(sums, ({ profileId }) => profileId)]
    .map(([profileId, own]) => ({
      profileId,
      accountId: known.get(profileId)?.accountId ?? null,
      name: known.get(profileId)?.name ?? profileId,
      platform: own[0]!.platform,
      totals: totalsOf(own),
    }))
    .toSorted((left, right) => right.totals.impressions - left.totals.impressions)
}
