import { type Kysely, sql } from 'kysely'
import { storableJson, storableText } from './canonical-json.ts'
import type { Tables } from './tables.types.ts'

/** A place of an operation's answers that was not as published, and how often. Instants are ISO 8601. */
export interface ObservedDriftRow {
  operationId: string
  place: string
  problem: string
  count: number
  firstSeenAt: string
  lastSeenAt: string
}

/** Sightings to add to what is counted already. */
export interface DriftSighting {
  operationId: string
  place: string
  problem: string
  count: number
  at: Date
}

export type ObservedDriftStore = ReturnType<typeof createObservedDriftStore>

/** Counts where answers of the CRM are not as published. */
export function createObservedDriftStore(kysely: Kysely<Tables>) {
  return {
    /** Adds to the counts that are there. */
    async add(sightings: readonly DriftSighting[]): Promise<void> {
      const rows = sightings.map(({ operationId, place, problem, count, at }) => ({
        operation_id: storableText(operationId),
        place: storableText(place),
        problem: storableText(problem),
        count,
        at: at.toISOString(),
      }))
      // In one order, so that processes that add to the same rows cannot wait for each other.
      await sql`
        insert into observed_drift (operation_id, place, problem, count, first_seen_at, last_seen_at)
        select item ->> 'operation_id', item ->> 'place', item ->> 'problem', sum((item ->> 'count')::bigint),
          min((item ->> 'at')::timestamptz), max((item ->> 'at')::timestamptz)
        from jsonb_array_elements(${storableJson(rows)}::text::jsonb) as item
        group by 1, 2, 3 order by 1, 2, 3
        on conflict (operation_id, place, problem) do update set
          count = observed_drift.count + excluded.count,
          last_seen_at = greatest(observed_drift.last_seen_at, excluded.last_seen_at)`.execute(kysely)
    },

    /** The most recently seen first. */
    async list(most = 500): Promise<ObservedDriftRow[]> {
      const rows = await kysely
        .selectFrom('observed_drift')
        .selectAll()
        .orderBy('last_seen_at', 'desc')
        .orderBy('operation_id')
        .orderBy('place')
        .limit(most)
        .execute()
      return rows.map((row) => ({
        operationId: row.operation_id,
        place: row.place,
        problem: row.problem,
        count: row.count,
        firstSeenAt: row.first_seen_at.toISOString(),
        lastSeenAt: row.last_seen_at.toISOString(),
      }))
    },
  }
}
