import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { listOperations, matchOperation } from '@causeway/spec'
import { afterEach, describe, expect, test } from 'vitest'
import { startServer } from '../test/start-server.ts'
import type { ReceivedRequest, Reply, ScriptedServer } from '../test/start-server.ts'
import { createClient } from './create-client.ts'
import type { Client, ClientOptions } from './client.types.ts'
import type { AttemptOutcome, CallRecord } from './transport/transport.types.ts'

const tagsOf = (locationId: string) => ({
  generation: 'v3' as const,
  method: 'GET',
  path: `/social-media-posting/${locationId}/tags`,
})
const listTags = 'v3.social-planner.get-tags-location-id'
const createPost = 'v3.social-planner.create-post'
const path = { locationId: 'loc' }

const open: (AsyncDisposable | Client)[] = []
afterEach(async () => {
  for (const one of open.splice(0)) await ('close' in one ? one.close() : one[Symbol.asyncDispose]())
})

/** A client of a scripted server, both closed after the test. */
async function aClient(
  script: (request: ReceivedRequest, before: number) => Reply,
  options: Partial<ClientOptions> = {},
): Promise<{ client: Client; server: ScriptedServer }> {
  const server = await startServer(script)
  const client = createClient({
    accessToken: 'token-1',
    apiBaseUrl: server.url,
    retry: { baseDelayMs: 1 },
    ...options,
  })
  open.push(client, server)
  return { client, server }
}

describe('a call', () => {
  test('carries the token, the version of its operation, and a real user agent', async () => {
    const { client, server } = await aClient(() => ({ body: { ok: true, traceId: 't-1' } }))
    const result = await client.call(listTags, {
      path,
      query: { skip: '0', limit: '10', searchText: 'é & ü' },
    })
    expect(result).toMatchObject({ status: 200, body: { ok: true }, traceId: 't-1' })
    const [request] = server.requests
    expect(request?.path).toBe('/social-media-posting/loc/tags')
    expect(Object.fromEntries(request?.query ?? [])).toEqual({ skip: '0', limit: '10', searchText: 'é & ü' })
    expect(request?.headers).toMatchObject({ authorization: 'Bearer token-1', version: 'v3' })
    expect(request?.headers['user-agent']).toMatch(/^Causeway\//)
  })

  test('names its operation by id, by template or by a real path, and may choose its version', async () => {
    const { client, server } = await aClient(() => ({ body: {} }))
    const template = { ...tagsOf('x'), path: '/social-media-posting/{locationId}/tags' }
    await client.call(template, { path: { locationId: 'a/b' } })
    await client.call(tagsOf('c%2Fd'), { version: '2021-07-28' })
    expect(server.requests.map((request) => request.path)).toEqual([
      '/social-media-posting/a%2Fb/tags',
      '/social-media-posting/c%2Fd/tags',
    ])
    expect(server.requests.map((request) => request.headers['version'])).toEqual(['v3', '2021-07-28'])
  })

  test('to a path outside the catalog needs a version and stays on that path', async () => {
    const { client, server } = await aClient(() => ({ body: {} }))
    const target = { generation: 'v3' as const, method: 'get', path: '/brand/new/{id}' }
    await expect(client.call(target)).rejects.toMatchObject({ code: 'operation_unknown' })
    await expect(client.call('v3.nothing.here')).rejects.toMatchObject({ code: 'operation_unknown' })
    await client.call(target, { version: 'v3', path: { id: 'a/../b' } })
    const escape = { ...target, path: '/brand/../oauth/token' }
    await expect(client.call(escape, { version: 'v3' })).rejects.toMatchObject({ code: 'invalid_call' })
    expect(server.requests.map((request) => request.path)).toEqual(['/brand/new/a%2F..%2Fb'])
  })

  test.each([200, 201, 202, 204])('succeeds with %i whatever the contract says', async (status) => {
    const { client } = await aClient(() => ({ status, body: status === 204 ? undefined : {} }))
    await expect(client.call(listTags, { path })).resolves.toMatchObject({ status })
  })

  test('sends fields, files and JSON as the operation takes them', async () => {
    const { client, server } = await aClient(() => ({ body: {} }))
    const body = { companyId: 'c', locationId: 'l&m' }
    await client.call('v2.oauth.get-location-access-token', { body })
    const form = new FormData()
    form.set('file', new Blob(['a,b']), 'posts.csv')
    await client.call('v3.social-planner.upload-csv', { path, body: form })
    await client.call(createPost, { path, body: { summary: '🥐' } })
    const [fields, file, json] = server.requests
    expect(fields?.headers['content-type']).toBe('application/x-www-form-urlencoded')
    expect(fields?.text).toBe('companyId=c&locationId=l%26m')
    expect(file?.headers['content-type']).toMatch(/^multipart\/form-data; boundary=/)
    expect(file?.text).toContain('filename="posts.csv"')
    expect(json?.headers['content-type']).toBe('application/json')
    expect(json?.json).toEqual({ summary: '🥐' })
  })

  test('reuses its connections', async () => {
    const { client, server } = await aClient(() => ({ body: {} }))
    for (let round = 0; round < 20; round++) await client.call(listTags, { path })
    // The pool may open a second one while the first is being handed back.
    expect(server.connections()).toBeLessThanOrEqual(2)
  })

  test('takes a base URL with a path', async () => {
    const { server } = await aClient(() => ({ body: {} }))
    const client = createClient({ accessToken: 't', apiBaseUrl: `${server.url}/crm/` })
    open.push(client)
    await client.call(listTags, { path })
    expect(server.requests[0]?.path).toBe('/crm/social-media-posting/loc/tags')
  })

  test('opens compressed answers', async () => {
    const { client } = await aClient(() => (response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' })
      response.end(gzipSync(JSON.stringify({ squeezed: true })))
    })
    await expect(client.call(listTags, { path })).resolves.toMatchObject({ body: { squeezed: true } })
  })
})

describe('every operation of the catalog', () => {
  test.each(['v2', 'v3'] as const)('of %s is callable by its id', { timeout: 60_000 }, async (generation) => {
    const { client, server } = await aClient(() => ({ body: {} }))
    const operations = listOperations(generation)
    expect(operations.length).toBeGreaterThan(500)
    for (const operation of operations) {
      const names = [...operation.path.matchAll(/\{([^}]+)\}/g)].map(([, name]) => name ?? '')
      const values = Object.fromEntries(names.map((name) => [name, `../${name} é`]))
      const result = await client.call(operation.id, { path: values })
      expect(result.status).toBe(200)
      const sent = server.requests.at(-1)
      const match = matchOperation(generation, sent?.method ?? '', sent?.path ?? '')
      expect(match?.operation.path).toBe(operation.path)
      expect(match?.pathParameters).toEqual(values)
      expect(sent?.headers['version']).toBe(operation.versions[0])
      const isOpen = operation.tokenClasses.includes('none')
      expect(sent?.headers['authorization']).toBe(isOpen ? undefined : 'Bearer token-1')
    }
  })
})

describe('a failure', () => {
  test('after a burst is waited out for the window the CRM names, also for a write', async () => {
    const headers = { 'x-ratelimit-interval-milliseconds': '60', 'x-ratelimit-remaining': '0' }
    const { client, server } = await aClient((_, before) =>
      before === 0 ? { status: 429, headers, body: 'Too Many Requests' } : { status: 201, body: {} },
    )
    const startedAt = Date.now()
    await client.call(createPost, { path, body: {} })
    expect(Date.now() - startedAt).toBeGreaterThanOrEqual(58)
    expect(server.requests).toHaveLength(2)
  })

  test('of a spent day is final at once', async () => {
    const { client, server } = await aClient(() => ({
      status: 429,
      headers: { 'x-ratelimit-daily-remaining': '0' },
    }))
    await expect(client.call(listTags, { path })).rejects.toMatchObject({ code: 'daily_limit_reached' })
    expect(server.requests).toHaveLength(1)
  })

  test.each(['5xx', 'cut', 'broken JSON'])(
    'by %s is repeated for a read, also a POST that reads',
    async (fault) => {
      const { client, server } = await aClient((_, before) => {
        if (before > 0) return { body: { results: {} } }
        if (fault === '5xx') return { status: 502 }
        if (fault === 'cut') return (response) => void response.destroy()
        return { headers: { 'content-type': 'application/json' }, body: '{"results": [' }
      })
      await client.call('v3.social-planner.get-posts', { path, body: {} })
      expect(server.requests).toHaveLength(2)
    },
  )

  test.each(['5xx', 'cut'])(
    'by %s is not repeated for a write, unless the caller allows it',
    async (fault) => {
      const { client, server } = await aClient((_, before) => {
        if (before > 1) return { status: 201, body: {} }
        return fault === '5xx' ? { status: 500 } : (response) => void response.destroy()
      })
      await expect(client.call(createPost, { path, body: {} })).rejects.toMatchObject({
        code: fault === '5xx' ? 'remote_failure' : 'connection_failed',
      })
      expect(server.requests).toHaveLength(1)
      const retry = { baseDelayMs: 1, canRepeatWrites: true }
      await client.call(createPost, { path, body: {}, retry })
      expect(server.requests).toHaveLength(3)
    },
  )

  test('to connect is repeated even for a write, because nothing was sent', async () => {
    const server = await startServer(() => ({ body: {} }))
    await server[Symbol.asyncDispose]()
    const attempts: CallRecord[] = []
    const client = createClient({
      accessToken: 't',
      apiBaseUrl: server.url,
      retry: { attempts: 3, baseDelayMs: 1 },
      hooks: { onCall: (record) => attempts.push(record) },
    })
    open.push(client)
    await expect(client.call(createPost, { path, body: {} })).rejects.toMatchObject({
      code: 'connection_failed',
    })
    expect(attempts.map((record) => record.code)).toEqual(Array(3).fill('connection_failed'))
  })

  test('to answer in time is told apart from a body that never ends', async () => {
    const silent = await aClient(() => () => undefined, { timeoutMs: 60, retry: false })
    await expect(silent.client.call(listTags, { path })).rejects.toMatchObject({
      code: 'timeout',
      message: 'No answer within 60 ms',
    })
    const dripping = await aClient(
      () => (response) => {
        response.writeHead(200, { 'content-type': 'application/json' })
        const drip = setInterval(() => response.write(' '), 10)
        response.on('close', () => clearInterval(drip))
      },
      { timeoutMs: 80, retry: false },
    )
    await expect(dripping.client.call(listTags, { path })).rejects.toMatchObject({
      code: 'timeout',
      status: 200,
    })
  })

  test('to stay within the size is one, compressed or not', async () => {
    const large = JSON.stringify({ text: 'x'.repeat(5_000) })
    const { client } = await aClient(
      ({ query }) =>
        (response) => {
          const isSqueezed = query.has('squeezed')
          const headers = isSqueezed ? { 'content-encoding': 'gzip' } : {}
          response.writeHead(200, { 'content-type': 'application/json', ...headers })
          response.end(isSqueezed ? gzipSync(large) : large)
        },
      { maxAnswerBytes: 1_000 },
    )
    const tooLarge = expect.objectContaining({ code: 'answer_too_large' })
    await expect(client.call(listTags, { path })).rejects.toEqual(tooLarge)
    await expect(client.call(listTags, { path, query: { squeezed: true } })).rejects.toEqual(tooLarge)
  })

  test('of the caller, who gave up, stops the waiting as well as the sending', async () => {
    const { client, server } = await aClient(() => ({ status: 503 }), { retry: { baseDelayMs: 60_000 } })
    const controller = new AbortController()
    const call = client.call(listTags, { path, signal: controller.signal })
    while (server.requests.length === 0) await sleep(5)
    await sleep(20)
    controller.abort()
    await expect(call).rejects.toMatchObject({ code: 'aborted' })
    expect(server.requests).toHaveLength(1)
  })

  test('by redirect is one, and the token does not travel', async () => {
    const other = await startServer(() => ({ body: {} }))
    open.push(other)
    const { client } = await aClient(() => ({ status: 307, headers: { location: other.url } }))
    await expect(client.call(listTags, { path })).rejects.toMatchObject({
      code: 'malformed_answer',
      status: 307,
    })
    expect(other.requests).toHaveLength(0)
  })

  test('never shows the token', async () => {
    const { client } = await aClient(
      ({ headers }) => ({ status: 400, body: { message: headers['authorization'] } }),
      {
        accessToken: 'eyJhbGciOiJSUzI1NiJ9.e30.c2ln',
      },
    )
    const error: unknown = await client.call(listTags, { path }).catch((cause: unknown) => cause)
    expect(error).toMatchObject({ code: 'invalid_request' })
    expect(JSON.stringify(error) + String(error)).not.toContain('eyJ')
  })

  test('of a header that is no HTTP is the caller’s, and nothing is sent', async () => {
    const { client, server } = await aClient(() => ({ body: {} }), { accessToken: 'two\nlines' })
    await expect(client.call(listTags, { path })).rejects.toMatchObject({ code: 'invalid_call' })
    expect(server.requests).toHaveLength(0)
  })
})

describe('a refused token', () => {
  const refusal = { status: 401, body: { message: 'Invalid token: access token is invalid' } }
  const refuseOld: (request: ReceivedRequest) => Reply = ({ headers }) =>
    headers['authorization'] === 'Bearer token-2' ? { body: {} } : refusal

  test('is renewed once for many calls, then used for all', async () => {
    let renewals = 0
    const { client, server } = await aClient(refuseOld, {
      retry: false,
      async onTokenInvalid(rejected) {
        expect(rejected).toBe('token-1')
        renewals += 1
        await sleep(20)
        return 'token-2'
      },
    })
    await Promise.all(Array.from({ length: 50 }, () => client.call(createPost, { path, body: {} })))
    await client.call(listTags, { path })
    expect(renewals).toBe(1)
    expect(server.requests.at(-1)?.headers['authorization']).toBe('Bearer token-2')
  })

  test('is replaced without a renewal when the source has a newer one', async () => {
    let current = 'token-1'
    let renewals = 0
    const { client } = await aClient(
      (request) => {
        current = 'token-2'
        return refuseOld(request)
      },
      {
        accessToken: async () => current,
        async onTokenInvalid() {
          renewals += 1
          return 'token-2'
        },
      },
    )
    await client.call(listTags, { path })
    expect(renewals).toBe(0)
  })

  test('that stays refused fails, and other refusals never renew', async () => {
    let renewals = 0
    const onTokenInvalid = async () => `new-${++renewals}`
    const stubborn = await aClient(() => refusal, { onTokenInvalid })
    await expect(stubborn.client.call(listTags, { path })).rejects.toMatchObject({ code: 'token_invalid' })
    expect(renewals).toBe(1)
    const message = 'The token is not authorized for this scope.'
    const scoped = await aClient(() => ({ status: 401, body: { message } }), { onTokenInvalid })
    await expect(scoped.client.call(listTags, { path })).rejects.toMatchObject({ code: 'scope_missing' })
    expect(renewals).toBe(1)
  })

  test('whose renewal fails gives that failure to every caller, and the next call tries again', async () => {
    let renewals = 0
    const { client } = await aClient(refuseOld, {
      async onTokenInvalid() {
        renewals += 1
        await sleep(10)
        if (renewals === 1) throw new Error('the grant is dead')
        return 'token-2'
      },
    })
    const calls = await Promise.allSettled([1, 2, 3].map(() => client.call(listTags, { path })))
    expect(calls.map((call) => call.status)).toEqual(['rejected', 'rejected', 'rejected'])
    await client.call(listTags, { path })
    expect(renewals).toBe(2)
  })
})

describe('hooks', () => {
  test('hold each attempt until it may go and hear once when its response arrives', async () => {
    const outcomes: AttemptOutcome[] = []
    const attempts: number[] = []
    const records: CallRecord[] = []
    const { client, server } = await aClient(
      (_, before) =>
        before === 0
          ? { status: 503 }
          : before === 1
            ? (response) => void response.destroy()
            : { headers: { 'x-ratelimit-remaining': '41' }, body: { traceId: 'trace' } },
      {
        hooks: {
          async beforeCall(call) {
            expect(call).toMatchObject({ operationId: listTags, locationId: 'loc', access: 'read' })
            expect(server.requests).toHaveLength(attempts.length)
            attempts.push(call.attempt)
            return (outcome) => outcomes.push(outcome)
          },
          onCall: (record) => records.push(record),
        },
      },
    )
    await client.call(listTags, { path })
    expect(attempts).toEqual([1, 2, 3])
    expect(outcomes).toEqual([
      { status: 503, rateLimit: {}, failed: false },
      { failed: true },
      { status: 200, rateLimit: { remaining: 41 }, failed: false },
    ])
    expect(records.map(({ attempt, status, code }) => ({ attempt, status, code }))).toEqual([
      { attempt: 1, status: 503, code: 'remote_failure' },
      { attempt: 2, status: undefined, code: 'connection_failed' },
      { attempt: 3, status: 200, code: undefined },
    ])
    expect(records.at(-1)).toMatchObject({ traceId: 'trace', retryInMs: undefined })
  })

  test('hear of the response before its body is read', async () => {
    let heard: (() => void) | undefined
    const headArrived = new Promise<void>((resolve) => (heard = resolve))
    const { client } = await aClient(
      () => (response) => {
        response.writeHead(200, { 'content-type': 'application/json' })
        response.write('{')
        void headArrived.then(() => response.end('}'))
      },
      { hooks: { beforeCall: async () => () => heard?.() }, timeoutMs: 5_000 },
    )
    await expect(client.call(listTags, { path })).resolves.toMatchObject({ body: {} })
  })

  test('may refuse a call with their own error, and nothing is sent', async () => {
    const refusal = new Error('no budget left today')
    const { client, server } = await aClient(() => ({ body: {} }), {
      hooks: {
        async beforeCall() {
          throw refusal
        },
      },
    })
    await expect(client.call(listTags, { path })).rejects.toBe(refusal)
    expect(server.requests).toHaveLength(0)
  })

  test('give the place back when no token can be had', async () => {
    const outcomes: AttemptOutcome[] = []
    const { client } = await aClient(() => ({ body: {} }), {
      accessToken: () => Promise.reject(new Error('the store is down')),
      hooks: { beforeCall: async () => (outcome) => outcomes.push(outcome) },
    })
    await expect(client.call(listTags, { path })).rejects.toThrow('the store is down')
    expect(outcomes).toEqual([{ failed: true }])
  })

  test('are followed by the caller’s last word, before each attempt, which may end the call', async () => {
    const steps: string[] = []
    const { client, server } = await aClient(() => ({ status: 503 }), {
      accessToken: async () => {
        steps.push('token')
        return 'token'
      },
      hooks: {
        beforeCall: async () => {
          steps.push('slot')
          return (outcome) => steps.push(outcome.failed ? 'given back' : 'answered')
        },
      },
    })
    const call = client.call(listTags, {
      path,
      retry: { baseDelayMs: 1 },
      async beforeSend() {
        steps.push(`${server.requests.length} sent`)
        if (server.requests.length === 1) throw new Error('somebody else sends it')
      },
    })
    await expect(call).rejects.toThrow('somebody else sends it')
    expect(steps).toEqual(['slot', 'token', '0 sent', 'answered', 'slot', 'token', '1 sent', 'given back'])
    expect(server.requests).toHaveLength(1)
  })

  test('that throw while observing become a warning, not a failed call', async () => {
    const warning = once(process, 'warning')
    const { client } = await aClient(() => ({ body: {} }), {
      hooks: {
        onCall() {
          throw new Error('metrics are broken')
        },
      },
    })
    await expect(client.call(listTags, { path })).resolves.toMatchObject({ status: 200 })
    expect(String((await warning)[0])).toContain('metrics are broken')
  })
})

describe('pages', () => {
  test('by offset put their numbers where and as the operation wants them', async () => {
    const list = Array.from({ length: 5 }, (_, index) => ({ _id: `id-${index}` }))
    const { client, server } = await aClient(({ json, query }) => {
      const { skip, limit } = (json ?? Object.fromEntries(query)) as Record<string, string | number>
      const items = list.slice(Number(skip), Number(skip) + Number(limit))
      return { body: { success: true, results: { items, count: list.length } } }
    })
    for (const id of [listTags, 'v3.social-planner.get-posts', 'v3.social-planner.fetch-queues']) {
      const seen: unknown[] = []
      for await (const page of client.pages(id, { path: id.endsWith('queues') ? {} : path, pageSize: 2 })) {
        expect(page.total).toBe(5)
        seen.push(...page.items)
      }
      expect(seen).toEqual(list)
    }
    expect(server.requests[0]?.query.get('limit')).toBe('2')
    expect(server.requests[3]?.json).toEqual({ skip: '0', limit: '2' })
    expect(server.requests[6]?.json).toEqual({ skip: 0, limit: 2 })
  })

  test('by token, by search cursor and by start-after follow to the end', async () => {
    const { client, server } = await aClient(({ path, query, json }) => {
      if (path.endsWith('installed-locations')) {
        const isLast = query.get('pageToken') === 'p2'
        const pagination = { hasNextPage: !isLast, nextPageToken: isLast ? null : 'p2' }
        return { body: { items: [{ _id: isLast ? 'b' : 'a' }], pagination } }
      }
      if (path.endsWith('/search')) {
        const { searchAfter } = json as { searchAfter?: unknown[] }
        if (searchAfter) return { body: { contacts: [], total: 1 } }
        return { body: { contacts: [{ id: 'c', searchAfter: [1, 'c'] }], total: 1 } }
      }
      const isLast = query.get('startAfterId') === 'x'
      const meta = isLast ? { total: 2 } : { total: 2, startAfter: 5, startAfterId: 'x', nextPage: 2 }
      return { body: { contacts: [{ id: isLast ? 'e' : 'd' }], meta } }
    })
    const collect = async (id: string, body?: unknown) => {
      const items: unknown[] = []
      for await (const page of client.pages(id, body === undefined ? {} : { body })) items.push(...page.items)
      return items
    }
    expect(await collect('v3.oauth.get-installed-location')).toEqual([{ _id: 'a' }, { _id: 'b' }])
    expect(await collect('v3.contacts.search-contacts-advanced', { locationId: 'l' })).toHaveLength(1)
    expect(server.requests.at(-1)?.json).toEqual({ locationId: 'l', pageLimit: 100, searchAfter: [1, 'c'] })
    expect(await collect('v2.contacts.get-contacts')).toEqual([{ id: 'd' }, { id: 'e' }])
    expect(server.requests.at(-1)?.query.get('startAfter')).toBe('5')
  })

  test('by number go on until a page is empty or short, by date until none comes', async () => {
    const { client, server } = await aClient(({ path, query }) => {
      if (path.endsWith('/conversations/search')) {
        const isLast = query.get('startAfterDate') === '7'
        return { body: { conversations: isLast ? [] : [{ id: 'a', sort: [7] }] } }
      }
      const page = Number(query.get('page'))
      return { body: { locations: page > 2 ? [] : [{ id: `l${page}` }] } }
    })
    const collect = async (id: string, options: object) => {
      const items: unknown[] = []
      for await (const page of client.pages(id, options)) items.push(...page.items)
      return items
    }
    const companies = { path: { companyId: 'c' } }
    expect(await collect('v3.saas.get-saas-locations', companies)).toEqual([{ id: 'l1' }, { id: 'l2' }])
    expect(server.requests).toHaveLength(3)
    expect(await collect('v3.conversations.search-conversation', {})).toHaveLength(1)
    expect(await collect('v3.forms.get-forms-submissions', { pageSize: 1, items: 'locations' })).toHaveLength(
      2,
    )
  })

  test('of an operation without any are refused', async () => {
    const { client } = await aClient(() => ({ body: {} }))
    const walk = client.pages('v3.social-planner.get-post', { path: { locationId: 'l', id: 'p' } }).next()
    await expect(walk).rejects.toMatchObject({ code: 'invalid_call' })
  })
})
