import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { readAhead } from './read-ahead.ts'

const never = new AbortController().signal
const numbers = (count: number) => Array.from({ length: count }, (_, number) => number)

describe('reading ahead', () => {
  it('hands results over in order, however they arrive, never reading more than allowed ahead', async () => {
    let underWay = 0
    let most = 0
    const read = async (task: number) => {
      most = Math.max(most, ++underWay)
      await wait((task * 7) % 5)
      underWay--
      return task * 10
    }
    const seen: number[] = []
    for await (const batch of readAhead(numbers(40), read, { ahead: 6, batch: 4, signal: never })) {
      expect(batch.length).toBeLessThanOrEqual(4)
      seen.push(...batch.map(({ result }) => result))
      await wait(1)
    }
    expect(seen).toEqual(numbers(40).map((task) => task * 10))
    expect(most).toBeLessThanOrEqual(6)
    expect(most).toBeGreaterThan(1)
  })

  it('hands over all before a failure, then fails, and cancels what is under way', async () => {
    const cancelled: number[] = []
    const read = async (task: number, signal: AbortSignal) => {
      if (task === 3) throw new Error('refused')
      if (task > 3)
        await wait(60_000, undefined, { signal }).catch(() => {
          cancelled.push(task)
          throw new Error('cancelled')
        })
      return task
    }
    const seen: number[] = []
    const reading = async () => {
      for await (const batch of readAhead(numbers(10), read, { ahead: 6, batch: 2, signal: never }))
        seen.push(...batch.map(({ result }) => result))
    }
    await expect(reading()).rejects.toThrow('refused')
    expect(seen).toEqual([0, 1, 2])
    expect(cancelled).toContain(5)
  })

  it('hands results that come shortly after each other over together', async () => {
    const batches: number[] = []
    const read = (task: number) => wait(task / 2)
    for await (const batch of readAhead(numbers(16), read, { ahead: 16, batch: 16, signal: never }))
      batches.push(batch.length)
    expect(batches.length).toBeLessThanOrEqual(4)
    expect(batches.reduce((sum, length) => sum + length, 0)).toBe(16)
  })

  it('leaves nothing running when the reader goes away', async () => {
    let underWay = 0
    const read = async (_: number, signal: AbortSignal) => {
      underWay++
      await wait(5, undefined, { signal }).finally(() => underWay--)
    }
    for await (const _ of readAhead(numbers(100), read, { ahead: 8, batch: 1, signal: never })) break
    expect(underWay).toBe(0)
  })
})
