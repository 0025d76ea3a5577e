import { type Kysely, sql, type Transaction } from 'kysely'
import { createEventsStore, type EventFilter, type StoredEvent } from './events.store.ts'
import type { Tables } from './tables.types.ts'

/** A reader of the event log as people see it. */
export interface EventReaderRow {
  name: string
  position: string | null
  retryAt: Date | null
  failures: number
  error: string | null
  updatedAt: Date
}

export type EventReadersStore = ReturnType<typeof createEventReadersStore>

/** Places of those who read the event log. */
export function createEventReadersStore(kysely: Kysely<Tables>) {
  const events = createEventsStore(kysely)
  return {
    /** Makes the reader unless it is there, at the end of the log as it is now or at its beginning. */
    async ensure(name: string, startAt: 'now' | 'beginning'): Promise<void> {
      const position = startAt === 'now' ? await events.latestPosition() : undefined
      await kysely
        .insertInto('event_readers')
        .values({ name, position: position ?? null })
        .onConflict((conflict) => conflict.column('name').doNothing())
        .execute()
    },

    /**
     * Reads the next events and moves the reader's place, in the transaction of what `handle` does. One process at a
     * time: while another one works for the reader, it answers `busy`; after a failure it answers `waiting` until the
     * time to try again has come. `filter` may be narrow: events that do not pass are stepped over.
     */
    async advance(
      name: string,
      options: { filter?: EventFilter | undefined; limit: number },
      handle: (events: StoredEvent[], trx: Transaction<Tables>) => Promise<void>,
    ): Promise<'busy' | 'waiting' | { handled: number }> {
      return kysely.transaction().execute(async (trx) => {
        const reader = await trx
          .selectFrom('event_readers')
          .select(['position', sql<boolean>`coalesce(retry_at > clock_timestamp(), false)`.as('isWaiting')])
          .where('name', '=', name)
          .forUpdate()
          .skipLocked()
          .executeTakeFirst()
        if (reader === undefined) return 'busy'
        if (reader.isWaiting) return 'waiting'
        const log = createEventsStore(trx)
        // Where the log ends is asked first: what is added while we read is found the next time.
        const end = await log.latestPosition()
        const after = reader.position ?? undefined
        const { events: found } = await log.read({ ...options.filter, limit: options.limit, after })
        if (found.length > 0) await handle(found, trx)
        const last = found.at(-1)?.position
        const places = [reader.position, last, found.length < options.limit ? end : undefined]
        const position = latestOf(places) ?? null
        if (position === reader.position && found.length === 0) return { handled: 0 }
        await trx
          .updateTable('event_readers')
          .set({ position, failures: 0, error: null, retry_at: null, updated_at: sql`now()` })
          .where('name', '=', name)
          .execute()
        return { handled: found.length }
      })
    },

    /** Notes a failure, and when to try again. */
    async fail(name: string, error: string, retryInMs: number): Promise<void> {
      await kysely
        .updateTable('event_readers')
        .set({
          failures: sql`failures + 1`,
          error,
          retry_at: sql`clock_timestamp() + ${retryInMs}::double precision * interval '1 millisecond'`,
          updated_at: sql`now()`,
        })
        .where('name', '=', name)
        .execute()
    },

    /** Sets a reader's place: what lies beyond is read again. `null`: from the beginning of the log. */
    async rewind(name: string, position: string | null): Promise<boolean> {
      const done = await kysely
        .updateTable('event_readers')
        .set({ position, failures: 0, error: null, retry_at: null, updated_at: sql`now()` })
        .where('name', '=', name)
        .executeTakeFirst()
      return done.numUpdatedRows > 0n
    },

    async remove(name: string): Promise<void> {
      await kysely.deleteFrom('event_readers').where('name', '=', name).execute()
    },

    async list(): Promise<EventReaderRow[]> {
      const rows = await kysely.selectFrom('event_readers').selectAll().orderBy('name').execute()
      return rows.map((row) => ({
        name: row.name,
        position: row.position,
        retryAt: row.retry_at,
        failures: row.failures,
        error: row.error,
        updatedAt: row.updated_at,
      }))
    },
  }
}

/** The furthest of places in the log. */
function latestOf(places: readonly (string | null | undefined)[]): string | undefined {
  const known = places.filter((place) => typeof place === 'string')
  return known.toSorted((one, other) => {
    const [oneXid = 0n, oneSeq = 0n] = one.split('-').map(BigInt)
    const [otherXid = 0n, otherSeq = 0n] = other.split('-').map(BigInt)
    if (oneXid !== otherXid) return oneXid < otherXid ? -1 : 1
    return Number(oneSeq - otherSeq)
  })[known.length - 1]
}
