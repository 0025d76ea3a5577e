import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { HubDatabase } from './database.ts'
import { createPostsStore, type PostFilter } from './posts.store.ts'
import type { PostData } from './record.types.ts'
import { createTagsStore } from './tags.store.ts'
import { testDatabases } from './test-database.ts'
import { writeRecords } from './write-records.ts'

const at = (day: number) => new Date(Date.UTC(2026, 0, day))
const aPost = (facts: Partial<PostData> = {}): PostData => ({
  status: 'published',
  type: 'post',
  platforms: ['facebook'],
  summary: 'Fresh bread',
  accountIds: ['a1'],
  tagIds: [],
  categoryId: null,
  parentPostId: null,
  media: [],
  scheduledAt: null,
  publishedAt: null,
  displayAt: at(1).toISOString(),
  error: null,
  approval: null,
  insights: null,
  createdBy: null,
  ...facts,
})
const insights = (likes: number) => ({ likes, comments: 1, shares: 0 })

describe.each(await testDatabases())('posts and tags on $name', (place) => {
  let database: HubDatabase
  let locations = 0
  beforeAll(async () => {
    database = await place.open()
  })
  afterAll(() => database.close())

  const store = async (posts: Record<string, PostData>, location = `l${++locations}`, day = 1) => {
    const records = Object.entries(posts).map(([id, data]) => ({ id, data }))
    await database.kysely
      .transaction()
      .execute((trx) => writeRecords(trx, { locationId: location, kind: 'post', records, at: at(day) }))
    return location
  }
  const storeTags = (location: string, tags: Record<string, string>) =>
    database.kysely.transaction().execute((trx) =>
      writeRecords(trx, {
        locationId: location,
        kind: 'tag',
        records: Object.entries(tags).map(([id, name]) => ({
          id,
          data: { name },
          raw: { _id: id, tag: name },
        })),
        at: at(1),
      }),
    )
  const list = (location: string, filter: Partial<PostFilter> = {}) =>
    createPostsStore(database.kysely).list(location, { limit: 50, ...filter })
  const ids = async (location: string, filter: Partial<PostFilter> = {}) =>
    (await list(location, filter)).items.map(({ id }) => id)

  it('pages through posts in each order without repeating or missing one', async () => {
    const posts = Object.fromEntries(
      Array.from({ length: 23 }, (_, number) => [
        `p${String(number).padStart(2, '0')}`,
        aPost({
          displayAt: number % 5 === 0 ? null : at(1 + (number % 4)).toISOString(),
          insights: insights(number % 3),
        }),
      ]),
    )
    const location = await store(posts)
    for (const sort of ['newest', 'oldest', 'engagement'] as const) {
      const seen: string[] = []
      let cursor: string | null = null
      do {
        const page = await list(location, { limit: 4, sort, ...(cursor !== null && { cursor }) })
        expect(page.total).toBe(cursor === null ? 23 : undefined)
        seen.push(...page.items.map(({ id }) => id))
        cursor = page.nextCursor
      } while (cursor !== null)
      expect(seen).toEqual(await ids(location, { sort }))
      expect([...seen].sort()).toEqual(Object.keys(posts))
    }
    expect((await ids(location, { sort: 'oldest' })).reverse()).toEqual(await ids(location))
  })

  it('filters by tag, account, platform, status, words and time together', async () => {
    const location = await store({
      a: aPost({ tagIds: ['t1', 't2'], accountIds: ['a1', 'a2'], platforms: ['facebook', 'tiktok'] }),
      b: aPost({ tagIds: ['t2'], status: 'draft', summary: 'Bread 50% off_today' }),
      c: aPost({ summary: 'Ouverture à midi, מבצע', displayAt: at(9).toISOString() }),
    })
    expect(await ids(location, { tagId: 't2' })).toEqual(['a', 'b'])
    expect(await ids(location, { tagId: 't' })).toEqual([])
    expect(await ids(location, { accountId: 'a2', platform: 'tiktok' })).toEqual(['a'])
    expect(await ids(location, { status: 'draft' })).toEqual(['b'])
    expect(await ids(location, { text: 'fresh BREAD' })).toEqual(['a'])
    expect(await ids(location, { text: '50%' })).toEqual(['b'])
    expect(await ids(location, { text: 'f_t' })).toEqual(['b'])
    expect(await ids(location, { text: 'מבצע' })).toEqual(['c'])
    expect(await ids(location, { text: '\0' })).toEqual([])
    expect(await ids(location, { from: '2026-01-05T00:00:00Z' })).toEqual(['c'])
    expect(await ids(location, { to: '2026-01-05T00:00:00Z' })).toEqual(['a', 'b'])
    expect(await ids(location, { tagId: `'; drop table records; --` })).toEqual([])
  })

  it('shows the list as it was at an instant', async () => {
    const location = await store({ a: aPost({ summary: 'First' }) })
    await store({ a: aPost({ summary: 'Second' }), b: aPost() }, location, 5)
    const then = await list(location, { asOf: at(3).toISOString() })
    expect(then.items).toMatchObject([{ id: 'a', summary: 'First', version: 1 }])
    expect(then.total).toBe(1)
    expect((await list(location, { asOf: at(5).toISOString() })).items.map(({ summary }) => summary)).toEqual(
      ['Second', 'Fresh bread'],
    )
    expect(await ids(location, { asOf: '2025-01-01T00:00:00Z' })).toEqual([])
  })

  it.each([
    '',
    'x',
    'bnVsbA',
    Buffer.from('["newest",1e999,"a"]').toString('base64url'),
    Buffer.from('["engagement","x","a"]').toString('base64url'),
  ])('refuses %j as a cursor', async (cursor) => {
    const location = await store({ a: aPost() })
    for (const sort of ['newest', 'engagement'] as const)
      await expect(list(location, { cursor, sort })).rejects.toMatchObject({ code: 'store.cursor_invalid' })
  })

  it('counts how the posts use a tag', async () => {
    const location = await store({
      a: aPost({ tagIds: ['t1'], insights: insights(5), displayAt: '2026-01-05T10:00:00.000Z' }),
      b: aPost({ tagIds: ['t1', 't2'], insights: insights(1), displayAt: '2026-01-19T10:00:00.000Z' }),
      c: aPost({ tagIds: ['t1'], status: 'scheduled', displayAt: '2026-02-01T10:00:00.000Z' }),
    })
    await storeTags(location, { t1: 'beta', t2: 'Alpha', t3: 'gamma' })
    const tags = createTagsStore(database.kysely)
    const byName = await tags.list(location, { limit: 2 })
    expect(byName).toMatchObject({ total: 3, items: [{ name: 'Alpha' }, { name: 'beta' }] })
    const rest = await tags.list(location, { limit: 2, cursor: byName.nextCursor! })
    expect(rest.items).toMatchObject([
      { name: 'gamma', usage: { posts: 0, publishedPosts: 0, likes: 0, lastUsedAt: null } },
    ])
    expect((await tags.list(location, { limit: 9, sort: 'usage' })).items.map(({ name }) => name)).toEqual([
      'beta',
      'Alpha',
      'gamma',
    ])
    expect((await tags.list(location, { limit: 9, text: 'ALPH' })).items).toHaveLength(1)
    expect(await tags.find(location, 't1')).toMatchObject({
      usage: {
        posts: 3,
        publishedPosts: 2,
        likes: 6,
        comments: 2,
        shares: 0,
        lastUsedAt: '2026-01-19T10:00:00.000Z',
      },
    })
    expect(await tags.find(location, 'none')).toBeUndefined()
    expect(await tags.weeks(location, 't1')).toEqual([
      { week: '2026-01-05', posts: 1, engagement: 6 },
      { week: '2026-01-12', posts: 0, engagement: 0 },
      { week: '2026-01-19', posts: 1, engagement: 2 },
      { week: '2026-01-26', posts: 1, engagement: 0 },
    ])
    expect(await tags.listRaw(location, { searchText: 'A', skip: 1, limit: 1 })).toEqual({
      tags: [{ _id: 't1', tag: 'beta' }],
      total: 3,
    })
    expect(await tags.listRaw(location, { searchText: 'nothing', skip: 0, limit: 5 })).toEqual({
      tags: [],
      total: 0,
    })
  })

  it('keeps details of tags, versioned, with an event, and refuses to overwrite what was not read', async () => {
    const location = await store({})
    await storeTags(location, { t1: 'one', t2: 'two' })
    const tags = createTagsStore(database.kysely)
    const put = (writes: Parameters<typeof tags.putDetails>[1]) => tags.putDetails(location, writes, at(2))
    await put([{ tagId: 't1', details: { colour: '#fff' }, expectedVersion: 0 }])
    expect(await put([{ tagId: 't1', details: { colour: '#000' }, expectedVersion: 1 }])).toMatchObject([
      { change: 'updated', version: 2 },
    ])
    await expect(put([{ tagId: 't1', details: {}, expectedVersion: 1 }])).rejects.toMatchObject({
      code: 'store.version_conflict',
      details: { version: 2 },
    })
    await expect(
      put([
        { tagId: 't2', details: { owner: 'x' } },
        { tagId: 'none\0', details: {} },
      ]),
    ).rejects.toMatchObject({ code: 'store.record_unknown' })
    expect((await put([{ tagId: 't1', details: { colour: '#000' } }]))[0]!.change).toBe('unchanged')
    expect(await tags.find(location, 't1')).toMatchObject({ details: { colour: '#000' }, detailsVersion: 2 })
    expect(await tags.find(location, 't2')).toMatchObject({ details: null, detailsVersion: null })
    const events = await database.kysely
      .selectFrom('events')
      .select(['type', 'data'])
      .where('location_id', '=', location)
      .orderBy('seq')
      .execute()
    expect(events).toMatchObject([
      {
        type: 'tag.details_updated',
        data: { tagId: 't1', name: 'one', previous: null, changed: ['colour'] },
      },
      { type: 'tag.details_updated', data: { details: { colour: '#000' }, previous: { colour: '#fff' } } },
    ])
    const writers = await Promise.allSettled(
      [1, 2, 3].map((owner) => put([{ tagId: 't2', details: { owner }, expectedVersion: 0 }])),
    )
    expect(writers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  })
})
