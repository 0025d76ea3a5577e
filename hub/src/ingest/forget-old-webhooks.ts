import type { Clock } from '../platform/clock.ts'
import {
  daysBefore,
  deleteLittleByLittle,
  forgetRegularly,
  type Retention,
} from '../platform/forget-regularly.ts'
import type { Log } from '../platform/log.ts'
import type { InboxStore } from '../store/inbox.store.ts'
import type { WebhookRefusalsStore } from '../store/webhook-refusals.store.ts'

const refusalDays = 396

/** Deletes webhooks that were seen to long ago, and counts of refused ones after a year and a month. */
export function createInboxRetention(options: {
  inbox: Pick<InboxStore, 'deleteOlder'>
  refusals: Pick<WebhookRefusalsStore, 'deleteOlder'>
  clock: Clock
  log: Log
  /** Days deliveries are kept. */
  days: number
}): Retention {
  const { inbox, refusals, clock, log, days } = options

  async function forget(stopping?: AbortSignal): Promise<number> {
    const now = clock.now()
    const before = daysBefore(now, days)
    const deleted = await deleteLittleByLittle((most) => inbox.deleteOlder(before, most), stopping)
    await refusals.deleteOlder(daysBefore(now, refusalDays).toISOString().slice(0, 10))
    if (deleted > 0) log.info({ deleted, days }, 'old webhooks deleted')
    return deleted
  }

  return forgetRegularly({ forget, log, complaint: 'old webhooks could not be deleted' })
}
