import { messageOf } from '../platform/errors.ts'
import type { ConnectionRow } from '../store/connections.store.ts'
import type { ConnectionContext } from './connection-context.ts'
import type { TokenKeeper } from './keep-tokens.ts'

export interface ConnectionWatch {
  start(): void
  stop(): Promise<void>
  /** One round, now: refreshes what is due. */
  look(): Promise<void>
}

const lookEveryMs = 60_000
/** Tokens are refreshed at least this long before they end … */
const aheadMs = 30 * 60_000
/** … and up to this much earlier, differently for each, so that they do not all come at once. */
const jitterMs = 60 * 60_000
const atOnce = 4

/** Refreshes tokens ahead of their end, tries again what failed, and probes suspended connections now and then. */
export function watchConnections(context: ConnectionContext, tokens: TokenKeeper): ConnectionWatch {
  let timer: NodeJS.Timeout | undefined
  let looking: Promise<void> | undefined
  let isStopped = false

  async function refreshDue(row: ConnectionRow): Promise<void> {
    const minimumLifeMs = aheadMs + jitterOf(row.id)
    const endsAt = row.access_expires_at?.getTime() ?? 0
    const isDue = row.status === 'suspended' || endsAt - context.clock.now().getTime() <= minimumLifeMs
    if (!isDue || isStopped) return
    try {
      // A suspended location's token may live on while it is of no use: only a refresh tells that it is active again.
      await tokens.refresh(row.id, row.status === 'suspended' ? Number.POSITIVE_INFINITY : minimumLifeMs)
    } catch {
      // Its state, the log line and the time of the next try were written where it failed.
    }
  }

  async function look(): Promise<void> {
    const now = context.clock.now()
    await context.stores.connections.forgetPrevious(now)
    const due = await context.stores.connections.listDue(new Date(now.getTime() + aheadMs + jitterMs), now)
    const worker = async (): Promise<void> => {
      for (let row = due.shift(); row !== undefined; row = due.shift()) await refreshDue(row)
    }
    await Promise.all(Array.from({ length: atOnce }, worker))
  }

  function lookLater(): void {
    if (isStopped) return
    timer = setTimeout(
      () => {
        looking = look()
          .catch((problem: unknown) => {
            context.log.warn({ problem: messageOf(problem) }, 'connections could not be looked after')
          })
          .finally(lookLater)
      },
      lookEveryMs * (0.8 + Math.random() * 0.4),
    )
    timer.unref()
  }

  return {
    start: lookLater,
    look,
    async stop() {
      isStopped = true
      clearTimeout(timer)
      await looking
    },
  }
}

/** The same for a connection in every process and round. */
function jitterOf(id: string): number {
  // The end of a version 7 id is random.
  return (Number.parseInt(id.slice(-8), 16) / 0xffffffff) * jitterMs
}
