import type { Clock } from '../platform/clock.ts'
import {
  daysBefore,
  deleteLittleByLittle,
  forgetRegularly,
  type Retention,
} from '../platform/forget-regularly.ts'
import type { Log } from '../platform/log.ts'
import type { DeliveriesStore } from '../store/deliveries.store.ts'

/** Deletes deliveries that are too old and no longer wait, with their attempts. */
export function createDeliveryRetention(options: {
  deliveries: Pick<DeliveriesStore, 'deleteOlder'>
  clock: Clock
  log: Log
  keepDays: number
}): Retention {
  const { deliveries, clock, keepDays } = options
  const log = options.log.child({ part: 'deliveries' })

  async function forget(stopping?: AbortSignal): Promise<number> {
    const bound = firstIdAt(daysBefore(clock.now(), keepDays).getTime())
    const deleted = await deleteLittleByLittle((most) => deliveries.deleteOlder(bound, most), stopping)
    if (deleted > 0) log.info({ deleted, keepDays }, 'old deliveries deleted')
    return deleted
  }

  return forgetRegularly({ forget, log, complaint: 'old deliveries could not be deleted' })
}

/** The smallest id of version 7 made at an instant: ids carry the time they were made. */
function firstIdAt(ms: number): string {
  const hex = Math.max(0, ms).toString(16).padStart(12, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`
}
