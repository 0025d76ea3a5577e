import { type Kysely, sql } from 'kysely'
import { newId } from '../platform/ids.ts'
import type { Tables } from './tables.types.ts'

/** A write that must happen once. */
export interface IdempotentCall {
  /** Who calls, for instance `key:0192…`: nobody meets another caller's keys. */
  callerKey: string
  /** The caller's own key. */
  key: string
  /** Fingerprint of what is asked: the same key for something else is a mistake. */
  requestHash: string
  now: Date
}

/** The first answer, kept to be given again. `body` is any JSON value, kept to the byte. */
export interface KeptAnswer {
  /** Id of the call in the call log. */
  callId: string
  status: number
  body: unknown
  /** When the CRM gave it. */
  asOf: Date
  coerced: string[]
  traceId?: string | undefined
}

/**
 * `started`: nobody made this call, make it now and `finish` or `abandon` it. `replay`: it was made, here is the answer.
 * `under_way`: somebody makes it this moment. `mismatch`: the key was used for something else. `outcome_unknown`: it
 * was sent and its process died, or the answer was lost: it may have been applied, so it is never begun again.
 */
export type BegunCall =
  | { kind: 'started'; id: string }
  | { kind: 'replay'; answer: KeptAnswer }
  | { kind: 'under_way' }
  | { kind: 'mismatch' }
  | { kind: 'outcome_unknown'; since: Date }

export interface IdempotentCallsOptions {
  /** How long a key is remembered; default 24 hours. */
  keepMs?: number
  /** How long a call may take before it counts as lost; an answer that comes later is kept all the same. */
  leaseMs?: number
}

export type IdempotentCallsStore = ReturnType<typeof createIdempotentCallsStore>

interface Row {
  requestHash: string
  state: 'started' | 'sent' | 'finished'
  startedAt: Date
  leaseUntil: Date
  answer: string | null
}

/** Rows whose last minute was long ago, deleted at a time. */
const deleteBatch = 1000

/** Remembers writes by their caller's key, so that the same one is applied once, however many processes it reaches. */
export function createIdempotentCallsStore(kysely: Kysely<Tables>, options: IdempotentCallsOptions = {}) {
  const { keepMs = 86_400_000, leaseMs = 120_000 } = options

  /**
   * The one insert decides who makes the call. A key that is forgotten by now is as good as new, and so is one whose
   * process died before it sent anything.
   */
  async function insert(call: IdempotentCall): Promise<string | undefined> {
    const now = call.now.getTime()
    const values = {
      id: newId(),
      request_hash: call.requestHash,
      state: 'started' as const,
      started_at: call.now,
      lease_until: new Date(now + leaseMs),
      expires_at: new Date(now + keepMs),
      answer: null,
    }
    const row = await kysely
      .insertInto('idempotent_calls')
      .values({ caller_key: call.callerKey, key: call.key, ...values })
      .onConflict((conflict) =>
        conflict
          .columns(['caller_key', 'key'])
          .doUpdateSet(values)
          .where((where) =>
            where.or([
              where('idempotent_calls.expires_at', '<=', call.now),
              where.and([
                where('idempotent_calls.state', '=', 'started'),
                where('idempotent_calls.lease_until', '<=', call.now),
                where('idempotent_calls.request_hash', '=', call.requestHash),
              ]),
            ]),
          ),
      )
      .returning('id')
      .executeTakeFirst()
    return row?.id
  }

  const find = (call: IdempotentCall): Promise<Row | undefined> =>
    kysely
      .selectFrom('idempotent_calls')
      .select([
        'request_hash as requestHash',
        'state',
        'started_at as startedAt',
        'lease_until as leaseUntil',
        'answer',
      ])
      .where('caller_key', '=', call.callerKey)
      .where('key', '=', call.key)
      .executeTakeFirst()

  return {
    /** Says what to do with a call under a key; exactly one of many who ask at once is told to make it. */
    async begin(call: IdempotentCall): Promise<BegunCall> {
      for (;;) {
        const id = await insert(call)
        if (id !== undefined) return { kind: 'started', id }
        const row = await find(call)
        // Abandoned between the two statements, or over: the key is free again.
        const judged = row && judge(row, call)
        if (judged !== undefined) return judged
      }
    },

    /**
     * Says that the call is about to be sent, before it is. False: the key is somebody else's by now, so it must not be.
     */
    async markSent(id: string, now: Date): Promise<boolean> {
      const marked = await kysely
        .updateTable('idempotent_calls')
        .set({ state: 'sent', lease_until: new Date(now.getTime() + leaseMs) })
        .where('id', '=', id)
        .where('state', '<>', 'finished')
        .executeTakeFirst()
      return marked.numUpdatedRows > 0n
    },

    /** Keeps the answer. Also of a call that took so long that it counted as lost. */
    async finish(id: string, answer: KeptAnswer): Promise<void> {
      await kysely
        .updateTable('idempotent_calls')
        .set({ state: 'finished', answer: JSON.stringify(answer) })
        .where('id', '=', id)
        .execute()
    },

    /** Frees the key of a call that was not applied; never of one that was answered. */
    async abandon(id: string): Promise<void> {
      await kysely
        .deleteFrom('idempotent_calls')
        .where('id', '=', id)
        .where('state', '<>', 'finished')
        .execute()
    },

    /** Says that a call may or may not have been applied, without waiting for its lease to end. */
    async lose(id: string, now: Date): Promise<void> {
      await kysely
        .updateTable('idempotent_calls')
        .set({ lease_until: now })
        .where('id', '=', id)
        .where('state', '<>', 'finished')
        .execute()
    },

    /** The same of every call under way: for a process that knows it is the only one, before it makes any. */
    async loseAll(now: Date): Promise<void> {
      await kysely
        .updateTable('idempotent_calls')
        .set({ lease_until: now })
        .where('state', '<>', 'finished')
        .where('lease_until', '>', now)
        .execute()
    },

    /** Forgets keys whose time is over; says how many. */
    async deleteExpired(now: Date): Promise<number> {
      const outcome = await sql`
        delete from idempotent_calls where id in (
          select id from idempotent_calls where expires_at <= ${now} limit ${deleteBatch})`.execute(kysely)
      return Number(outcome.numAffectedRows ?? 0)
    },
  }
}

/** Undefined: nothing was sent, and nobody is about to. */
function judge(row: Row, call: IdempotentCall): BegunCall | undefined {
  if (row.requestHash !== call.requestHash) return { kind: 'mismatch' }
  if (row.state === 'finished' && row.answer !== null)
    return { kind: 'replay', answer: readAnswer(row.answer) }
  if (row.leaseUntil.getTime() > call.now.getTime()) return { kind: 'under_way' }
  return row.state === 'started' ? undefined : { kind: 'outcome_unknown', since: row.startedAt }
}

function readAnswer(text: string): KeptAnswer {
  const kept = JSON.parse(text) as Omit<KeptAnswer, 'asOf'> & { asOf: string }
  return { ...kept, asOf: new Date(kept.asOf) }
}
