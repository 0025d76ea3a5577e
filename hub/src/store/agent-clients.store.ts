import type { Kysely, Selectable } from 'kysely'
import { newId } from '../platform/ids.ts'
import type { Tables } from './tables.types.ts'

export type AgentClientRow = Selectable<Tables['agent_clients']>

/** Programs that registered themselves as agents and nobody let in are forgotten after a day. */
const strangerMs = 86_400_000

export type AgentClientsStore = ReturnType<typeof createAgentClientsStore>

/** Programs that registered themselves in order to ask people for access. */
export function createAgentClientsStore(kysely: Kysely<Tables>) {
  const strangers = () =>
    kysely
      .selectFrom('agent_clients')
      .where((where) =>
        where.not(
          where.exists(
            where
              .selectFrom('agent_grants')
              .select('agent_grants.id')
              .whereRef('agent_grants.client_id', '=', 'agent_clients.id'),
          ),
        ),
      )

  /** Forgets programs that registered long ago and that nobody lets in, at most so many; says how many. */
  async function deleteStrangers(now: Date, limit: number): Promise<number> {
    const outcome = await kysely
      .deleteFrom('agent_clients')
      .where(
        'id',
        'in',
        strangers()
          .select('agent_clients.id')
          .where('agent_clients.created_at', '<', new Date(now.getTime() - strangerMs))
          .where((where) =>
            where.not(
              // Somebody lets it in this minute.
              where.exists(
                where
                  .selectFrom('agent_codes')
                  .select('agent_codes.code_hash')
                  .whereRef('agent_codes.client_id', '=', 'agent_clients.id')
                  .where('agent_codes.expires_at', '>', now),
              ),
            ),
          )
          .limit(limit),
      )
      .executeTakeFirst()
    return Number(outcome.numDeletedRows)
  }

  return {
    async insert(client: { name: string; redirectUris: string[]; now: Date }): Promise<AgentClientRow> {
      return kysely
        .insertInto('agent_clients')
        .values({
          id: newId(),
          name: client.name,
          redirect_uris: client.redirectUris,
          created_at: client.now,
        })
        .returningAll()
        .executeTakeFirstOrThrow()
    },

    find: (id: string): Promise<AgentClientRow | undefined> =>
      kysely.selectFrom('agent_clients').selectAll().where('id', '=', id).executeTakeFirst(),

    deleteStrangers,

    /** How many are registered that nobody let in, after forgetting those of long ago. */
    async countStrangers(now: Date): Promise<number> {
      await deleteStrangers(now, 1000)
      const { count } = await strangers()
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .executeTakeFirstOrThrow()
      return Number(count)
    },
  }
}
