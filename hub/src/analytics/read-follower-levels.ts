import { type Kysely, sql } from 'kysely'
import type { StatisticsFilter } from '../store/statistics.store.ts'
import type { Tables } from '../store/tables.types.ts'
import type { Granularity } from './days.ts'

/** An account's number of followers at the last day it was told in a period. */
export interface FollowerLevel {
  /** First day of the period. */
  period: string
  accountId: string
  platform: string
  level: number
}

/** The last level of each account in each period, oldest period first. */
export function readFollowerLevels(
  kysely: Kysely<Tables>,
  filter: StatisticsFilter,
  granularity: Granularity,
): Promise<FollowerLevel[]> {
  // One of three words of our own may stand in the statement. As a parameter it would fail: the database cannot tell
  // that two parameters are the same expression.
  const period = sql<string>`(date_trunc(${sql.lit(granularity)}, day::timestamp))::date`
  return kysely
    .selectFrom('daily_statistics')
    .where('location_id', '=', filter.locationId)
    .where('day', '>=', filter.from)
    .where('day', '<=', filter.to)
    .where('metric', '=', 'followers')
    .$if(filter.platforms !== undefined, (some) => some.where('platform', 'in', filter.platforms!))
    .$if(filter.profileIds !== undefined, (some) => some.where('account_id', 'in', filter.profileIds!))
    .distinctOn(['account_id', period])
    .select(['account_id as accountId', 'platform', 'value as level', period.as('period')])
    .orderBy('account_id')
    .orderBy(period)
    .orderBy('day', 'desc')
    .execute()
}
