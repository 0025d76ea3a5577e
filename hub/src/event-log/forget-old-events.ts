import { setTimeout as sleep } from 'node:timers/promises'
import type { Clock } from '../platform/clock.ts'
import { messageOf } from '../platform/errors.ts'
import type { Log } from '../platform/log.ts'
import type { EventReadersStore } from '../store/event-readers.store.ts'
import type { EventsStore } from '../store/events.store.ts'
import { beginningOfLog, positionOf } from './log-place.ts'

export interface EventRetention {
  start(): void
  /** One round, now; says how many events it deleted. */
  forget(): Promise<number>
  stop(): Promise<void>
}

const dayMs = 86_400_000
const everyMs = 3_600_000
/** After the start, when the hub has other things to do. */
const firstAfterMs = 90_000
/** Small, so that nobody waits for a delete. */
const batchSize = 2000
const pauseMs = 50
const beginning = positionOf(beginningOfLog)

/**
 * Deletes events that are too old, every hour, a little at a time. A reader that has not come so far by then misses
 * them, since one that is broken for good must not make the log grow for ever; the hub's log says so for each.
 */
export function createEventRetention(options: {
  events: Pick<EventsStore, 'deleteOldest' | 'countBeyond'>
  readers: Pick<EventReadersStore, 'list'>
  clock: Clock
  log: Log
  /** Days events are kept. */
  eventDays: number
}): EventRetention {
  const { events, readers, clock, eventDays } = options
  const log = options.log.child({ part: 'event-log' })
  const stopping = new AbortController()
  let timer: NodeJS.Timeout | undefined
  let working: Promise<unknown> = Promise.resolve()

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

  async function forget(): Promise<number> {
    const before = new Date(clock.now().getTime() - eventDays * dayMs)
    await warn(before)
    let deleted = 0
    while (!stopping.signal.aborted) {
      const some = await events.deleteOldest(before, batchSize)
      deleted += some
      if (some === 0) break
      await sleep(pauseMs)
    }
    if (deleted > 0) log.info({ deleted, eventDays }, 'old events deleted')
    return deleted
  }

  function forgetLater(afterMs: number): void {
    if (stopping.signal.aborted) return
    timer = setTimeout(() => {
      working = forget()
        .catch((problem: unknown) =>
          log.warn({ problem: messageOf(problem) }, 'old events could not be deleted'),
        )
        .then(() => forgetLater(everyMs))
    }, afterMs).unref()
  }

  return {
    start() {
      if (timer === undefined) forgetLater(firstAfterMs)
    },
    forget,
    async stop() {
      stopping.abort()
      clearTimeout(timer)
      await working
    },
  }
}
