import { createLaneQueue } from './lane-queue.ts'
import type { Lane } from './limits.types.ts'

/** Places for calls that are under way at the same time in this process. */
export interface InFlight {
  /** Waits for a place; people never wait. The returned function gives it back, once. */
  enter(lane: Lane, whose: string): Promise<() => void>
  /** Calls that have their slot and wait for a place. */
  readonly waiting: number
}

/**
 * Lets so many calls be under way at once. Hundreds of locations may call a hundred times each the moment their
 * windows open; sent all together they would wait for each other at the other end until they time out, and a
 * person's call behind them. Places are given by lane, and in a lane to everybody in turn.
 */
export function limitInFlight(most: number): InFlight {
  const queue = createLaneQueue<() => void>()
  let underWay = 0

  function leave(): void {
    const next = queue.next(() => true)
    if (next === undefined) underWay -= 1
    else next()
  }

  function placeTaken(): () => void {
    let isLeft = false
    return () => {
      if (isLeft) return
      isLeft = true
      leave()
    }
  }

  return {
    async enter(lane, whose) {
      if (lane === 'interactive') return () => {}
      if (underWay >= most) await new Promise<void>((resolve) => queue.add(lane, whose, resolve))
      else underWay += 1
      return placeTaken()
    },
    get waiting() {
      return queue.size
    },
  }
}
