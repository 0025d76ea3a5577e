import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Problem } from './contract/index.ts'
import { type Answer, type CallOptions, openTestApi, type TestApi } from './test-api.ts'

let api: TestApi
let key: string
beforeAll(async () => {
  api = await openTestApi()
  key = await api.makeKey({ permissions: ['read', 'write'] })
  await api.parts.stores.locations.put([{ id: 'loc', name: 'Bakery' }])
})
afterAll(() => api.close())

const details = '/v1/locations/loc/tags/tag/details'
const put = (options: CallOptions) => api.call(details, { method: 'PUT', key, ...options })
const problemOf = (answer: Answer) => {
  expect(answer.headers.get('content-type')).toMatch('application/problem+json')
  const problem = Problem.parse(answer.json)
  expect(problem).toMatchObject({ status: answer.status, requestId: answer.headers.get('x-request-id') })
  expect(problem.hint).toBeTruthy()
  return { status: problem.status, code: problem.code }
}

const sendRaw = (request: string) =>
  new Promise<string>((resolve) => {
    const socket = connect(Number(new URL(api.url).port), '127.0.0.1', () => socket.end(request))
    let text = ''
    socket.on('data', (chunk) => (text += chunk.toString())).on('close', () => resolve(text))
  })

describe('every failure is a problem that says what to do', () => {
  it('an unknown path, and a method that is not served', async () => {
    expect(problemOf(await api.call('/nowhere'))).toEqual({ status: 404, code: 'api.not_found' })
    const wrong = await api.call('/v1/locations', { method: 'DELETE' })
    expect(problemOf(wrong)).toEqual({ status: 405, code: 'api.method_not_allowed' })
    expect(wrong.headers.get('allow')).toBe('GET, HEAD')
    const deeper = await api.call(details, { method: 'POST', body: {} })
    expect(deeper.headers.get('allow')).toBe('PUT')
  })

  it('a body of 10 MB', async () => {
    const answer = await put({ rawBody: JSON.stringify({ details: { text: 'x'.repeat(10_000_000) } }) })
    expect(problemOf(answer)).toEqual({ status: 413, code: 'api.body_too_large' })
  })

  it.each([
    ['{"details":', 'api.invalid_json'],
    ['', 'api.invalid_json'],
    ['nonsense', 'api.invalid_json'],
    ['{"details":{"__proto__":{"admin":true}}}', 'api.invalid_json'],
    ['[]', 'api.invalid_input'],
    ['null', 'api.invalid_input'],
    ['{"details":"red"}', 'api.invalid_input'],
    ['{"details":{"colour":7}}', 'api.invalid_input'],
    ['{"details":{},"expectedVersion":-1}', 'api.invalid_input'],
    ['{"details":{"note":"\\u0000"}}', 'api.text_unusable'],
    ['{"details":{"note":"\\ud800"}}', 'api.text_unusable'],
    ['{"details":{"no\\u0000te":1}}', 'api.text_unusable'],
    [Buffer.from('{"details":{"note":"\u00ff"}}', 'latin1'), 'api.text_unusable'],
    ['{"details":{"views":1e999}}', 'api.number_unusable'],
    ['{"details":{"id":12345678901234567890}}', 'api.number_unusable'],
    [`{"details":${'{"a":'.repeat(200)}1${'}'.repeat(200)}}`, 'api.too_deep'],
    [`{"details":{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}}`, 'api.too_deep'],
  ])('the body %.60s', async (rawBody, code) => {
    expect(problemOf(await put({ rawBody }))).toEqual({ status: 400, code })
  })

  it('details that are too large, but not for the body limit', async () => {
    const answer = await put({ body: { details: { note: 'ä'.repeat(40_000) } } })
    expect(problemOf(answer)).toEqual({ status: 413, code: 'api.details_too_large' })
  })

  it('a body that is not JSON by its own word', async () => {
    const answer = await put({
      rawBody: 'details=red',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    })
    expect(problemOf(answer)).toEqual({ status: 415, code: 'api.unsupported_media_type' })
  })

  it.each([
    ['/v1/locations/%zz/posts', 400, 'api.bad_url'],
    ['/v1/locations/%00/posts', 400, 'api.text_unusable'],
    [`/v1/locations/${'x'.repeat(2000)}/posts`, 400, 'api.bad_url'],
    [`/v1/locations/${'x'.repeat(800)}/posts`, 400, 'api.invalid_input'],
    ['/v1/locations/unknown/posts', 404, 'api.location_unknown'],
    ['/v1/locations/..%2F..%2Fetc%2Fpasswd/posts', 404, 'api.location_unknown'],
    ["/v1/locations/'%20or%201=1--/posts", 404, 'api.location_unknown'],
    ['/v1/locations/loc/posts/a%2Fb', 404, 'api.record_unknown'],
    ['/v1/locations/loc/tags/%F0%9F%A6%84', 404, 'api.record_unknown'],
    ['/v1/locations/loc/posts?limit=0', 400, 'api.invalid_input'],
    ['/v1/locations/loc/posts?limit=1e9', 400, 'api.invalid_input'],
    ['/v1/locations/loc/posts?limit=2&limit=3', 400, 'api.invalid_input'],
    ['/v1/locations/loc/posts?from=yesterday', 400, 'api.invalid_input'],
    ['/v1/locations/loc/posts?cursor=nonsense', 400, 'store.cursor_invalid'],
    ['/v1/locations/loc/posts?cursor=WyJuZXdlc3QiLDEsMl0', 400, 'store.cursor_invalid'],
    ['/v1/locations/loc/posts?asOf=0000-01-01T00:00:00Z', 400, 'api.invalid_input'],
    ['/v1/locations/loc/posts?asOf=0001-01-01T00:00:00Z', 200, undefined],
    ['/v1/locations/loc/posts?asOf=9999-12-31T23:59:59Z', 200, undefined],
    ['/v1/locations/loc/statistics?from=2026-02-01&to=2026-01-01', 400, 'analytics.range_invalid'],
    ['/v1/locations/loc/statistics?from=2026-02-30', 400, 'api.invalid_input'],
    ['/v1/locations/loc/statistics?dateRange=all', 400, 'analytics.range_invalid'],
    ['/v1/locations/loc/statistics?granularity=hour', 400, 'api.invalid_input'],
    ['/console/assets/..%2f..%2f..%2fpackage.json', 404, 'api.not_found'],
    ['/console/..%5c..%5cpackage.json', 404, 'api.not_found'],
    ['/v1/events?cursor=nonsense', 400, 'store.position_invalid'],
    ['/v1/events/stream?after=nonsense', 400, 'store.position_invalid'],
    ['/v1/events?cursor=9999999999999999999-999999999999999', 200, undefined],
  ])('%.60s', async (path, status, code) => {
    const answer = await api.call(path, { key })
    expect(answer.status).toBe(status)
    if (code !== undefined) expect(problemOf(answer)).toEqual({ status, code })
  })

  it('lists what is wrong with a request, and only that', async () => {
    const { json } = await api.call('/v1/locations/loc/posts?limit=0&sort=best', { key })
    const issues = (json['details'] as { issues: { path: string }[] }).issues
    expect(issues.map(({ path }) => path)).toEqual(['querystring/limit', 'querystring/sort'])
  })

  it('something unexpected, without telling what', async () => {
    const api = await openTestApi({
      limiter: {
        waitingByLane: () => ({ interactive: 0, workflow: 0, webhook: 0, sync: 0, backfill: 0 }),
        flushSpending: async () => {},
        readQuota: async () => {
          throw new Error('secret cw_123 in table users')
        },
      },
    })
    const answer = await api.call('/v1/quota', { key: await api.makeKey() })
    expect(problemOf(answer)).toEqual({ status: 500, code: 'api.internal' })
    expect(answer.text).not.toContain('secret')
    expect(api.logged()).toContain(String(answer.json['requestId']))
    await api.close()
  })

  it.each([
    ['no HTTP', 'HELLO\r\n\r\n', 400, 'api.bad_request'],
    ['of an unknown method', 'FETCH / HTTP/1.1\r\nHost: hub\r\n\r\n', 400, 'api.bad_request'],
    [
      'with 20 KB of headers',
      `GET /healthz HTTP/1.1\r\nHost: hub\r\nNote: ${'x'.repeat(20_000)}\r\n\r\n`,
      431,
      'api.headers_too_large',
    ],
  ])('a request that is %s', async (_what, request, status, code) => {
    const answer = await sendRaw(request)
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
    expect(answer).toMatch(/\r\ncontent-type: application\/problem\+json\r\n/i)
    const problem = Problem.parse(JSON.parse(answer.slice(answer.indexOf('\r\n\r\n'))))
    expect(problem).toMatchObject({ status, code, hint: expect.stringMatching(/./) as string })
  })

  it('gives nobody for ever to send a request', () => {
    expect(api.server.server.requestTimeout).toBe(60_000)
  })
})

describe('headers of every answer', () => {
  it('keep pages to the hub itself', async () => {
    const { headers } = await api.call('/console/')
    const policy = headers.get('content-security-policy')
    expect(policy).toContain("script-src 'self';")
    expect(policy).not.toContain('upgrade-insecure-requests')
    expect(headers.get('strict-transport-security')).toBeNull()
    expect(headers.get('x-content-type-options')).toBe('nosniff')
  })

  it('keep answers out of caches', async () => {
    expect((await api.call('/v1/session')).headers.get('cache-control')).toBe('no-store')
  })
})
