import { type Kysely, sql } from 'kysely'
import type { Tables } from './tables.types.ts'

export interface Refusals {
  reason: string
  count: number
  lastAt: Date
}

export type WebhookRefusalsStore = ReturnType<typeof createWebhookRefusalsStore>

/** Deliveries that were refused, counted by day and reason. */
export function createWebhookRefusalsStore(kysely: Kysely<Tables>) {
  return {
    async add(refusals: readonly Refusals[]): Promise<void> {
      if (refusals.length === 0) return
      await kysely
        .insertInto('webhook_refusals')
        .values(
          // In one order always, so that two writers never wait for each other in a circle.
          refusals
            .toSorted((one, other) => (one.reason < other.reason ? -1 : 1))
            .map(({ reason, count, lastAt }) => ({
              day: lastAt.toISOString().slice(0, 10),
              reason,
              count,
              last_at: lastAt,
            })),
        )
        .onConflict((conflict) =>
          conflict.columns(['day', 'reason']).doUpdateSet({
            count: sql`webhook_refusals.count + excluded.count`,
            last_at: sql`greatest(webhook_refusals.last_at, excluded.last_at)`,
          }),
        )
        .execute()
    },

    /** Summed from a day (UTC) on, most frequent first. */
    async list(fromDay: string): Promise<Refusals[]> {
      const { rows } = await sql<{ reason: string; count: number; last_at: Date }>`
        select reason, sum(count)::bigint as count, max(last_at) as last_at from webhook_refusals
        where day >= ${fromDay}::date group by reason order by count desc, reason`.execute(kysely)
      return rows.map(({ reason, count, last_at: lastAt }) => ({ reason, count: Number(count), lastAt }))
    },

    async deleteOlder(day: string): Promise<void> {
      await kysely.deleteFrom('webhook_refusals').where('day', '<', day).execute()
    },
  }
}
