import { setTimeout as sleep } from 'node:timers/promises'
import type { Clock } from '../platform/clock.ts'
import type { Log } from '../platform/log.ts'
import { type RegularWork, repeatRegularly } from '../platform/repeat-regularly.ts'
import type { AgentClientsStore } from '../store/agent-clients.store.ts'
import type { AgentConfirmationsStore } from '../store/agent-confirmations.store.ts'
import type { AgentGrantsStore } from '../store/agent-grants.store.ts'

export interface AgentRetention extends RegularWork {
  /** One round, now; says how many grants and programs it deleted. */
  forget(): Promise<{ grants: number; clients: number }>
}

const dayMs = 86_400_000
const everyMs = 3_600_000
/** After the start, when the hub has other things to do. */
const firstAfterMs = 90_000
const batchSize = 500
const pauseMs = 50
/** People still see so long who had been let in. */
const endedDays = 90

/**
 * Deletes what agents leave behind, every hour, a little at a time: grants that ended long ago, tokens, codes and
 * confirmations that ran out, and programs that registered and that nobody lets in. Every process does it: what one
 * has deleted the next does not find.
 */
export function createAgentRetention(options: {
  grants: Pick<AgentGrantsStore, 'deleteOver'>
  clients: Pick<AgentClientsStore, 'deleteStrangers'>
  confirmations: Pick<AgentConfirmationsStore, 'deleteOver'>
  clock: Clock
  log: Log
}): AgentRetention {
  const { grants, clients, confirmations, clock } = options
  const log = options.log.child({ part: 'mcp' })

  async function forget(stopping?: AbortSignal): Promise<{ grants: number; clients: number }> {
    const now = clock.now()
    const endedBefore = new Date(now.getTime() - endedDays * dayMs)
    const deleted = { grants: 0, clients: 0 }
    for (;;) {
      const over = await grants.deleteOver({ now, endedBefore, limit: batchSize })
      // A program whose last grant is gone is a stranger again.
      const strangers = await clients.deleteStrangers(now, batchSize)
      const written = await confirmations.deleteOver(now, batchSize)
      deleted.grants += over.grants
      deleted.clients += strangers
      const isAllGone = over.grants + over.tokens + over.codes + strangers + written === 0
      if (isAllGone || stopping?.aborted === true) break
      await sleep(pauseMs)
    }
    if (deleted.grants + deleted.clients > 0) log.info(deleted, 'agents that ended long ago deleted')
    return deleted
  }

  const regular = repeatRegularly({
    work: forget,
    firstAfterMs,
    pauseMs: everyMs,
    log,
    complaint: 'agents that ended could not be deleted',
  })
  return { ...regular, forget: () => forget() }
}
