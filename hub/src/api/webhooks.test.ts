import { once } from 'node:events'
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aWebhook, createTestSigner } from '../ingest/test-deliveries.ts'
import { openTestApi, type TestApi } from './test-api.ts'

const signer = createTestSigner()
let api: TestApi
let cookie: string
beforeAll(async () => {
  api = await openTestApi()
  cookie = await api.signIn()
  await api.parts.ingest.keys.add({ name: 'test', key: signer.spki })
  await api.parts.ingest.start()
})
afterAll(() => api.close())

interface Delivery {
  path?: string
  headers?: Record<string, string>
  signature?: string
}

function deliver(body: unknown, { path = '/webhooks/crm', headers = {}, signature }: Delivery = {}) {
  const rawBody = Buffer.isBuffer(body)
    ? (body as Buffer<ArrayBuffer>)
    : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body))
  return api.call(path, {
    method: 'POST',
    rawBody,
    headers: { 'x-ghl-signature': signature ?? signer.signatureOf(rawBody), ...headers },
  })
}

const read = async (id: unknown) => (await api.call(`/v1/inbox/${String(id)}`, { cookie })).json
const processed = async (id: unknown) => {
  await expect.poll(async () => (await read(id))['state']).toBe('processed')
  return read(id)
}
const counts = async () =>
  (await api.call('/v1/inbox/counts', { cookie })).json as {
    states: Record<string, number>
    duplicates: number
    refused: { reason: string; count: number }[]
  }

describe('a delivery', () => {
  it('is stored before it is answered, and causes its event', async () => {
    const body = aWebhook({ email: 'ada@mail.example', tags: ['VIP'] })
    const answer = await deliver(body)
    expect(answer.status).toBe(200)
    expect(answer.json).toEqual({ id: expect.any(String), duplicate: false })
    const entry = await processed(answer.json['id'])
    expect(entry).toMatchObject({
      event: 'ContactCreate',
      triggerId: 'contact.created',
      locationId: 'loc',
      webhookId: body['webhookId'],
      verdict: 'ed25519',
      body,
      raw: Buffer.from(JSON.stringify(body)).toString('base64'),
      attempts: 1,
      events: [
        { type: 'contact.created', subject: { kind: 'contact', id: 'contact-1', version: 1 }, data: body },
      ],
    })
  })

  it('that comes again is answered alike, stored once and counted', async () => {
    const body = aWebhook()
    const [one, ...others] = await Promise.all([deliver(body), deliver(body), deliver(body)])
    const again = await deliver(body)
    const answers = [one, ...others, again]
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200])
    expect(new Set(answers.map(({ json }) => json['id'])).size).toBe(1)
    expect(answers.filter(({ json }) => json['duplicate'] === false)).toHaveLength(1)
    expect(await read(one.json['id'])).toMatchObject({ duplicates: 3 })
  })

  it('without a type is told by the URL it came to', async () => {
    const { type: _, ...body } = aWebhook({
      _id: 'invoice-1',
      altId: 'loc',
      altType: 'location',
      locationId: undefined,
      id: undefined,
    })
    const answer = await deliver(body, { path: '/webhooks/crm/InvoicePaid' })
    expect(await processed(answer.json['id'])).toMatchObject({
      triggerId: 'invoice.paid',
      locationId: 'loc',
      events: [{ type: 'invoice.paid', subject: { kind: 'invoice', id: 'invoice-1' } }],
    })
  })

  it('of a type nobody knows is kept and told as such', async () => {
    const answer = await deliver(aWebhook({ type: 'SomethingNew' }))
    expect(await processed(answer.json['id'])).toMatchObject({
      event: 'SomethingNew',
      triggerId: null,
      events: [{ type: 'webhook.received', data: { event: 'SomethingNew' } }],
    })
  })

  it.each([
    ['of no JSON', 'nothing of the kind'],
    ['that ends early', '{"type":"ContactCreate"'],
    ['of a list', '[]'],
    ['of another encoding', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])],
    ['nested too deeply', `{"a":${'['.repeat(5000)}${']'.repeat(5000)}}`],
    ['that says a thing twice', '{"type":"ContactDelete","id":"a","id":"b","locationId":"loc"}'],
    ['with nothing in it', ''],
  ])('%s is kept unread when its signature is right', async (_, body) => {
    const answer = await deliver(body, { headers: { 'content-type': 'text/plain;;; charset=\u0022' } })
    expect(answer.status).toBe(200)
    const entry = await read(answer.json['id'])
    expect(entry).toMatchObject({
      state: 'unreadable',
      body: null,
      raw: Buffer.from(body).toString('base64'),
    })
    const replayed = await api.call(`/v1/inbox/${String(answer.json['id'])}/replay`, {
      method: 'POST',
      cookie,
      headers: { origin: api.url, 'sec-fetch-site': 'same-origin' },
    })
    expect(replayed).toMatchObject({ status: 409, json: { code: 'ingest.unreadable' } })
  })

  it.each([
    ['missing', '', 'ingest.signature_missing'],
    ['N/A', 'N/A', 'ingest.signature_missing'],
    ['no base64', '?'.repeat(88), 'ingest.signature_malformed'],
    ['of another key', createTestSigner().signatureOf('{}'), 'ingest.signature_wrong'],
  ])('whose signature is %s is refused and only counted', async (_, signature, code) => {
    const before = await counts()
    const answer = await deliver(aWebhook(), { signature })
    expect(answer).toMatchObject({ status: 401, json: { code, hint: expect.any(String) } })
    expect(answer.headers.get('content-type')).toMatch('application/problem+json')
    const after = await counts()
    expect(after.states).toEqual(before.states)
    const countOf = ({ refused }: typeof before) =>
      refused.find(({ reason }) => `ingest.${reason}` === code)?.count ?? 0
    expect(countOf(after)).toBe(countOf(before) + 1)
  })

  it('signed over other bytes of the same meaning is refused', async () => {
    const body = aWebhook()
    const answer = await deliver(JSON.stringify(body, null, 2), {
      signature: signer.signatureOf(JSON.stringify(body)),
    })
    expect(answer.status).toBe(401)
  })

  it('with the retired signature alone is refused', async () => {
    const answer = await deliver(aWebhook(), {
      signature: '',
      headers: { 'x-wh-signature': 'A'.repeat(684) },
    })
    expect(answer.json['code']).toBe('ingest.scheme_retired')
  })

  it.each([
    ['ahead of its time', 6 * 60_000, 'ingest.future'],
    ['far too old', -3 * 86_400_000 - 60_000, 'ingest.stale'],
  ])('that is %s is refused', async (_, offsetMs, code) => {
    const answer = await deliver(aWebhook({ timestamp: new Date(Date.now() + offsetMs).toISOString() }))
    expect(answer).toMatchObject({ status: 400, json: { code } })
  })

  it('as old as the retries of the CRM explain is taken', async () => {
    const answer = await deliver(aWebhook({ timestamp: new Date(Date.now() - 2 * 86_400_000).toISOString() }))
    expect(answer.status).toBe(200)
  })

  it('larger than 1 MB is refused, whatever its signature', async () => {
    const answer = await deliver(`{"a":"${'x'.repeat(1_048_577)}"}`)
    expect(answer).toMatchObject({ status: 413, json: { code: 'ingest.too_large' } })
  })

  it('that is not posted is not possible', async () => {
    expect((await api.call('/webhooks/crm')).status).toBe(405)
    expect((await deliver(aWebhook(), { path: '/webhooks/crm/not an event' })).status).toBe(404)
  })

  it('cannot be faked from this machine unless that is switched on', async () => {
    expect((await deliver(aWebhook(), { signature: 'N/A' })).status).toBe(401)
  })
})

describe('a key', () => {
  it('is trusted beside others until it is retired', async () => {
    const headers = { origin: api.url, 'sec-fetch-site': 'same-origin' }
    const other = createTestSigner()
    const added = await api.call('/v1/webhook-keys', {
      method: 'POST',
      cookie,
      headers,
      body: {
        name: 'The next one',
        key: `-----BEGIN PUBLIC KEY-----\n${other.spki}\n-----END PUBLIC KEY-----`,
      },
    })
    expect(added).toMatchObject({
      status: 201,
      json: { spki: other.spki, algorithm: 'ed25519', source: 'added' },
    })
    const send = () => {
      const body = JSON.stringify(aWebhook())
      return deliver(body, { signature: other.signatureOf(body) })
    }
    expect((await send()).status).toBe(200)
    expect((await deliver(aWebhook())).status).toBe(200)
    const retired = await api.call(`/v1/webhook-keys/${String(added.json['id'])}/retire`, {
      method: 'POST',
      cookie,
      headers,
    })
    expect(retired.json['retiredAt']).toEqual(expect.any(String))
    expect((await send()).status).toBe(401)
    const listed = await api.call('/v1/webhook-keys', { key: await api.makeKey() })
    expect(listed.json['items']).toEqual(
      expect.arrayContaining([expect.objectContaining({ source: 'published', retiredAt: null })]),
    )
  })

  it.each([
    ['nonsense', 'x'.repeat(60), 'ingest.key_unusable'],
    [
      'a private one',
      `-----BEGIN PRIVATE KEY-----\n${'A'.repeat(64)}\n-----END PRIVATE KEY-----`,
      'ingest.key_unusable',
    ],
  ])('that is %s is refused', async (_, key, code) => {
    const answer = await api.call('/v1/webhook-keys', {
      method: 'POST',
      cookie,
      headers: { origin: api.url, 'sec-fetch-site': 'same-origin' },
      body: { name: 'x', key },
    })
    expect(answer).toMatchObject({ status: 400, json: { code } })
  })

  it('that is trusted already is told, and keeps its name', async () => {
    const headers = { origin: api.url, 'sec-fetch-site': 'same-origin' }
    const add = (name: string, key: string) =>
      api.call('/v1/webhook-keys', { method: 'POST', cookie, headers, body: { name, key } })
    const other = createTestSigner()
    expect((await add('first', other.spki)).status).toBe(201)
    expect(await add('second', other.spki)).toMatchObject({
      status: 409,
      json: { code: 'ingest.key_known', detail: expect.stringContaining('first') },
    })
  })

  it('can be added by people only', async () => {
    const key = await api.makeKey({ permissions: ['read', 'write'] })
    const answer = await api.call('/v1/webhook-keys', {
      method: 'POST',
      key,
      body: { name: 'x', key: signer.spki },
    })
    expect(answer.status).toBe(403)
  })
})

describe('the inbox', () => {
  it('is searched by what deliveries are and say', async () => {
    const mark = `needle-${Date.now()}`
    const sent = await deliver(
      aWebhook({ type: 'NoteCreate', locationId: 'loc-2', body: `A note with ${mark}` }),
    )
    await deliver(aWebhook({ type: 'NoteCreate', locationId: 'loc-3' }))
    const key = await api.makeKey()
    const find = async (query: string) =>
      ((await api.call(`/v1/inbox?${query}`, { key })).json['items'] as { id: string }[]).map(({ id }) => id)
    expect(await find(`q=${mark}`)).toEqual([sent.json['id']])
    expect(await find(`q=${mark.toUpperCase()}`)).toEqual([sent.json['id']])
    expect(await find('locationId=loc-2')).toEqual([sent.json['id']])
    expect(await find('type=note.created')).toHaveLength(2)
    expect(await find('type=NoteCreate&limit=1')).toHaveLength(1)
    expect(await find('verdict=rsa')).toEqual([])
    expect(await find(`to=${new Date(Date.now() - 3_600_000).toISOString()}`)).toEqual([])
    expect(await find('q=%25')).toEqual([])
  })

  it('shows a key the deliveries of its locations only', async () => {
    const sent = await deliver(aWebhook({ locationId: 'loc-4' }))
    const key = await api.makeKey({ locationIds: ['loc-5'] })
    const path = `/v1/inbox/${String(sent.json['id'])}`
    expect((await api.call(path, { key })).status).toBe(404)
    expect((await api.call('/v1/inbox', { key })).json['items']).toEqual([])
    expect((await api.call('/v1/inbox?locationId=loc-4', { key })).status).toBe(403)
    const writer = await api.makeKey({ permissions: ['read', 'write'], locationIds: ['loc-5'] })
    const replayed = await api.call('/v1/inbox/replay', {
      method: 'POST',
      key: writer,
      body: { type: 'ContactCreate' },
    })
    expect(replayed.json).toEqual({ queued: 0 })
  })

  it('gives pages that go on where the last one ended', async () => {
    for (let count = 0; count < 5; count++) await deliver(aWebhook({ locationId: 'loc-6', id: `c${count}` }))
    const key = await api.makeKey()
    const seen: string[] = []
    let cursor = ''
    do {
      const page = (await api.call(`/v1/inbox?locationId=loc-6&limit=2${cursor}`, { key })).json
      seen.push(...(page['items'] as { id: string }[]).map(({ id }) => id))
      cursor = typeof page['nextCursor'] === 'string' ? `&cursor=${page['nextCursor']}` : ''
    } while (cursor !== '')
    expect(seen).toHaveLength(5)
    expect(seen).toEqual(seen.toSorted().toReversed())
  })

  it('processes a delivery anew when asked', async () => {
    const sent = await deliver(aWebhook({ type: 'NoteUpdate', locationId: 'loc-7' }))
    await processed(sent.json['id'])
    const key = await api.makeKey({ permissions: ['read', 'write'] })
    const path = `/v1/inbox/${String(sent.json['id'])}`
    expect((await api.call(`${path}/replay`, { method: 'POST', key })).status).toBe(200)
    await expect.poll(async () => (await read(sent.json['id']))['events']).toHaveLength(2)
  })
})

it('tells operators what came in', async () => {
  const { text } = await api.call('/metrics', { headers: { authorization: 'Bearer a-token-for-monitors' } })
  expect(text).toMatch(/causeway_webhooks_received_total\{outcome="accepted"\} [1-9]/)
  expect(text).toMatch(/causeway_webhooks_received_total\{outcome="signature_wrong"\} [1-9]/)
  expect(text).toMatch(/causeway_inbox_deliveries\{state="unreadable"\} [1-9]/)
})

it('hides secrets proxies put into requests', async () => {
  const sent = await deliver(aWebhook(), {
    headers: { authorization: 'Bearer s3cret', 'x-forwarded-for': '192.0.2.1' },
  })
  const text = JSON.stringify(await read(sent.json['id']))
  expect(text).not.toContain('s3cret')
  expect(text).toContain('192.0.2.1')
})

it('lets slow senders wait without holding up others', async () => {
  const { port } = new URL(api.url)
  const slow = connect(Number(port), '127.0.0.1')
  slow.write('POST /webhooks/crm HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{"ty')
  expect((await deliver(aWebhook())).status).toBe(200)
  slow.destroy()
})

it('answers whoever announces far too much before it comes', async () => {
  const { port } = new URL(api.url)
  const sender = connect(Number(port), '127.0.0.1')
  sender.write('POST /webhooks/crm HTTP/1.1\r\nhost: x\r\ncontent-length: 5000000000\r\n\r\n{')
  const [answer] = (await once(sender, 'data')) as [Buffer]
  expect(answer.toString()).toContain('HTTP/1.1 413')
  sender.destroy()
})
