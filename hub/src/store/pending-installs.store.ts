import type { Kysely, Selectable } from 'kysely'
import { hashToken } from '../platform/tokens.ts'
import type { Tables } from './tables.types.ts'

export type PendingInstallRow = Selectable<Tables['pending_installs']>

export interface NewPendingInstall {
  state: string
  browser: string
  appId: string
  redirectUri: string
  returnTo: string | null
  expiresAt: Date
}

/** Installs that were started and wait for the browser to come back. States and browsers are stored as hashes. */
export type PendingInstallsStore = ReturnType<typeof createPendingInstallsStore>

export function createPendingInstallsStore(kysely: Kysely<Tables>) {
  return {
    async insert(install: NewPendingInstall): Promise<void> {
      await kysely
        .insertInto('pending_installs')
        .values({
          state_hash: hashToken(install.state),
          browser_hash: hashToken(install.browser),
          app_id: install.appId,
          redirect_uri: install.redirectUri,
          return_to: install.returnTo,
          expires_at: install.expiresAt,
        })
        .execute()
    },

    findByState: (state: string): Promise<PendingInstallRow | undefined> =>
      kysely
        .selectFrom('pending_installs')
        .selectAll()
        .where('state_hash', '=', hashToken(state))
        .executeTakeFirst(),

    /** Those of one browser still open, newest first. */
    findOpenByBrowser: (browser: string, now: Date): Promise<PendingInstallRow[]> =>
      kysely
        .selectFrom('pending_installs')
        .selectAll()
        .where('browser_hash', '=', hashToken(browser))
        .where('used_at', 'is', null)
        .where('expires_at', '>', now)
        .orderBy('created_at', 'desc')
        .execute(),

    /** Uses it up; of two callbacks at once one gets true. */
    async use(stateHash: Uint8Array, now: Date): Promise<boolean> {
      const outcome = await kysely
        .updateTable('pending_installs')
        .set({ used_at: now })
        .where('state_hash', '=', Buffer.from(stateHash))
        .where('used_at', 'is', null)
        .executeTakeFirst()
      return outcome.numUpdatedRows === 1n
    },

    /** The redirect URI an app was last installed with. */
    async latestRedirectUri(appId: string): Promise<string | undefined> {
      const row = await kysely
        .selectFrom('pending_installs')
        .select('redirect_uri')
        .where('app_id', '=', appId)
        .orderBy('created_at', 'desc')
        .limit(1)
        .executeTakeFirst()
      return row?.redirect_uri
    },

    /** Forgets those that ran out before an instant. Later callbacks hear "unknown" instead of "expired". */
    async deleteExpired(before: Date): Promise<void> {
      await kysely.deleteFrom('pending_installs').where('expires_at', '<', before).execute()
    },
  }
}
