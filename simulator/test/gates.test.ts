import { matchOperation } from '@causeway/spec'
import { afterEach, expect, test } from 'vitest'
import { demoPrivateTokens } from '../src/oauth/demo-credentials.ts'
import { limitProfiles } from '../src/gates/limits.ts'
import { call, exchange, startTinySimulator } from './start-tiny-simulator.ts'

type Tiny = Awaited<ReturnType<typeof startTinySimulator>>

const running: Tiny[] = []
afterEach(async () => {
  for (const simulator of running.splice(0)) await simulator.close()
})

async function aSimulator(options: Parameters<typeof startTinySimulator>[0] = {}): Promise<Tiny> {
  const simulator = await startTinySimulator(options)
  running.push(simulator)
  return simulator
}

const tagsPath = '/social-media-posting/loc-harbour/tags'
const token = demoPrivateTokens.location

test('the answer has the shape of the version asked for', async () => {
  const { url } = await aSimulator()
  expect((await call(url, tagsPath, { token, version: 'v3' })).body['generation']).toBe('v3')
  expect((await call(url, tagsPath, { token, version: '2023-02-21' })).body['generation']).toBe('v2')
})

test.each([
  [undefined, 401, 'version header was not found.'],
  ['2020-02-02', 401, 'version header is invalid'],
  ['banana', 400, "Invalid API version segment 'banana' at position 0"],
])('version %s is refused with %i', async (version, status, message) => {
  const { url } = await aSimulator()
  const answer = await call(url, tagsPath, { token, ...(version === undefined ? {} : { version }) })
  expect(answer).toMatchObject({ status, body: { statusCode: status, message, traceId: expect.any(String) } })
})

test.each([
  [undefined, 'Invalid JWT'],
  ['rubbish', 'Invalid JWT'],
  ['a.b.c', 'Invalid JWT'],
  ['pit-00000000-0000-0000-0000-000000000000', 'Invalid Private Integration token'],
])('the token %s is refused with "%s"', async (bad, message) => {
  const { url } = await aSimulator()
  const answer = await call(url, tagsPath, { version: 'v3', ...(bad === undefined ? {} : { token: bad }) })
  expect(answer).toMatchObject({ status: 401, body: { statusCode: 401, message, error: 'Unauthorized' } })
})

test('a missing scope, a wrong class and a foreign location are told apart', async () => {
  const simulator = await aSimulator()
  const { url, admin } = simulator
  const ask = (bearer: string, path = tagsPath) => call(url, path, { token: bearer, version: 'v3' })
  const poor = admin.createPrivateToken({
    locationId: 'loc-harbour',
    scopes: ['socialplanner/post.readonly'],
  })
  expect(await ask(poor.token)).toMatchObject({
    status: 401,
    body: { message: 'The token is not authorized for this scope.' },
  })
  admin.setPrivateTokenScopes(poor.id, ['socialplanner/tag.readonly'])
  expect((await ask(poor.token)).status).toBe(200)
  expect(await ask(demoPrivateTokens.company)).toMatchObject({
    status: 401,
    body: { message: "Token's user type mismatch!" },
  })
  const { code } = admin.install({ companyId: 'com-north' })
  const company = String((await exchange(url, 'v2', { code })).body['access_token'])
  expect((await ask(company)).body['message']).toMatch(
    /^This authClass type is not allowed .* IAM configuration/,
  )
  expect(await ask(token, '/social-media-posting/loc-meadow/tags')).toMatchObject({
    status: 403,
    body: { message: 'The token does not have access to this location.', error: 'Forbidden' },
  })
})

test("a location in the query or the body must be the token's too", async () => {
  const { url } = await aSimulator()
  const statistics = await call(url, '/social-media-posting/statistics?locationId=loc-meadow', {
    token,
    version: 'v3',
    json: { profileIds: ['x'] },
  })
  expect(statistics.status).toBe(403)
  const csv = await call(url, '/contacts/', {
    token,
    version: 'v3',
    json: { locationId: 'loc-elsewhere' },
  })
  expect(csv.status).toBe(403)
})

test('a private token cannot exchange location tokens', async () => {
  const { url } = await aSimulator()
  const form = { companyId: 'com-north', locationId: 'loc-harbour' }
  const answer = await call(url, '/oauth/locationToken', {
    token: demoPrivateTokens.company,
    version: 'v3',
    form,
  })
  expect(answer.status).toBe(401)
})

test('the tokens of a deleted person are refused, though not as invalid', async () => {
  const { url, admin } = await aSimulator()
  admin.deleteUser('use-harbour')
  const answer = await call(url, tagsPath, { token, version: 'v3' })
  expect(answer).toMatchObject({ status: 401, body: { message: 'The user does not exist.' } })
})

test('a rotated private token works beside the new one until its days are over', async () => {
  const { url, admin, clock } = await aSimulator()
  const old = admin.createPrivateToken({ locationId: 'loc-harbour' })
  const fresh = admin.rotatePrivateToken(old.id, 7)
  const statuses = async () => {
    const answers = [old.token, fresh.token].map((one) => call(url, tagsPath, { token: one, version: 'v3' }))
    return (await Promise.all(answers)).map(({ status }) => status)
  }
  expect(await statuses()).toEqual([200, 200])
  clock.advance(7 * 86_400_000)
  expect(await statuses()).toEqual([401, 200])
})

test('unknown keys are refused with a list, in the body of the Social Planner', async () => {
  const { url } = await aSimulator()
  const answer = await call(url, '/social-media-posting/loc-harbour/posts', {
    token,
    version: 'v3',
    json: { accountIds: ['a'], type: 'post', userId: 'u', media: [], caption: 'x' },
  })
  expect(answer).toMatchObject({
    status: 422,
    body: {
      status: 422,
      options: {},
      message: ['property caption should not exist'],
      name: 'UnprocessableEntityException',
      error: 'Unprocessable Entity',
      statusCode: 422,
      traceId: expect.any(String),
    },
  })
})

test('a DELETE that announces JSON and sends none is taken', async () => {
  const simulator = await startTinySimulator()
  running.push(simulator)
  const response = await fetch(`${simulator.url}/social-media-posting/loc-harbour/posts/p1`, {
    method: 'DELETE',
    headers: { authorization: `Bearer ${token}`, version: 'v3', 'content-type': 'application/json' },
  })
  // Past every gate: only the handler is missing here.
  expect(response.status).toBe(501)
})

test('a failure of the simulator itself is a plain 500, and the log has the error', async () => {
  const operationId = matchOperation('v3', 'GET', '/social-media-posting/any/accounts')!.operation.id
  const handlers = {
    [operationId]: () => {
      throw new Error('a bug of ours')
    },
  }
  const { url, requests } = await aSimulator({ handlers })
  const answer = await call(url, '/social-media-posting/loc-harbour/accounts', { token, version: 'v3' })
  expect(answer).toMatchObject({ status: 500, body: { message: 'Internal server error' } })
  expect(JSON.stringify(answer.body)).not.toContain('a bug of ours')
  expect(requests.latest(1)[0]?.failure).toContain('a bug of ours')
})

test('broken JSON, bare values and bodies too large are refused, not swallowed', async () => {
  const { url } = await aSimulator()
  const post = (body: string) =>
    fetch(`${url}/social-media-posting/loc-harbour/tags/details`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, version: 'v3', 'content-type': 'application/json' },
      body,
    })
  expect((await post('{"tagIds":')).status).toBe(400)
  expect((await post('42')).status).toBe(400)
  const large = await post(`{"tagIds":["${'x'.repeat(11 * 1024 * 1024)}"]}`)
  expect(large.status).toBe(413)
  expect(await large.json()).toMatchObject({ statusCode: 413, error: 'Payload Too Large' })
})

test('paths with broken escapes, null bytes and dots are unknown, and nothing falls over', async () => {
  const { url } = await aSimulator()
  for (const path of [
    '/%',
    '/social-media-posting/%ZZ/tags',
    '/%00',
    '/social-media-posting/..%2f..%2f/tags',
  ]) {
    const { status } = await call(url, path, { token, version: 'v3' })
    expect([400, 403, 404]).toContain(status)
  }
  expect((await call(url, tagsPath, { token, version: 'v3' })).status).toBe(200)
})

test('what is published but not served says so with its name', async () => {
  const { url } = await aSimulator()
  const answer = await call(url, '/surveys/?locationId=loc-harbour', { token, version: 'v3' })
  expect(answer.status).toBe(501)
  expect(answer.body['message']).toContain('surveys')
})

test('an unknown path is answered as GHL answers it', async () => {
  const { url } = await aSimulator()
  expect(await call(url, '/nowhere?x=1', { token, version: 'v3' })).toMatchObject({
    status: 404,
    body: { message: 'Cannot GET /nowhere', error: 'Not Found', statusCode: 404 },
  })
})

test('the undocumented creation of a tag says Created and stores nothing, until it is switched off', async () => {
  const { url, admin } = await aSimulator()
  const create = () => call(url, tagsPath, { token, version: 'v3', json: { tag: 'new' } })
  expect(await create()).toMatchObject({ status: 201, body: { message: 'Created' } })
  expect(admin.location('loc-harbour').tags).toEqual([])
  admin.setSwitches({ createTagAnswersCreated: false })
  expect((await create()).status).toBe(404)
})

test('every answer to a known caller carries the five headers, refusals too', async () => {
  const { url } = await aSimulator({ limits: 'standard' })
  const first = await call(url, tagsPath, { token, version: 'v3' })
  expect(Object.fromEntries([...first.headers].filter(([name]) => name.startsWith('x-ratelimit')))).toEqual({
    'x-ratelimit-limit-daily': '200000',
    'x-ratelimit-daily-remaining': '199999',
    'x-ratelimit-interval-milliseconds': '10000',
    'x-ratelimit-max': '100',
    'x-ratelimit-remaining': '99',
  })
  const refused = await call(url, '/social-media-posting/loc-meadow/tags', { token, version: 'v3' })
  expect(refused.headers.get('x-ratelimit-remaining')).toBe('98')
  const stranger = await call(url, tagsPath, { version: 'v3' })
  expect(stranger.headers.get('x-ratelimit-remaining')).toBeNull()
})

test('the request after the hundredth is refused without Retry-After, and its time comes with the clock', async () => {
  const { url, clock, requests } = await aSimulator({ limits: 'standard' })
  const answers = await Promise.all(
    Array.from({ length: 120 }, () => call(url, tagsPath, { token, version: 'v3' })),
  )
  const refused = answers.filter(({ status }) => status === 429)
  expect(refused).toHaveLength(20)
  expect(refused[0]!.headers.get('retry-after')).toBeNull()
  expect(refused[0]!.headers.get('x-ratelimit-remaining')).toBe('0')
  expect(requests.tooManyRequests).toBe(20)
  clock.advance(10_000)
  expect((await call(url, tagsPath, { token, version: 'v3' })).status).toBe(200)
})

test('a sandbox location has one small budget for all its integrations', async () => {
  const { url, admin } = await aSimulator({ limits: 'standard' })
  const ask = () => {
    const one = admin.createPrivateToken({ locationId: 'loc-sandbox' })
    return call(url, '/social-media-posting/loc-sandbox/tags', { token: one.token, version: 'v3' })
  }
  const first = await ask()
  expect(first.headers.get('x-ratelimit-max')).toBe('25')
  expect(first.headers.get('x-ratelimit-limit-daily')).toBe('10000')
  expect((await ask()).headers.get('x-ratelimit-remaining')).toBe('23')
})

test('outside a sandbox each integration has a budget of its own', async () => {
  const { url, admin } = await aSimulator({ limits: 'standard' })
  const other = admin.createPrivateToken({ locationId: 'loc-harbour' })
  const remaining = async (bearer: string) =>
    (await call(url, tagsPath, { token: bearer, version: 'v3' })).headers.get('x-ratelimit-remaining')
  expect([await remaining(token), await remaining(other.token)]).toEqual(['99', '99'])
})

test('limits can be changed while it runs', async () => {
  const { url, admin } = await aSimulator()
  expect((await call(url, tagsPath, { token, version: 'v3' })).headers.get('x-ratelimit-max')).toBeNull()
  admin.setLimits({ ...limitProfiles.standard, maxRequests: 1 })
  const statuses = [
    await call(url, tagsPath, { token, version: 'v3' }),
    await call(url, tagsPath, { token, version: 'v3' }),
  ]
  expect(statuses.map(({ status }) => status)).toEqual([200, 429])
})
