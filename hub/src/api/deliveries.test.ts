import { Webhook } from 'standardwebhooks'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Receiver, startReceiver } from '../deliveries/receiver.suite.ts'
import { verifyLedger } from '../deliveries/verify-ledger.ts'
import { appendEvents } from '../store/events.store.ts'
import { createEventReadersStore } from '../store/event-readers.store.ts'
import { writeRecords } from '../store/write-records.ts'
import { openTestApi, type TestApi } from './test-api.ts'

let api: TestApi
let receiver: Receiver
let owner: string
beforeAll(async () => {
  api = await openTestApi()
  await api.parts.stores.locations.put([
    { id: 'mine', name: 'Mine' },
    { id: 'theirs', name: 'Theirs' },
  ])
  const deliveries = api.parts.deliveries as typeof api.parts.deliveries & { start(): void }
  deliveries.start()
  await vi.waitFor(
    async () => expect(await createEventReadersStore(api.parts.kysely).list()).toHaveLength(1),
    { timeout: 30_000 },
  )
  owner = api.parts.settings.localToken
})
afterAll(() => api.close())
beforeEach(async () => {
  receiver = await startReceiver()
})
afterEach(() => receiver.close())

const eventually = <Value>(read: () => Value) => expect.poll(read, { timeout: 30_000 })
const post = (path: string, body: unknown, key = owner) => api.call(path, { method: 'POST', body, key })
const codeAt = async (path: string, options?: Parameters<TestApi['call']>[1]) => {
  const { status, json } = await api.call(path, options)
  return status < 400 ? status : json['code']
}
const makeEndpoint = async (body: object = {}, key = owner) => {
  const { status, json } = await post('/v1/endpoints', { url: receiver.url, ...body }, key)
  expect(status, api.logged().slice(-1500)).toBe(201)
  return json as { id: string; secret: { kind: string; value: string } }
}
const append = (count: number, locationId = 'mine') =>
  api.parts.kysely.transaction().execute((trx) =>
    appendEvents(
      trx,
      Array.from({ length: count }, (_, number) => ({
        locationId,
        type: 'post.published',
        subject: { kind: 'post', id: `p${number}` },
        occurredAt: new Date(),
        data: { number },
      })),
    ),
  )
const listOf = async (id: string, query = '') =>
  (await api.call(`/v1/endpoints/${id}/deliveries?${query}`, { key: owner })).json['items'] as Record<
    string,
    unknown
  >[]

const postFields = [
  { name: 'post', type: 'string', from: { path: 'id' } },
  { name: 'words', type: 'string', from: { path: 'text' }, transforms: [{ use: 'case', to: 'upper' }] },
]
const publish = async (name: string, definition: object) => {
  const { status, text } = await api.call(`/v1/mappings/${name}`, {
    method: 'PUT',
    body: {
      definition: {
        source: { kind: 'post' },
        locationIds: null,
        key: ['post'],
        fields: postFields,
        ...definition,
      },
    },
    key: owner,
  })
  expect(status, text).toBeLessThan(300)
}

describe('endpoints', () => {
  it('shows the secret once, and never the headers', async () => {
    const made = await makeEndpoint({ headers: { Authorization: 'Bearer very-secret-value' } })
    expect(made.secret).toMatchObject({ kind: 'hmac', value: expect.stringMatching(/^whsec_/) })
    const { text, json } = await api.call(`/v1/endpoints/${made.id}`, { key: owner })
    expect(json).toMatchObject({
      isEnabled: true,
      headerNames: ['Authorization'],
      secrets: [{ kind: 'hmac', publicKey: null, expiresAt: null }],
      health: { delivered: 0, waiting: 0, failingSince: null },
    })
    expect(text).not.toContain(made.secret.value)
    expect(text).not.toContain('very-secret-value')
    await append(1)
    await eventually(() => receiver.received.length).toBe(1)
    const { headers, body } = receiver.received[0]!
    expect(new Webhook(made.secret.value).verify(body, headers)).toMatchObject({ type: 'post.published' })
    expect(headers['authorization']).toBe('Bearer very-secret-value')
    expect(api.logged()).not.toContain('very-secret-value')
    expect(api.logged()).not.toContain(made.secret.value)
    await api.call(`/v1/endpoints/${made.id}`, { method: 'DELETE', key: owner })
    expect(await codeAt(`/v1/endpoints/${made.id}`, { key: owner })).toBe('deliveries.endpoint_unknown')
  })

  it('says what is wrong with what it is given', async () => {
    const bad = (body: object) => codeAt('/v1/endpoints', { method: 'POST', body, key: owner })
    expect(await bad({ url: 'ftp://x.example' })).toBe('outbound.url_unusable')
    expect(await bad({ url: 'https://x.example', eventTypes: ['*'] })).toBe('api.invalid_input')
    expect(await bad({ url: 'https://x.example', concurrency: 0 })).toBe('api.invalid_input')
    expect(await bad({ url: 'https://x.example', headers: { host: 'a' } })).toBe('outbound.header_unusable')
    expect(await bad({ url: 'https://x.example', headers: { 'webhook-id': 'a' } })).toBe(
      'deliveries.header_taken',
    )
    expect(await bad({ url: 'https://x.example', locationIds: [] })).toBe('api.invalid_input')
  })

  it('keeps keys to their permissions and locations', async () => {
    const everywhere = await makeEndpoint()
    const here = await makeEndpoint({ locationIds: ['mine'] })
    const there = await makeEndpoint({ locationIds: ['theirs'] })
    const reader = await api.makeKey({ locationIds: ['mine'] })
    const writer = await api.makeKey({ permissions: ['read', 'write'], locationIds: ['mine'] })
    const list = await api.call('/v1/endpoints', { key: reader })
    expect((list.json['items'] as { id: string }[]).map(({ id }) => id)).toEqual([here.id])
    const url = receiver.url
    expect(await codeAt('/v1/endpoints', { method: 'POST', body: { url }, key: reader })).toBe(
      'api.permission_missing',
    )
    expect(await codeAt('/v1/endpoints', { method: 'POST', body: { url }, key: writer })).toBe(
      'deliveries.locations_needed',
    )
    expect(
      await codeAt('/v1/endpoints', { method: 'POST', body: { url, locationIds: ['theirs'] }, key: writer }),
    ).toBe('api.location_forbidden')
    const own = await makeEndpoint({ locationIds: ['mine'] }, writer)
    expect(
      await codeAt(`/v1/endpoints/${own.id}`, { method: 'PATCH', body: { locationIds: null }, key: writer }),
    ).toBe('deliveries.locations_needed')
    await append(1, 'theirs')
    await eventually(() => listOf(there.id)).toHaveLength(1)
    const foreign = (await listOf(there.id))[0]!['id'] as string
    for (const id of [everywhere.id, there.id])
      for (const [method, path, body] of [
        ['GET', `/v1/endpoints/${id}`],
        ['PATCH', `/v1/endpoints/${id}`, {}],
        ['DELETE', `/v1/endpoints/${id}`],
        ['POST', `/v1/endpoints/${id}/rotate-secret`, {}],
        ['POST', `/v1/endpoints/${id}/test`, {}],
        ['POST', `/v1/endpoints/${id}/resend`, { state: 'given_up' }],
        ['GET', `/v1/endpoints/${id}/deliveries`],
        ['GET', `/v1/endpoints/${id}/ledger`],
        ['GET', `/v1/endpoints/${id}/links`],
        ['POST', `/v1/endpoints/${id}/links`, {}],
      ] as const)
        expect(await codeAt(path, { method, body, key: writer }), `${method} ${path}`).toBe(
          'deliveries.endpoint_unknown',
        )
    expect(await codeAt(`/v1/deliveries/${foreign}`, { key: writer })).toBe('deliveries.delivery_unknown')
    expect(await codeAt(`/v1/deliveries/${foreign}/resend`, { method: 'POST', key: writer })).toBe(
      'deliveries.delivery_unknown',
    )
    for (const { id } of [everywhere, here, there, own])
      await api.call(`/v1/endpoints/${id}`, { method: 'DELETE', key: owner })
  })

  it('lists deliveries with filters and pages, shows attempts, sends again, recovers, rotates and tests', async () => {
    const { id, secret } = await makeEndpoint({ locationIds: ['mine'] })
    receiver.answer = (_request, response) => response.writeHead(410).end('gone')
    await append(3)
    await eventually(async () => (await api.call(`/v1/endpoints/${id}`, { key: owner })).json).toMatchObject({
      isEnabled: false,
      disabledReason: 'gone',
    })
    await eventually(() => listOf(id, 'state=given_up')).not.toHaveLength(0)
    expect(await codeAt(`/v1/endpoints/${id}/test`, { method: 'POST', body: {}, key: owner })).toBe(
      'deliveries.endpoint_disabled',
    )
    receiver.answer = (_request, response) => response.writeHead(200).end('{"ok":true}')
    await api.call(`/v1/endpoints/${id}`, { method: 'PATCH', body: { isEnabled: true }, key: owner })
    const recovered = await post(`/v1/endpoints/${id}/recover`, {
      from: new Date(Date.now() - 60_000).toISOString(),
      to: new Date(Date.now() + 60_000).toISOString(),
      which: 'given_up',
    })
    expect(recovered.status).toBe(202)
    await eventually(() => listOf(id, 'state=given_up')).toHaveLength(0)
    await eventually(() => listOf(id, 'state=waiting')).toHaveLength(0)
    const first = await api.call(`/v1/endpoints/${id}/deliveries?limit=2`, { key: owner })
    expect(first.json['items']).toHaveLength(2)
    const cursor = String(first.json['nextCursor'])
    const second = await api.call(`/v1/endpoints/${id}/deliveries?limit=200&cursor=${cursor}`, { key: owner })
    const all = await listOf(id, 'limit=200')
    expect([...(first.json['items'] as unknown[]), ...(second.json['items'] as unknown[])]).toEqual(all)

    const rotated = await post(`/v1/endpoints/${id}/rotate-secret`, { signing: 'ed25519', overlapHours: 1 })
    expect(rotated.json['secret']).toMatchObject({ kind: 'ed25519', value: expect.stringMatching(/^whpk_/) })
    const sent = await post(`/v1/endpoints/${id}/test`, {})
    expect(sent.status).toBe(202)
    const test = String(sent.json['id'])
    await eventually(
      async () => (await api.call(`/v1/deliveries/${test}`, { key: owner })).json,
    ).toMatchObject({
      kind: 'test',
      eventType: 'endpoint.test',
      state: 'delivered',
      attemptList: [{ number: 1, status: 200, response: { body: '{"ok":true}' } }],
    })
    const { headers, body } = receiver.received.at(-1)!
    expect(headers['webhook-signature']).toMatch(/^v1a,\S+ v1,\S+$/)
    new Webhook(secret.value).verify(body, headers)

    const again = await post(`/v1/deliveries/${test}/resend`, undefined)
    expect(again.json).toEqual({ queued: 1 })
    await eventually(
      async () => (await api.call(`/v1/deliveries/${test}`, { key: owner })).json,
    ).toMatchObject({
      state: 'delivered',
      attempts: 2,
    })
    const ids = new Set(
      receiver.received.filter((one) => one.body === body).map((one) => one.headers['webhook-id']),
    )
    expect(ids.size).toBe(1)

    const ledger = await api.call(`/v1/endpoints/${id}/ledger`, { key: owner })
    expect(ledger.headers.get('content-type')).toContain('application/x-ndjson')
    const lines = ledger.text.trim().split('\n')
    const verified = await verifyLedger(lines)
    expect(verified.entries).toBe(all.length + 2)
    await expect(
      verifyLedger(lines.map((line) => line.replace('"status":200', '"status":201'))),
    ).rejects.toThrow('changed after it was recorded')
    await api.call(`/v1/endpoints/${id}`, { method: 'DELETE', key: owner })
  })
})

describe('endpoints with a mapping', () => {
  const write = (id: string, data: object) =>
    api.parts.kysely.transaction().execute((trx) =>
      writeRecords(trx, {
        locationId: 'mine',
        kind: 'post',
        at: new Date(),
        records: [{ id, data }],
      }),
    )

  it('get the record an event is about, as the mapping makes it', async () => {
    await publish('app-posts', {})
    const { id } = await makeEndpoint({ mapping: 'app-posts' })
    expect((await api.call(`/v1/endpoints/${id}`, { key: owner })).json['mapping']).toBe('app-posts')
    await write('p0', { text: 'hello' })
    await append(2)
    await eventually(() =>
      receiver.received.map(({ body }) => (JSON.parse(body) as { data: unknown }).data),
    ).toEqual([{ post: 'p0', words: 'HELLO' }])
    await eventually(async () =>
      (await listOf(id, 'state=waiting')).map(({ lastError }) => lastError),
    ).toEqual(['The hub has no post p1.'])
    await write('p1', { text: 'late' })
    const [late] = await listOf(id, 'state=waiting')
    await post(`/v1/deliveries/${String(late!['id'])}/resend`, undefined)
    await eventually(() => receiver.received.length).toBe(2)
    expect(receiver.received[1]!.body).toContain('"words":"LATE"')

    expect(await codeAt('/v1/mappings/app-posts', { method: 'DELETE', key: owner })).toBe('mappings.in_use')
    const change = { method: 'PATCH', body: { mapping: null }, key: owner }
    expect((await api.call(`/v1/endpoints/${id}`, change)).json['mapping']).toBeNull()
    expect(await codeAt('/v1/mappings/app-posts', { method: 'DELETE', key: owner })).toBe(204)
  })

  it('refuse one that is unknown, a draft, or of statistics', async () => {
    const make = (mapping: string) => post('/v1/endpoints', { url: receiver.url, mapping })
    expect((await make('nowhere')).json['code']).toBe('mappings.unknown')
    await publish('daily', {
      source: { kind: 'statistic' },
      fields: [{ name: 'post', type: 'string', from: { path: 'id' } }],
    })
    expect((await make('daily')).json['code']).toBe('deliveries.mapping_unfit')
    const definition = { source: { kind: 'post' }, locationIds: null, key: ['post'], fields: postFields }
    await api.call('/v1/mappings/begun', { method: 'PUT', body: { definition, draft: true }, key: owner })
    expect((await make('begun')).json['code']).toBe('deliveries.mapping_unfit')
  })
})

describe('receiver links', () => {
  it('show one endpoint, send again and rotate, until they end', async () => {
    const { id, secret } = await makeEndpoint({ locationIds: ['mine'], description: 'Shop <b>“x”</b>' })
    const other = await makeEndpoint({ locationIds: ['mine'] })
    await append(1)
    await eventually(() => receiver.received.length).toBe(2)
    await eventually(() => listOf(id, 'state=delivered')).toHaveLength(1)
    await eventually(() => listOf(other.id, 'state=delivered')).toHaveLength(1)
    const made = await post(`/v1/endpoints/${id}/links`, { note: 'the shop', days: 7 })
    expect(made.status).toBe(201)
    const path = new URL(String(made.json['url'])).pathname
    const links = await api.call(`/v1/endpoints/${id}/links`, { key: owner })
    expect(links.text).not.toContain(path.split('/')[2])

    const page = await api.call(path)
    expect(page.status).toBe(200)
    expect(page.headers.get('content-type')).toContain('text/html')
    expect(page.text).toContain('Shop &lt;b&gt;')
    expect(page.text).toContain('post.published')
    expect(page.text).not.toContain(secret.value)
    const delivery = (await listOf(id))[0]!['id'] as string
    const detail = await api.call(`${path}/deliveries/${delivery}`)
    expect(detail.text).toContain('webhook-signature')
    expect(detail.text).toContain('Send again')
    const foreign = (await listOf(other.id))[0]!['id'] as string
    expect((await api.call(`${path}/deliveries/${foreign}`)).status).toBe(404)

    const form = { 'content-type': 'application/x-www-form-urlencoded', origin: api.url }
    const cross = await api.call(`${path}/deliveries/${delivery}/resend`, {
      method: 'POST',
      rawBody: '',
      headers: { ...form, origin: 'https://evil.example' },
    })
    expect(cross.status).toBe(403)
    const resent = await api.call(`${path}/deliveries/${delivery}/resend`, {
      method: 'POST',
      rawBody: '',
      headers: form,
    })
    expect(resent.status).toBe(303)
    await eventually(async () => (await listOf(id))[0]).toMatchObject({ attempts: 2, state: 'delivered' })
    const rotated = await api.call(`${path}/rotate-secret`, {
      method: 'POST',
      rawBody: 'signing=hmac',
      headers: form,
    })
    const shown = /whsec_[\w+/=]+/.exec(rotated.text.replaceAll('&#x3D;', '='))?.[0]
    expect(shown).toBeDefined()
    expect((await api.call(path)).text).not.toContain(shown)
    await post(`/v1/endpoints/${id}/test`, {})
    await eventually(() => receiver.received.length).toBe(4)
    const { body, headers } = receiver.received.at(-1)!
    for (const value of [secret.value, shown!]) new Webhook(value).verify(body, headers)

    expect(api.logged()).not.toContain(path.split('/')[2])
    const linkId = String(made.json['id'])
    expect(await codeAt(`/v1/endpoints/${other.id}/links/${linkId}`, { method: 'DELETE', key: owner })).toBe(
      'deliveries.link_unknown',
    )
    await api.call(`/v1/endpoints/${id}/links/${linkId}`, { method: 'DELETE', key: owner })
    const ended = await api.call(path)
    expect(ended.status).toBe(404)
    expect(ended.text).toContain('deliveries.link_unknown')
    expect((await api.call('/receiver/guess')).status).toBe(404)
  })

  it('end with their time', async () => {
    const { id } = await makeEndpoint()
    const now = new Date()
    const { token } = await api.parts.stores.endpoints.createLink({
      endpointId: id,
      note: '',
      now: new Date(now.getTime() - 1000),
      expiresAt: new Date(now.getTime() - 1),
    })
    expect((await api.call(`/receiver/${token}`)).status).toBe(404)
  })
})
