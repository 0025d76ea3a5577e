import type { Insertable, Kysely, Selectable } from 'kysely'
import type { Tables } from './tables.types.ts'

export type AppRow = Selectable<Tables['apps']>

/** Credentials of marketplace apps, the secrets sealed. */
export type AppsStore = ReturnType<typeof createAppsStore>

export function createAppsStore(kysely: Kysely<Tables>) {
  return {
    /** Stores an app; the same client id again replaces its secret and settings and keeps its id. */
    async put(
      app: Omit<Insertable<Tables['apps']>, 'client_secret_sealed'>,
      sealSecret: (id: string) => Buffer,
    ): Promise<AppRow> {
      return kysely.transaction().execute(async (transaction) => {
        const found = await transaction
          .selectFrom('apps')
          .select('id')
          .where('environment', '=', app.environment)
          .where('client_id', '=', app.client_id)
          .forUpdate()
          .executeTakeFirst()
        const id = found?.id ?? app.id
        // The secret is sealed for its row, so the id has to be known first.
        const values = { ...app, id, client_secret_sealed: sealSecret(id) }
        return transaction
          .insertInto('apps')
          .values(values)
          .onConflict((conflict) =>
            conflict.column('id').doUpdateSet({ ...values, updated_at: new Date().toISOString() }),
          )
          .returningAll()
          .executeTakeFirstOrThrow()
      })
    },

    find: (id: string): Promise<AppRow | undefined> =>
      kysely.selectFrom('apps').selectAll().where('id', '=', id).executeTakeFirst(),

    list: (): Promise<AppRow[]> =>
      kysely.selectFrom('apps').selectAll().orderBy('created_at').orderBy('id').execute(),

    async isInUse(id: string): Promise<boolean> {
      const row = await kysely
        .selectFrom('connections')
        .select('id')
        .where('app_id', '=', id)
        .limit(1)
        .executeTakeFirst()
      return row !== undefined
    },

    async delete(id: string): Promise<boolean> {
      const outcome = await kysely.deleteFrom('apps').where('id', '=', id).executeTakeFirst()
      return outcome.numDeletedRows === 1n
    },
  }
}
