import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createLaneQueue, type LaneQueue } from './lane-queue.ts'
import { type Lane, lanes } from './limits.types.ts'

const any = () => true
const served = (queue: LaneQueue<string>): string[] => {
  const order: string[] = []
  for (let item = queue.next(any); item !== undefined; item = queue.next(any)) order.push(item)
  return order
}

describe('a queue of lanes', () => {
  it('serves lanes in their order, whoever came first', () => {
    const queue = createLaneQueue<string>()
    for (const lane of lanes.toReversed()) queue.add(lane, 'a', lane)
    expect(served(queue)).toEqual([...lanes])
  })

  it('gives everybody of a lane one in turn, and each theirs in the order they came', () => {
    const queue = createLaneQueue<string>()
    for (const item of ['a1', 'a2', 'a3', 'a4', 'b1', 'c1', 'c2']) queue.add('sync', item.slice(0, 1), item)
    expect(served(queue)).toEqual(['a1', 'b1', 'c1', 'a2', 'c2', 'a3', 'a4'])
  })

  it('lets one who comes late wait for one of each of the others only', () => {
    const queue = createLaneQueue<string>()
    for (let item = 0; item < 1000; item++) queue.add('backfill', 'greedy', `greedy ${item}`)
    queue.next(any)
    queue.add('backfill', 'modest', 'modest')
    expect([queue.next(any), queue.next(any)]).toContain('modest')
  })

  it('skips lanes that are not allowed, and drains those that are chosen', () => {
    const queue = createLaneQueue<string>()
    queue.add('interactive', 'a', 'person')
    queue.add('sync', 'a', 'copy')
    queue.add('sync', 'b', 'other copy')
    expect(queue.next((lane) => lane === 'sync')).toBe('copy')
    expect(queue.drain((lane) => lane === 'sync')).toEqual(['other copy'])
    expect(queue.size).toBe(1)
  })

  it('never starves anybody, loses or doubles nothing, and counts what waits', () => {
    const step = fc.oneof(
      fc.record({
        do: fc.constant('add'),
        lane: fc.constantFrom(...lanes),
        whose: fc.constantFrom('a', 'b', 'c'),
      }),
      fc.record({ do: fc.constantFrom('next', 'abandon') }),
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const queue = createLaneQueue<string>()
        const waiting = new Map<string, { lane: Lane; whose: string }>()
        let made = 0
        for (const one of steps) {
          if ('lane' in one) {
            const item = `${made++}`
            waiting.set(item, one)
            queue.add(one.lane, one.whose, item)
          } else if (one.do === 'next') {
            const item = queue.next(any)
            const first = lanes.find((lane) => [...waiting.values()].some((other) => other.lane === lane))
            expect(item === undefined ? undefined : waiting.get(item)?.lane).toBe(first)
            if (item !== undefined) waiting.delete(item)
          } else {
            const [item] = waiting.keys()
            if (item === undefined) continue
            const { lane, whose } = waiting.get(item) ?? { lane: 'sync' as const, whose: '' }
            expect(queue.remove(lane, whose, item)).toBe(true)
            expect(queue.remove(lane, whose, item)).toBe(false)
            waiting.delete(item)
          }
          expect(queue.size).toBe(waiting.size)
          expect(queue.count((lane) => lane === 'sync')).toBe(
            [...waiting.values()].filter(({ lane }) => lane === 'sync').length,
          )
        }
        expect(served(queue).toSorted()).toEqual([...waiting.keys()].toSorted())
      }),
    )
  })
})
