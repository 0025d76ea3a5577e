import { type Kysely, type RawBuilder, sql } from 'kysely'
import { storableJson, storableText } from './canonical-json.ts'
import type { Tables } from './tables.types.ts'

/** Requests of one spender, from one budget, for one location, on one day (UTC, `YYYY-MM-DD`). */
export interface SpentCalls {
  day: string
  budgetKey: string
  /** Null: for the company itself. */
  locationId: string | null
  companyId: string | null
  lane: string
  /** Who spent, for the machine: `sync:posts`, `key:<id>`. */
  spender: string
  /** The same for people. */
  spenderName: string
  calls: number
  /** Of these, answered with 429. */
  refused: number
}

/** Which days, both inclusive, and whose. */
export interface SpendingFilter {
  from: string
  to: string
  locationId?: string | undefined
  /** Only of these locations; undefined: all, also companies. */
  locationIds?: readonly string[] | undefined
}

export type CallSpendingStore = ReturnType<typeof createCallSpendingStore>

/** Who spent how much of what the CRM allows. */
export function createCallSpendingStore(kysely: Kysely<Tables>) {
  return {
    /** Adds to what is there. */
    async add(spent: readonly SpentCalls[]): Promise<void> {
      const rows = spent.map((one) => ({
        day: one.day,
        budget_key: one.budgetKey,
        location_id: one.locationId ?? '',
        company_id: one.companyId,
        lane: one.lane,
        spender: one.spender,
        spender_name: one.spenderName,
        calls: one.calls,
        refused: one.refused,
      }))
      // In one order, so that processes that add to the same rows cannot wait for each other.
      await sql`
        insert into call_spending (day, budget_key, location_id, company_id, lane, spender, spender_name, calls, refused)
        select day, budget_key, location_id, max(company_id), lane, spender, max(spender_name), sum(calls), sum(refused)
        from jsonb_to_recordset(${storableJson(rows)}::text::jsonb) as spent(day date, budget_key text,
          location_id text, company_id text, lane text, spender text, spender_name text, calls int, refused int)
        group by day, budget_key, location_id, lane, spender
        order by day, budget_key, location_id, lane, spender
        on conflict (day, budget_key, location_id, lane, spender) do update set
          calls = call_spending.calls + excluded.calls, refused = call_spending.refused + excluded.refused,
          spender_name = excluded.spender_name`.execute(kysely)
    },

    /** The latest day first, and of each day the largest first. */
    async list(filter: SpendingFilter): Promise<Omit<SpentCalls, 'budgetKey'>[]> {
      const conditions: RawBuilder<unknown>[] = [sql`day between ${filter.from}::date and ${filter.to}::date`]
      if (filter.locationId !== undefined)
        conditions.push(sql`location_id = ${storableText(filter.locationId)}`)
      if (filter.locationIds !== undefined)
        conditions.push(sql`location_id = any(${sql.val(filter.locationIds.map(storableText))}::text[])`)
      const { rows } = await sql<Omit<SpentCalls, 'budgetKey'>>`
        select day, nullif(location_id, '') as "locationId", company_id as "companyId", lane, spender,
          max(spender_name) as "spenderName", sum(calls)::int as calls, sum(refused)::int as refused
        from call_spending where ${sql.join(conditions, sql` and `)}
        group by day, location_id, company_id, lane, spender
        order by day desc, calls desc, location_id, spender, lane
        limit ${mostRows}`.execute(kysely)
      return rows
    },

    /** Forgets up to so many rows of days before one. */
    async deleteOlder(than: string, limit: number): Promise<number> {
      const outcome = await sql`
        delete from call_spending where ctid in (
          select ctid from call_spending where day < ${than}::date limit ${limit})`.execute(kysely)
      return Number(outcome.numAffectedRows ?? 0)
    },
  }
}

/** A year of one location, or a day of thousands of them. */
const mostRows = 10_000
