import { expect, test } from 'vitest'
import { readRateLimit, readRetryAfterMs } from './read-rate-limit.ts'

test("the CRM's headers become numbers", () => {
  const reading = readRateLimit({
    'x-ratelimit-max': '100',
    'x-ratelimit-remaining': '97',
    'x-ratelimit-interval-milliseconds': '10000',
    'x-ratelimit-limit-daily': '200000',
    'x-ratelimit-daily-remaining': '199000',
    'x-ratelimit-daily-reset': '84322000',
  })
  expect(reading).toEqual({
    limit: 100,
    remaining: 97,
    intervalMs: 10_000,
    dailyLimit: 200_000,
    dailyRemaining: 199_000,
    dailyResetMs: 84_322_000,
  })
})

test('missing, empty and senseless headers are left out; less than nothing is nothing', () => {
  const headers = {
    'x-ratelimit-max': '',
    'x-ratelimit-interval-milliseconds': 'soon',
    'x-ratelimit-remaining': '-3',
  }
  expect(readRateLimit(headers)).toEqual({ remaining: 0 })
})

test('retry-after is read as seconds or as a date', () => {
  const now = Date.parse('2026-11-23T10:00:00Z')
  expect(readRetryAfterMs({ 'retry-after': '7' }, now)).toBe(7_000)
  expect(readRetryAfterMs({ 'retry-after': 'Mon, 23 Nov 2026 10:00:30 GMT' }, now)).toBe(30_000)
  expect(readRetryAfterMs({ 'retry-after': 'later' }, now)).toBeUndefined()
  expect(readRetryAfterMs({}, now)).toBeUndefined()
})
