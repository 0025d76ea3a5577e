import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { HubDatabase } from '../store/database.ts'
import type { PostData } from '../store/record.types.ts'
import type { RecordKind } from '../store/tables.types.ts'
import { testDatabases } from '../store/test-database.ts'
import { readOverview } from './read-overview.ts'
import type { StatisticsRequest } from './statistics.types.ts'

const at = '2026-11-01T00:00:00.000Z'
const now = new Date('2026-11-10T12:00:00Z')

const record = (kind: RecordKind, id: string, data: Record<string, unknown>, locationId = 'loc') => ({
  location_id: locationId,
  kind,
  id,
  version: 1,
  data: JSON.stringify(data),
  raw: '{}',
  hash: 'h',
  created_at: at,
  changed_at: at,
})

const aPost = (id: string, changes: Partial<PostData>, locationId?: string) => {
  const post: PostData = {
    status: 'published',
    type: 'post',
    platforms: ['facebook'],
    summary: `text of ${id}`,
    accountIds: ['account'],
    tagIds: [],
    categoryId: null,
    parentPostId: null,
    media: [],
    scheduledAt: null,
    publishedAt: '2026-11-05T10:00:00.000Z',
    displayAt: '2026-11-05T10:00:00.000Z',
    error: null,
    approval: null,
    insights: { likes: 1, comments: 0, shares: 0 },
    createdBy: null,
    ...changes,
  }
  return record('post', id, { ...post }, locationId)
}

const later = '2026-11-12T09:00:00.000Z'
const records = [
  record('account', 'account', { name: 'Bakery', profileId: 'fb' }),
  record('tag', 'launch', { name: '<script>alert(1)</script>' }),
  record('tag', 'autumn', { name: 'autumn' }),
  record('tag_details', 'launch', { colour: '#e03131' }),
  aPost('best', { tagIds: ['launch', 'autumn'], insights: { likes: 20, comments: 3, shares: 2 } }),
  aPost('good', { tagIds: ['autumn', 'gone'], insights: { likes: 5, comments: 0, shares: 0 } }),
  aPost('silent', { insights: null, platforms: ['instagram'] }),
  aPost('last-moment', { displayAt: '2026-11-09T23:59:59.999Z' }),
  aPost('too-late', { displayAt: '2026-11-10T00:00:00.000Z' }),
  aPost('failed', { status: 'failed', insights: { likes: 999, comments: 0, shares: 0 } }),
  aPost('next', { status: 'scheduled', scheduledAt: later, displayAt: later, publishedAt: null }),
  aPost('elsewhere', { insights: { likes: 999, comments: 0, shares: 0 }, tagIds: ['launch'] }, 'another'),
]

const request: StatisticsRequest = {
  locationId: 'loc',
  from: '2026-11-01',
  to: '2026-11-09',
  compare: 'previous',
  granularity: 'day',
}

describe.each(await testDatabases())('readOverview on $name', (kind) => {
  let database: HubDatabase
  beforeAll(async () => {
    database = await kind.open()
    await database.kysely.insertInto('records').values(records).execute()
    const statistic = (metric: string, value: number) => ({
      location_id: 'loc',
      account_id: 'fb',
      platform: 'facebook',
      metric,
      day: '2026-11-05',
      value,
      first_observed_at: at,
      observed_at: at,
    })
    await database.kysely
      .insertInto('daily_statistics')
      .values([statistic('impressions', 1000), statistic('likes', 30), statistic('comments', 6)])
      .execute()
  })
  afterAll(() => database.close())
  const read = (changes: Partial<StatisticsRequest> = {}) =>
    readOverview(database.kysely, { ...request, ...changes }, now)

  it('ranks the published posts of the period and this location', async () => {
    const { bestPosts } = await read()
    expect(bestPosts.map(({ id }) => id)).toEqual(['best', 'good', 'last-moment', 'silent'])
    expect(bestPosts[0]).toMatchObject({ accountName: 'Bakery', likes: 20, comments: 3, shares: 2 })
    expect(bestPosts[0]?.tags).toEqual([
      { id: 'launch', name: '<script>alert(1)</script>', colour: '#e03131' },
      { id: 'autumn', name: 'autumn', colour: null },
    ])
  })

  it('ranks tags by what their posts got, also a tag that is not known', async () => {
    expect((await read()).tags.map(({ name, posts, engagement }) => [name, posts, engagement])).toEqual([
      ['autumn', 2, 30],
      ['<script>alert(1)</script>', 1, 25],
      ['gone', 1, 5],
    ])
  })

  it('keeps to the networks asked for', async () => {
    const { bestPosts, tags } = await read({ platforms: ['instagram'] })
    expect(bestPosts.map(({ id }) => id)).toEqual(['silent'])
    expect(tags).toEqual([])
  })

  it('lists what is scheduled next', async () => {
    expect((await read()).upcoming).toEqual([
      { id: 'next', summary: 'text of next', scheduledAt: later, platforms: ['facebook'] },
    ])
  })

  it('counts engagement for each 100 impressions, and not without any', async () => {
    expect(await read()).toMatchObject({ engagementRate: 3.6, previousEngagementRate: null })
    expect((await read({ from: '2026-11-06' })).engagementRate).toBeNull()
  })
})
