import { type Kysely, sql } from 'kysely'
import { storableJson } from './canonical-json.ts'
import type { Tables } from './tables.types.ts'

/** One metric of one account on one day. */
export interface DailyStatistic {
  /** Profile id of the account. */
  accountId: string
  platform: string
  metric: string
  /** `YYYY-MM-DD` in UTC. */
  day: string
  value: number
}

/** A daily statistic that is new or says something else than before. */
export interface StatisticChange extends DailyStatistic {
  revision: number
  /** What it said before; null when it is new. */
  previous: number | null
}

/**
 * Stores daily statistics and tells which are new or restated. A restated value keeps the old one, with the time it
 * was last observed, in `daily_statistic_restatements`; a repeated value only moves the time of observation.
 * Writers of one location must follow each other: the stream's lease sees to it.
 */
export async function writeDailyStatistics(
  trx: Kysely<Tables>,
  locationId: string,
  statistics: readonly DailyStatistic[],
  at: Date,
): Promise<StatisticChange[]> {
  const last = new Map(statistics.map((row) => [`${row.accountId}\n${row.metric}\n${row.day}`, row]))
  if (last.size === 0) return []
  const { rows } = await sql<StatisticChange>`
    with input as materialized (
      select * from jsonb_to_recordset(${storableJson([...last.values()])}::text::jsonb)
        as i("accountId" text, platform text, metric text, day date, value float8)
    ), held as materialized (
      select d.account_id, d.metric, d.day, d.value, d.revision, d.observed_at from daily_statistics d
      join input i on d.location_id = ${locationId} and d.account_id = i."accountId" and d.metric = i.metric
        and d.day = i.day
    ), kept as (
      insert into daily_statistic_restatements
        (location_id, account_id, metric, day, revision, value, observed_at, replaced_at)
      select ${locationId}, held.account_id, held.metric, held.day, held.revision, held.value, held.observed_at,
        ${at.toISOString()}::timestamptz
      from held join input i on held.account_id = i."accountId" and held.metric = i.metric and held.day = i.day
      where held.value <> i.value
      on conflict do nothing
    ), written as (
      insert into daily_statistics as d
        (location_id, account_id, metric, day, platform, value, first_observed_at, observed_at)
      select ${locationId}, "accountId", metric, day, platform, value, ${at.toISOString()}::timestamptz,
        ${at.toISOString()}::timestamptz from input
      on conflict (location_id, account_id, metric, day) do update set
        value = excluded.value, platform = excluded.platform,
        observed_at = greatest(d.observed_at, excluded.observed_at),
        revision = d.revision + case when d.value <> excluded.value then 1 else 0 end
      returning account_id, metric, day, platform, value, revision
    )
    select written.account_id as "accountId", written.platform, written.metric, written.day, written.value,
      written.revision, held.value as previous
    from written left join held using (account_id, metric, day)
    where held.value is null or held.value <> written.value`.execute(trx)
  return rows
}
