import type { Clock } from '../platform/clock.ts'
import {
  daysBefore,
  deleteLittleByLittle,
  forgetRegularly,
  type Retention,
} from '../platform/forget-regularly.ts'
import type { Log } from '../platform/log.ts'
import type { AgentClientsStore } from '../store/agent-clients.store.ts'
import type { AgentConfirmationsStore } from '../store/agent-confirmations.store.ts'
import type { AgentGrantsStore } from '../store/agent-grants.store.ts'

/** People still see so long who had been let in. */
const endedDays = 90

/**
 * Deletes what agents leave behind: grants that ended long ago, tokens, codes and confirmations that ran out, and
 * programs that registered and that nobody lets in. Says how many grants and programs.
 */
export function createAgentRetention(options: {
  grants: Pick<AgentGrantsStore, 'deleteOver'>
  clients: Pick<AgentClientsStore, 'deleteStrangers'>
  confirmations: Pick<AgentConfirmationsStore, 'deleteOver'>
  clock: Clock
  log: Log
}): Retention<{ grants: number; clients: number }> {
  const { grants, clients, confirmations, clock } = options
  const log = options.log.child({ part: 'mcp' })

  async function forget(stopping?: AbortSignal): Promise<{ grants: number; clients: number }> {
    const now = clock.now()
    const endedBefore = daysBefore(now, endedDays)
    const deleted = { grants: 0, clients: 0 }
    await deleteLittleByLittle(async (limit) => {
      const over = await grants.deleteOver({ now, endedBefore, limit })
      // A program whose last grant is gone is a stranger again.
      const strangers = await clients.deleteStrangers(now, limit)
      const written = await confirmations.deleteOver(now, limit)
      deleted.grants += over.grants
      deleted.clients += strangers
      return over.grants + over.tokens + over.codes + strangers + written
    }, stopping)
    if (deleted.grants + deleted.clients > 0) log.info(deleted, 'agents that ended long ago deleted')
    return deleted
  }

  return forgetRegularly({ forget, log, complaint: 'agents that ended could not be deleted' })
}
