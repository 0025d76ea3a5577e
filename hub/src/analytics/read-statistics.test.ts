import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { HubDatabase } from '../store/database.ts'
import { testDatabases } from '../store/test-database.ts'
import { readStatistics } from './read-statistics.ts'
import type { Metric, StatisticsRequest } from './statistics.types.ts'

const observed = '2026-11-02T08:00:00.000Z'

/** One value as the sync stores it. */
const value = (accountId: string, platform: string, metric: Metric, day: string, amount: number) => ({
  location_id: 'loc',
  account_id: accountId,
  platform,
  metric,
  day,
  value: amount,
  first_observed_at: observed,
  observed_at: observed,
})

const days = [
  value('fb', 'facebook', 'impressions', '2026-10-01', 50),
  value('fb', 'facebook', 'impressions', '2026-10-26', 100),
  value('fb', 'facebook', 'impressions', '2026-10-28', 40),
  value('fb', 'facebook', 'likes', '2026-10-28', 7),
  value('ig', 'instagram', 'impressions', '2026-10-28', 60),
  value('fb', 'facebook', 'followers', '2026-10-26', 10),
  value('fb', 'facebook', 'followers', '2026-10-28', 12),
  value('fb2', 'facebook', 'followers', '2026-10-26', 5),
  { ...value('fb', 'facebook', 'impressions', '2026-10-28', 9_999), location_id: 'another' },
]

const request = (changes: Partial<StatisticsRequest> = {}): StatisticsRequest => ({
  locationId: 'loc',
  from: '2026-10-26',
  to: '2026-10-29',
  compare: 'none',
  granularity: 'day',
  ...changes,
})

describe.each(await testDatabases())('readStatistics on $name', (kind) => {
  let database: HubDatabase
  beforeAll(async () => {
    database = await kind.open()
    await database.kysely.insertInto('daily_statistics').values(days).execute()
    const account = { profileId: 'fb', name: 'Bakery <b>', platform: 'facebook' }
    await database.kysely
      .insertInto('records')
      .values({
        location_id: 'loc',
        kind: 'account',
        id: 'account-fb',
        version: 1,
        data: JSON.stringify(account),
        raw: JSON.stringify(account),
        hash: 'h',
        created_at: observed,
        changed_at: observed,
      })
      .execute()
  })
  afterAll(() => database.close())
  const read = (changes?: Partial<StatisticsRequest>) => readStatistics(database.kysely, request(changes))
  const series = async (platform: string, metric: Metric, changes?: Partial<StatisticsRequest>) =>
    (await read(changes)).series.find((one) => one.platform === platform && one.metric === metric)?.values

  it('leaves gaps where the hub holds no value', async () => {
    expect(await series('facebook', 'impressions')).toEqual([100, null, 40, null])
    expect(await series('instagram', 'impressions')).toEqual([null, null, 60, null])
    expect(await series('instagram', 'likes')).toBeUndefined()
  })

  it('keeps the level of an account that told nothing while another did', async () => {
    expect(await series('facebook', 'followers')).toEqual([15, null, 17, null])
  })

  it('sums counts, and takes followers at the end of the period', async () => {
    const { totals } = await read()
    expect(totals).toEqual({ impressions: 200, likes: 7, comments: 0, posts: 0, followers: 17 })
  })

  it('compares with the period before, and with nothing where nothing was', async () => {
    const { previous, change } = await read({ from: '2026-10-27', to: '2026-10-28', compare: 'previous' })
    expect(previous).toMatchObject({ from: '2026-10-25', to: '2026-10-26', totals: { impressions: 100 } })
    expect(change).toEqual({ impressions: 0, likes: null, comments: null, posts: null, followers: -20 })
    expect(await read()).toMatchObject({ previous: null, change: null })
  })

  it('groups by weeks from Monday and by months', async () => {
    expect(await series('facebook', 'impressions', { from: '2026-10-01', granularity: 'week' })).toEqual([
      50,
      null,
      null,
      null,
      140,
    ])
    expect(await series('facebook', 'impressions', { from: '2026-09-30', granularity: 'month' })).toEqual([
      null,
      190,
    ])
  })

  it('keeps to the networks and profiles asked for', async () => {
    expect((await read({ platforms: ['instagram'] })).totals.impressions).toBe(60)
    expect((await read({ profileIds: ['fb2'] })).totals).toMatchObject({ impressions: 0, followers: 5 })
    expect((await read({ profileIds: ["'; drop table records; --"] })).series).toEqual([])
  })

  it('names the accounts, also one that is not known', async () => {
    expect((await read()).accounts.map(({ name, accountId }) => ({ name, accountId }))).toEqual([
      { name: 'Bakery <b>', accountId: 'account-fb' },
      { name: 'ig', accountId: null },
      { name: 'fb2', accountId: null },
    ])
  })

  it('tells how old the values are and what it holds, only of this location', async () => {
    expect(await read()).toMatchObject({
      dataAsOf: observed,
      coverage: { from: '2026-10-01', to: '2026-10-28' },
    })
    expect(await read({ locationId: 'nobody' })).toMatchObject({
      dataAsOf: null,
      coverage: null,
      series: [],
      accounts: [],
    })
  })
})
