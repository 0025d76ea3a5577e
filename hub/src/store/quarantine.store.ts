import { type Kysely, sql } from 'kysely'
import { storableJson } from './canonical-json.ts'
import { fromCursor, type Page, pageOfRows } from './page-cursor.ts'
import type { Tables } from './tables.types.ts'

/** A source record that is not written, and why. */
export interface QuarantinedRow {
  outputId: string
  locationId: string
  sourceId: string
  reason: 'mapping' | 'refused'
  message: string
  /** Of a record that cannot be mapped: the errors of each field. */
  errors: { field: string; transform?: number; message: string }[]
  /** What was to be written. */
  record: Record<string, unknown> | null
}

export interface QuarantineEntry extends QuarantinedRow {
  attempts: number
  firstAt: string
  lastAt: string
}

export interface SourceKey {
  locationId: string
  sourceId: string
}

/** Rows that could not be written; they stay until they can be, or until a person lets them go. */
export function createQuarantineStore(kysely: Kysely<Tables>) {
  return {
    /** Newest first. */
    async list(query: {
      outputId: string
      locationIds?: readonly string[] | undefined
      limit: number
      cursor?: string | undefined
    }): Promise<Page<QuarantineEntry>> {
      const { outputId, limit, cursor } = query
      const end = cursor === undefined ? undefined : fromCursor(cursor, 'quarantine')
      const idOf = sql`(location_id || chr(10) || source_id)`
      const beyond =
        end === undefined
          ? sql``
          : sql`and (last_at, ${idOf}) < (${String(end.value)}::timestamptz, ${end.id})`
      const places =
        query.locationIds === undefined
          ? sql``
          : sql`and location_id = any(${sql.val([...query.locationIds])}::text[])`
      const { rows } = await sql<
        Omit<QuarantineEntry, 'firstAt' | 'lastAt'> & { firstAt: Date; at: string; lastAt: Date }
      >`
        select output_id as "outputId", location_id as "locationId", source_id as "sourceId", reason, message, errors,
          record, attempts, first_at as "firstAt", last_at as "lastAt", last_at::text as at
        from quarantined_rows where output_id = ${outputId} ${places} ${beyond}
        order by last_at desc, ${idOf} desc limit ${limit + 1}`.execute(kysely)
      return pageOfRows(
        rows,
        limit,
        (row) => ({ sort: 'quarantine', value: row.at, id: `${row.locationId}\n${row.sourceId}` }),
        ({ at: _at, ...row }) => ({
          ...row,
          firstAt: row.firstAt.toISOString(),
          lastAt: row.lastAt.toISOString(),
        }),
      )
    },

    /** How many rows of each output are held back. */
    async count(): Promise<Map<string, number>> {
      const { rows } = await sql<{ output_id: string; count: number }>`
        select output_id, count(*)::int as count from quarantined_rows group by output_id`.execute(kysely)
      return new Map(rows.map((row) => [row.output_id, row.count]))
    },

    /** Lets a row go without writing it; it comes back when its record changes and still cannot be written. */
    async dismiss(outputId: string, { locationId, sourceId }: SourceKey): Promise<boolean> {
      const done = await kysely
        .deleteFrom('quarantined_rows')
        .where('output_id', '=', outputId)
        .where('location_id', '=', locationId)
        .where('source_id', '=', sourceId)
        .executeTakeFirst()
      return done.numDeletedRows > 0n
    },
  }
}

/** Notes the rows of a batch that could not be written, and frees those that were. */
export async function settleQuarantine(
  trx: Kysely<Tables>,
  outputId: string,
  { held, freed }: { held: readonly QuarantinedRow[]; freed: readonly SourceKey[] },
): Promise<void> {
  if (held.length > 0)
    await sql`
      insert into quarantined_rows (output_id, location_id, source_id, reason, message, errors, record)
      select ${outputId}, i."locationId", i."sourceId", i.reason, i.message, i.errors, i.record
      from jsonb_to_recordset(${storableJson(held)}::text::jsonb)
        as i("locationId" text, "sourceId" text, reason text, message text, errors jsonb, record jsonb)
      on conflict (output_id, location_id, source_id) do update set
        reason = excluded.reason, message = excluded.message, errors = excluded.errors, record = excluded.record,
        attempts = quarantined_rows.attempts + 1, last_at = now()`.execute(trx)
  if (freed.length > 0)
    await sql`
      delete from quarantined_rows q
      using unnest(${sql.val(freed.map(({ locationId }) => locationId))}::text[],
        ${sql.val(freed.map(({ sourceId }) => sourceId))}::text[]) as f(location_id, source_id)
      where q.output_id = ${outputId} and q.location_id = f.location_id and q.source_id = f.source_id`.execute(
      trx,
    )
}
