import { type Kysely, sql } from 'kysely'
import type { Tables } from './tables.types.ts'

/** Something changed: cached answers about it hold no more. */
export interface CacheMark {
  ownerId: string
  /** Module of the catalog; `*`: all. */
  module: string
  number: number
}

export type CacheMarksStore = ReturnType<typeof createCacheMarksStore>

/** Tells every hub process on the database which cached answers to forget. */
export function createCacheMarksStore(kysely: Kysely<Tables>) {
  return {
    /** Gives the marks it made. */
    async put(ownerId: string, modules: readonly string[]): Promise<CacheMark[]> {
      if (modules.length === 0) return []
      const rows = await kysely
        .insertInto('cache_marks')
        // In one order always, so that two writers never wait for each other in a circle.
        .values([...new Set(modules)].toSorted().map((module) => ({ owner_id: ownerId, module })))
        .onConflict((conflict) =>
          conflict.columns(['owner_id', 'module']).doUpdateSet({
            number: sql`nextval('cache_mark_numbers')`,
            changed_at: sql`clock_timestamp()`,
          }),
        )
        .returning(['owner_id as ownerId', 'module', 'number'])
        .execute()
      return rows.map((row) => ({ ...row, number: Number(row.number) }))
    },

    /** Marks of the last so many milliseconds, by the database's clock. */
    async listRecent(withinMs: number): Promise<CacheMark[]> {
      const rows = await kysely
        .selectFrom('cache_marks')
        .select(['owner_id as ownerId', 'module', 'number'])
        .where('changed_at', '>', sql<Date>`clock_timestamp() - ${withinMs}::int * interval '1 millisecond'`)
        .execute()
      return rows.map((row) => ({ ...row, number: Number(row.number) }))
    },
  }
}
