import { type Kysely, sql } from 'kysely'
import type { Tables } from './tables.types.ts'

/** When each schedule comes next. One process at a time fires one, in the transaction of what it makes. */
export function createTimersStore(kysely: Kysely<Tables>) {
  return {
    async set(workflowId: string, dueAt: Date): Promise<void> {
      await kysely
        .insertInto('workflow_timers')
        .values({ workflow_id: workflowId, due_at: dueAt })
        .onConflict((conflict) => conflict.column('workflow_id').doUpdateSet({ due_at: dueAt }))
        .execute()
    },

    async remove(workflowId: string): Promise<void> {
      await kysely.deleteFrom('workflow_timers').where('workflow_id', '=', workflowId).execute()
    },

    async list(): Promise<Map<string, Date>> {
      const rows = await kysely.selectFrom('workflow_timers').selectAll().execute()
      return new Map(rows.map((row) => [row.workflow_id, row.due_at]))
    },

    /** Whether a schedule is due at an instant. */
    async hasDue(now: Date): Promise<boolean> {
      const row = await kysely
        .selectFrom('workflow_timers')
        .select('workflow_id')
        .where('due_at', '<=', now)
        .limit(1)
        .executeTakeFirst()
      return row !== undefined
    },

    /**
     * Fires what is due: `fire` gets each workflow and the instant it was due at, and gives when it comes next, or
     * undefined when it does not.
     */
    async fireDue(
      now: Date,
      fire: (trx: Kysely<Tables>, timer: { workflowId: string; dueAt: Date }) => Promise<Date | undefined>,
    ): Promise<number> {
      return kysely.transaction().execute(async (trx) => {
        const { rows } = await sql<{ workflowId: string; dueAt: Date }>`
          select workflow_id as "workflowId", due_at as "dueAt" from workflow_timers
          where due_at <= ${now} order by due_at limit 50 for update skip locked`.execute(trx)
        for (const timer of rows) {
          const next = await fire(trx, timer)
          if (next === undefined)
            await trx.deleteFrom('workflow_timers').where('workflow_id', '=', timer.workflowId).execute()
          else
            await trx
              .updateTable('workflow_timers')
              .set({ due_at: next })
              .where('workflow_id', '=', timer.workflowId)
              .execute()
        }
        return rows.length
      })
    },
  }
}
