import { type Kysely, sql } from 'kysely'
import { storableJson } from './canonical-json.ts'
import type { SourceKey } from './quarantine.store.ts'
import type { Tables } from './tables.types.ts'

/** What hub and table had in common when a row was last written. */
export interface Agreement extends SourceKey {
  key: Record<string, unknown>
  /** Values of the fields that come back. */
  fields: Record<string, unknown>
  /** Fingerprint of the whole row. */
  hash: string
}

export type MappingAgreementsStore = ReturnType<typeof createMappingAgreementsStore>

/** Remembers what two-way tables and the hub agreed upon, row by row. */
export function createMappingAgreementsStore(kysely: Kysely<Tables>) {
  const columns = sql.raw(`a.location_id as "locationId", a.source_id as "sourceId", a.key, a.fields, a.hash`)

  return {
    /** Those of some rows; rows never written have none. */
    async find(outputId: string, rows: readonly SourceKey[]): Promise<Agreement[]> {
      if (rows.length === 0) return []
      const wanted = rows.map(({ locationId, sourceId }) => ({ locationId, sourceId }))
      const found = await sql<Agreement>`
        select ${columns} from jsonb_to_recordset(${storableJson(wanted)}::text::jsonb)
          as w("locationId" text, "sourceId" text)
        join mapping_agreements a on a.output_id = ${outputId} and a.location_id = w."locationId"
          and a.source_id = w."sourceId"`.execute(kysely)
      return found.rows
    },

    /** In the order of their keys, beyond one of them. */
    async page(outputId: string, after: SourceKey | undefined, limit: number): Promise<Agreement[]> {
      const { locationId, sourceId } = after ?? { locationId: '', sourceId: '' }
      const found = await sql<Agreement>`
        select ${columns} from mapping_agreements a
        where output_id = ${outputId} and (location_id, source_id) > (${locationId}, ${sourceId})
        order by location_id, source_id limit ${limit}`.execute(kysely)
      return found.rows
    },

    /** Notes what was written, and forgets what was deleted. */
    async put(outputId: string, agreed: readonly Agreement[], gone: readonly SourceKey[]): Promise<void> {
      if (agreed.length > 0)
        await sql`
          insert into mapping_agreements (output_id, location_id, source_id, key, fields, hash)
          select ${outputId}::uuid, "locationId", "sourceId", key, fields, hash
          from jsonb_to_recordset(${storableJson(agreed)}::text::jsonb)
            as a("locationId" text, "sourceId" text, key jsonb, fields jsonb, hash text)
          on conflict (output_id, location_id, source_id) do update
            set key = excluded.key, fields = excluded.fields, hash = excluded.hash`.execute(kysely)
      if (gone.length > 0)
        await sql`
          delete from mapping_agreements a using jsonb_to_recordset(${storableJson(gone)}::text::jsonb)
            as g("locationId" text, "sourceId" text)
          where a.output_id = ${outputId} and a.location_id = g."locationId" and a.source_id = g."sourceId"`.execute(
          kysely,
        )
    },
  }
}
