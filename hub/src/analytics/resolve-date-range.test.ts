import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { HubError } from '../platform/errors.ts'
import { addDays, countDays, type Granularity, periodOf, periodsBetween } from './days.ts'
import { type DateRangeQuery, previousRange, resolveDateRange } from './resolve-date-range.ts'

const now = new Date('2026-11-23T10:00:00Z')
const resolve = (query: DateRangeQuery) => resolveDateRange(query, now)
const refusal = (query: DateRangeQuery) => {
  try {
    return resolve(query)
  } catch (problem) {
    return problem instanceof HubError ? problem.code : problem
  }
}
const days = fc.integer({ min: 0, max: 9000 }).map((offset) => addDays('2002-01-01', offset))

describe('resolveDateRange', () => {
  it('takes the last 30 days without today when nothing is said', () => {
    expect(resolve({})).toEqual({ from: '2026-10-24', to: '2026-11-22' })
  })

  it('reads a number of days or weeks, and two days', () => {
    expect(resolve({ dateRange: '7d' })).toEqual({ from: '2026-11-16', to: '2026-11-22' })
    expect(resolve({ dateRange: '2w' })).toEqual({ from: '2026-11-09', to: '2026-11-22' })
    expect(resolve({ dateRange: '2026-01-01..2026-01-31' })).toEqual({ from: '2026-01-01', to: '2026-01-31' })
  })

  it('fills in the missing end', () => {
    expect(resolve({ from: '2026-11-01' })).toEqual({ from: '2026-11-01', to: '2026-11-22' })
    expect(resolve({ to: '2026-01-30' })).toEqual({ from: '2026-01-01', to: '2026-01-30' })
    expect(resolve({ from: '2026-11-23' })).toEqual({ from: '2026-11-23', to: '2026-11-23' })
  })

  it.each<DateRangeQuery>([
    { from: '2026-02-01', to: '2026-01-01' },
    { dateRange: '2026-02-01..2026-01-01' },
    { from: '2026-02-30', to: '2026-03-01' },
    { from: '0001-01-01', to: '2026-01-01' },
    { from: '2026-01-01', to: '9999-12-31' },
    { from: '2001-01-01', to: '2026-01-01' },
    { dateRange: '0d' },
    { dateRange: '9999d' },
    { dateRange: 'last week' },
    { dateRange: '7d', from: '2026-01-01' },
    { to: 'yesterday' },
    { from: "'; drop table records; --" },
  ])('refuses %j', (query) => {
    expect(refusal(query)).toBe('analytics.range_invalid')
  })

  it('answers every text with a range in order or with a refusal', () => {
    const text = fc.oneof(fc.string(), days, fc.constantFrom('7d', '400d', '1w', '..', 'd'))
    const option = fc.option(text, { nil: undefined })
    fc.assert(
      fc.property(fc.record({ from: option, to: option, dateRange: option }), (query) => {
        const outcome = refusal(query)
        if (typeof outcome === 'string') expect(outcome).toBe('analytics.range_invalid')
        else
          expect((outcome as { from: string; to: string }).from <= (outcome as { to: string }).to).toBe(true)
      }),
    )
  })

  it('compares with as many days just before', () => {
    fc.assert(
      fc.property(days, fc.nat(800), (from, length) => {
        const range = { from, to: addDays(from, length) }
        const previous = previousRange(range)
        expect(countDays(previous.from, previous.to)).toBe(length + 1)
        expect(addDays(previous.to, 1)).toBe(from)
      }),
    )
  })
})

describe('periodsBetween', () => {
  const granularities = fc.constantFrom<Granularity>('day', 'week', 'month')

  it('gives every day exactly one period, in order', () => {
    fc.assert(
      fc.property(days, fc.nat(200), granularities, (from, length, granularity) => {
        const to = addDays(from, length)
        const periods = periodsBetween(from, to, granularity)
        expect(periods).toEqual([...new Set(periods)].toSorted())
        const needed = Array.from({ length: length + 1 }, (_, at) => periodOf(addDays(from, at), granularity))
        expect(periods).toEqual([...new Set(needed)])
      }),
    )
  })

  it('starts weeks on Monday and months on their first', () => {
    expect(periodsBetween('2026-11-01', '2026-11-10', 'week')).toEqual([
      '2026-10-26',
      '2026-11-02',
      '2026-11-09',
    ])
    expect(periodsBetween('2025-12-31', '2026-02-01', 'month')).toEqual([
      '2025-12-01',
      '2026-01-01',
      '2026-02-01',
    ])
  })
})
