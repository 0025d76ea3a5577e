import { type Lane, lanes } from './limits.types.ts'

/** Things waiting in lanes. Lanes are served in their order; in a lane everybody who waits gets one in turn. */
export interface LaneQueue<Item> {
  readonly size: number
  /** `whose` takes turns with the others of the lane; what one waits for is served first come, first served. */
  add(lane: Lane, whose: string, item: Item): void
  /** False when it was not waiting any more. */
  remove(lane: Lane, whose: string, item: Item): boolean
  /** How many wait in the lanes that are allowed. */
  count(isAllowed: (lane: Lane) => boolean): number
  /** Takes the one to serve next out of the queue. */
  next(isAllowed: (lane: Lane) => boolean): Item | undefined
  /** Takes everything out of the lanes that are chosen. */
  drain(isChosen: (lane: Lane) => boolean): Item[]
}

/** One lane: who waits, in the order of their turns, and what for. Nobody waits for nothing. */
interface WaitingLane<Item> {
  lane: Lane
  size: number
  turns: Map<string, Set<Item>>
}

export function createLaneQueue<Item>(): LaneQueue<Item> {
  // Sets keep the order of adding and forget an abandoned item at once, wherever it stands.
  const waiting: WaitingLane<Item>[] = lanes.map((lane) => ({ lane, size: 0, turns: new Map() }))
  const byLane = new Map(waiting.map((one) => [one.lane, one]))

  function take(of: WaitingLane<Item>, whose: string, item: Item): boolean {
    const items = of.turns.get(whose)
    if (items?.delete(item) !== true) return false
    of.size -= 1
    if (items.size === 0) of.turns.delete(whose)
    return true
  }

  return {
    get size() {
      return waiting.reduce((sum, { size }) => sum + size, 0)
    },
    add(lane, whose, item) {
      const of = byLane.get(lane)
      if (of === undefined) return
      const items = of.turns.get(whose) ?? new Set()
      if (items.size === 0) of.turns.set(whose, items)
      items.add(item)
      of.size += 1
    },
    remove(lane, whose, item) {
      const of = byLane.get(lane)
      return of !== undefined && take(of, whose, item)
    },
    count: (isAllowed) => waiting.reduce((sum, { lane, size }) => sum + (isAllowed(lane) ? size : 0), 0),
    next(isAllowed) {
      const of = waiting.find(({ lane, size }) => size > 0 && isAllowed(lane))
      const [turn] = of?.turns ?? []
      if (of === undefined || turn === undefined) return undefined
      const [whose, items] = turn
      const [item] = items
      if (item === undefined) return undefined
      take(of, whose, item)
      // Who was served goes behind the others.
      if (items.size > 0) {
        of.turns.delete(whose)
        of.turns.set(whose, items)
      }
      return item
    },
    drain(isChosen) {
      return waiting
        .filter(({ lane }) => isChosen(lane))
        .flatMap((of) => {
          const all = [...of.turns.values()].flatMap((items) => [...items])
          of.turns.clear()
          of.size = 0
          return all
        })
    },
  }
}
