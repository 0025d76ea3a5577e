import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRequestCounter, limitHeaders, limitProfiles, type LimitProfile } from './limits.ts'

function aCounter() {
  const time = { elapsed: 0, today: Date.parse('2026-11-23T00:00:00Z') }
  const counter = createRequestCounter({ elapsedMs: () => time.elapsed, now: () => new Date(time.today) })
  return { time, counter }
}

test('the hundred and first request within ten seconds is refused, and one is allowed as the first is forgotten', () => {
  const { time, counter } = aCounter()
  for (let index = 0; index < 100; index += 1) {
    expect(counter.take('app|location', limitProfiles.standard).isAllowed).toBe(true)
    time.elapsed += 1
  }
  expect(counter.take('app|location', limitProfiles.standard).isAllowed).toBe(false)
  time.elapsed = 9_999
  expect(counter.take('app|location', limitProfiles.standard).isAllowed).toBe(false)
  time.elapsed = 10_000
  expect(counter.take('app|location', limitProfiles.standard).isAllowed).toBe(true)
  expect(counter.take('app|location', limitProfiles.standard).isAllowed).toBe(false)
})

test('a fixed window gives the whole budget back at once when it closes', () => {
  const { time, counter } = aCounter()
  const profile: LimitProfile = { ...limitProfiles.sandbox, window: 'fixed' }
  for (let index = 0; index < 25; index += 1) counter.take('key', profile)
  time.elapsed = 9_999
  expect(counter.take('key', profile)).toMatchObject({ isAllowed: false, remaining: 0 })
  time.elapsed = 10_000
  expect(counter.take('key', profile)).toMatchObject({ isAllowed: true, remaining: 24 })
})

test('each app and resource has a budget of its own', () => {
  const { counter } = aCounter()
  const profile = { ...limitProfiles.standard, maxRequests: 1 }
  expect(counter.take('app|one', profile).isAllowed).toBe(true)
  expect(counter.take('app|two', profile).isAllowed).toBe(true)
  expect(counter.take('app|one', profile).isAllowed).toBe(false)
})

test('the daily budget runs out and comes back with the next day', () => {
  const { time, counter } = aCounter()
  const profile = { ...limitProfiles.standard, dailyRequests: 2 }
  counter.take('key', profile)
  counter.take('key', profile)
  expect(counter.take('key', profile)).toMatchObject({ isAllowed: false, dailyRemaining: 0, remaining: 98 })
  time.today += 86_400_000
  expect(counter.take('key', profile)).toMatchObject({ isAllowed: true, dailyRemaining: 1 })
})

test('the five headers carry the reading', () => {
  const { counter } = aCounter()
  expect(limitHeaders(counter.take('key', limitProfiles.sandbox))).toEqual({
    'X-RateLimit-Limit-Daily': '10000',
    'X-RateLimit-Daily-Remaining': '9999',
    'X-RateLimit-Interval-Milliseconds': '10000',
    'X-RateLimit-Max': '25',
    'X-RateLimit-Remaining': '24',
  })
})

test('no interval ever holds more requests than allowed, whenever they come', () => {
  const gaps = fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 1, maxLength: 400 })
  fc.assert(
    fc.property(gaps, fc.integer({ min: 1, max: 9 }), (waits, maxRequests) => {
      const { time, counter } = aCounter()
      const profile: LimitProfile = { maxRequests, intervalMs: 100, dailyRequests: 1e9, window: 'sliding' }
      const allowed: number[] = []
      for (const wait of waits) {
        time.elapsed += wait
        const inWindow = allowed.filter((at) => time.elapsed - at < 100).length
        const reading = counter.take('key', profile)
        expect(reading.isAllowed).toBe(inWindow < maxRequests)
        if (reading.isAllowed) allowed.push(time.elapsed)
      }
    }),
  )
})
