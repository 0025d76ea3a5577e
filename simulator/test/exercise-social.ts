import { findOperation, type Generation, type Operation } from '@causeway/spec'

/** One call that was made and answered. */
export interface Exchange {
  operation: Operation
  status: number
  body: unknown
}

interface CallOptions {
  params?: Record<string, string>
  query?: Record<string, string>
  body?: unknown
  form?: FormData
}

/** Answers are read here as a person reads them; their shape is what the tests are to find out. */
// oxlint-disable-next-line typescript/no-explicit-any
export type Answer = Record<string, any>

/** The id that a sign-in page posts to the window that opened it. */
export const signedInAccountIn = (page: string): string =>
  /data-account-id="([0-9a-f]{24})"/.exec(page)?.[1] ?? ''

/** Calls operations of the catalog over HTTP and remembers every exchange. */
export interface Caller {
  exchanges: Exchange[]
  /** Calls an operation by its short name (`module.name` outside of the Social Planner). Throws when the answer is no success. */
  call(name: string, options?: CallOptions): Promise<Answer>
  /** The same, for operations that answer with a page. */
  open(name: string, options?: CallOptions): Promise<string>
  /** The same, for calls that are to be refused. */
  refuse(name: string, options?: CallOptions): Promise<{ status: number; body: Answer }>
}

const moduleOf: Record<Generation, string> = { v2: 'social-media-posting', v3: 'social-planner' }
const versionOf: Record<Generation, string> = { v2: '2021-07-28', v3: 'v3' }

export function createCaller(options: {
  url: string
  token: string
  locationId: string
  generation: Generation
}): Caller {
  const { url, token, locationId, generation } = options
  const exchanges: Exchange[] = []

  async function send(name: string, { params, query, body, form }: CallOptions) {
    const id = name.includes('.') ? name : `${moduleOf[generation]}.${name}`
    const operation = findOperation(`${generation}.${id}`)
    if (operation === undefined) throw new Error(`no operation ${name} in ${generation}`)
    const values: Record<string, string> = { locationId, ...params }
    const path = operation.path.replace(/\{(\w+)\}/g, (_, key: string) =>
      encodeURIComponent(values[key] ?? ''),
    )
    const search = new URLSearchParams(query).toString()
    const response = await fetch(`${url}${path}${search === '' ? '' : `?${search}`}`, {
      method: operation.method,
      headers: {
        authorization: `Bearer ${token}`,
        version: versionOf[generation],
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(form !== undefined && { body: form }),
    })
    const text = await response.text()
    const isJson = response.headers.get('content-type')?.includes('json') ?? false
    const answer = (isJson ? JSON.parse(text) : text) as Answer
    exchanges.push({ operation, status: response.status, body: answer })
    return { status: response.status, body: answer, operation }
  }

  async function sendWell(name: string, callOptions: CallOptions): Promise<Answer> {
    const { status, body } = await send(name, callOptions)
    if (status >= 200 && status <= 299) return body
    throw new Error(`${generation} ${name} answered ${status}: ${JSON.stringify(body)}`)
  }

  return {
    exchanges,
    call: (name, callOptions = {}) => sendWell(name, callOptions),
    async open(name, callOptions = {}) {
      const page: unknown = await sendWell(name, callOptions)
      if (typeof page !== 'string') throw new Error(`${name} answered no page`)
      return page
    },
    refuse: (name, callOptions = {}) => send(name, callOptions),
  }
}

const inDays = (now: Date, days: number): string => new Date(now.getTime() + days * 86_400_000).toISOString()

const image = { url: 'https://media.example.com/picture.jpg', type: 'image/jpeg' }

interface Scene {
  caller: Caller
  generation: Generation
  now: Date
  userId: string
}

const accountOn = (accounts: Answer[], platform: string): Answer => {
  const found = accounts.find((account) => account['platform'] === platform)
  if (found === undefined) throw new Error(`the scene needs an account on ${platform}`)
  return found
}

const listBody = (now: Date, extra: Record<string, string> = {}) => ({
  type: 'all',
  skip: '0',
  limit: '20',
  fromDate: inDays(now, -500),
  toDate: inDays(now, 60),
  includeUsers: 'true',
  ...extra,
})

async function exercisePosts({ caller, now, userId }: Scene, accounts: Answer[]): Promise<void> {
  const facebook = accountOn(accounts, 'facebook')['id'] as string
  const tags = (await caller.call('get-tags-location-id', { query: { limit: '5' } }))['results'].tags
  await caller.call('get-tags-location-id', { query: { searchText: 'no tag has this' } })
  await caller.call('get-tags-by-ids', { body: { tagIds: tags.map((tag: Answer) => tag['_id']) } })
  await caller.call('get-tags-by-ids', { body: { tagIds: ['0'.repeat(24)] } })
  const categories = (await caller.call('get-categories-location-id'))['results'].categories
  await caller.call('get-categories-id', { params: { id: categories[0]._id } })
  await caller.call('get-categories-id', { params: { id: '0'.repeat(24) } })
  const draft = {
    accountIds: [facebook],
    summary: 'A post from the catalog',
    media: [image],
    type: 'post',
    status: 'scheduled',
    scheduleDate: inDays(now, 2),
    tags: [tags[0]._id],
    categoryId: categories[0]._id,
    userId,
  }
  const created = (await caller.call('create-post', { body: draft }))['results'].post
  await caller.call('create-post', { body: { ...draft, status: 'published' } })
  const review = { status: 'in_review', postApprovalDetails: { approver: userId, approvalStatus: 'pending' } }
  await caller.call('create-post', { body: { ...draft, ...review } })
  const other = (await caller.call('create-post', { body: { ...draft, status: 'draft' } }))['results'].post
  for (const type of ['all', 'published', 'scheduled', 'draft', 'failed', 'in_review', 'deleted']) {
    await caller.call('get-posts', { body: listBody(now, { type }) })
  }
  const listed = (await caller.call('get-posts', { body: listBody(now, { limit: '100' }) }))['results'].posts
  const published = listed.find((post: Answer) => post['status'] === 'published')
  await caller.call('get-post', { params: { id: published._id } })
  await caller.call('get-post', { params: { id: created._id } })
  await caller.call('edit-post', { params: { id: created._id }, body: { ...draft, summary: 'Edited' } })
  await caller.call('delete-post', { params: { id: created._id } })
  await caller.call('bulk-delete-social-planner-posts', { body: { postIds: [other._id] } })
}

const csvText = (now: Date): string =>
  [
    'postAtSpecificTime (YYYY-MM-DD HH:mm:ss),content,link (OGmetaUrl),imageUrls,gifUrl,videoUrls',
    `${inDays(now, 3).slice(0, 10)} 10:00:00,"A line, with a comma",https://example.com,${image.url},,`,
    `${inDays(now, 4).slice(0, 10)} 10:00:00,Another,,${image.url},,`,
    'never,No date,,,,',
  ].join('\n')

async function exerciseCsv({ caller, generation, now, userId }: Scene, accounts: Answer[]): Promise<void> {
  await caller.call('get-upload-status', { query: { userId } })
  const form = new FormData()
  form.set('file', new Blob([csvText(now)], { type: 'text/csv' }), 'plan.csv')
  const upload = (await caller.call('upload-csv', { form }))['results']
  const chosen = {
    accountIds: [accountOn(accounts, 'facebook')['id']],
    filePath: upload.filePath,
    rowsCount: upload.rowsCount,
    fileName: upload.fileName,
    userId,
    ...(generation === 'v3' && { csvFileType: 'basic' }),
  }
  const first = (await caller.call('set-accounts', { body: chosen }))['results'].csvId as string
  const second = (await caller.call('set-accounts', { body: chosen }))['results'].csvId as string
  await caller.call('get-upload-status', { query: { userId } })
  const posts = (await caller.call('get-csv-post', { params: { id: first } }))['results'].posts
  await caller.call('delete-csv-post', { params: { csvId: first, postId: posts[1]._id } })
  await caller.call('start-csv-finalize', { params: { id: first }, body: { userId } })
  await caller.call('get-csv-post', { params: { id: first } })
  await caller.call('delete-csv', { params: { id: second } })
}

interface SignIn {
  start: string
  list: string
  attach?: string
  platform: string
}

/** What is sent to attach an offer, from the answer that listed it. */
function choiceOf(platform: string, results: Answer): unknown {
  if (platform === 'google') {
    // The body of v3 does not know this field of the list (S3).
    const { relationshipData: _unknown, ...location } = results['locations'].location
    return { location, account: results['locations'].account }
  }
  const list = (results['pages'] ?? results['accounts'] ?? results['profile']) as Answer[]
  const { id, name, avatar, urn, pageId } = list[0] ?? {}
  if (platform === 'instagram') return { originId: id, name, avatar, pageId }
  if (platform === 'linkedin') return { type: 'page', originId: id, name, avatar, urn }
  const type = platform === 'facebook' ? 'page' : 'profile'
  return { type, originId: id, name, avatar }
}

async function exerciseSignIn({ caller, userId }: Scene, signIn: SignIn): Promise<void> {
  const { platform } = signIn
  const page = await caller.open(signIn.start, {
    params: { platform },
    query: { userId, locationId: sceneLocation(caller) },
  })
  const params = { platform, accountId: signedInAccountIn(page) }
  const offers = await caller.call(signIn.list, { params })
  if (signIn.attach === undefined) return
  await caller.call(signIn.attach, { params, body: choiceOf(platform, offers['results']) })
}

/** The location id, as the first exchange had it in its path. */
const locations = new WeakMap<Caller, string>()
const sceneLocation = (caller: Caller): string => locations.get(caller) ?? ''

const v2SignIns: SignIn[] = [
  ['google', 'get-google-locations', 'set-google-locations'],
  ['facebook', 'get-facebook-page-group', 'attach-facebook-page-group'],
  ['instagram', 'get-instagram-page-group', 'attach-instagram-page-group'],
  ['linkedin', 'get-linkedin-page-profile', 'attach-linkedin-page-profile'],
  ['tiktok', 'get-tiktok-profile', 'attach-tiktok-profile'],
  ['tiktok-business', 'get-tiktok-business-profile'],
].map(([platform = '', list = '', attach]) => ({
  platform,
  start: `start-${platform}-oauth`,
  list,
  ...(attach !== undefined && { attach }),
}))

const v3SignIns: SignIn[] = [
  'google',
  'facebook',
  'instagram',
  'linkedin',
  'tiktok',
  'youtube',
  'pinterest',
  'threads',
].map((platform) => ({
  platform,
  start: 'start-oauth',
  list: 'get-oauth-accounts',
  attach: 'attach-oauth-accounts',
}))

async function exerciseComments({ caller, now }: Scene, accounts: Answer[]): Promise<void> {
  const query = { locationId: sceneLocation(caller) }
  const params = { platform: 'facebook' }
  const facebook = accountOn(accounts, 'facebook')
  const posts = (
    await caller.call('get-posts', {
      body: listBody(now, { type: 'published', accounts: facebook['id'], limit: '100' }),
    })
  )['results'].posts
  const root = (
    await caller.call('create-comment', {
      params,
      query,
      body: { parentId: posts[0]._id, isParentThread: true, content: 'Thank you all' },
    })
  )['results']
  await caller.call('create-comment', {
    params,
    query,
    body: { parentId: root._id, isParentThread: false, content: 'And see you soon' },
  })
  const body = { originIds: [facebook['originId']], sortBy: 'top', limit: 50 }
  const listed = (await caller.call('get-comment-list', { params, query, body }))['results'].comments
  const like = { params: { platform: 'facebook', id: listed[0]._id }, query }
  await caller.call('create-like', like)
  await caller.call('delete-like', like)
}

async function exerciseQueues({ caller, now, userId }: Scene, accounts: Answer[]): Promise<void> {
  const locationId = sceneLocation(caller)
  const query = { locationId }
  const categories = (await caller.call('fetch-available-categories', { query: { ...query, limit: '50' } }))[
    'results'
  ].categories
  const free = categories.find((category: Answer) => category['status'] === 'available')
  const timeSlots = [1, 2, 3, 4, 5].map((dayOfWeek) => ({ dayOfWeek, time: '09:30' }))
  const queue = (
    await caller.call('create-queue', { body: { locationId, categoryId: free._id, timeSlots, userId } })
  )['results'].queue
  const params = { queueId: queue._id as string }
  await caller.call('fetch-queues', { body: { locationId } })
  const session = (await caller.call('start-edit-session', { params, body: { locationId } }))['results']
  const { sessionId } = session
  const inSession = { locationId, sessionId }
  const payload = {
    accountIds: [accountOn(accounts, 'facebook')['id']],
    summary: 'Evergreen',
    media: [image],
    type: 'post',
  }
  const made = (
    await caller.call('create-queue-item', {
      params,
      body: {
        ...inSession,
        modifiedPostPayload: payload,
        order: 'top',
        variations: [{ content: 'One' }, { content: 'Two' }],
      },
    })
  )['results'].queueItem
  const itemParams = { ...params, itemId: made._id as string }
  await caller.call('update-queue-item', {
    params: itemParams,
    body: { ...inSession, modifiedPostPayload: { summary: 'Evergreen, edited' }, newOrder: 'bottom' },
  })
  const clone = (
    await caller.call('clone-queue-item', { params: itemParams, body: { ...inSession, order: 1500 } })
  )['results'].queueItem
  const range = { startDate: now.toISOString(), endDate: inDays(now, 30) }
  await caller.call('fetch-edit-session-calendar', { params, body: { ...inSession, ...range } })
  await caller.call('fetch-slots', { params, body: inSession })
  await caller.call('delete-queue-item', {
    params: { ...params, itemId: clone._id },
    query: { ...query, sessionId },
  })
  await caller.call('save-edit-session', { params, body: inSession })
  const items = (await caller.call('fetch-queue-items', { params, body: { locationId, limit: 50 } }))[
    'results'
  ].items
  await caller.call('fetch-slots', { params, body: { locationId } })
  const repeated = items.find((item: Answer) => item['postId'] !== undefined) ?? items[0]
  await caller.call('reset-queue-item', { params: { ...params, itemId: repeated._id }, body: { locationId } })
  await caller.call('fetch-calendar-list', { body: { locationId, ...range } })
  const active = (await caller.call('fetch-queue-by-id', { params, query }))['results'].queue
  await caller.call('delete-current-active-post-and-schedule-next', {
    params: { postId: active.currentPostId },
    query,
  })
  const again = (await caller.call('start-edit-session', { params, body: { locationId } }))['results']
  await caller.call('discard-edit-session', { params, body: { locationId, sessionId: again.sessionId } })
  await caller.call('update-queue', { params, body: { locationId, status: 'paused' } })
}

async function exerciseStatistics({ caller, generation, now }: Scene, accounts: Answer[]): Promise<void> {
  const query = { locationId: sceneLocation(caller) }
  const profileIds = accounts.map((account) => account['profileId'] as string)
  const name = generation === 'v2' ? 'get-social-media-statistics' : 'get-statistics'
  await caller.call(name, { query, body: { profileIds } })
  await caller.call(name, { query, body: { profileIds, platforms: ['facebook', 'instagram'] } })
  if (generation === 'v2') return
  const range = (from: number, to: number) => ({ startDate: inDays(now, from), endDate: inDays(now, to) })
  await caller.call(name, {
    query,
    body: { profileIds, currentRange: range(-30, -1), prevRange: range(-60, -31) },
  })
  await caller.call(name, { query, body: { profileIds, currentRange: range(-900, -880) } })
}

/** Performs every social operation of a generation with success, as a person would in that order. */
export async function exerciseSocial(options: {
  url: string
  token: string
  locationId: string
  generation: Generation
  now: Date
  userId: string
}): Promise<Exchange[]> {
  const { generation, now, userId, locationId } = options
  const caller = createCaller(options)
  locations.set(caller, locationId)
  const scene: Scene = { caller, generation, now, userId }
  const accounts = (await caller.call('get-account'))['results'].accounts as Answer[]
  await exercisePosts(scene, accounts)
  await exerciseCsv(scene, accounts)
  await exerciseStatistics(scene, accounts)
  for (const signIn of generation === 'v2' ? v2SignIns : v3SignIns) await exerciseSignIn(scene, signIn)
  if (generation === 'v3') {
    await exerciseComments(scene, accounts)
    await exerciseQueues(scene, accounts)
  }
  const doomed = accountOn(accounts, generation === 'v2' ? 'threads' : 'pinterest')
  await caller.call('delete-account', { params: { id: doomed['id'] } })
  return caller.exchanges
}
