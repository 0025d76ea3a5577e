import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type DatabasePlace, postgresAt } from '../../bench/rig/database-places.ts'
import { appendEvents } from '../../hub/src/store/events.store.ts'
import { type HubDatabase, openDatabase } from '../../hub/src/store/database.ts'
import { testServerUrl } from '../../hub/src/store/test-database.ts'
import { listTemplates } from '../../hub/src/workflows/templates/load-templates.ts'
import { type HubBesideCrm, startHub } from './start-hub.ts'

// oxlint-disable-next-line typescript/no-explicit-any -- answers of the CRM that are only compared
type Json = Record<string, any>
const server = await testServerUrl()
const patience = { timeout: 30_000, interval: 200 }

/** What is told of beside a hub goes into its log from here, so this needs a database two can open. */
describe.skipIf(server === undefined)('templates, from switching on to their effect', () => {
  let place: DatabasePlace
  let beside: HubBesideCrm
  let database: HubDatabase
  let receiver: Server
  let received: { path: string; body: Json }[]
  let url: string
  let locationId: string
  const tested = new Set<string>()

  beforeAll(async () => {
    place = await postgresAt(server!).make()
    received = []
    receiver = createServer(async (request, response) => {
      const chunks: Buffer[] = []
      for await (const chunk of request) chunks.push(chunk as Buffer)
      received.push({ path: request.url ?? '', body: JSON.parse(Buffer.concat(chunks).toString()) })
      response.end()
    }).listen(0, '127.0.0.1')
    await once(receiver, 'listening')
    url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`
    beside = await startHub({ settings: { ...place.environment, CAUSEWAY_OUTBOUND_ALLOW: 'loopback' } })
    await beside.becomeOwner()
    const [company] = beside.simulator.world.companies
    locationId = beside.simulator.world.locations.find(({ name }) => name === 'Sunny Side Pet Care')!.id
    expect(company).toBeDefined()
    const appId = await beside.addApp()
    await beside.install(appId, `location:${locationId}`)
    await beside.untilFilled(locationId)
    database = await openDatabase({ url: place.url, dataFolder: place.dataFolder, poolSize: 2 })
  }, 120_000)
  afterAll(async () => {
    await database?.close()
    await beside?.close()
    receiver?.close()
    await place?.remove()
  })

  const ask = async (method: string, path: string, body?: unknown): Promise<Json> => {
    const answer = await beside.browser.call(path, { method, ...(body !== undefined && { body }) })
    if (answer.status >= 400) throw new Error(`${method} ${path}: ${answer.text}`)
    return answer.json
  }
  const call = async (operation: string, more: Json = {}): Promise<Json> =>
    (await ask('POST', '/v1/calls', { operation, locationId, fresh: true, ...more }))['body'] as Json
  const switchOn = async (key: string, parameters: Json = {}) => {
    tested.add(key)
    return (await ask('POST', `/v1/workflows/templates/${key}`, { parameters }))['id'] as string
  }
  const tell = (type: string, subject: { kind: string; id: string }, data: Json) =>
    database.kysely
      .transaction()
      .execute((trx) => appendEvents(trx, [{ locationId, type, subject, occurredAt: new Date(), data }]))
  const runsOf = async (workflow: string): Promise<Json[]> =>
    (await ask('GET', `/v1/runs?workflowId=${workflow}`))['items']
  const succeeded = (workflow: string, count = 1) =>
    expect
      .poll(async () => {
        const runs = await runsOf(workflow)
        const failed = runs.find(({ state }) => state === 'failed')
        if (failed !== undefined)
          throw new Error(JSON.stringify((await ask('GET', `/v1/runs/${failed['id']}`))['problem']))
        return runs.filter(({ state }) => state === 'succeeded').length
      }, patience)
      .toBe(count)
  const records = async (collection: string): Promise<Json[]> =>
    (await ask('GET', `/v1/workflow-records/${collection}?limit=200`))['items']
  const aContact = async (): Promise<Json> =>
    (await call('contacts.search-contacts-advanced', { body: { locationId, page: 1, pageLimit: 1 } }))[
      'contacts'
    ][0]
  const aPost = async (filter: (post: Json) => boolean = () => true): Promise<Json> => {
    const { items } = (await ask('GET', `/v1/locations/${locationId}/posts?limit=200`)) as { items: Json[] }
    return items.find(filter)!
  }

  it('the three of the promise are on after the first connect, without anybody asking', async () => {
    await expect
      .poll(async () => {
        const items: Json[] = (await ask('GET', '/v1/workflows'))['items']
        return items
          .filter(({ isEnabled }) => isEnabled)
          .map(({ key }) => String(key))
          .toSorted()
      }, patience)
      .toEqual(['keep-tag-details', 'keep-tags-of-posts', 'pull-statistics'])
    for (const key of ['keep-tag-details', 'keep-tags-of-posts', 'pull-statistics']) tested.add(key)
  })

  it('1: a post that is written in the CRM has its tags kept', async () => {
    const { results } = await call('social.get-tags-location-id', { query: { limit: '10', skip: '0' } })
    const tag = results.tags[0]
    const account = (await call('social.get-account', {}))['results'].accounts[0]
    const userId = beside.simulator.world.users[0]?.id
    const made = await call('social.create-post', {
      body: {
        accountIds: [account.id],
        userId,
        type: 'post',
        status: 'draft',
        summary: 'With a tag',
        media: [],
        tags: [tag._id],
      },
    })
    const postId = made['results'].post._id
    await ask('POST', `/v1/locations/${locationId}/sync`, { streams: ['posts'] })
    await expect
      .poll(async () => (await records('posts-with-tags')).find(({ key }) => key === postId)?.data, patience)
      .toMatchObject({
        postId,
        locationId,
        tags: [{ id: tag._id, name: tag.tag }],
        timestamp: expect.any(String),
      })
  }, 60_000)

  it('2: details of a tag are kept when they are saved', async () => {
    const tag = (await call('social.get-tags-location-id', { query: { limit: '10', skip: '0' } }))['results']
      .tags[1]
    await ask('POST', `/social-media-posting/${locationId}/tags/details`, {
      tagId: tag._id,
      details: { colour: 'green' },
    })
    await expect
      .poll(async () => (await records('tag-details')).find(({ key }) => key === tag._id)?.data, patience)
      .toMatchObject({ locationId, tagId: tag._id, details: { colour: 'green' } })
    // A new tag gets details first; the event of that is the workflow's own and does not go round.
    await tell('tag.renamed', { kind: 'tag', id: tag._id }, { name: 'Renamed', previousName: tag.tag })
    await expect
      .poll(async () => (await records('tag-details')).find(({ key }) => key === tag._id)?.data, patience)
      .toMatchObject({ details: { colour: 'green', name: 'Renamed' } })
    expect(await runsOf('keep-tag-details')).not.toContainEqual(expect.objectContaining({ state: 'stopped' }))
  }, 60_000)

  it('3: statistics are pulled on demand', async () => {
    await ask('POST', '/v1/workflows/pull-statistics/run', { locationId })
    await succeeded('pull-statistics')
    expect((await records('statistics'))[0]!['data']).toMatchObject({
      scope: 'socialplanner/statistics.readonly',
      locationId,
      dateRange: { from: expect.any(String), to: expect.any(String) },
      totals: { followers: expect.any(Number) },
    })
  }, 60_000)

  const announcements: [string, string, Json, string][] = [
    [
      'announce-failed-posts',
      'post.failed',
      { summary: 'Sale', error: 'Token expired', platforms: ['facebook'] },
      'A post failed: Sale – Token expired',
    ],
    [
      'announce-published-posts',
      'post.published',
      { summary: 'Sale', platforms: ['facebook', 'tiktok'] },
      'Published on facebook, tiktok: Sale',
    ],
    ['announce-new-tags', 'tag.created', { name: 'spring' }, 'New tag: spring'],
    [
      'announce-comments',
      'comment.received',
      { authorName: null, platform: 'facebook', text: 'Nice "one"' },
      'Somebody on facebook: Nice "one"',
    ],
    [
      'announce-review',
      'post.sent_to_review',
      { summary: 'Look at me' },
      'A post waits for approval: Look at me',
    ],
    [
      'announce-lost-connection',
      'connection.status_changed',
      { from: 'ok', to: 'needs_reauth', message: 'Connect again' },
      'The connection is needs_reauth: Connect again',
    ],
    [
      'announce-milestones',
      'account.reached_follower_milestone',
      { accountName: 'Us', followers: 1003, platform: 'facebook' },
      'Us has 1003 followers on facebook',
    ],
  ]
  it.each(announcements)(
    '%s tells the chat',
    async (key, type, data, text) => {
      const path = `/${key}`
      const id = await switchOn(key, { url: `${url}${path}` })
      await tell(type, { kind: type.split('.')[0]!, id: `${key}-1` }, data)
      await expect
        .poll(() => received.filter((one) => one.path === path), patience)
        .toEqual([{ path, body: { text } }])
      await succeeded(id)
    },
    60_000,
  )

  it('account-expiring-task makes a task in the CRM', async () => {
    const contact = await aContact()
    const id = await switchOn('account-expiring-task', { contactId: contact['id'] })
    await tell(
      'account.expiring',
      { kind: 'account', id: 'acc' },
      { name: 'Our page', platform: 'facebook', expiresAt: '2027-01-15T09:00:00.000Z' },
    )
    await succeeded(id)
    const { tasks } = await call('contacts.get-all-tasks', { path: { contactId: contact['id'] } })
    expect(tasks).toContainEqual(expect.objectContaining({ title: 'Reconnect Our page (facebook)' }))
  }, 60_000)

  it('tag-commenters tags the contact who commented', async () => {
    const contact = await aContact()
    const post = await aPost(({ tagIds }) => tagIds.length > 0)
    const id = await switchOn('tag-commenters', {
      postTagId: post['tagIds'][0],
      contactTag: 'commented-here',
    })
    const authorName = [contact['firstName'], contact['lastName']].filter(Boolean).join(' ')
    await tell(
      'comment.received',
      { kind: 'comment', id: 'c1' },
      { postId: post['id'], authorName, platform: 'facebook', text: 'Hi' },
    )
    await succeeded(id)
    const { contact: now } = await call('contacts.get-contact', { path: { contactId: contact['id'] } })
    expect(now.tags).toContain('commented-here')
  }, 60_000)

  it('weekly-statistics-report and weekly-statistics-e-mail send the statistics', async () => {
    const report = await switchOn('weekly-statistics-report', { url: `${url}/report` })
    const contact = await aContact()
    const mail = await switchOn('weekly-statistics-e-mail', { contactId: contact['id'] })
    await ask('POST', `/v1/workflows/${report}/run`, { locationId })
    await ask('POST', `/v1/workflows/${mail}/run`, { locationId })
    await succeeded(report)
    await succeeded(mail)
    expect(received.find(({ path }) => path === '/report')!.body).toMatchObject({
      locationId,
      totals: {},
      change: {},
    })
    const [run] = await runsOf(mail)
    const { steps } = await ask('GET', `/v1/runs/${run!['id']}`)
    expect(steps.at(-1)).toMatchObject({
      stepId: 'send',
      output: { status: expect.any(Number), body: { messageId: expect.any(String) } },
    })
  }, 90_000)

  it('best-post-repost makes a draft', async () => {
    const id = await switchOn('best-post-repost', { userId: beside.simulator.world.users[0]?.id })
    await ask('POST', `/v1/workflows/${id}/run`, { locationId })
    await succeeded(id)
    const [run] = await runsOf(id)
    const { steps } = await ask('GET', `/v1/runs/${run!['id']}`)
    expect(steps.map(({ stepId }: Json) => stepId)).toEqual(
      expect.arrayContaining(['posts', 'best', 'found']),
    )
    expect(steps.find(({ stepId }: Json) => stepId === 'draft')).toMatchObject({
      output: { body: { results: { post: { status: 'draft' } } } },
    })
  }, 60_000)

  it('thank-for-message answers, waits, and reminds', async () => {
    const contact = await aContact()
    const id = await switchOn('thank-for-message', { url: `${url}/remind`, patience: '1s' })
    await tell(
      'message.received',
      { kind: 'message', id: 'm1' },
      { contactId: contact['id'], messageType: 'SMS', body: 'Hello?' },
    )
    await succeeded(id)
    expect(received.find(({ path }) => path === '/remind')!.body['text']).toContain('Hello?')
  }, 60_000)

  it('new-contact-to-app and tagged-posts-to-app call the app', async () => {
    const contacts = await switchOn('new-contact-to-app', { url: `${url}/contact` })
    const posts = await switchOn('tagged-posts-to-app', { url: `${url}/post`, tagId: 't1' })
    await tell(
      'contact.created',
      { kind: 'contact', id: 'k1' },
      { id: 'k1', name: 'A B', email: 'a@b.test', tags: ['x'] },
    )
    await tell(
      'post.published',
      { kind: 'post', id: 'p1' },
      { summary: 'One', platforms: ['facebook'], tagIds: ['t1', 't2'] },
    )
    await tell('post.published', { kind: 'post', id: 'p2' }, { summary: 'Two', platforms: [], tagIds: [] })
    await succeeded(contacts)
    await succeeded(posts)
    expect(received.find(({ path }) => path === '/contact')!.body).toEqual({
      id: 'k1',
      locationId,
      name: 'A B',
      email: 'a@b.test',
      tags: ['x'],
    })
    expect(received.filter(({ path }) => path === '/post').map(({ body }) => body['postId'])).toEqual(['p1'])
    expect((await records('published-posts')).map(({ key }) => key)).toEqual(['p1'])
  }, 60_000)

  it('won-opportunity-tag tags the contact', async () => {
    const contact = await aContact()
    const id = await switchOn('won-opportunity-tag', { contactTag: 'a-customer' })
    await tell(
      'opportunity.status_updated',
      { kind: 'opportunity', id: 'o1' },
      { status: 'won', contactId: contact['id'] },
    )
    await succeeded(id)
    const { contact: now } = await call('contacts.get-contact', { path: { contactId: contact['id'] } })
    expect(now.tags).toContain('a-customer')
  }, 60_000)

  it('start-from-your-app tags a contact that the app names', async () => {
    tested.add('start-from-your-app')
    const made = await ask('POST', '/v1/workflows/templates/start-from-your-app', { parameters: {} })
    const hook = new URL(made['hook'].url)
    const wrong = await fetch(`${beside.hub.url}${hook.pathname}`, {
      method: 'POST',
      body: '{}',
      headers: { 'content-type': 'application/json' },
    })
    expect(wrong.status).toBe(400)
    const right = await fetch(`${beside.hub.url}${hook.pathname}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: 'new@person.test', tag: 'from-app', locationId }),
    })
    expect(right.status).toBe(202)
    await succeeded(made['id'])
    const { contacts } = await call('contacts.search-contacts-advanced', {
      body: { locationId, page: 1, pageLimit: 5, query: 'new@person.test' },
    })
    expect(contacts[0].tags).toContain('from-app')
  }, 60_000)

  it('none is left untested', () => {
    expect([...tested].toSorted()).toEqual(
      listTemplates()
        .map(({ key }) => key)
        .toSorted(),
    )
  })
})
