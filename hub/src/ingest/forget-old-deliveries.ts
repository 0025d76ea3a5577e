import { setTimeout as sleep } from 'node:timers/promises'
import type { Clock } from '../platform/clock.ts'
import type { Log } from '../platform/log.ts'
import { type RegularWork, repeatRegularly } from '../platform/repeat-regularly.ts'
import type { InboxStore } from '../store/inbox.store.ts'
import type { WebhookRefusalsStore } from '../store/webhook-refusals.store.ts'

const dayMs = 86_400_000
const hourMs = 3_600_000
/** After the start, when the hub has other things to do. */
const firstAfterMs = 90_000
/** Small, so that nobody waits for a delete. */
const batchSize = 2000
const pauseMs = 50
const refusalDays = 396

/** Deletes deliveries that were seen to long ago, every hour, a little at a time. Every process does it. */
export function forgetOldDeliveries(options: {
  inbox: Pick<InboxStore, 'deleteOlder'>
  refusals: Pick<WebhookRefusalsStore, 'deleteOlder'>
  clock: Clock
  log: Log
  /** Days deliveries are kept. */
  days: number
}): RegularWork {
  const { inbox, refusals, clock, log, days } = options
  const daysAgo = (count: number): Date => new Date(clock.now().getTime() - count * dayMs)

  async function forget(stopping: AbortSignal): Promise<void> {
    let deleted = 0
    while (!stopping.aborted) {
      const some = await inbox.deleteOlder(daysAgo(days), batchSize)
      deleted += some
      if (some === 0) break
      await sleep(pauseMs)
    }
    await refusals.deleteOlder(daysAgo(refusalDays).toISOString().slice(0, 10))
    if (deleted > 0) log.info({ deleted, days }, 'old webhooks deleted')
  }

  const complaint = 'old webhooks could not be deleted'
  return repeatRegularly({ work: forget, firstAfterMs, pauseMs: hourMs, log, complaint })
}
