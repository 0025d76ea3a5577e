import { type Kysely, sql } from 'kysely'
import type { Tables } from './tables.types.ts'

export type Granularity = 'day' | 'week' | 'month'

/** Which daily statistics; `from` and `to` are inclusive UTC days. */
export interface StatisticsFilter {
  locationId: string
  from: string
  to: string
  platforms?: readonly string[] | undefined
  /** Profile ids of accounts. */
  profileIds?: readonly string[] | undefined
  metrics?: readonly string[] | undefined
}

/** One metric on one platform in one period; `period` is its first day. */
export interface PeriodValue {
  period: string
  platform: string
  metric: string
  /** Sum of the days; for `followers` the sum of the accounts' last levels in the period. */
  value: number
}

/** One metric of one account over the whole span. */
export interface AccountTotal {
  profileId: string
  platform: string
  metric: string
  value: number
}

/** Metrics that are a level on a day and not a count of the day: periods take their last value. */
export const levelMetrics: readonly string[] = ['followers']

/** Reads daily statistics. Days the CRM never gave are absent, not zero. */
export function createStatisticsStore(kysely: Kysely<Tables>) {
  return {
    /** Values by period, platform and metric. Weeks begin on Monday; a period may begin before `from`. */
    async byPeriod(filter: StatisticsFilter & { granularity: Granularity }): Promise<PeriodValue[]> {
      const { rows } = await sql<PeriodValue>`
        with chosen as (
          select date_trunc(${sql.lit(filter.granularity)}, day::timestamp)::date as period, d.*
          from daily_statistics d where ${matches(filter)}
        ), levels as (
          select distinct on (account_id, metric, period) period, platform, metric, value from chosen
          where metric = any(${sql.val([...levelMetrics])}::text[]) order by account_id, metric, period, day desc
        )
        select period, platform, metric, sum(value) as value from chosen
        where metric <> all(${sql.val([...levelMetrics])}::text[]) group by period, platform, metric
        union all
        select period, platform, metric, sum(value) from levels group by period, platform, metric
        order by 1, 2, 3`.execute(kysely)
      return rows
    },

    /** Totals of the span for each account. */
    async byAccount(filter: StatisticsFilter): Promise<AccountTotal[]> {
      const { rows } = await sql<AccountTotal>`
        select account_id as "profileId", max(platform) as platform, metric,
          case when metric = any(${sql.val([...levelMetrics])}::text[])
            then (array_agg(value order by day desc))[1] else sum(value) end as value
        from daily_statistics d where ${matches(filter)} group by account_id, metric order by 1, 3`.execute(
        kysely,
      )
      return rows
    },

    /** Oldest and newest day held for a location; undefined when none is. */
    async coverage(locationId: string): Promise<{ from: string; to: string } | undefined> {
      const { rows } = await sql<{ from: string | null; to: string | null }>`
        select min(day) as "from", max(day) as "to" from daily_statistics where location_id = ${locationId}`.execute(
        kysely,
      )
      const found = rows[0]
      return found?.from == null || found.to === null ? undefined : { from: found.from, to: found.to }
    },

    /** Newest moment at which a value of the selection was observed; null when there is none. */
    async observedAt(filter: StatisticsFilter): Promise<string | null> {
      const { rows } = await sql<{ at: Date | null }>`
        select max(observed_at) as at from daily_statistics d where ${matches(filter)}`.execute(kysely)
      return rows[0]?.at?.toISOString() ?? null
    },

    /** The largest value of a metric that was ever held of each profile. */
    async highest(
      locationId: string,
      metric: string,
      profileIds: readonly string[],
    ): Promise<Map<string, number>> {
      const { rows } = await sql<{ account_id: string; value: number }>`
        select account_id, max(value) as value from daily_statistics d
        where location_id = ${locationId} and metric = ${metric} ${anyOf('account_id', profileIds)}
        group by account_id`.execute(kysely)
      return new Map(rows.map((row) => [row.account_id, row.value]))
    },

    /** Every day of one or more accounts, oldest first, with how often it was restated. */
    async days(filter: StatisticsFilter) {
      const { rows } = await sql<DayValue>`
        select account_id as "profileId", platform, metric, day, value, revision, observed_at as "observedAt"
        from daily_statistics d where ${matches(filter)} order by day, account_id, metric`.execute(kysely)
      return rows.map((row) => ({ ...row, observedAt: row.observedAt.toISOString() }))
    },

    /** What the CRM said before about the days of the selection, oldest first. */
    async restatements(filter: StatisticsFilter) {
      const { rows } = await sql<RestatedValue>`
        select d.account_id as "profileId", d.metric, d.day, d.revision, d.value,
          d.observed_at as "observedAt", d.replaced_at as "replacedAt"
        from daily_statistic_restatements d
        where d.location_id = ${filter.locationId} and d.day between ${filter.from}::date and ${filter.to}::date
          and (${filter.profileIds === undefined}::boolean
            or d.account_id = any(${sql.val([...(filter.profileIds ?? [])])}::text[]))
        order by d.day, d.account_id, d.metric, d.revision`.execute(kysely)
      return rows.map((row) => ({
        ...row,
        observedAt: row.observedAt.toISOString(),
        replacedAt: row.replacedAt.toISOString(),
      }))
    },
  }
}

interface DayValue {
  profileId: string
  platform: string
  metric: string
  day: string
  value: number
  revision: number
  observedAt: Date
}

interface RestatedValue {
  profileId: string
  metric: string
  day: string
  revision: number
  value: number
  observedAt: Date
  replacedAt: Date
}

const anyOf = (column: string, values: readonly string[] | undefined) =>
  values === undefined ? sql`` : sql`and ${sql.ref(column)} = any(${sql.val([...values])}::text[])`

const matches = ({ locationId, from, to, platforms, profileIds, metrics }: StatisticsFilter) =>
  sql`d.location_id = ${locationId} and d.day between ${from}::date and ${to}::date
    ${anyOf('d.platform', platforms)} ${anyOf('d.account_id', profileIds)}
    ${anyOf('d.metric', metrics)}`
