import type { Kysely } from 'kysely'
import { storableJson, storableText } from './canonical-json.ts'
import type { Tables } from './tables.types.ts'

/** A comparison of what the CRM publishes with what the hub was built for. */
export interface StoredDriftReport {
  comparedAt: string
  source: string
  operations: number
  /** List of changes, as JSON. */
  changes: unknown
}

/** Keeps the last comparison only: the one before says nothing that this one does not. */
export function createDriftReportsStore(kysely: Kysely<Tables>) {
  return {
    async read(): Promise<StoredDriftReport | undefined> {
      const row = await kysely.selectFrom('drift_reports').selectAll().executeTakeFirst()
      return (
        row && {
          comparedAt: row.compared_at.toISOString(),
          source: row.source,
          operations: row.operations,
          changes: row.changes,
        }
      )
    },

    async write({ comparedAt, source, operations, changes }: StoredDriftReport): Promise<void> {
      const row = {
        compared_at: comparedAt,
        source: storableText(source),
        operations,
        changes: storableJson(changes),
      }
      await kysely
        .insertInto('drift_reports')
        .values(row)
        .onConflict((conflict) => conflict.column('is_last').doUpdateSet(row))
        .execute()
    },
  }
}
