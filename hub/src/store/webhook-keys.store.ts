import type { Kysely, Selectable } from 'kysely'
import { newId } from '../platform/ids.ts'
import type { Tables } from './tables.types.ts'

export type WebhookKeyRow = Selectable<Tables['webhook_keys']>

export type WebhookKeysStore = ReturnType<typeof createWebhookKeysStore>

/** Public keys whose signatures on webhooks count. A retired one stays listed and counts no more. */
export function createWebhookKeysStore(kysely: Kysely<Tables>) {
  return {
    list: (): Promise<WebhookKeyRow[]> =>
      kysely.selectFrom('webhook_keys').selectAll().orderBy('created_at').orderBy('id').execute(),

    find: (id: string): Promise<WebhookKeyRow | undefined> =>
      kysely.selectFrom('webhook_keys').selectAll().where('id', '=', id).executeTakeFirst(),

    /** Adds a key, or brings a retired one back. */
    add: (
      key: Pick<WebhookKeyRow, 'name' | 'algorithm' | 'spki' | 'source'>,
      at: Date,
    ): Promise<WebhookKeyRow> =>
      kysely
        .insertInto('webhook_keys')
        .values({ id: newId(), ...key, created_at: at })
        .onConflict((conflict) => conflict.column('spki').doUpdateSet({ name: key.name, retired_at: null }))
        .returningAll()
        .executeTakeFirstOrThrow(),

    /** Gives the key, undefined when there is none; the first retirement's instant stays. */
    async retire(id: string, at: Date): Promise<WebhookKeyRow | undefined> {
      await kysely
        .updateTable('webhook_keys')
        .set({ retired_at: at })
        .where('id', '=', id)
        .where('retired_at', 'is', null)
        .execute()
      return this.find(id)
    },

    /** The keys a simulator uses now: others it used before are retired. */
    async keepSimulators(
      keys: readonly Pick<WebhookKeyRow, 'name' | 'algorithm' | 'spki'>[],
      at: Date,
    ): Promise<void> {
      await kysely.transaction().execute(async (trx) => {
        let others = trx
          .updateTable('webhook_keys')
          .set({ retired_at: at })
          .where('source', '=', 'simulator')
          .where('retired_at', 'is', null)
        if (keys.length > 0)
          others = others.where(
            'spki',
            'not in',
            keys.map(({ spki }) => spki),
          )
        await others.execute()
        for (const key of keys)
          await trx
            .insertInto('webhook_keys')
            .values({ id: newId(), ...key, source: 'simulator', created_at: at })
            // A key people added or retired themselves stays theirs.
            .onConflict((conflict) =>
              conflict
                .column('spki')
                .doUpdateSet({ retired_at: null })
                .where('webhook_keys.source', '=', 'simulator'),
            )
            .execute()
      })
    },

    async markUsed(used: ReadonlyMap<string, Date>): Promise<void> {
      for (const [id, at] of used)
        await kysely.updateTable('webhook_keys').set({ last_used_at: at }).where('id', '=', id).execute()
    },
  }
}
