import { describe, expect, it } from 'vitest'
import { chooseInterval, type IntervalFacts, withJitter } from './choose-interval.ts'

const now = new Date('2026-06-01T12:00:00Z')
const minutes = (count: number) => count * 60_000
const interval = (facts: Partial<IntervalFacts> = {}) =>
  chooseInterval({
    stream: 'posts',
    now,
    isHot: false,
    hasChanged: false,
    lastChangedAt: null,
    budget: { callsLeft: 1, dayLeft: 0.5 },
    ...facts,
  })
const ago = (ms: number) => new Date(now.getTime() - ms)

describe('the time to the next run', () => {
  it('is 15 s while somebody looks and 15 min when nothing happens', () => {
    expect(interval({ isHot: true })).toBe(15_000)
    expect(interval()).toBe(minutes(15))
    expect(interval({ stream: 'statistics' })).toBe(minutes(60))
  })

  it('is a minute after a change, and grows the longer nothing changes', () => {
    expect(interval({ hasChanged: true })).toBe(minutes(1))
    expect(interval({ lastChangedAt: ago(minutes(9)) })).toBe(minutes(1))
    expect(interval({ lastChangedAt: ago(minutes(20)) })).toBe(minutes(5))
    expect(interval({ lastChangedAt: ago(minutes(600)) })).toBe(minutes(15))
  })

  it('ends just after a post comes due within the hour', () => {
    expect(interval({ nextDueAt: new Date(now.getTime() + minutes(3)) })).toBe(minutes(3) + 5000)
    expect(interval({ nextDueAt: ago(1000) })).toBe(15_000)
    expect(interval({ nextDueAt: new Date(now.getTime() + minutes(300)) })).toBe(minutes(15))
  })

  it('grows when the calls run out before the day does', () => {
    expect(interval({ isHot: true, budget: { callsLeft: 0.5, dayLeft: 0.4 } })).toBe(15_000)
    expect(interval({ isHot: true, budget: { callsLeft: 0.2, dayLeft: 0.8 } })).toBe(60_000)
    expect(interval({ isHot: true, budget: { callsLeft: 0.05, dayLeft: 0.01 } })).toBe(minutes(15))
  })

  it('is spread by a tenth to either side', () => {
    expect([withJitter(1000, () => 0), withJitter(1000, () => 1)]).toEqual([900, 1100])
  })
})
