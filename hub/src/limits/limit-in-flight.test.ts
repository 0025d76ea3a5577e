import { setImmediate as turn } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { limitInFlight } from './limit-in-flight.ts'
import type { Lane } from './limits.types.ts'

describe('places for calls under way', () => {
  it('are so many, and given by lane, in a lane in turn, when one comes free', async () => {
    const places = limitInFlight(2)
    const order: string[] = []
    const held = [await places.enter('sync', 'a'), await places.enter('sync', 'a')]
    const ask = async (lane: Lane, whose: string): Promise<void> => {
      const leave = await places.enter(lane, whose)
      order.push(`${lane} ${whose}`)
      held.push(leave)
    }
    for (const [lane, whose] of [
      ['sync', 'a'],
      ['sync', 'a'],
      ['sync', 'b'],
      ['workflow', 'c'],
    ] as const)
      void ask(lane, whose)
    await turn()
    expect(places.waiting).toBe(4)
    for (let left = 0; left < 4; left++) {
      held.shift()?.()
      await turn()
    }
    expect(order).toEqual(['workflow c', 'sync a', 'sync b', 'sync a'])
    expect(places.waiting).toBe(0)
  })

  it('are not needed by people', async () => {
    const places = limitInFlight(1)
    await places.enter('sync', 'a')
    const leave = await places.enter('interactive', 'a')
    leave()
    void places.enter('sync', 'a')
    await turn()
    expect(places.waiting).toBe(1)
  })

  it('are given back once', async () => {
    const places = limitInFlight(1)
    const leave = await places.enter('sync', 'a')
    leave()
    leave()
    await places.enter('sync', 'a')
    void places.enter('sync', 'a')
    await turn()
    expect(places.waiting).toBe(1)
  })
})
