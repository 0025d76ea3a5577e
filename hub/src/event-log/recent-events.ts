import type { StoredEvent } from '../store/events.store.ts'
import { isFurther, type LogPlace, placeOf } from './log-place.ts'

/** How much of the log's end is kept: whoever is further behind reads the database. */
const mostEvents = 2000
const mostBytes = 8 * 1024 * 1024

/** An event, and as whoever follows gets it: written once for all of them. */
export interface EventFrame {
  event: StoredEvent
  place: LogPlace
  /** One frame of server-sent events, in UTF-8. */
  frame: Buffer
}

export function toEventFrame(event: StoredEvent): EventFrame {
  const frame = Buffer.from(`id: ${event.position}\ndata: ${JSON.stringify(event)}\n\n`)
  return { event, place: placeOf(event.position), frame }
}

/** The end of the log in memory, without gaps between `start` and `end`, never more than a fixed size. */
export function createRecentEvents() {
  let frames: EventFrame[] = []
  let bytes = 0
  let start: LogPlace | undefined
  let end: LogPlace | undefined

  function letGo(): void {
    let count = 0
    while (frames.length - count > mostEvents || (bytes > mostBytes && count < frames.length - 1)) {
      const { frame, place } = frames[count]!
      bytes -= frame.length
      start = place
      count += 1
    }
    if (count > 0) frames = frames.slice(count)
  }

  return {
    /** The place up to which the log was read; undefined before it was begun. */
    end: () => end,

    /** Forgets what it holds, and begins at a place. */
    beginAt(place: LogPlace): void {
      frames = []
      bytes = 0
      start = place
      end = place
    },

    forget(): void {
      frames = []
      bytes = 0
      start = undefined
      end = undefined
    },

    /** Adds what comes next in the log; nothing where it was forgotten meanwhile. */
    add(events: readonly StoredEvent[]): void {
      if (start === undefined) return
      for (const event of events) {
        const added = toEventFrame(event)
        frames.push(added)
        bytes += added.frame.length
        end = added.place
      }
      letGo()
    },

    /** What lies beyond a place; undefined when that is not all here. */
    beyond(place: LogPlace): EventFrame[] | undefined {
      if (start === undefined || isFurther(start, place)) return undefined
      return frames.slice(firstBeyond(frames, place))
    },
  }
}

function firstBeyond(frames: readonly EventFrame[], place: LogPlace): number {
  let low = 0
  let high = frames.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (isFurther(frames[middle]!.place, place)) high = middle
    else low = middle + 1
  }
  return low
}
