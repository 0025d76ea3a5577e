import type { EventFilter, EventRead, StoredEvent } from '../store/events.store.ts'
import { furtherOf, type LogPlace, placeOf, positionOf } from './log-place.ts'
import { passesFilter } from './passes-filter.ts'
import { type EventFrame, toEventFrame, type createRecentEvents } from './recent-events.ts'

/** Somebody who follows the log from a place of their own. */
export interface Follower {
  /** The events that come next and pass the filter; `isAtEnd` when there are no more for now. */
  next(): Promise<{ frames: EventFrame[]; isAtEnd: boolean }>
  /** Where it stands: everything up to there was handed over, or did not pass. */
  position(): string
  /** Call it when it is over: while somebody follows, the log is read. */
  leave(): void
}

interface FollowerOptions {
  filter: EventFilter
  after: string
  recent: Pick<ReturnType<typeof createRecentEvents>, 'beyond' | 'end'>
  read: (query: EventRead) => Promise<StoredEvent[]>
  leave: () => void
}

const batchSize = 200
/** Frames that wait for a slow follower are kept in memory as long as it takes. */
const mostBytes = 256 * 1024

/**
 * Reads from memory what the feed read for everybody, and from the database only what is older: at the beginning, and
 * after it took so long over its events that memory let go of what came next. So a slow follower costs no memory.
 */
export function createFollower({ filter, after, recent, read, leave }: FollowerOptions): Follower {
  const passes = passesFilter(filter)
  let place = placeOf(after)

  async function catchUp() {
    // What the feed had read before is all visible to the query: where that ends, we stand at least.
    const seen = recent.end()
    const events = await read({ ...filter, after: positionOf(place), limit: batchSize, order: 'oldest' })
    const frames = events.map(toEventFrame)
    const isAtEnd = events.length < batchSize
    const places = [frames.at(-1)?.place, isAtEnd ? seen : undefined]
    place = places.filter((known) => known !== undefined).reduce(furtherOf, place)
    return { frames, isAtEnd }
  }

  function takeFromMemory(recentFrames: readonly EventFrame[], end: LogPlace) {
    const frames: EventFrame[] = []
    let bytes = 0
    for (const frame of recentFrames) {
      if (frames.length === batchSize || bytes >= mostBytes) return { frames, isAtEnd: false }
      place = frame.place
      if (!passes(frame.event)) continue
      frames.push(frame)
      bytes += frame.frame.length
    }
    place = furtherOf(place, end)
    return { frames, isAtEnd: true }
  }

  return {
    async next() {
      const frames = recent.beyond(place)
      const end = recent.end()
      return frames === undefined || end === undefined ? catchUp() : takeFromMemory(frames, end)
    },
    position: () => positionOf(place),
    leave,
  }
}
