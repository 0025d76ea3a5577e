import type { Statistics } from '@causeway/client'
import type { DailyStatistic } from '../../store/write-statistics.ts'
import { syncErrors } from '../sync.errors.ts'

/** An account and the days it was asked about: at most seven, so that each weekday is one day. */
export interface StatisticsWindow {
  profileId: string
  platform: string
  /** `YYYY-MM-DD`, oldest first. */
  days: readonly string[]
}

const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']

/**
 * Turns an answer about one account into daily statistics. The CRM names weekdays, not days: each name is looked up
 * among the days asked for, and the names must go forward as the days do. Days it did not answer stay absent.
 * @throws `sync.statistics_days_mismatch` when the names do not belong to the days
 */
export function toDailyStatistics(answer: Statistics, window: StatisticsWindow): DailyStatistic[] {
  const days = daysOf(answer.dayRange, window)
  const { profileId, platform } = window
  const series: [metric: string, values: readonly number[]][] = [
    ['impressions', answer.postPerformance.impressions],
    ['likes', answer.postPerformance.likes],
    ['comments', answer.postPerformance.comments],
    ['posts', added(Object.values(answer.postPerformance.posts))],
    ['followers', added(Object.values(answer.platformTotals.followers).map((followers) => followers.series))],
  ]
  return series.flatMap(([metric, values]) =>
    days.flatMap((day, place) => {
      const value = values[place]
      return value === undefined || !Number.isFinite(value)
        ? []
        : [{ accountId: profileId, platform, metric, day, value }]
    }),
  )
}

function daysOf(names: readonly string[], window: StatisticsWindow): string[] {
  const byName = new Map(window.days.map((day) => [weekdays[new Date(day).getUTCDay()], day]))
  const days = names.map((name) => byName.get(name.slice(0, 3).toLowerCase()))
  const isForward = days.every((day, place) => day !== undefined && (place === 0 || day > days[place - 1]!))
  if (isForward) return days as string[]
  throw syncErrors.statistics_days_mismatch(
    `Asked for ${window.days[0]} to ${window.days.at(-1)}, the CRM answered the days ${JSON.stringify(names.slice(0, 14))}.`,
    { details: { profileId: window.profileId, days: window.days, answered: names.slice(0, 14) } },
  )
}

/** Series added up place by place, as long as the longest. */
function added(lists: readonly (readonly number[])[]): number[] {
  const length = Math.max(0, ...lists.map((list) => list.length))
  return Array.from({ length }, (_, place) => lists.reduce((sum, list) => sum + (list[place] ?? 0), 0))
}
