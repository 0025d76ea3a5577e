import { type Kysely, sql } from 'kysely'
import type { Tables } from './tables.types.ts'

/** Share of today's calls left to a location (of its scarcest budget), and of the day; 1 and 1 when nothing is known. */
export async function readBudgetShare(
  kysely: Kysely<Tables>,
  locationId: string,
): Promise<{ callsLeft: number; dayLeft: number }> {
  const { rows } = await sql<{ calls_left: number | null; day_left: number }>`
    select min(case when day = (now() at time zone 'UTC')::date
        then greatest(0, daily_limit - daily_used)::float8 / nullif(daily_limit, 0) else 1 end) as calls_left,
      1 - extract(epoch from (now() at time zone 'UTC')::time)::float8 / 86400 as day_left
    from call_budgets where location_id = ${locationId}`.execute(kysely)
  const found = rows[0]
  return found?.calls_left == null
    ? { callsLeft: 1, dayLeft: 1 }
    : { callsLeft: found.calls_left, dayLeft: found.day_left }
}
