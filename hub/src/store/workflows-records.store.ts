import { type Kysely, sql } from 'kysely'
import { storableJson } from './canonical-json.ts'
import { fromCursor, type Page, pageOfRows } from './page-cursor.ts'
import type { Tables } from './tables.types.ts'

/** A record of the hub's own, written by a workflow. */
export interface WrittenRecord {
  collection: string
  locationId: string
  key: string
  data: Record<string, unknown>
  /** Grows with every change. */
  version: number
  runId: string | null
  createdAt: string
  updatedAt: string
}

export interface NewWrittenRecord {
  locationId: string
  collection: string
  key: string
  data: Record<string, unknown>
}

/** The hub's own records, written by workflows: one for each key of a collection and location. */
export function createWrittenRecordsStore(kysely: Kysely<Tables>) {
  return {
    /** Makes or replaces records; one that is the same already stays as it is. Gives how many were changed. */
    async write(runId: string, records: readonly NewWrittenRecord[]): Promise<number> {
      if (records.length === 0) return 0
      // The last of several with one key counts.
      const byKey = new Map(
        records.map((record) => [JSON.stringify([record.locationId, record.collection, record.key]), record]),
      )
      const { rows } = await sql`
        insert into written_records (location_id, collection, key, data, run_id)
        select "locationId", collection, key, data, ${runId}
        from jsonb_to_recordset(${storableJson([...byKey.values()])}::text::jsonb)
          as r("locationId" text, collection text, key text, data jsonb)
        on conflict (location_id, collection, key) do update set data = excluded.data, run_id = excluded.run_id,
          version = written_records.version + 1, updated_at = now()
          where written_records.data <> excluded.data
        returning key`.execute(kysely)
      return rows.length
    },

    /** Names of the collections, with how many records each holds. */
    async collections(
      locationIds: readonly string[] | undefined,
    ): Promise<{ collection: string; records: number }[]> {
      const { rows } = await sql<{ collection: string; records: number }>`
        select collection, count(*)::int as records from written_records
        where ${locationIds === undefined ? sql`true` : sql`location_id = any(${[...locationIds]}::text[])`}
        group by collection order by collection`.execute(kysely)
      return rows
    },

    /** Records of a collection, newest change first. */
    async list(
      collection: string,
      query: { locationIds?: readonly string[] | undefined; limit: number; cursor?: string | undefined },
    ): Promise<Page<WrittenRecord>> {
      const end = query.cursor === undefined ? undefined : fromCursor(query.cursor, 'updated')
      const rows = await kysely
        .selectFrom('written_records')
        .selectAll()
        .where('collection', '=', collection)
        .$if(query.locationIds !== undefined, (some) =>
          some.where('location_id', 'in', query.locationIds!.length === 0 ? [''] : [...query.locationIds!]),
        )
        .$if(end !== undefined, (some) =>
          some.where(
            sql<boolean>`(updated_at, location_id || key) < (${String(end?.value)}::timestamptz, ${end?.id})`,
          ),
        )
        .orderBy('updated_at', 'desc')
        .orderBy(sql`location_id || key`, 'desc')
        .limit(query.limit + 1)
        .execute()
      return pageOfRows(
        rows,
        query.limit,
        (row) => ({ sort: 'updated', value: row.updated_at.toISOString(), id: row.location_id + row.key }),
        (row) => ({
          collection: row.collection,
          locationId: row.location_id,
          key: row.key,
          data: row.data,
          version: row.version,
          runId: row.run_id,
          createdAt: row.created_at.toISOString(),
          updatedAt: row.updated_at.toISOString(),
        }),
      )
    },
  }
}
