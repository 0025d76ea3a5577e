import { type Kysely, sql } from 'kysely'
import { storableJson } from './canonical-json.ts'
import type { Tables } from './tables.types.ts'

export interface CompletenessCheck {
  /** What changed until then is known; undefined: nothing was looked at yet. */
  checkpoint: Date | null
  lastCheckedAt: Date | null
  nextCheckAt: Date
  error: CheckFailure | null
  sweep: Sweep | null
  /** When all contacts had been looked at last. */
  sweptAt: Date | null
}

/** How far the rolling look at all contacts of a location has come. */
export interface Sweep {
  /** Number of the look; records remember the last that saw them. */
  generation: number
  /** Where its last page ended; null: at the beginning. */
  after: unknown[] | null
  seen: number
  total: number | null
  /** Everything was read; what was not seen is being asked for by id. */
  isProving: boolean
}

export interface CheckFailure {
  code: string
  message: string
  hint: string | null
}

/** A check that was taken, to be made. */
export interface ClaimedCheck {
  locationId: string
  checkpoint: Date | null
  failures: number
  sweep: Sweep | null
}

const daysShown = 30

/** How many changes webhooks announced and how many the hub found, and when each location is looked at. */
export function createCompletenessStore(kysely: Kysely<Tables>) {
  return {
    /** Newest day first. */
    async read(locationId: string) {
      const days = await kysely
        .selectFrom('completeness_days')
        .select(['day', 'announced', 'found'])
        .where('location_id', '=', locationId)
        .orderBy('day', 'desc')
        .limit(daysShown)
        .execute()
      const row = await kysely
        .selectFrom('completeness_checks')
        .selectAll()
        .where('location_id', '=', locationId)
        .executeTakeFirst()
      const check: CompletenessCheck | undefined = row && {
        checkpoint: row.checkpoint,
        lastCheckedAt: row.last_checked_at,
        nextCheckAt: row.next_check_at,
        error:
          row.error_code === null
            ? null
            : { code: row.error_code, message: row.error_message ?? '', hint: row.error_hint },
        sweep: row.sweep,
        sweptAt: row.swept_at,
      }
      return { days, check }
    },

    /** Plans the first check of every location that has a usable connection and none planned. */
    async ensureConnected(firstAt: Date): Promise<void> {
      await sql`
        insert into completeness_checks (location_id, next_check_at)
        select distinct location_id, ${firstAt}::timestamptz from connections
        where level = 'location' and status in ('ok', 'expiring', 'degraded')
        on conflict (location_id) do nothing`.execute(kysely)
    },

    /** Plans a check of a location, if none is. */
    async ensure(locationId: string, firstAt: Date): Promise<void> {
      await kysely
        .insertInto('completeness_checks')
        .values({ location_id: locationId, next_check_at: firstAt })
        .onConflict((conflict) => conflict.column('location_id').doNothing())
        .execute()
    },

    /** Takes checks that are due, or that of one location whenever it is due; nobody else gets them meanwhile. */
    async claim(options: {
      now: Date
      limit: number
      leaseMs: number
      locationId?: string
    }): Promise<ClaimedCheck[]> {
      const { now, limit, leaseMs, locationId } = options
      const which = locationId === undefined ? sql`next_check_at <= ${now}` : sql`location_id = ${locationId}`
      const { rows } = await sql<ClaimedCheck>`
        update completeness_checks set lease_until = clock_timestamp() + ${leaseMs}::int * interval '1 millisecond'
        where location_id in (
          select location_id from completeness_checks
          where ${which} and (lease_until is null or lease_until <= clock_timestamp())
          order by next_check_at limit ${limit} for update skip locked)
        returning location_id as "locationId", checkpoint, failures, sweep`.execute(kysely)
      return rows
    },

    /** Keeps how far the look at all contacts has come. */
    async noteSweep(locationId: string, sweep: Sweep, sweptAt: Date | undefined): Promise<void> {
      await kysely
        .updateTable('completeness_checks')
        .set({ sweep: storableJson(sweep), ...(sweptAt !== undefined && { swept_at: sweptAt }) })
        .where('location_id', '=', locationId)
        .execute()
    },

    async finish(
      locationId: string,
      { checkpoint, at, nextAt }: { checkpoint: Date; at: Date; nextAt: Date },
    ): Promise<void> {
      await kysely
        .updateTable('completeness_checks')
        .set({
          checkpoint,
          last_checked_at: at,
          next_check_at: nextAt,
          lease_until: null,
          failures: 0,
          error_code: null,
          error_message: null,
          error_hint: null,
        })
        .where('location_id', '=', locationId)
        .execute()
    },

    async fail(locationId: string, failure: CheckFailure, nextAt: Date): Promise<void> {
      await kysely
        .updateTable('completeness_checks')
        .set((eb) => ({
          next_check_at: nextAt,
          lease_until: null,
          failures: eb('failures', '+', 1),
          error_code: failure.code,
          error_message: failure.message,
          error_hint: failure.hint,
        }))
        .where('location_id', '=', locationId)
        .execute()
    },

    /** When the next check is due; undefined: none is planned. */
    async nextDueAt(): Promise<Date | undefined> {
      const row = await kysely
        .selectFrom('completeness_checks')
        .select((eb) => eb.fn.min('next_check_at').as('at'))
        .executeTakeFirst()
      return row?.at ?? undefined
    },
  }
}

/** Adds to a day's counts, in the transaction of the changes they count. */
export async function countChanges(
  trx: Kysely<Tables>,
  locationId: string,
  at: Date,
  counted: { announced?: number; found?: number },
): Promise<void> {
  const { announced = 0, found = 0 } = counted
  if (announced === 0 && found === 0) return
  await trx
    .insertInto('completeness_days')
    .values({ location_id: locationId, day: at.toISOString().slice(0, 10), announced, found })
    .onConflict((conflict) =>
      conflict.columns(['location_id', 'day']).doUpdateSet({
        announced: sql`completeness_days.announced + excluded.announced`,
        found: sql`completeness_days.found + excluded.found`,
      }),
    )
    .execute()
}
