import type { Kysely } from 'kysely'
import { newId } from '../platform/ids.ts'
import { hashToken } from '../platform/tokens.ts'
import type { Tables } from './tables.types.ts'

/** A write as it was announced: nobody else's confirmation fits, nor one of another request. */
export interface AnnouncedWrite {
  /** `key:<id>`, `agent:<grant id>` … */
  caller: string
  requestHash: Buffer
}

/** How long the answer to a write that was made is given again. */
const replayMs = 86_400_000

export type AgentConfirmationsStore = ReturnType<typeof createAgentConfirmationsStore>

/** Writes that agents announced and may make when they name the token they got for it. */
export function createAgentConfirmationsStore(kysely: Kysely<Tables>) {
  return {
    async insert(write: AnnouncedWrite & { token: string; expiresAt: Date }): Promise<void> {
      await kysely
        .insertInto('agent_confirmations')
        .values({
          id: newId(),
          token_hash: hashToken(write.token),
          caller: write.caller,
          request_hash: write.requestHash,
          expires_at: write.expiresAt,
        })
        .execute()
    },

    /** Forgets, at most so many, that can neither be taken nor answered again; says how many. */
    async deleteOver(now: Date, limit: number): Promise<number> {
      const outcome = await kysely
        .deleteFrom('agent_confirmations')
        .where(
          'id',
          'in',
          kysely
            .selectFrom('agent_confirmations')
            .select('id')
            .where('expires_at', '<', new Date(now.getTime() - replayMs))
            .limit(limit),
        )
        .executeTakeFirst()
      return Number(outcome.numDeletedRows)
    },

    /**
     * Takes a token for exactly the write it was given for. One that was taken before is taken again, since the write
     * is made once under the id given here: whoever lost the answer repeats the call. `expired`: not taken in time.
     */
    async take(
      token: string,
      write: AnnouncedWrite,
      now: Date,
    ): Promise<{ id: string } | 'unknown' | 'expired'> {
      const found = await kysely
        .selectFrom('agent_confirmations')
        .select(['id', 'caller', 'request_hash', 'expires_at', 'used_at'])
        .where('token_hash', '=', hashToken(token))
        .executeTakeFirst()
      if (found === undefined || found.caller !== write.caller) return 'unknown'
      if (!Buffer.from(found.request_hash).equals(write.requestHash)) return 'unknown'
      if (found.used_at === null && found.expires_at <= now) return 'expired'
      if (found.used_at !== null && found.used_at.getTime() + replayMs <= now.getTime()) return 'expired'
      if (found.used_at === null)
        await kysely
          .updateTable('agent_confirmations')
          .set({ used_at: now })
          .where('id', '=', found.id)
          .execute()
      return { id: found.id }
    },
  }
}
