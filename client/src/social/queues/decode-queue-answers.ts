import type { SocialAnswer } from '../social-call.ts'
import { decodeCalendarEntry, decodeQueueSlot } from './decode-queue.ts'
import type { QueueCalendarEntry, QueueChange } from './queues.types.ts'

/** What a change answers: the slots it moved. Queue answers keep their message inside `results`. */
export function decodeQueueChange({ body, results, report }: SocialAnswer): QueueChange {
  return {
    message: results.text('message') ?? body.text('message') ?? '',
    slots: results.list('updatedSlots', (item, path) => decodeQueueSlot(item, path, report)),
    totalPostsChanged: results.number('totalPostsChanged'),
  }
}

/** The posts of a period, in the time zone of the location. */
export function decodeCalendar({ results, report }: SocialAnswer): {
  entries: QueueCalendarEntry[]
  total: number
  timezone: string | undefined
} {
  const entries = results.list('scheduledPosts', (item, path) => decodeCalendarEntry(item, path, report))
  return { entries, total: results.number('total') ?? entries.length, timezone: results.text('timezone') }
}
