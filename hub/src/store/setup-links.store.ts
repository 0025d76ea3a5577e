import type { Kysely } from 'kysely'
import { hashToken } from '../platform/tokens.ts'
import type { Tables } from './tables.types.ts'

/** One-time links that let their first visitor become the owner. Only hashes of their tokens are stored. */

export function createSetupLinksStore(kysely: Kysely<Tables>) {
  return {
    async insert(link: { token: string; expiresAt: Date }): Promise<void> {
      await kysely
        .insertInto('setup_links')
        .values({ token_hash: hashToken(link.token), expires_at: link.expiresAt })
        .execute()
    },

    async isUsable(token: string, now: Date): Promise<boolean> {
      const row = await kysely
        .selectFrom('setup_links')
        .select('expires_at')
        .where('token_hash', '=', hashToken(token))
        .where('used_at', 'is', null)
        .where('expires_at', '>', now)
        .executeTakeFirst()
      return row !== undefined
    },

    /** Uses the link up; false when it was used, ran out or never was. Of two visitors at once one gets true. */
    async use(token: string, now: Date): Promise<boolean> {
      const outcome = await kysely
        .updateTable('setup_links')
        .set({ used_at: now })
        .where('token_hash', '=', hashToken(token))
        .where('used_at', 'is', null)
        .where('expires_at', '>', now)
        .executeTakeFirst()
      return outcome.numUpdatedRows === 1n
    },

    /** Forgets every link, used or not: there is an owner now, or a newer link. */
    async deleteAll(): Promise<void> {
      await kysely.deleteFrom('setup_links').execute()
    },
  }
}
