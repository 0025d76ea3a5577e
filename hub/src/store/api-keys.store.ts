import type { Kysely, Selectable } from 'kysely'
import { newId } from '../platform/ids.ts'
import { hashToken, randomText } from '../platform/tokens.ts'
import type { Tables } from './tables.types.ts'

export type ApiKeyRow = Omit<Selectable<Tables['api_keys']>, 'key_hash'>

export interface NewApiKey {
  name: string
  permissions: string[]
  /** null: every location. */
  locationIds: string[] | null
  expiresAt: Date | null
}

const columns = [
  'id',
  'name',
  'prefix',
  'permissions',
  'location_ids',
  'created_at',
  'last_used_at',
  'expires_at',
  'revoked_at',
] as const

/** How often the time of last use is written, at most. */
const lastUsedPrecisionMs = 60_000

/** Keys of programs that call the hub: `cw_` and 40 letters and digits, of which only a hash is stored. */

export function createApiKeysStore(kysely: Kysely<Tables>) {
  return {
    /** Makes a key. The answer is the only place where the key itself ever appears. */
    async create(wanted: NewApiKey): Promise<{ row: ApiKeyRow; key: string }> {
      const key = `cw_${randomText(40)}`
      const row = await kysely
        .insertInto('api_keys')
        .values({
          id: newId(),
          name: wanted.name,
          prefix: key.slice(0, 9),
          key_hash: hashToken(key),
          permissions: wanted.permissions,
          location_ids: wanted.locationIds,
          expires_at: wanted.expiresAt,
        })
        .returning(columns)
        .executeTakeFirstOrThrow()
      return { row, key }
    },

    /** The key's row, unless it was revoked or ran out; notes that it was used. */
    async findUsable(key: string, now: Date): Promise<ApiKeyRow | undefined> {
      const row = await kysely
        .selectFrom('api_keys')
        .select(columns)
        .where('key_hash', '=', hashToken(key))
        .where('revoked_at', 'is', null)
        .where((where) => where.or([where('expires_at', 'is', null), where('expires_at', '>', now)]))
        .executeTakeFirst()
      if (row === undefined) return undefined
      if (row.last_used_at === null || now.getTime() - row.last_used_at.getTime() > lastUsedPrecisionMs)
        await kysely.updateTable('api_keys').set({ last_used_at: now }).where('id', '=', row.id).execute()
      return row
    },

    list: (): Promise<ApiKeyRow[]> =>
      kysely.selectFrom('api_keys').select(columns).orderBy('created_at', 'desc').orderBy('id').execute(),

    /** False when there is no such key, or it was revoked before. */
    async revoke(id: string, now: Date): Promise<boolean> {
      const outcome = await kysely
        .updateTable('api_keys')
        .set({ revoked_at: now })
        .where('id', '=', id)
        .where('revoked_at', 'is', null)
        .executeTakeFirst()
      return outcome.numUpdatedRows === 1n
    },
  }
}
