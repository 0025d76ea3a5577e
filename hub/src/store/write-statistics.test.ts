import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { HubDatabase } from './database.ts'
import { createStatisticsStore } from './statistics.store.ts'
import { testDatabases } from './test-database.ts'
import { type DailyStatistic, writeDailyStatistics } from './write-statistics.ts'

const at = (hour: number) => new Date(Date.UTC(2026, 2, 10, hour))
const aDay = (facts: Partial<DailyStatistic> = {}): DailyStatistic => ({
  accountId: 'p1',
  platform: 'facebook',
  metric: 'impressions',
  day: '2026-03-02',
  value: 10,
  ...facts,
})
let locations = 0

describe.each(await testDatabases())('daily statistics on $name', (place) => {
  let database: HubDatabase
  beforeAll(async () => {
    database = await place.open()
  })
  afterAll(() => database.close())
  const write = (locationId: string, rows: DailyStatistic[], hour: number) =>
    database.kysely.transaction().execute((trx) => writeDailyStatistics(trx, locationId, rows, at(hour)))
  const march = (locationId: string) => ({ locationId, from: '2026-03-01', to: '2026-03-31' })

  it('keeps what a restated day said before, and only then', async () => {
    const location = `l${++locations}`
    const statistics = createStatisticsStore(database.kysely)
    expect(await write(location, [aDay()], 1)).toEqual([{ ...aDay(), revision: 1, previous: null }])
    expect(await write(location, [aDay()], 2)).toEqual([])
    expect(await write(location, [aDay({ value: 12 })], 3)).toEqual([
      { ...aDay({ value: 12 }), revision: 2, previous: 10 },
    ])
    expect(await statistics.days(march(location))).toMatchObject([
      { value: 12, revision: 2, observedAt: at(3).toISOString() },
    ])
    expect(await statistics.restatements(march(location))).toEqual([
      {
        profileId: 'p1',
        metric: 'impressions',
        day: '2026-03-02',
        revision: 1,
        value: 10,
        observedAt: at(2).toISOString(),
        replacedAt: at(3).toISOString(),
      },
    ])
  })

  it('adds counts up over a period and takes the last level of followers', async () => {
    const location = `l${++locations}`
    await write(
      location,
      [
        aDay({ day: '2026-03-01', value: 1 }),
        aDay({ day: '2026-03-02', value: 2 }),
        aDay({ day: '2026-03-08', value: 4 }),
        aDay({ day: '2026-03-09', value: 8 }),
        aDay({ accountId: 'p2', day: '2026-03-02', value: 100 }),
        aDay({ metric: 'followers', day: '2026-03-02', value: 50 }),
        aDay({ metric: 'followers', day: '2026-03-04', value: 55 }),
        aDay({ metric: 'followers', accountId: 'p2', day: '2026-03-03', value: 7 }),
        aDay({ accountId: 'p3', platform: 'tiktok', day: '2026-03-02', value: 5 }),
      ],
      1,
    )
    const statistics = createStatisticsStore(database.kysely)
    const weekly = await statistics.byPeriod({
      ...march(location),
      granularity: 'week',
      platforms: ['facebook'],
    })
    expect(weekly).toEqual([
      { period: '2026-02-23', platform: 'facebook', metric: 'impressions', value: 1 },
      { period: '2026-03-02', platform: 'facebook', metric: 'followers', value: 62 },
      { period: '2026-03-02', platform: 'facebook', metric: 'impressions', value: 106 },
      { period: '2026-03-09', platform: 'facebook', metric: 'impressions', value: 8 },
    ])
    expect(await statistics.byAccount({ ...march(location), profileIds: ['p1'] })).toEqual([
      { profileId: 'p1', platform: 'facebook', metric: 'followers', value: 55 },
      { profileId: 'p1', platform: 'facebook', metric: 'impressions', value: 15 },
    ])
    expect(await statistics.coverage(location)).toEqual({ from: '2026-03-01', to: '2026-03-09' })
    expect(await statistics.observedAt(march(location))).toBe(at(1).toISOString())
    expect(await statistics.coverage('nowhere')).toBeUndefined()
    expect(await statistics.observedAt(march('nowhere'))).toBeNull()
  })
})
