import type { Kysely } from 'kysely'
import type { Tables } from './tables.types.ts'

/** What people set in the console, by name: any JSON value. */
export type HubSettingsStore = ReturnType<typeof createHubSettingsStore>

export function createHubSettingsStore(kysely: Kysely<Tables>) {
  return {
    async read(key: string): Promise<unknown> {
      const row = await kysely
        .selectFrom('hub_settings')
        .select('value')
        .where('key', '=', key)
        .executeTakeFirst()
      return row?.value
    },

    async readAll(): Promise<Record<string, unknown>> {
      const rows = await kysely.selectFrom('hub_settings').select(['key', 'value']).execute()
      return Object.fromEntries(rows.map(({ key, value }) => [key, value]))
    },

    async write(key: string, value: unknown): Promise<void> {
      const text = JSON.stringify(value)
      await kysely
        .insertInto('hub_settings')
        .values({ key, value: text })
        .onConflict((conflict) =>
          conflict.column('key').doUpdateSet({ value: text, updated_at: new Date().toISOString() }),
        )
        .execute()
    },
  }
}
