import type { Statistics } from '@causeway/client'
import { describe, expect, it } from 'vitest'
import { windowBefore } from '../statistics-windows.ts'
import { toDailyStatistics } from './to-daily-statistics.ts'

const days = windowBefore('2026-03-04', 0)
const window = { profileId: 'p1', platform: 'facebook', days }
const names = ['Thu', 'Fri', 'Sat', 'Sun', 'Mon', 'Tue', 'Wed']
const anAnswer = (facts: Partial<Statistics> = {}): Statistics => ({
  dayRange: names,
  grouping: 'daily',
  totals: { posts: 0, likes: 0, followers: 0, impressions: 0, comments: 0 },
  postPerformance: {
    posts: { facebook: [1, 0, 0, 0, 0, 0, 2] },
    impressions: [10, 11, 12, 13, 14, 15, 16],
    likes: [],
    comments: [1],
  },
  breakdowns: {
    posts: { total: 0, totalChange: undefined, platforms: {} },
    impressions: { total: 0, totalChange: undefined, platforms: {} },
    reach: { total: 0, totalChange: undefined, platforms: {} },
    engagement: {},
  },
  platformTotals: {
    impressions: {},
    followers: { facebook: { total: 7, series: [1, 2, 3, 4, 5, 6, 7] } },
    likes: {},
  },
  demographics: { gender: {}, age: {} },
  message: '',
  traceId: undefined,
  raw: {},
  ...facts,
})

describe('daily statistics', () => {
  it('puts each value on the day its weekday names, and leaves days without a value out', () => {
    expect(days).toEqual([
      '2026-02-26',
      '2026-02-27',
      '2026-02-28',
      '2026-03-01',
      '2026-03-02',
      '2026-03-03',
      '2026-03-04',
    ])
    const rows = toDailyStatistics(anAnswer(), window)
    const of = (metric: string) =>
      rows.filter((row) => row.metric === metric).map(({ day, value }) => [day, value])
    expect(of('impressions')).toEqual(days.map((day, place) => [day, 10 + place]))
    expect(of('followers')).toEqual(days.map((day, place) => [day, 1 + place]))
    expect(of('posts')[6]).toEqual(['2026-03-04', 2])
    expect(of('likes')).toEqual([])
    expect(of('comments')).toEqual([['2026-02-26', 1]])
  })

  it('follows the names when the CRM answers fewer days', () => {
    const rows = toDailyStatistics(anAnswer({ dayRange: ['Mon', 'Tuesday'] }), window)
    expect(rows.filter(({ metric }) => metric === 'impressions').map(({ day }) => day)).toEqual([
      '2026-03-02',
      '2026-03-03',
    ])
    expect(toDailyStatistics(anAnswer({ dayRange: [] }), window)).toEqual([])
  })

  it.each([[['Fri', 'Sat', 'Sun', 'Mon', 'Tue', 'Wed', 'Thu']], [[...names, 'Thu']], [['jeu', 'ven']]])(
    'stores nothing of an answer about other days: %j',
    (dayRange) => {
      expect(() => toDailyStatistics(anAnswer({ dayRange }), window)).toThrow(
        expect.objectContaining({ code: 'sync.statistics_days_mismatch' }),
      )
    },
  )
})
