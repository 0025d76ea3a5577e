import type { Kysely } from 'kysely'
import { createStatisticsStore } from '../store/statistics.store.ts'
import type { Tables } from '../store/tables.types.ts'
import type { StatisticChange } from '../store/write-statistics.ts'
import { addDays } from './statistics-windows.ts'

const meanDays = 28
const leastDays = 14

/**
 * Means of daily impressions over the 28 days before a day, for the profiles and days of the changes; undefined
 * where fewer than 14 of the days are known.
 */
export async function readMeans(
  kysely: Kysely<Tables>,
  locationId: string,
  changes: readonly StatisticChange[],
): Promise<(profileId: string) => (day: string) => number | undefined> {
  const changed = changes.filter(({ metric }) => metric === 'impressions')
  if (changed.length === 0) return () => () => undefined
  const days = changed.map(({ day }) => day).sort()
  const rows = await createStatisticsStore(kysely).days({
    locationId,
    from: addDays(days[0]!, -meanDays),
    to: days.at(-1)!,
    profileIds: [...new Set(changed.map(({ accountId }) => accountId))],
    metrics: ['impressions'],
  })
  const values = new Map(rows.map(({ profileId, day, value }) => [`${profileId} ${day}`, value]))
  return (profileId) => (day) => {
    const before = Array.from({ length: meanDays }, (_, place) => addDays(day, -1 - place)).flatMap(
      (earlier) => values.get(`${profileId} ${earlier}`) ?? [],
    )
    return before.length < leastDays
      ? undefined
      : before.reduce((sum, value) => sum + value, 0) / before.length
  }
}
