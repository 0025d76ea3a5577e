import type { Statistics } from '@causeway/hub/contract'
import { describe, expect, test } from 'vitest'
import { addValues, areaChart, changeOf, shares, totalOf, totalOverPlatforms } from './shape-statistics.ts'

const totals = { impressions: 1000, likes: 30, comments: 20, posts: 4, followers: 500 }

function someStatistics(change: Partial<Statistics> = {}): Statistics {
  return {
    locationId: 'location',
    from: '2026-11-01',
    to: '2026-11-03',
    granularity: 'day',
    periods: ['2026-11-01', '2026-11-02', '2026-11-03'],
    totals,
    previous: { from: '2026-10-29', to: '2026-10-31', totals: { ...totals, impressions: 800, likes: 10 } },
    change: null,
    series: [
      { platform: 'facebook', metric: 'impressions', values: [100, null, 200] },
      { platform: 'instagram', metric: 'impressions', values: [300, 200, 200] },
      { platform: 'facebook', metric: 'likes', values: [5, null, 10] },
      { platform: 'facebook', metric: 'comments', values: [1, null, 4] },
      { platform: 'instagram', metric: 'likes', values: [10, 3, 2] },
      { platform: 'facebook', metric: 'followers', values: [100, null, 110] },
      { platform: 'instagram', metric: 'followers', values: [390, 395, 400] },
    ],
    accounts: [],
    dataAsOf: null,
    coverage: { from: '2025-10-01', to: '2026-11-03' },
    ...change,
  }
}

describe('charts of statistics', () => {
  test('the biggest network comes first, and a day without a value stays empty', () => {
    expect(areaChart(someStatistics(), 'impressions')).toEqual({
      platforms: ['instagram', 'facebook'],
      rows: [
        { period: '2026-11-01', instagram: 300, facebook: 100 },
        { period: '2026-11-02', instagram: 200, facebook: null },
        { period: '2026-11-03', instagram: 200, facebook: 200 },
      ],
    })
  })

  test('engagement is likes and comments, also where a network has only one of them', () => {
    expect(areaChart(someStatistics(), 'engagement').rows[0]).toEqual({
      period: '2026-11-01',
      instagram: 10,
      facebook: 6,
    })
  })

  test('a rate is percent of the impressions of its own network', () => {
    const first = areaChart(someStatistics(), 'engagementRate').rows[0]
    expect(first).toMatchObject({ facebook: 6, period: '2026-11-01' })
  })

  test('a network that lags a day does not look like lost followers', () => {
    expect(totalOverPlatforms(someStatistics(), 'followers')).toEqual([490, 495, 510])
  })

  test('a period without any value is no zero', () => {
    const empty = someStatistics({
      series: [{ platform: 'x', metric: 'impressions', values: [null, 1, null] }],
    })
    expect(totalOverPlatforms(empty, 'impressions')).toEqual([null, 1, null])
  })

  test('shares of followers are of the last day, shares of counts are of the sum', () => {
    expect(shares(someStatistics(), 'followers').total).toBe(510)
    const { total, parts } = shares(someStatistics(), 'impressions')
    expect(total).toBe(1000)
    expect(parts.map(({ platform, share }) => [platform, share])).toEqual([
      ['instagram', 0.7],
      ['facebook', 0.3],
    ])
  })

  test('change is percent against the earlier period, and unknown where that was nothing', () => {
    expect(changeOf(someStatistics(), 'impressions')).toBe(25)
    expect(changeOf(someStatistics({ previous: null }), 'impressions')).toBeNull()
    const fromNothing = { from: '', to: '', totals: { ...totals, posts: 0 } }
    expect(changeOf(someStatistics({ previous: fromNothing }), 'posts')).toBeNull()
  })

  test('a rate without impressions is unknown, not zero', () => {
    expect(totalOf({ ...totals, impressions: 0 }, 'engagementRate')).toBeNull()
    expect(totalOf(totals, 'engagementRate')).toBe(5)
  })

  test('adding keeps null only where both are null', () => {
    expect(addValues([1, null, null], [2, 3, null])).toEqual([3, 3, null])
    expect(addValues(undefined, [1])).toEqual([1])
  })
})
