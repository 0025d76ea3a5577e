import { type Kysely, type Selectable, sql } from 'kysely'
import type { Tables } from './tables.types.ts'

export type UserRow = Selectable<Tables['users']>

/** E-mail addresses are compared without regard to case. */
const normaliseEmail = (email: string): string => email.trim().normalize('NFKC').toLowerCase()

/** People who may sign in. */

export function createUsersStore(kysely: Kysely<Tables>) {
  return {
    /** False when somebody has this e-mail address already, or the owner is to be a second one. */
    insert: (user: Omit<UserRow, 'created_at'>): Promise<boolean> =>
      kysely.transaction().execute(async (transaction) => {
        // Two setup links used at the same moment must not make two owners.
        await sql`lock table users in share row exclusive mode`.execute(transaction)
        if (user.role === 'owner' && (await hasOwner(transaction))) return false
        const outcome = await transaction
          .insertInto('users')
          .values({ ...user, email: normaliseEmail(user.email) })
          .onConflict((conflict) => conflict.column('email').doNothing())
          .executeTakeFirst()
        return outcome.numInsertedOrUpdatedRows === 1n
      }),

    findByEmail: (email: string): Promise<UserRow | undefined> =>
      kysely.selectFrom('users').selectAll().where('email', '=', normaliseEmail(email)).executeTakeFirst(),

    findById: (id: string): Promise<UserRow | undefined> =>
      kysely.selectFrom('users').selectAll().where('id', '=', id).executeTakeFirst(),

    async setPassword(id: string, passwordHash: string): Promise<void> {
      await kysely.updateTable('users').set({ password_hash: passwordHash }).where('id', '=', id).execute()
    },

    hasOwner: (): Promise<boolean> => hasOwner(kysely),
  }
}

async function hasOwner(kysely: Kysely<Tables>): Promise<boolean> {
  const owner = await kysely
    .selectFrom('users')
    .select('id')
    .where('role', '=', 'owner')
    .limit(1)
    .executeTakeFirst()
  return owner !== undefined
}
