import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Answer } from '../../test/exercise-social.ts'
import {
  accountIdOn,
  film,
  hoursLater,
  noon,
  picture,
  type SocialBench,
  startSocial,
} from '../../test/start-social.ts'

let bench: SocialBench
beforeAll(async () => {
  bench = await startSocial()
})
afterAll(() => bench.simulator.close())

const on = (...platforms: string[]) => platforms.map((platform) => accountIdOn(bench.contents, platform))

const aPost = (changes: Answer = {}): Answer => ({
  accountIds: on('facebook'),
  summary: 'Hello',
  media: [],
  type: 'post',
  status: 'scheduled',
  scheduleDate: hoursLater(2),
  userId: bench.userId,
  ...changes,
})

const create = async (changes: Answer = {}): Promise<Answer> =>
  (await bench.v3.call('create-post', { body: aPost(changes) }))['results']?.post

const filter = (changes: Answer = {}) => ({
  type: 'all',
  skip: '0',
  limit: '100',
  fromDate: hoursLater(-24 * 500),
  toDate: hoursLater(24 * 90),
  includeUsers: 'false',
  ...changes,
})

const list = async (changes: Answer = {}): Promise<Answer> =>
  (await bench.v3.call('get-posts', { body: filter(changes) }))['results']

const refused = async (changes: Answer, generation: 'v2' | 'v3' = 'v3') => {
  const { status, body } = await bench[generation].refuse('create-post', { body: aPost(changes) })
  return { status, message: body['message'] }
}

describe('listing', () => {
  test('a page is as long as asked and the count is that of all', async () => {
    const first = await list({ limit: '7' })
    const second = await list({ limit: '7', skip: '7' })
    expect(first.posts).toHaveLength(7)
    expect(first.count).toBe([...bench.contents.posts.values()].filter((post) => !post.isDeleted).length)
    const ids = new Set([...first.posts, ...second.posts].map((post: Answer) => post['_id']))
    expect(ids.size).toBe(14)
  })

  test('posts come newest first', async () => {
    const dates = (await list()).posts.map((post: Answer) => post['displayDate'])
    expect(dates).toEqual(dates.toSorted().toReversed())
  })

  test('type, accounts, postType and dates narrow the list', async () => {
    const [instagram] = on('instagram')
    const { posts } = await list({ type: 'published', accounts: instagram, postType: 'reel' })
    expect(posts.length).toBeGreaterThan(0)
    for (const post of posts) {
      expect(post).toMatchObject({ status: 'published', accountIds: [instagram], type: 'reel' })
    }
    const recent = await list({ fromDate: hoursLater(-24 * 10), toDate: noon.toISOString() })
    for (const post of recent.posts) expect(post.displayDate >= hoursLater(-24 * 10)).toBe(true)
  })

  test('several accounts are one text with commas', async () => {
    const wanted = on('facebook', 'threads')
    const { posts } = await list({ accounts: wanted.join(',') })
    expect(posts.every((post: Answer) => post['accountIds'].some((id: string) => wanted.includes(id)))).toBe(
      true,
    )
  })

  test.each([
    [{ limit: 10 }, 'limit must be a number string'],
    [{ skip: -1 }, 'skip must be a number string'],
    [{ limit: '101' }, 'limit must not be greater than 100'],
    [{ fromDate: 'yesterday' }, 'fromDate must be a valid ISO 8601 date string'],
    [{ type: 'everything' }, expect.stringContaining('type must be one of the following values')],
    [{ tags: 'x' }, 'property tags should not exist'],
  ])('%j is refused with 422', async (change, message) => {
    const { status, body } = await bench.v2.refuse('get-posts', { body: filter(change) })
    expect(status).toBe(422)
    expect(body['message']).toContainEqual(message)
  })

  test('users come only when asked for', async () => {
    const withUsers = await list({ includeUsers: 'true', type: 'published' })
    expect(withUsers.posts[0].user).toMatchObject({ id: withUsers.posts[0].createdBy })
    expect((await list({ type: 'published' })).posts[0]).not.toHaveProperty('user')
  })

  test('v3 tells reactions of published posts and v2 does not', async () => {
    const [facebook] = on('facebook')
    const body = filter({ type: 'published', accounts: facebook })
    const v3 = (await bench.v3.call('get-posts', { body }))['results'].posts
    const v2 = (await bench.v2.call('get-posts', { body }))['results'].posts
    expect(v3.at(-1).insights).toMatchObject({ like: expect.any(Number) })
    expect(v2.at(-1)).not.toHaveProperty('insights')
  })
})

describe('creating', () => {
  test('a scheduled post comes back and reads "google" until it is published', async () => {
    const post = await create({ accountIds: on('facebook', 'threads') })
    expect(post).toMatchObject({ status: 'scheduled', platform: 'google', scheduleDate: hoursLater(2) })
    const read = await bench.v3.call('get-post', { params: { id: post['_id'] } })
    expect(read['results'].post).toMatchObject({ _id: post['_id'], platform: 'google' })
  })

  test('without a status the post is out at once, whatever its date says, and the answer has no results', async () => {
    const { status: _status, ...body } = aPost({ summary: 'Out by accident' })
    const answer = await bench.v2.call('create-post', { body })
    expect(answer).toMatchObject({ message: 'Created Post', statusCode: 201 })
    expect(answer).not.toHaveProperty('results')
    const { posts } = await list({ type: 'published', limit: '5' })
    expect(posts[0]).toMatchObject({ summary: 'Out by accident', platform: 'facebook' })
  })

  test.each([
    [{ accountIds: [] }, 'accountIds should not be empty'],
    [{ accountIds: ['nobody'] }, 'Invalid account id in accountIds list'],
    [{ accountIds: 'one' }, 'accountIds must be an array with Account IDs'],
    [{ userId: undefined }, 'userId must be a string'],
    [{ userId: '' }, 'userId should not be empty'],
    [{ media: undefined }, 'media must be an array'],
    [{ caption: 'x' }, 'property caption should not exist'],
    [{ media: [{ ...picture, type: 'image' }] }, 'media.0.Invalid media format type'],
    [{ scheduleDate: hoursLater(-1) }, 'scheduleDate must be after current date'],
    [{ scheduleDate: undefined }, 'scheduleDate must be a valid ISO 8601 date string'],
    [{ tags: ['Spring launch'] }, 'each value in tags must be a mongodb id'],
    [{ status: 'in_review' }, 'postApprovalDetails.approver should not be empty'],
  ])('%j is refused with 422', async (change, message) => {
    const answer = await refused(change)
    expect(answer.status).toBe(422)
    expect(answer.message).toContain(message)
  })

  test.each([
    ['instagram', {}, 'Instagram Account, would require image or video'],
    ['pinterest', { media: [picture] }, 'Pinterest Account, would require a board'],
    ['youtube', { media: [picture] }, 'Youtube Account, would require video'],
    ['facebook', { type: 'reel', media: [picture] }, 'Reel would require exactly 1 video'],
    ['instagram', { type: 'story', media: [picture] }, 'Instagram story does not support a caption'],
    [
      'instagram',
      { media: [picture], summary: '#tag '.repeat(31) },
      'Instagram Account, allows at most 30 hashtags',
    ],
  ])('a post on %s with %j meets the rules of its network', async (platform, change, message) => {
    const answer = await refused({ accountIds: on(platform), ...change })
    expect(answer.message).toEqual([message])
  })

  test('drafts skip the checks of media and networks, but not those of accounts and users', async () => {
    const draft = { status: 'draft', scheduleDate: undefined, media: [{ ...picture, type: 'image' }] }
    await expect(create({ ...draft, accountIds: on('youtube') })).resolves.toMatchObject({ status: 'draft' })
    expect(await refused({ ...draft, accountIds: [] })).toMatchObject({ status: 422 })
  })

  test('a refusal has the shape of a NestJS exception with a trace id', async () => {
    const { body } = await bench.v3.refuse('create-post', { body: aPost({ accountIds: [] }) })
    expect(body).toEqual({
      status: 422,
      options: {},
      message: expect.any(Array),
      name: 'UnprocessableEntityException',
      error: 'Unprocessable Entity',
      statusCode: 422,
      traceId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    })
  })
})

describe('editing and deleting', () => {
  test('an edit replaces the whole post and answers without results', async () => {
    const { _id: id } = await create({ followUpComment: 'More below', tags: [bench.contents.tags[0]?.id] })
    const answer = await bench.v3.call('edit-post', { params: { id }, body: aPost({ summary: 'New' }) })
    expect(answer).toMatchObject({ success: true, statusCode: 200, message: 'Updated Post' })
    expect(answer).not.toHaveProperty('results')
    const { post } = (await bench.v3.call('get-post', { params: { id } }))['results']
    expect(post).toMatchObject({ summary: 'New', tags: [] })
    expect(post).not.toHaveProperty('followUpComment')
  })

  test('a published post cannot be edited', async () => {
    const { posts } = await list({ type: 'published', limit: '1' })
    const { status } = await bench.v3.refuse('edit-post', { params: { id: posts[0]._id }, body: aPost() })
    expect(status).toBe(400)
  })

  test('a deleted post is gone from the lists and stays among the deleted ones', async () => {
    const { _id: id } = await create()
    const answer = await bench.v3.call('delete-post', { params: { id } })
    expect(answer['results']).toEqual({ postId: id })
    expect((await list({ type: 'scheduled' })).posts.some((post: Answer) => post['_id'] === id)).toBe(false)
    const deleted = (await list({ type: 'deleted' })).posts.find((post: Answer) => post['_id'] === id)
    expect(deleted).toMatchObject({ status: 'deleted', deleted: true })
    expect((await bench.v3.refuse('get-post', { params: { id } })).status).toBe(404)
  })

  test('a switch keeps deleted published posts in the lists, as some accounts have seen', async () => {
    bench.simulator.world.quirks.deletedPublishedPostsStayListed = true
    const { posts } = await list({ type: 'published', limit: '1' })
    await bench.v3.call('delete-post', { params: { id: posts[0]._id } })
    const after = await list({ type: 'published', limit: '1' })
    bench.simulator.world.quirks.deletedPublishedPostsStayListed = false
    expect(after.posts[0]).toMatchObject({ _id: posts[0]._id, deleted: false })
  })

  test('bulk delete takes one to fifty ids of which one exists', async () => {
    const bulk = (postIds: string[]) =>
      bench.v2.refuse('bulk-delete-social-planner-posts', { body: { postIds } })
    const { _id: id } = await create()
    expect(await bulk([id, '0'.repeat(24)])).toMatchObject({
      status: 201,
      body: { message: 'Posts Deleted Successfully', results: { deletedCount: 1 } },
    })
    expect((await bulk([id])).status).toBe(404)
    expect((await bulk([])).status).toBe(422)
    expect((await bulk(Array.from({ length: 51 }, () => id))).status).toBe(400)
  })

  test.each(['not-an-id', "'; DROP TABLE posts;--", '../../secret', '%00'])(
    'the id %j is refused with 422',
    async (id) => {
      const { status, body } = await bench.v3.refuse('get-post', { params: { id } })
      expect(status).toBe(422)
      expect(body['message']).toEqual(['id must be a mongodb id'])
    },
  )

  test('a media type may come back from v2 as a mere kind', async () => {
    const [instagram] = on('instagram')
    const { posts } = await list({ type: 'published', accounts: instagram, limit: '1' })
    const { post } = (await bench.v2.call('get-post', { params: { id: posts[0]._id } }))['results']
    expect(['image', 'video']).toContain(post.media[0].type)
  })
})

describe('community accounts', () => {
  test('the API cannot post to a community', async () => {
    const gym = await startSocial('Ironside')
    const body = { ...aPost({ media: [film] }), accountIds: [accountIdOn(gym.contents, 'community')] }
    const { status } = await gym.v3.refuse('create-post', { body })
    await gym.simulator.close()
    expect(status).toBe(400)
  })
})
