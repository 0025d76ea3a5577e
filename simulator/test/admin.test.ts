import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { demoApp, demoPrivateTokens } from '../src/oauth/demo-credentials.ts'
import { call, exchange, startTinySimulator } from './start-tiny-simulator.ts'

let simulator: Awaited<ReturnType<typeof startTinySimulator>>
beforeAll(async () => {
  simulator = await startTinySimulator()
})
afterAll(() => simulator.close())

const admin = (method: string, path: string, json?: unknown) =>
  call(simulator.url, `/admin/api${path}`, { method, ...(json === undefined ? {} : { json }) })

const readTags = (token: string) =>
  call(simulator.url, '/social-media-posting/loc-harbour/tags', { token, version: 'v3' })

test('the page and every script it loads are served', async () => {
  const { body } = await call(simulator.url, '/admin')
  const [script] = /\/admin\/main\.js/.exec(String(body['text'])) ?? []
  const pending = [script ?? expect.unreachable('the page loads main.js'), '/admin/admin.css']
  const seen = new Set<string>()
  for (let path = pending.pop(); path !== undefined; path = pending.pop()) {
    if (seen.has(path)) continue
    seen.add(path)
    const file = await call(simulator.url, path)
    expect([path, file.status]).toEqual([path, 200])
    for (const [, name] of String(file.body['text']).matchAll(/from '\.\/([\w-]+\.js)'/g))
      pending.push(`/admin/${name}`)
  }
  expect(seen.size).toBeGreaterThan(5)
})

test('the state lists what there is, and no token of an installation', async () => {
  const { code } = simulator.admin.install({ locationId: 'loc-harbour' })
  const { body: granted } = await exchange(simulator.url, 'v2', { code })
  const { body } = await admin('GET', '/state')
  expect(body).toMatchObject({
    clock: { now: '2026-11-23T12:00:00.000Z', mode: 'frozen' },
    limits: 'off',
    companies: [{ id: 'com-north' }, { id: 'com-south' }],
    apps: [{ clientId: demoApp.clientId }],
    faults: [],
  })
  expect(JSON.stringify(body)).not.toContain(String(granted['refresh_token']))
})

test('the clock is moved, frozen and let run', async () => {
  expect((await admin('POST', '/clock', { advanceMs: 60_000 })).body['now']).toBe('2026-11-23T12:01:00.000Z')
  expect((await admin('POST', '/clock', { mode: 'running' })).body['mode']).toBe('running')
  const set = await admin('POST', '/clock', { mode: 'frozen', now: '2026-11-23T12:00:00.000Z' })
  expect(set.body).toEqual({ now: '2026-11-23T12:00:00.000Z', mode: 'frozen' })
  expect((await admin('POST', '/clock', { now: 'tomorrow' })).status).toBe(400)
  expect((await admin('POST', '/clock', { advanceMs: 1e300 })).status).toBe(400)
})

test('tags are made, renamed and deleted, as in the screens of the CRM', async () => {
  const tag = await admin('POST', '/locations/loc-harbour/tags', { tag: '<b>"Été" ☀️</b>' })
  expect((await admin('GET', '/locations/loc-harbour')).body['tags']).toEqual([
    { id: tag.body['id'], locationId: 'loc-harbour', tag: '<b>"Été" ☀️</b>' },
  ])
  await admin('PATCH', `/tags/${String(tag.body['id'])}`, { tag: 'Summer' })
  expect((await admin('GET', '/locations/loc-harbour')).body['tags']).toMatchObject([{ tag: 'Summer' }])
  await admin('DELETE', `/tags/${String(tag.body['id'])}`)
  expect((await admin('GET', '/locations/loc-harbour')).body['tags']).toEqual([])
})

test('posts and categories are made', async () => {
  const post = {
    summary: 'Hello',
    status: 'scheduled',
    scheduleDate: '2026-12-01T08:00:00Z',
    accountIds: ['a'],
  }
  expect((await admin('POST', '/locations/loc-harbour/posts', post)).body).toMatchObject(post)
  expect((await admin('POST', '/locations/loc-harbour/posts', { ...post, status: 'sent' })).status).toBe(400)
  const category = { name: 'News', primaryColor: '#123456' }
  expect((await admin('POST', '/locations/loc-harbour/categories', category)).body).toMatchObject(category)
  expect((await admin('POST', '/posts/p1/review', { decision: 'approved' })).body).toMatchObject({ id: 'p1' })
})

test('a location is suspended and brought back', async () => {
  expect((await admin('PATCH', '/locations/loc-meadow', { isActive: false })).body['isActive']).toBe(false)
  expect((await admin('PATCH', '/locations/loc-meadow', { isActive: true })).body['isActive']).toBe(true)
})

test('faults are switched on, listed and off', async () => {
  const { body: fault } = await admin('POST', '/faults', { kind: 'status', status: 503, times: 1 })
  expect((await readTags(demoPrivateTokens.location)).status).toBe(503)
  expect((await admin('GET', '/faults')).body).toEqual({ faults: [{ ...fault, hits: 1 }] })
  expect((await admin('DELETE', `/faults/${String(fault['id'])}`)).status).toBe(204)
  expect((await admin('DELETE', `/faults/${String(fault['id'])}`)).status).toBe(404)
  const refused = await admin('POST', '/faults', { kind: 'rain' })
  expect(refused).toMatchObject({
    status: 400,
    body: { code: 'simulator.fault_invalid', hint: expect.any(String) },
  })
})

test('limits are chosen by profile or spelled out', async () => {
  const own = { maxRequests: 5, intervalMs: 1_000, dailyRequests: 50, window: 'fixed' }
  expect((await admin('PUT', '/limits', own)).body).toEqual({ limits: own })
  expect((await readTags(demoPrivateTokens.location)).headers.get('x-ratelimit-max')).toBe('5')
  expect((await admin('PUT', '/limits', { profile: 'sandbox' })).body).toEqual({ limits: 'sandbox' })
  expect((await admin('PUT', '/limits', { maxRequests: 0 })).status).toBe(400)
  await admin('PUT', '/limits', { profile: 'off' })
})

test('a private token is made, narrowed, rotated and deleted', async () => {
  const made = (await admin('POST', '/private-tokens', { locationId: 'loc-harbour', name: 'Mine' })).body
  expect(String(made['token'])).toMatch(/^pit-[0-9a-f-]{36}$/)
  expect((await readTags(String(made['token']))).status).toBe(200)
  await admin('PATCH', `/private-tokens/${String(made['id'])}`, { scopes: [] })
  expect((await readTags(String(made['token']))).status).toBe(401)
  await admin('PATCH', `/private-tokens/${String(made['id'])}`, { scopes: ['socialplanner/tag.readonly'] })
  const fresh = (await admin('POST', `/private-tokens/${String(made['id'])}/rotate`)).body
  expect((await readTags(String(made['token']))).status).toBe(401)
  expect((await readTags(String(fresh['token']))).status).toBe(200)
  await admin('DELETE', `/private-tokens/${String(fresh['id'])}`)
  expect((await readTags(String(fresh['token']))).body['message']).toBe('Invalid Private Integration token')
})

test('an app is registered, installed, its secret rotated, and uninstalled', async () => {
  const app = (await admin('POST', '/apps', { name: 'Mine', scopes: ['socialplanner/tag.readonly'] })).body
  const clientId = String(app['clientId'])
  expect(clientId).toMatch(/^[0-9a-f]{24}-[0-9a-z]{8}$/)
  const installed = await admin('POST', '/install', { clientId, locationId: 'loc-harbour' })
  const fresh = (await admin('POST', `/apps/${String(app['id'])}/rotate-secret`)).body
  const code = String(installed.body['code'])
  const old = await exchange(simulator.url, 'v2', {
    code,
    clientId,
    clientSecret: String(app['clientSecret']),
  })
  expect(old.status).toBe(401)
  const clientSecret = String(fresh['clientSecret'])
  const granted = await exchange(simulator.url, 'v2', { code, clientId, clientSecret })
  expect(granted.body['scope']).toBe('socialplanner/tag.readonly')
  expect((await readTags(String(granted.body['access_token']))).status).toBe(200)
  const ended = await admin('POST', '/uninstall', { appId: app['id'], locationId: 'loc-harbour' })
  expect(ended.body).toEqual({ ended: 1 })
  expect((await readTags(String(granted.body['access_token']))).status).toBe(401)
})

test('switches are turned, and an unknown one is refused', async () => {
  const { body } = await admin('PATCH', '/switches', {
    isReconnectAvailable: true,
    createTagAnswersCreated: false,
  })
  expect(body).toEqual({ isReconnectAvailable: true, createTagAnswersCreated: false })
  expect((await admin('PATCH', '/switches', { toString: true })).status).toBe(404)
  expect((await admin('PATCH', '/switches', { isReconnectAvailable: 'yes' })).status).toBe(400)
})

test('the log counts the API and leaves the admin out of it', async () => {
  await admin('DELETE', '/requests')
  await readTags(demoPrivateTokens.location)
  const { body } = await admin('GET', '/requests?limit=5')
  expect(body).toMatchObject({
    counters: { total: 1, byStatus: { 200: 1 } },
    requests: [{ method: 'GET', path: '/social-media-posting/loc-harbour/tags', version: 'v3', status: 200 }],
  })
  expect(JSON.stringify(body)).not.toContain(demoPrivateTokens.location)
})

test.each([
  ['GET', '/locations/nowhere', undefined, 404],
  ['POST', '/locations/nowhere/tags', { tag: 'x' }, 404],
  ['POST', '/locations/loc-harbour/tags', {}, 400],
  ['POST', '/locations/loc-harbour/tags', { tag: 7 }, 400],
  ['POST', '/install', { companyId: 'nobody' }, 404],
  ['POST', '/uninstall', {}, 400],
  ['DELETE', '/grants/nothing', undefined, 404],
  ['DELETE', '/users/nobody', undefined, 404],
  ['POST', '/clock', [], 400],
  ['GET', '/requests?limit=-1', undefined, 400],
])('%s %s with %j is refused with a code and a hint', async (method, path, json, status) => {
  const answer = await admin(method, path, json)
  expect(answer).toMatchObject({
    status,
    body: {
      code: expect.stringMatching(/^simulator\./),
      message: expect.any(String),
      hint: expect.any(String),
    },
  })
})

test("another site's page cannot drive it, its own page can", async () => {
  const advance = (origin: string) =>
    fetch(`${simulator.url}/admin/api/clock`, {
      method: 'POST',
      headers: { origin, 'content-type': 'application/json' },
      body: '{"advanceMs":0}',
    })
  expect((await advance('https://evil.example')).status).toBe(403)
  expect((await advance('null')).status).toBe(403)
  expect((await advance(simulator.url)).status).toBe(200)
})

test('a foreign name that was pointed at loopback is refused', async () => {
  const { hostname, port } = new URL(simulator.url)
  const request = get({ hostname, port, path: '/admin/api/state', headers: { host: 'evil.example' } })
  const [answer] = (await once(request, 'response')) as [IncomingMessage]
  answer.resume()
  expect(answer.statusCode).toBe(403)
})
