import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { PostData } from '../store/record.types.ts'
import type { RecordKind } from '../store/tables.types.ts'
import { writeRecords } from '../store/write-records.ts'
import {
  Account,
  Comment,
  Location,
  Overview,
  pageOf,
  Post,
  RecordVersion,
  Statistics,
  Tag,
  TagWithHistory,
} from './contract/index.ts'
import { openTestApi, type TestApi } from './test-api.ts'

// What people call their tags is their own business, and never becomes SQL, HTML or a path.
const hostileNames = [
  `'; drop table records; --`,
  '<script>alert(1)</script>',
  '100%_off \\ "quoted"',
  'مرحبا‏ עברית \u202Egnp.exe',
  '👩‍👩‍👧‍👦 Z̷a̷l̷g̷o̷',
  '../../etc/passwd',
  '${7*7} {{constructor}}',
]
const tagId = (place: number) => `tag/${place}?x=1#y`

let api: TestApi
let key: string
beforeAll(async () => {
  api = await openTestApi()
  key = await api.makeKey({ permissions: ['read', 'write'] })
  await api.parts.stores.locations.put([{ id: 'loc', name: 'Bakery <b>&amp;' }])
  await write('account', [{ id: 'acc/1', data: { ...anAccount, name: 'Bakery' } }])
  await write(
    'tag',
    hostileNames.map((name, place) => ({ id: tagId(place), data: { name } })),
  )
  await write(
    'post',
    Array.from({ length: 25 }, (_, place) => ({ id: `post-${place}`, data: { ...aPost(place) } })),
  )
  await write('comment', [{ id: 'c1', data: { ...aComment, likes: 3 } }])
})
afterAll(() => api.close())

const write = (kind: RecordKind, records: { id: string; data: object }[], at = new Date()) =>
  api.parts.kysely.transaction().execute((trx) =>
    writeRecords(trx, {
      locationId: 'loc',
      kind,
      records: records.map((one) => ({ ...one, raw: {} })),
      at,
    }),
  )

const anAccount = {
  profileId: 'p1',
  platform: 'facebook',
  type: 'page',
  avatarUrl: null,
  expiresAt: null,
  isExpired: false,
  hasStatistics: true,
  originId: 'o1',
}
const aComment = {
  parentId: null,
  replies: 0,
  postId: 'post-1',
  accountId: 'acc/1',
  platform: 'facebook',
  authorName: null,
  text: 'Lovely <img src=x onerror=alert(1)>',
  commentedAt: null,
}
const aPost = (place: number): PostData => {
  const at = new Date(Date.UTC(2026, 9, 1 + place)).toISOString()
  return {
    status: place % 5 === 0 ? 'draft' : 'published',
    type: 'post',
    platforms: ['facebook'],
    summary: `Bread number ${place}`,
    accountIds: ['acc/1'],
    tagIds: place < 3 ? [tagId(0)] : [],
    categoryId: null,
    parentPostId: null,
    media: [],
    scheduledAt: null,
    publishedAt: at,
    displayAt: at,
    error: null,
    approval: null,
    insights: { likes: place, comments: 1, shares: 0 },
    createdBy: null,
  }
}

const get = async <Schema extends z.ZodType>(path: string, schema: Schema): Promise<z.output<Schema>> => {
  const answer = await api.call(`/v1/locations/loc${path}`, { key })
  expect([path, answer.status]).toEqual([path, 200])
  return schema.parse(answer.json)
}
const id = encodeURIComponent

describe('records over HTTP', () => {
  it('a location with what is stored of it', async () => {
    const location = await get('', Location)
    expect(location).toMatchObject({
      name: 'Bakery <b>&amp;',
      status: 'uninstalled',
      isFilled: false,
      counts: { accounts: 1, tags: hostileNames.length, posts: 25, comments: 1 },
    })
  })

  it('accounts and comments say what the contract says and no more', async () => {
    expect((await get('/accounts', pageOf(Account))).items).toMatchObject([{ id: 'acc/1', name: 'Bakery' }])
    expect((await get('/comments?postId=post-1', pageOf(Comment))).items[0]?.text).toBe(aComment.text)
    const { text } = await api.call('/v1/locations/loc/comments', { key })
    expect(text).not.toContain('likes')
  })

  it('every post exactly once, page by page, in every order', async () => {
    for (const sort of ['newest', 'oldest', 'engagement']) {
      const seen: string[] = []
      let cursor = ''
      do {
        const page = await get(`/posts?limit=7&sort=${sort}${cursor}`, pageOf(Post))
        seen.push(...page.items.map((post) => post.id))
        cursor = page.nextCursor === null ? '' : `&cursor=${id(page.nextCursor)}`
      } while (cursor !== '')
      expect(new Set(seen).size).toBe(25)
      expect(seen.length).toBe(25)
      expect(seen[0]).toBe(sort === 'oldest' ? 'post-0' : 'post-24')
    }
  })

  it('posts by tag, account, status, text and time', async () => {
    const count = async (query: string) => (await get(`/posts?${query}`, pageOf(Post))).total
    expect(await count(`tagId=${id(tagId(0))}`)).toBe(3)
    expect(await count(`accountId=${id('acc/1')}&status=draft`)).toBe(5)
    expect(await count('text=bread%2024')).toBe(1)
    expect(await count(`text=${id("100%'; drop table records")}`)).toBe(0)
    expect(await count('from=2026-10-20T00:00:00Z&to=2026-10-22T00:00:00Z')).toBe(2)
  })

  it('a post’s versions, and the list as it was', async () => {
    const before = new Date().toISOString()
    await new Promise((resolve) => setTimeout(resolve, 5))
    await write('post', [{ id: 'post-7', data: { ...aPost(7), summary: 'Cake now' } }])
    const { items } = await get('/posts/post-7/history', z.object({ items: z.array(RecordVersion) }))
    expect(items.map(({ version, changed }) => [version, changed])).toMatchObject([
      [2, ['summary']],
      [1, {}],
    ])
    expect((await get('/posts/post-7', Post)).summary).toBe('Cake now')
    expect((await get(`/posts?text=number%207&asOf=${before}`, pageOf(Post))).total).toBe(2)
    expect((await get('/posts?text=number%207', pageOf(Post))).total).toBe(1)
  })

  it('statistics and an overview of a location without any', async () => {
    expect(await get('/statistics', Statistics)).toMatchObject({ series: [], dataAsOf: null })
    const overview = await get('/overview?from=2026-10-01&to=2026-10-31&compare=previous', Overview)
    expect(overview.bestPosts.map((post) => post.id).slice(0, 2)).toEqual(['post-24', 'post-23'])
    expect(overview.tags).toMatchObject([{ name: hostileNames[0], posts: 2 }])
  })
})

describe('tags over HTTP', () => {
  it('names come back exactly as they were given', async () => {
    const { items } = await get('/tags?limit=200', pageOf(Tag))
    expect(new Set(items.map(({ name }) => name))).toEqual(new Set(hostileNames))
    for (const name of hostileNames) {
      const found = await get(`/tags?text=${id(name)}`, pageOf(Tag))
      expect(found.items.map((tag) => tag.name)).toEqual([name])
    }
  })

  it('details are created, replaced, kept in versions, and guarded against overwriting', async () => {
    const path = `/tags/${id(tagId(1))}`
    const put = (body: object) => api.call(`/v1/locations/loc${path}/details`, { method: 'PUT', key, body })
    const details = { colour: '#e03131', [hostileNames[0]!]: { deep: [1, null, hostileNames[4]] } }
    const first = await put({ details, expectedVersion: 0 })
    expect(Tag.parse(first.json)).toMatchObject({ details, detailsVersion: 1 })
    const stale = await put({ details: { colour: 'blue' }, expectedVersion: 0 })
    expect([stale.status, stale.json['code']]).toEqual([409, 'store.version_conflict'])
    expect(stale.json['details']).toMatchObject({ version: 1 })
    await put({ details: { colour: 'green' }, expectedVersion: 1 })
    const tag = await get(path, TagWithHistory)
    expect(tag).toMatchObject({ name: hostileNames[1], details: { colour: 'green' }, detailsVersion: 2 })
    const { items } = await get(`${path}/history`, z.object({ items: z.array(RecordVersion) }))
    expect(items.map(({ version }) => version)).toEqual([2, 1])
    expect(items[1]?.data).toEqual(details)
  })

  it('of two writers at once with the same expected version one is refused', async () => {
    const path = `/v1/locations/loc/tags/${id(tagId(2))}/details`
    const put = (owner: string) =>
      api.call(path, { method: 'PUT', key, body: { details: { owner }, expectedVersion: 0 } })
    const answers = await Promise.all([put('one'), put('two'), put('three')])
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(2)
  })

  it('every change of details is an event', async () => {
    const { json } = await api.call(`/v1/events?types=tag.details_updated&subjectId=${id(tagId(1))}`, { key })
    const events = json['items'] as { data: Record<string, unknown>; subject: object }[]
    expect(events.map(({ data }) => data['changed'])).toEqual([
      expect.arrayContaining(['colour']),
      expect.arrayContaining(['colour']),
    ])
  })
})
