import { expect, test } from 'vitest'
import { daysBetween, isDay, lastDays, readPeriod } from './period.ts'
import { granularityOf } from './statistics.ts'

const now = new Date('2026-11-23T23:30:00Z')

test('the last days end yesterday in UTC', () => {
  expect(lastDays(7, now)).toEqual({ from: '2026-11-16', to: '2026-11-22', count: 7 })
})

test('days are counted inclusively, whichever comes first', () => {
  expect(daysBetween('2026-11-03', '2026-11-01')).toEqual({ from: '2026-11-01', to: '2026-11-03', count: 3 })
})

test('days that do not exist are refused', () => {
  expect(isDay('2026-02-30')).toBe(false)
  expect(isDay('2026-2-3')).toBe(false)
  expect(isDay('2024-02-29')).toBe(true)
  expect(isDay(20_260_101)).toBe(false)
})

test('an address without a usable period means 30 days', () => {
  expect(readPeriod({}, now).count).toBe(30)
  expect(readPeriod({ from: '2026-01-01' }, now).count).toBe(30)
  expect(readPeriod({ from: '2026-01-01', to: '2026-01-02' }, now).count).toBe(2)
})

test('long periods are read by week or month', () => {
  expect([30, 120, 121, 541].map(granularityOf)).toEqual(['day', 'day', 'week', 'month'])
})
