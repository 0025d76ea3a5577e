import { setImmediate as leaveTheLoop } from 'node:timers/promises'
import { messageOf } from '../platform/errors.ts'
import type { Log } from '../platform/log.ts'
import {
  checkPosition,
  type EventFilter,
  type EventRead,
  type EventsStore,
  type StoredEvent,
} from '../store/events.store.ts'
import { createFollower, type Follower } from './create-follower.ts'
import { beginningOfLog, placeOf, positionOf } from './log-place.ts'
import { createRecentEvents } from './recent-events.ts'
import { takeTurns } from './take-turns.ts'

/** How often the log is looked at while somebody follows it. */
const lookEveryMs = 75
/** Between looks that were asked for: many commits in a row are read together. */
const shortestPauseMs = 10
const batchSize = 500
/** Followers that catch up on a long log together must leave the database to others in between. */
const readsAtOnce = 2

/** Tells those who follow the log that there is more of it. */
export interface EventFeed {
  /**
   * Follows the log from a position, or from now on.
   * @throws `store.position_invalid`
   */
  follow(filter: EventFilter, after: string | undefined): Promise<Follower>
  /** Grows whenever the log was seen to grow: read it before reading events, and pass it to `untilMore`. */
  turn(): number
  /** Resolves when the log grew after `turn`, when the feed closes, or when `signal` is aborted. */
  untilMore(turn: number, signal: AbortSignal): Promise<void>
  /** Looks at the log now: call it after events were committed in this process. */
  ring(): void
  /** Wakes everybody who waits, also when nothing is new: call it after a reader's place was set. */
  wake(): void
  isClosed(): boolean
  close(): void
}

/**
 * One look at the log for all followers in this process: new events are read once and handed to everybody from memory.
 * However many watch, the cost is one small query every so often, and none while nobody watches.
 */
export function createEventFeed(events: EventsStore, log: Log): EventFeed {
  const waiting = new Set<() => void>()
  const takeTurn = takeTurns(readsAtOnce)
  const recent = createRecentEvents()
  let followers = 0
  let newest: string | undefined
  let turn = 0
  let timer: NodeJS.Timeout | undefined
  let isLooking = false
  let isRung = false
  let closed = false

  function grow(): void {
    turn += 1
    for (const wake of waiting) wake()
  }

  async function lookAtEnd(): Promise<void> {
    const position = await events.latestPosition()
    if (position === newest) return
    newest = position
    grow()
  }

  /** Everybody who follows reads the database up to here, and memory from here. */
  async function beginAtEnd(): Promise<void> {
    newest = await events.latestPosition()
    recent.beginAt(newest === undefined ? beginningOfLog : placeOf(newest))
    grow()
  }

  /** Reads on for all followers; says whether there is more. */
  async function readOn(from: string): Promise<boolean> {
    const found = await events.read({ after: from, limit: batchSize }).catch(async (problem: unknown) => {
      // An event that cannot be read must not end the log for everybody: each follower meets it by itself.
      await beginAtEnd()
      throw problem
    })
    if (found.events.length === 0) return false
    recent.add(found.events)
    newest = found.position
    grow()
    return found.events.length === batchSize
  }

  async function lookOnce(): Promise<boolean> {
    const end = recent.end()
    if (followers > 0 && end !== undefined) return readOn(positionOf(end))
    await (followers > 0 ? beginAtEnd() : lookAtEnd())
    return false
  }

  async function look(): Promise<void> {
    clearTimeout(timer)
    timer = undefined
    isLooking = true
    isRung = false
    let isMore = false
    try {
      isMore = await lookOnce()
    } catch (problem) {
      log.warn({ reason: messageOf(problem) }, 'the event log could not be read')
    }
    isLooking = false
    schedule(isMore ? 0 : isRung ? shortestPauseMs : lookEveryMs)
  }

  function schedule(pauseMs: number): void {
    if (closed || isLooking || (followers === 0 && waiting.size === 0)) return
    clearTimeout(timer)
    timer = setTimeout(() => void look(), pauseMs)
    timer.unref()
  }

  const read = (query: EventRead): Promise<StoredEvent[]> =>
    takeTurn(async () => {
      const found = await events.read(query)
      // The embedded database answers without ever leaving the loop to whoever else knocks.
      await leaveTheLoop()
      return found.events
    })

  return {
    async follow(filter, after) {
      if (after !== undefined) checkPosition(after)
      const from = after ?? (await events.latestPosition()) ?? positionOf(beginningOfLog)
      followers += 1
      if (recent.end() === undefined) schedule(0)
      let isHere = true
      const leave = () => {
        if (!isHere) return
        isHere = false
        followers -= 1
        if (followers === 0) recent.forget()
      }
      return createFollower({ filter, after: from, recent, read, leave })
    },

    isClosed: () => closed,

    turn: () => turn,

    untilMore(seen, signal) {
      if (closed || signal.aborted || seen !== turn) return Promise.resolve()
      return new Promise((resolve) => {
        const wake = () => {
          waiting.delete(wake)
          signal.removeEventListener('abort', wake)
          resolve()
        }
        waiting.add(wake)
        signal.addEventListener('abort', wake)
        if (timer === undefined) schedule(lookEveryMs)
      })
    },

    ring() {
      if (isRung) return
      isRung = true
      schedule(shortestPauseMs)
    },

    wake: grow,

    close() {
      closed = true
      clearTimeout(timer)
      for (const wake of waiting) wake()
    },
  }
}
