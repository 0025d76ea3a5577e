import type { Kysely } from 'kysely'
import { storableJson } from './canonical-json.ts'
import type { Tables } from './tables.types.ts'

export interface CachedAnswer {
  status: number
  body: unknown
  fetchedAt: Date
}

/** Answers of the CRM kept for a while, so that the same question is not asked twice. */

export function createCachedAnswersStore(kysely: Kysely<Tables>) {
  return {
    async find(locationId: string, key: string): Promise<CachedAnswer | undefined> {
      const row = await kysely
        .selectFrom('cached_answers')
        .select(['status', 'body', 'fetched_at'])
        .where('location_id', '=', locationId)
        .where('key', '=', key)
        .executeTakeFirst()
      return row && { status: row.status, body: row.body, fetchedAt: row.fetched_at }
    },

    /** Keeps the newer of what is there and what comes. */
    async put(locationId: string, key: string, answer: CachedAnswer): Promise<void> {
      const values = {
        status: answer.status,
        body: storableJson(answer.body),
        fetched_at: answer.fetchedAt,
      }
      await kysely
        .insertInto('cached_answers')
        .values({ location_id: locationId, key, ...values })
        .onConflict((conflict) =>
          conflict
            .columns(['location_id', 'key'])
            .doUpdateSet(values)
            .where('cached_answers.fetched_at', '<=', answer.fetchedAt),
        )
        .execute()
    },

    /** Forgets answers fetched before an instant. */
    async deleteOlder(than: Date): Promise<number> {
      const outcome = await kysely
        .deleteFrom('cached_answers')
        .where('fetched_at', '<', than)
        .executeTakeFirst()
      return Number(outcome.numDeletedRows)
    },
  }
}
