import type { Clock } from '../platform/clock.ts'
import {
  daysBefore,
  deleteLittleByLittle,
  forgetRegularly,
  type Retention,
} from '../platform/forget-regularly.ts'
import type { Log } from '../platform/log.ts'
import type { EventReadersStore } from '../store/event-readers.store.ts'
import type { EventsStore } from '../store/events.store.ts'
import { beginningOfLog, positionOf } from './log-place.ts'

const beginning = positionOf(beginningOfLog)

/**
 * Deletes events that are too old. A reader that has not come so far by then misses them, since one that is broken for
 * good must not make the log grow for ever; the hub's log says so for each.
 */
export function createEventRetention(options: {
  events: Pick<EventsStore, 'deleteOldest' | 'countBeyond'>
  readers: Pick<EventReadersStore, 'list'>
  clock: Clock
  log: Log
  /** Days events are kept. */
  eventDays: number
}): Retention {
  const { events, readers, clock, eventDays } = options
  const log = options.log.child({ part: 'event-log' })

  /** Says which readers miss something of what is deleted. */
  async function warn(before: Date): Promise<void> {
    for (const { name, position, error } of await readers.list()) {
      const { since } = await events.countBeyond(position ?? beginning, 1)
      if (since !== null && since < before)
        log.warn(
          { reader: name, error, unreadSince: since, eventDays },
          'events are deleted that a reader did not read',
        )
    }
  }

  async function forget(stopping?: AbortSignal): Promise<number> {
    const before = daysBefore(clock.now(), eventDays)
    await warn(before)
    const deleted = await deleteLittleByLittle((most) => events.deleteOldest(before, most), stopping)
    if (deleted > 0) log.info({ deleted, eventDays }, 'old events deleted')
    return deleted
  }

  return forgetRegularly({ forget, log, complaint: 'old events could not be deleted' })
}
