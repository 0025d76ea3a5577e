import { afterEach, describe, expect, test } from 'vitest'
import { startServer } from '../../test/start-server.ts'
import type { ReceivedRequest, Reply, ScriptedServer } from '../../test/start-server.ts'
import type { Client, ClientOptions, Drift } from '../client.types.ts'
import { createClient } from '../create-client.ts'
import type { PostDraft } from './posts/posts.types.ts'
import type { SocialClient } from './social-client.types.ts'

const open: (AsyncDisposable | Client)[] = []
afterEach(async () => {
  for (const one of open.splice(0)) await ('close' in one ? one.close() : one[Symbol.asyncDispose]())
})

/** The Social Planner of location `loc`, answered by a script; results go into the usual envelope. */
async function aPlanner(
  results: (request: ReceivedRequest, before: number) => unknown,
  options: Partial<ClientOptions> = {},
): Promise<{ planner: SocialClient; server: ScriptedServer; drifts: Drift[] }> {
  const drifts: Drift[] = []
  const server = await startServer((request, before): Reply => {
    const body = { success: true, statusCode: 200, message: 'Done', results: results(request, before) }
    return { status: request.method === 'POST' ? 201 : 200, body }
  })
  const client = createClient({
    accessToken: 'token',
    apiBaseUrl: server.url,
    onDrift: (drift) => drifts.push(drift),
    ...options,
  })
  open.push(client, server)
  return { planner: client.social('loc'), server, drifts }
}

const aDraft = { accountIds: ['a'], userId: 'user-1', type: 'post', status: 'draft' } satisfies PostDraft
const period = { fromDate: '2026-01-01T00:00:00.000Z', toDate: '2026-12-31T00:00:00.000Z' }

describe('tags', () => {
  test('of a location without any are an empty list, not a sentence', async () => {
    const { planner, drifts } = await aPlanner(() => ({ tags: 'Tags not found for Location Id', count: 0 }))
    expect(await planner.listTags({ searchText: 'spring', skip: 20, limit: 10 })).toEqual({
      tags: [],
      total: 0,
    })
    expect(await planner.getTagsByIds(['nobody'])).toEqual([])
    expect(drifts).toEqual([])
  })

  test('are asked for with numbers as text', async () => {
    const { planner, server } = await aPlanner(() => ({ tags: [], count: 0 }))
    await planner.listTags({ searchText: 'spring', skip: 20, limit: 10 })
    expect(server.requests[0]?.path).toBe('/social-media-posting/loc/tags')
    expect(Object.fromEntries(server.requests[0]?.query ?? [])).toEqual({
      searchText: 'spring',
      limit: '10',
      skip: '20',
    })
  })

  test('are all read, each once, although one moves to the next page meanwhile', async () => {
    const list = Array.from({ length: 230 }, (_, index) => ({ _id: `t${index}`, tag: `Tag ${index}` }))
    const { planner } = await aPlanner(({ query }, before) => {
      const skip = Number(query.get('skip')) - (before > 0 ? 1 : 0)
      return { tags: list.slice(Math.max(0, skip), skip + Number(query.get('limit'))), count: list.length }
    })
    const tags = await planner.allTags()
    expect(tags.slice(0, 229).map((tag) => tag.name)).toEqual(list.slice(0, 229).map((one) => one.tag))
    expect(new Set(tags.map((tag) => tag.id)).size).toBe(tags.length)
  })

  test('by id go out in calls of at most a hundred, doubles once, none not at all', async () => {
    const { planner, server } = await aPlanner(({ json }) => {
      const { tagIds } = json as { tagIds: string[] }
      return { tags: tagIds.map((_id) => ({ _id, tag: _id })), count: tagIds.length }
    })
    expect(await planner.getTagsByIds([])).toEqual([])
    const ids = Array.from({ length: 150 }, (_, index) => `t${index}`)
    expect(await planner.getTagsByIds([...ids, 't0'])).toHaveLength(150)
    expect(server.requests).toHaveLength(2)
  })

  test('that are not as known are told about, and the rest is still read', async () => {
    const { planner, drifts } = await aPlanner(() => ({
      tags: [{ _id: 1, tag: 'one' }, 'two', { tag: 'three' }],
    }))
    const { tags } = await planner.listTags()
    expect(tags.map((tag) => [tag.id, tag.name])).toEqual([['1', 'one']])
    expect(drifts.map((drift) => `${drift.path}: ${drift.problem}`)).toEqual([
      'results.tags[0]._id: expected text, got number',
      'results.tags[1]: expected an object, got string',
      'results.tags[2]: a tag without an id',
    ])
    expect(drifts[0]?.operationId).toBe('v3.social-planner.get-tags-location-id')
  })
})

describe('categories', () => {
  test('that do not exist are undefined, although the CRM answers 200', async () => {
    const { planner } = await aPlanner(() => ({ category: 'Category not found' }))
    expect(await planner.getCategory('c')).toBeUndefined()
  })

  test('are read by id, by page and all', async () => {
    const category = { _id: 'c', name: 'Recipes', primaryColor: '#fff' }
    const { planner } = await aPlanner(({ path }) =>
      path.endsWith('/c') ? { category } : { categories: [category], count: 1 },
    )
    expect(await planner.getCategory('c')).toMatchObject({ id: 'c', name: 'Recipes', primaryColor: '#fff' })
    expect((await planner.listCategories()).total).toBe(1)
    expect(await planner.allCategories()).toHaveLength(1)
  })
})

test('accounts come with their groups; a deleted one is named in the path', async () => {
  const account = {
    id: 'o_loc_x_page',
    profileId: 'p'.repeat(24),
    name: 'Bakery',
    platform: 'facebook',
    expire: '2027-01-01',
  }
  const { planner, server } = await aPlanner(() => ({
    accounts: [account],
    groups: [{ id: 'g', name: 'All', accountIds: [account.id] }],
  }))
  const { accounts, groups } = await planner.listAccounts()
  expect(accounts[0]).toMatchObject({
    id: account.id,
    expiresAt: '2027-01-01T00:00:00.000Z',
    isExpired: false,
  })
  expect(groups[0]).toMatchObject({ accountIds: [account.id] })
  await planner.deleteAccount('o/loc', { userId: 'u' })
  expect(server.requests[1]).toMatchObject({
    method: 'DELETE',
    path: '/social-media-posting/loc/accounts/o%2Floc',
  })
  expect(server.requests[1]?.query.toString()).toBe('userId=u')
})

describe('posts', () => {
  test('are listed with every number and flag as text', async () => {
    const { planner, server } = await aPlanner(() => ({ posts: [{ _id: 'p' }], count: 41 }))
    const page = await planner.listPosts({ ...period, accounts: ['a', 'b'], skip: 40, includeUsers: true })
    expect(page).toMatchObject({ total: 41, skip: 40, posts: [{ id: 'p' }] })
    expect(server.requests[0]?.json).toEqual({
      ...period,
      type: 'all',
      accounts: 'a,b',
      skip: '40',
      limit: '100',
      includeUsers: 'true',
    })
  })

  test('are paged through to the end', async () => {
    const list = Array.from({ length: 25 }, (_, index) => ({ _id: `p${index}` }))
    const { planner, server } = await aPlanner(({ json }) => {
      const { skip, limit } = json as { skip: string; limit: string }
      return { posts: list.slice(Number(skip), Number(skip) + Number(limit)), count: list.length }
    })
    const ids: string[] = []
    for await (const page of planner.pagesOfPosts({ ...period, limit: 10 }))
      ids.push(...page.posts.map((p) => p.id))
    expect(ids).toEqual(list.map((post) => post._id))
    expect(server.requests).toHaveLength(3)
  })

  test('without a status are never sent: they would be published at once', async () => {
    const { planner, server } = await aPlanner(() => ({}))
    const { status: _, ...rest } = aDraft
    const careless = rest as Partial<PostDraft> as PostDraft
    const refusal = expect.objectContaining({ code: 'invalid_call' })
    await expect(planner.createPost(careless)).rejects.toEqual(refusal)
    await expect(planner.editPost('p', careless)).rejects.toEqual(refusal)
    expect(server.requests).toHaveLength(0)
  })

  test('are created with their media named even when there is none', async () => {
    const { planner, server } = await aPlanner(() => ({ post: { _id: 'p', status: 'draft' } }))
    const { post } = await planner.createPost(aDraft)
    expect(post?.id).toBe('p')
    expect(server.requests[0]?.json).toEqual({ ...aDraft, media: [] })
  })

  test('published at once, or edited, come back without results', async () => {
    const { planner } = await aPlanner(() => undefined)
    expect(await planner.createPost({ ...aDraft, status: 'published' })).toEqual({
      post: undefined,
      message: 'Done',
    })
    expect(await planner.editPost('p', aDraft)).toEqual({ message: 'Done' })
  })

  test('are read and deleted by id, in bulk up to fifty', async () => {
    const { planner, server } = await aPlanner(({ path }) =>
      path.endsWith('bulk-delete')
        ? { message: 'Deleted', deletedCount: 2 }
        : { post: { _id: 'p' }, postId: 'p' },
    )
    expect((await planner.getPost('p')).id).toBe('p')
    await planner.deletePost('p')
    expect(await planner.bulkDeletePosts(['a', 'b'])).toEqual({ deletedCount: 2 })
    expect(server.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'GET /social-media-posting/loc/posts/p',
      'DELETE /social-media-posting/loc/posts/p',
      'POST /social-media-posting/loc/posts/bulk-delete',
    ])
    const tooMany = Array.from({ length: 51 }, (_, index) => `p${index}`)
    await expect(planner.bulkDeletePosts(tooMany)).rejects.toMatchObject({ code: 'invalid_call' })
  })

  test('answered by something else altogether are a malformed answer', async () => {
    const { planner } = await aPlanner(() => 'nothing')
    await expect(planner.getPost('p')).rejects.toMatchObject({ code: 'malformed_answer' })
    const server = await startServer(() => ({ body: '<html>Please log in</html>' }))
    const client = createClient({ accessToken: 't', apiBaseUrl: server.url, retry: false })
    open.push(client, server)
    await expect(client.social('loc').listTags()).rejects.toMatchObject({ code: 'malformed_answer' })
  })
})

describe('statistics', () => {
  const results = { totals: { posts: 1 }, dayRange: ['Mon'] }

  test('of v3 take ranges, of v2 go to their own operation with their own version', async () => {
    const { planner, server } = await aPlanner(() => results)
    const currentRange = { startDate: '2026-01-01', endDate: '2026-01-31' }
    await planner.getStatistics({ profileIds: ['p'], currentRange, platforms: ['instagram'] })
    await planner.getStatistics({ generation: 'v2', profileIds: ['p'] })
    expect(server.requests[0]?.json).toEqual({ profileIds: ['p'], platforms: ['instagram'], currentRange })
    expect(server.requests[1]?.json).toEqual({ profileIds: ['p'] })
    expect(server.requests.map((request) => request.headers['version'])).toEqual(['v3', '2021-07-28'])
    expect(server.requests[0]?.query.get('locationId')).toBe('loc')
  })

  test('are refused before sending when they cannot be answered', async () => {
    const { planner, server } = await aPlanner(() => results, { generation: 'v2' })
    const many = Array.from({ length: 101 }, (_, index) => `p${index}`)
    const refusal = expect.objectContaining({ code: 'invalid_call' })
    await expect(planner.getStatistics({ profileIds: [] })).rejects.toEqual(refusal)
    await expect(planner.getStatistics({ profileIds: many })).rejects.toEqual(refusal)
    const currentRange = { startDate: '2026-01-01', endDate: '2026-01-31' }
    await expect(planner.getStatistics({ profileIds: ['p'], currentRange })).rejects.toEqual(refusal)
    expect(server.requests).toHaveLength(0)
  })

  test('that are missing from a success are a malformed answer, not zeros', async () => {
    const { planner } = await aPlanner(() => undefined)
    await expect(planner.getStatistics({ profileIds: ['p'] })).rejects.toMatchObject({
      code: 'malformed_answer',
    })
  })
})

describe('comments', () => {
  test('are v3 whatever the client speaks, with numbers as numbers', async () => {
    const comment = {
      _id: 'c',
      content: 'Lovely',
      likeCount: 2,
      author: { name: 'A' },
      publishedAt: '2026-02-03T04:05:06Z',
    }
    const { planner, server } = await aPlanner(
      ({ path }) => {
        if (path.endsWith('/list'))
          return { comments: [comment], meta: { total: 1, totalUnread: 1, hasMore: false } }
        return path.endsWith('/like') ? undefined : comment
      },
      { generation: 'v2' },
    )
    const { comments } = planner
    const page = await comments.list({ platform: 'facebook', originIds: ['o'], limit: 5 })
    expect(page).toMatchObject({ total: 1, hasMore: false, comments: [{ id: 'c', likeCount: 2 }] })
    expect(server.requests[0]?.json).toEqual({ originIds: ['o'], skip: 0, limit: 5 })
    expect(server.requests[0]?.headers['version']).toBe('v3')
    const written = await comments.create({
      platform: 'facebook',
      parentId: 'x',
      isParentThread: true,
      content: 'Hi',
    })
    expect(written.content).toBe('Lovely')
    await comments.like('facebook', 'c/1')
    await comments.unlike('facebook', 'c/1')
    expect(server.requests.slice(2).map(({ method, path }) => `${method} ${path}`)).toEqual([
      'POST /social-media-posting/comments/facebook/c%2F1/like',
      'DELETE /social-media-posting/comments/facebook/c%2F1/like',
    ])
    const pages = []
    for await (const one of comments.pages({ platform: 'facebook', originIds: ['o'] })) pages.push(one)
    expect(pages).toHaveLength(1)
    await expect(comments.list({ platform: 'facebook', originIds: [] })).rejects.toMatchObject({
      code: 'invalid_call',
    })
  })
})

test('the seven CSV calls send a file, then its accounts, and read an empty object as no imports', async () => {
  const { planner, server } = await aPlanner(({ method, path, headers }) => {
    if (headers['content-type']?.startsWith('multipart/'))
      return { filePath: 'f/1.csv', rowsCount: 2, fileName: '1.csv' }
    if (path.endsWith('set-accounts')) return { csvId: 'csv-1' }
    if (path.endsWith('/csv')) return { csvs: {}, count: 0 }
    if (method === 'GET')
      return { csv: { _id: 'csv-1', status: 'completed' }, posts: [{ summary: 'Row' }], count: 1 }
    return undefined
  })
  const { csv } = planner
  const upload = await csv.upload({ name: '1.csv', content: 'summary\nHello' })
  expect(upload).toMatchObject({ filePath: 'f/1.csv', rowsCount: 2 })
  expect(server.requests[0]?.text).toContain('summary\nHello')
  const accounts = { accountIds: ['a'], userId: 'u', filePath: 'f/1.csv', rowsCount: 2, fileName: '1.csv' }
  expect(await csv.setAccounts(accounts)).toEqual({ csvId: 'csv-1' })
  expect(await csv.list({ userId: 'u' })).toEqual({ imports: [], total: 0 })
  expect(server.requests[2]?.query.toString()).toBe('userId=u&skip=0&limit=100&includeUsers=false')
  expect(await csv.get('csv-1')).toMatchObject({
    import: { id: 'csv-1' },
    posts: [{ summary: 'Row' }],
    total: 1,
  })
  expect(await csv.finalize('csv-1', { userId: 'u' })).toEqual({ message: 'Done' })
  await csv.deletePost('csv-1', 'p')
  await csv.delete('csv-1')
  expect(server.requests.slice(4).map(({ method, path }) => `${method} ${path}`)).toEqual([
    'PATCH /social-media-posting/loc/csv/csv-1',
    'DELETE /social-media-posting/loc/csv/csv-1/post/p',
    'DELETE /social-media-posting/loc/csv/csv-1',
  ])
})

test('all eighteen queue calls go where they should, as the location', async () => {
  const queue = { _id: 'q', categoryId: 'c', status: 'active', timeSlots: [{ dayOfWeek: 1, time: '09:00' }] }
  const item = { _id: 'i', order: 1, variations: [{ content: 'V' }], post: { _id: 'p' }, errors: [] }
  const { planner, server } = await aPlanner(() => ({
    message: 'Queued',
    categories: [{ _id: 'c', name: 'Tips', status: 'in_queue', queueDetails: { queueId: 'q' } }],
    queue,
    queues: [queue],
    items: [item],
    queueItem: item,
    slots: [{ itemId: 'i', scheduledDateTime: '2026-05-04T09:00:00.000Z' }],
    updatedSlots: [{ itemId: 'i', isSkipped: true }],
    totalPostsChanged: 1,
    scheduledPosts: [{ scheduledDateTime: '2026-05-04T09:00:00.000Z', queueItemId: 'i', post: { _id: 'p' } }],
    total: 1,
    timezone: 'Europe/Berlin',
    sessionId: 's',
    itemCount: 3,
    meta: { count: '7' },
  }))
  const { queues } = planner
  const days = { startDate: '2026-05-01', endDate: '2026-05-31' }
  const slots = [{ dayOfWeek: 1, time: '09:00' }]

  expect(await queues.listCategories({ searchText: 'tips' })).toMatchObject({
    total: 7,
    categories: [{ queueId: 'q' }],
  })
  expect(await queues.create({ categoryId: 'c', timeSlots: slots, userId: 'u' })).toMatchObject({
    timeSlots: slots,
  })
  expect(await queues.list()).toMatchObject({ total: 7, queues: [{ id: 'q' }] })
  expect(await queues.get('q')).toMatchObject({ id: 'q', status: 'active' })
  expect(await queues.update('q', { status: 'paused' })).toMatchObject({ id: 'q' })
  expect(await queues.calendar(days)).toMatchObject({
    entries: [{ itemId: 'i', post: { id: 'p' } }],
    total: 1,
  })
  expect(await queues.listItems('q')).toMatchObject({ total: 7, items: [{ id: 'i', post: { id: 'p' } }] })
  expect(await queues.listSlots('q')).toMatchObject({ timezone: 'Europe/Berlin', slots: [{ itemId: 'i' }] })
  expect(await queues.createItem('q', { primaryImage: 'x' })).toMatchObject({ id: 'i' })
  expect(await queues.updateItem('q', 'i', { newOrder: 2 })).toMatchObject({
    item: { id: 'i' },
    message: 'Queued',
  })
  expect(await queues.cloneItem('q', 'i', { sessionId: 's', order: 2 })).toMatchObject({ id: 'i' })
  expect(await queues.resetItem('q', 'i')).toMatchObject({ id: 'i' })
  expect(await queues.deleteItem('q', 'i', { sessionId: 's' })).toMatchObject({
    slots: [{ isSkipped: true }],
  })
  expect(await queues.deleteActivePost('p')).toEqual({ message: 'Queued' })
  expect(await queues.startEdit('q')).toEqual({ sessionId: 's', itemCount: 3 })
  expect(await queues.editCalendar('q', { sessionId: 's', ...days })).toMatchObject({ total: 1 })
  expect(await queues.saveEdit('q', { sessionId: 's' })).toMatchObject({ totalPostsChanged: 1 })
  expect(await queues.discardEdit('q', { sessionId: 's' })).toEqual({ message: 'Queued' })

  expect(server.requests).toHaveLength(18)
  for (const { json, query } of server.requests) {
    const named = (json as { locationId?: string } | undefined)?.locationId ?? query.get('locationId')
    expect(named).toBe('loc')
  }
  const routes = server.requests.map(({ method, path }) => `${method} ${path.split('/queues')[1]}`)
  expect(routes).toEqual([
    'GET /available-categories',
    'POST ',
    'POST /list',
    'GET /q',
    'PUT /q',
    'POST /list/calendar',
    'POST /q/items',
    'POST /q/slots',
    'POST /q/create/item',
    'PUT /q/items/i',
    'POST /q/items/i/clone',
    'PUT /q/items/i/reset',
    'DELETE /q/items/i',
    'DELETE /p/active-post',
    'POST /q/edit/start',
    'POST /q/edit/calendar',
    'POST /q/edit/save',
    'POST /q/edit/discard',
  ])
})

describe('connecting an account', () => {
  const attached = { _id: 'acc', oAuthId: 'o', originId: 'x', platform: 'facebook', name: 'Bakery' }
  const script = ({ path, method }: ReceivedRequest): Reply => {
    if (path.endsWith('/start')) return { status: 302, headers: { location: 'https://network.test/consent' } }
    const results =
      method === 'POST' ? attached : { pages: [{ id: 'x', name: 'Bakery', isConnected: false }] }
    return { status: method === 'POST' ? 201 : 200, body: { success: true, results } }
  }

  test.each([
    ['v2', '/oauth/facebook/start', '/oauth/loc/facebook/accounts/acc'],
    ['v3', '/oauth/facebook/start', '/oauth/loc/facebook/accounts/acc'],
  ] as const)(
    'begins at the network and ends with an attached page in %s',
    async (generation, start, accounts) => {
      const server = await startServer(script)
      const client = createClient({ accessToken: 't', apiBaseUrl: server.url, generation })
      open.push(client, server)
      const { connections } = client.social('loc')
      expect(await connections.start('facebook', { userId: 'u', reconnect: true })).toEqual({
        kind: 'redirect',
        url: 'https://network.test/consent',
      })
      expect(await connections.listCandidates('facebook', 'acc')).toMatchObject([{ id: 'x', type: 'page' }])
      const choice = { type: 'page', originId: 'x', name: 'Bakery', avatar: '' }
      expect(await connections.attach('facebook', 'acc', choice)).toMatchObject({ id: 'acc', oauthId: 'o' })
      const paths = server.requests.map((request) => request.path.replace('/social-media-posting', ''))
      expect(paths).toEqual([start, accounts, accounts])
      expect(server.requests[0]?.query.toString()).toBe('locationId=loc&userId=u&reconnect=true')
      expect(server.requests[0]?.headers['version']).toBe(generation === 'v2' ? '2021-07-28' : 'v3')
    },
  )

  test('may begin with a page instead of a redirect', async () => {
    const server = await startServer(() => ({
      headers: { 'content-type': 'text/html' },
      body: '<p>Go on</p>',
    }))
    const client = createClient({ accessToken: 't', apiBaseUrl: server.url })
    open.push(client, server)
    const begun = await client.social('loc').connections.start('tiktok', { userId: 'u' })
    expect(begun).toEqual({ kind: 'page', html: '<p>Go on</p>' })
  })

  test('is refused where the generation does not know the network', async () => {
    const { planner } = await aPlanner(() => ({}), { generation: 'v2' })
    await expect(planner.connections.start('threads', { userId: 'u' })).rejects.toMatchObject({
      code: 'invalid_call',
      hint: 'Make the client with generation v3.',
    })
    await expect(planner.connections.attach('tiktok-business', 'a', {})).rejects.toMatchObject({
      code: 'invalid_call',
    })
    const modern = await aPlanner(() => ({}))
    await expect(modern.planner.connections.start('twitter', { userId: 'u' })).rejects.toMatchObject({
      hint: 'Make the client with generation v2.',
    })
  })
})
