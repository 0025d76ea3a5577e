import type { Clock } from '../platform/clock.ts'
import type { Log } from '../platform/log.ts'
import { createWriteBehind } from '../platform/write-behind.ts'
import type { DriftSighting, ObservedDriftStore } from './observed-drift.store.ts'

/** Takes sightings of answers that are not as published, at once and without ever failing. */
export interface DriftCounter {
  /** @param place such as `results.posts[].createdAt`; numbers of items are taken out. */
  count(operationId: string, place: string, problem: string): void
  /** Writes what waits now. */
  flush(): Promise<void>
  stop(): Promise<void>
}

export interface DriftCounterOptions {
  store: Pick<ObservedDriftStore, 'add'>
  clock: Clock
  log: Log
  /** How long a sighting may wait; default 5 seconds. */
  everyMs?: number
}

const defaultEveryMs = 5000
const longestText = 300
/** Places told apart in one process: keys of maps are places too, and could be without end. */
const mostPlaces = 5000

/** Counts in memory and adds to the store now and then: a page of a hundred posts may show the same a hundred times. */
export function countDrift({
  store,
  clock,
  log,
  everyMs = defaultEveryMs,
}: DriftCounterOptions): DriftCounter {
  const sightings = createWriteBehind<DriftSighting>({
    write: (items) => store.add(items),
    what: 'observed drift',
    log,
    everyMs,
  })
  const known = new Set<string>()

  function placeToCount(operationId: string, place: string): string {
    const plain = place.replaceAll(/\[\d+\]/g, '[]').slice(0, longestText)
    const key = `${operationId} ${plain}`
    if (!known.has(key) && known.size >= mostPlaces) return '…'
    known.add(key)
    return plain
  }

  return {
    count(operationId, place, problem) {
      const counted = placeToCount(operationId, place)
      const said = problem.slice(0, longestText)
      const key = JSON.stringify([operationId, counted, said])
      const at = clock.now()
      const isWaiting = sightings.merge(key, (waiting) => {
        waiting.count += 1
        waiting.at = at
      })
      if (!isWaiting) sightings.add(key, { operationId, place: counted, problem: said, count: 1, at })
    },
    flush: () => sightings.flush(),
    stop: () => sightings.stop(),
  }
}
