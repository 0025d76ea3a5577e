import type { Kysely } from 'kysely'
import { hashToken } from '../platform/tokens.ts'
import type { Tables } from './tables.types.ts'
import type { UserRow } from './users.store.ts'

/** Signed-in browsers. Only hashes of their tokens are stored. */

export function createSessionsStore(kysely: Kysely<Tables>) {
  return {
    async insert(session: { token: string; userId: string; expiresAt: Date }): Promise<void> {
      await kysely
        .insertInto('sessions')
        .values({
          token_hash: hashToken(session.token),
          user_id: session.userId,
          expires_at: session.expiresAt,
        })
        .execute()
    },

    /** The person a token belongs to, unless it ran out. */
    async findUser(token: string, now: Date): Promise<(UserRow & { expiresAt: Date }) | undefined> {
      const row = await kysely
        .selectFrom('sessions')
        .innerJoin('users', 'users.id', 'sessions.user_id')
        .selectAll('users')
        .select('sessions.expires_at')
        .where('sessions.token_hash', '=', hashToken(token))
        .where('sessions.expires_at', '>', now)
        .executeTakeFirst()
      if (row === undefined) return undefined
      const { expires_at: expiresAt, ...user } = row
      return { ...user, expiresAt }
    },

    async extend(token: string, expiresAt: Date): Promise<void> {
      await kysely
        .updateTable('sessions')
        .set({ expires_at: expiresAt })
        .where('token_hash', '=', hashToken(token))
        .execute()
    },

    async delete(token: string): Promise<void> {
      await kysely.deleteFrom('sessions').where('token_hash', '=', hashToken(token)).execute()
    },

    /** Signs a person out everywhere. */
    async deleteOfUser(userId: string): Promise<void> {
      await kysely.deleteFrom('sessions').where('user_id', '=', userId).execute()
    },

    async deleteExpired(now: Date): Promise<void> {
      await kysely.deleteFrom('sessions').where('expires_at', '<=', now).execute()
    },
  }
}
