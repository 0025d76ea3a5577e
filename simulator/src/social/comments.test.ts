import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Answer } from '../../test/exercise-social.ts'
import { hoursLater, noon, type SocialBench, startSocial } from '../../test/start-social.ts'

let bench: SocialBench
beforeAll(async () => {
  bench = await startSocial()
})
afterAll(() => bench.simulator.close())

const params = { platform: 'facebook' }
const query = () => ({ locationId: bench.location.id })
const originId = () => bench.contents.accounts.find(({ platform }) => platform === 'facebook')?.originId ?? ''

const list = async (body: Answer = {}): Promise<Answer> =>
  (
    await bench.v3.call('get-comment-list', {
      params,
      query: query(),
      body: { originIds: [originId()], limit: 100, ...body },
    })
  )['results']

const aPublishedPost = () =>
  [...bench.contents.posts.values()].find(
    ({ status, platform, isDeleted }) => status === 'published' && platform === 'facebook' && !isDeleted,
  )

const write = (body: Answer, platform = 'facebook') =>
  bench.v3.refuse('create-comment', { params: { platform }, query: query(), body })

test('comments page, the latest first, and the meta says whether there are more', async () => {
  const all = await list()
  const page = await list({ limit: 2, skip: 1 })
  expect(page['comments']).toEqual(all['comments'].slice(1, 3))
  expect(page['meta']).toMatchObject({ total: all['meta'].total, skip: 1, limit: 2, hasMore: true })
  const moments = all['comments'].map((comment: Answer) => comment['publishedAt'])
  expect(moments).toEqual(moments.toSorted().toReversed())
})

test('sorted by top, likes go down', async () => {
  const likes = (await list({ sortBy: 'top' }))['comments'].map((comment: Answer) => comment['likeCount'])
  expect(likes).toEqual(likes.toSorted((a: number, b: number) => b - a))
})

test('a comment on a post and a reply to it are found under their parents', async () => {
  const post = aPublishedPost()
  const before = (await list({ parentId: post?.id }))['meta'].total
  const root = await write({ parentId: post?.id, isParentThread: true, content: 'Thank you' })
  expect(root.body).toMatchObject({ message: 'Created Comment', results: { level: 1, postId: post?.id } })
  const { _id: rootId } = root.body['results']
  await write({ parentId: rootId, isParentThread: false, content: 'You are welcome' })
  expect((await list({ parentId: post?.id }))['meta'].total).toBe(before + 1)
  const replies = (await list({ parentId: rootId }))['comments']
  expect(replies).toMatchObject([{ content: 'You are welcome', level: 2, isParentThread: false }])
})

test('a like counts once and can be taken back', async () => {
  const [comment] = (await list())['comments']
  const target = { params: { ...params, id: comment._id }, query: query() }
  const likes = async () =>
    (await list())['comments'].find((one: Answer) => one['_id'] === comment._id).likeCount
  await bench.v3.call('create-like', target)
  await bench.v3.call('create-like', target)
  expect(await likes()).toBe(comment.likeCount + 1)
  await bench.v3.call('delete-like', target)
  expect(await likes()).toBe(comment.likeCount)
})

test('comments arrive as the clock moves, and the count of the post agrees with the list', async () => {
  const facebook = bench.contents.accounts.find(({ platform }) => platform === 'facebook')
  const body = {
    accountIds: [facebook?.id],
    summary: 'Watch this',
    media: [],
    type: 'post',
    status: 'published',
    userId: bench.userId,
  }
  for (let index = 0; index < 8; index += 1) await bench.v3.call('create-post', { body })
  const fresh = async () => {
    const filter = {
      skip: '0',
      limit: '8',
      fromDate: noon.toISOString(),
      toDate: hoursLater(1),
      includeUsers: 'false',
    }
    const { posts } = (await bench.v3.call('get-posts', { body: filter }))['results']
    const listed = (await list({ fromDate: noon.toISOString(), toDate: hoursLater(24 * 30) }))['comments']
    const ids = new Set(posts.map((post: Answer) => post['_id']))
    const counted = posts.reduce((sum: number, post: Answer) => sum + post['insights'].comment, 0)
    expect(listed.filter((comment: Answer) => ids.has(comment['postId']))).toHaveLength(counted)
    return counted as number
  }
  expect(await fresh()).toBe(0)
  bench.simulator.clock.advance(10 * 24 * 3_600_000)
  expect(await fresh()).toBeGreaterThan(0)
  bench.simulator.clock.set(noon)
})

test.each([
  ['facebook', 8001, 422],
  ['tiktok', 151, 422],
  ['threads', 501, 422],
])('%s takes comments only up to its own length', async (platform, length, status) => {
  const answer = await write({ parentId: 'x', isParentThread: true, content: 'a'.repeat(length) }, platform)
  expect(answer.status).toBe(status)
})

test('likes are refused where the network has none', async () => {
  const like = await bench.v3.refuse('create-like', {
    params: { platform: 'instagram', id: '0'.repeat(24) },
    query: query(),
  })
  expect(like.status).toBe(400)
})

test.each([
  ['no accounts', { originIds: [] }],
  ['half a window', { fromDate: '2026-11-01T00:00:00Z' }],
  ['a limit above 100', { limit: 101 }],
  ['a limit of 0', { limit: 0 }],
])('%s is refused with 422', async (_, body) => {
  const { status } = await bench.v3.refuse('get-comment-list', {
    params,
    query: query(),
    body: { originIds: [originId()], ...body },
  })
  expect(status).toBe(422)
})

test('an unknown parent is not found', async () => {
  const answer = await write({ parentId: '0'.repeat(24), isParentThread: true, content: 'Hello?' })
  expect(answer.status).toBe(404)
})
