import { describe, expect, it } from 'vitest'
import { mostAttempts, planRetry, readRetryAfter } from './plan-retry.ts'

const hourMs = 3_600_000

describe('planRetry', () => {
  it('gives ten attempts in a little over three days, each pause longer than the one before', () => {
    const pauses = Array.from({ length: mostAttempts - 1 }, (_, index) => planRetry(index + 1, undefined, 0)!)
    expect(mostAttempts).toBe(10)
    expect(pauses).toEqual(pauses.toSorted((one, other) => one - other))
    const total = pauses.reduce((sum, pause) => sum + pause, 0)
    expect(total).toBeGreaterThan(72 * hourMs)
    expect(total).toBeLessThan(80 * hourMs)
    expect(planRetry(mostAttempts, undefined, 0)).toBeUndefined()
  })

  it('spreads pauses by up to a fifth', () => {
    expect(planRetry(1, undefined, 0)).toBe(5000)
    expect(planRetry(1, undefined, 1)).toBe(6000)
  })

  it('waits as long as the receiver asks, but no longer than a day', () => {
    expect(planRetry(1, 60_000, 0)).toBe(60_000)
    expect(planRetry(1, 1000, 0)).toBe(5000)
    expect(planRetry(1, 1000 * hourMs, 0)).toBe(24 * hourMs)
  })
})

describe('readRetryAfter', () => {
  const now = new Date('2026-03-01T12:00:00Z')
  it.each([
    ['120', 120_000],
    ['0', 0],
    ['Sun, 01 Mar 2026 12:01:00 GMT', 60_000],
    ['Sun, 01 Mar 2026 11:00:00 GMT', 0],
    ['soon', undefined],
    ['-5', undefined],
    [undefined, undefined],
  ])('reads %j', (header, expected) => expect(readRetryAfter(header, now)).toBe(expected))
})
