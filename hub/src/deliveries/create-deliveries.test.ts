import { randomBytes } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { Webhook } from 'standardwebhooks'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { rewrapSecrets } from '../connections/rotate-master-key.ts'
import { createEventFeed, type EventFeed } from '../event-log/create-event-feed.ts'
import { createLog } from '../platform/log.ts'
import { createOutbound, type Outbound } from '../platform/outbound/create-outbound.ts'
import { createKeyring } from '../platform/secrets.ts'
import type { HubDatabase } from '../store/database.ts'
import { createDeliveriesStore } from '../store/deliveries.store.ts'
import { createDeliveryLedgerStore } from '../store/delivery-ledger.store.ts'
import { createEndpointsStore } from '../store/endpoints.store.ts'
import { createEventReadersStore } from '../store/event-readers.store.ts'
import { appendEvents, createEventsStore } from '../store/events.store.ts'
import { createMappingsStore } from '../store/mappings.store.ts'
import { testDatabases, untilReadable } from '../store/test-database.ts'
import { createDeliveries, type Deliveries, type NewEndpoint } from './create-deliveries.ts'
import { type Receiver, startReceiver } from './receiver.suite.ts'
import type { MapEvent } from './send-delivery.ts'
import { verifyLedger } from './verify-ledger.ts'

const log = createLog({ level: 'silent' })
const firstKey = randomBytes(32)
const keyring = createKeyring({ current: { id: 'test', key: firstKey } })
const minuteMs = 60_000
/** Much longer than anything takes, unless the machine is busy. */
const eventually = <Value>(read: () => Value) => expect.poll(read, { timeout: 30_000 })
const hourMs = 60 * minuteMs

describe.each(await testDatabases())('deliveries on $name', (database) => {
  let opened: HubDatabase
  let feed: EventFeed
  let outbound: Outbound
  let deliveries: Deliveries
  let receiver: Receiver
  let nowMs: number
  let mapEvent: MapEvent
  const clock = { now: () => new Date(nowMs) }
  /** The hub's clock as receivers see it: they compare with their own. */
  const pass = (ms: number) => (nowMs += ms)

  const open = () =>
    createDeliveries({
      kysely: opened.kysely,
      keyring,
      feed,
      outbound,
      mapEvent: (id, event) => mapEvent(id, event),
      clock,
      log,
      keepDays: 90,
      chance: () => 0,
    })
  beforeEach(async () => {
    nowMs = Date.now()
    mapEvent = async () => ({ ok: false, message: 'There is no mapping.' })
    opened = await database.open()
    feed = createEventFeed(createEventsStore(opened.kysely), log)
    outbound = createOutbound({ allowPrivate: ['loopback'] })
    receiver = await startReceiver()
    deliveries = open()
    deliveries.start()
    await eventually(() => createEventReadersStore(opened.kysely).list()).toHaveLength(1)
  })
  afterEach(async () => {
    await deliveries.stop()
    feed.close()
    await outbound.close()
    await receiver.close()
    await opened.close()
  })

  const endpoint = (wanted: Partial<NewEndpoint> = {}) =>
    deliveries.createEndpoint({
      url: receiver.url,
      description: '',
      eventTypes: [],
      locationIds: null,
      conditions: [],
      rate: null,
      concurrency: 10,
      orderBy: 'none',
      mappingId: null,
      headers: {},
      signing: 'hmac',
      ...wanted,
    })
  const append = (count: number, options: { type?: string; locationId?: string; subjects?: number } = {}) =>
    opened.kysely.transaction().execute((trx) =>
      appendEvents(
        trx,
        Array.from({ length: count }, (_, number) => ({
          locationId: options.locationId ?? 'loc',
          type: options.type ?? 'post.published',
          subject: { kind: 'post', id: `post-${number % (options.subjects ?? count)}` },
          occurredAt: new Date(nowMs),
          data: { number },
        })),
      ),
    )
  const store = () => createDeliveriesStore(opened.kysely)
  const lines = async (endpointId: string, state?: 'waiting' | 'delivered' | 'given_up') =>
    (await store().list({ endpointId, state }, { limit: 200 })).items
  const find = (id: string) => createEndpointsStore(opened.kysely).find(id)
  const healthOf = async (id: string) => (await createEndpointsStore(opened.kysely).health([id])).get(id)!
  const eventsOf = async (type: string) =>
    (await createEventsStore(opened.kysely).read({ types: [type], limit: 100 })).events
  const numbers = () =>
    receiver.received.map(
      ({ body }) => (JSON.parse(body) as { data: { data: { number: number } } }).data.data.number,
    )

  it('sends each event once, signed so that the reference library verifies it', async () => {
    const { secret, endpoint: made } = await endpoint({ headers: { 'x-own': 'hush-hush' } })
    expect(secret.value).toMatch(/^whsec_/)
    await append(50)
    await eventually(() => receiver.received.length).toBe(50)
    const ids = new Set<string>()
    for (const { headers, body } of receiver.received) {
      const payload = new Webhook(secret.value).verify(body, headers) as Record<string, unknown>
      expect(payload).toMatchObject({
        type: 'post.published',
        timestamp: new Date(nowMs).toISOString(),
        data: { id: payload['id'], locationId: 'loc', subject: { kind: 'post' } },
      })
      expect(headers).toMatchObject({ 'content-type': 'application/json', 'x-own': 'hush-hush' })
      ids.add(headers['webhook-id']!)
    }
    expect(ids.size).toBe(50)
    await eventually(() => lines(made.id, 'delivered')).toHaveLength(50)
    const [attempt] = await store().attempts((await lines(made.id))[0]!.id)
    expect(attempt).toMatchObject({
      number: 1,
      outcome: 'delivered',
      status: 204,
      request: { url: receiver.url, headers: { 'x-own': '[redacted]', 'webhook-id': expect.any(String) } },
    })
  })

  it('sends what an endpoint wants, and nothing to one that is disabled or gone', async () => {
    await endpoint({
      eventTypes: ['post.*'],
      locationIds: ['here'],
      conditions: [{ field: 'data.number', test: 'greater', value: 0 }],
    })
    const { endpoint: deleted } = await endpoint()
    await deliveries.deleteEndpoint(deleted.id)
    const { endpoint: off } = await endpoint()
    await deliveries.changeEndpoint(off.id, { isEnabled: false })
    await append(2, { locationId: 'here' })
    await append(2, { locationId: 'there' })
    await append(2, { locationId: 'here', type: 'tag.created' })
    await append(2, { locationId: 'here', type: 'post.deleted' })
    await eventually(() => receiver.received.length).toBe(2)
    await wait(300)
    expect(numbers()).toEqual([1, 1])
    expect(await lines(off.id)).toEqual([])
  })

  it('tries ten times over three days with the same id, then gives up', async () => {
    receiver.answer = (_request, response) => response.writeHead(500).end('no, "token": "abc-secret"')
    const { endpoint: made, secret } = await endpoint()
    await append(1)
    const pauses = [5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400]
    for (const [index, seconds] of pauses.entries()) {
      await eventually(() => lines(made.id)).toMatchObject([{ state: 'waiting', attempts: index + 1 }])
      expect((await lines(made.id))[0]!.nextAttemptAt?.getTime()).toBe(nowMs + seconds * 1000)
      pass(seconds * 1000 - 1)
      deliveries.wake()
      await wait(30)
      expect(receiver.received).toHaveLength(index + 1)
      pass(1)
      deliveries.forgive(made.id)
    }
    await expect
      .poll(() => lines(made.id))
      .toMatchObject([{ state: 'given_up', attempts: 10, lastStatus: 500 }])
    expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1)
    expect(new Set(receiver.received.map(({ body }) => body)).size).toBe(1)
    const first = receiver.received[0]!
    const timestamps = receiver.received.map(({ headers }) => Number(headers['webhook-timestamp']))
    expect(timestamps.at(-1)! - timestamps[0]!).toBe(pauses.reduce((sum, pause) => sum + pause, 0))
    expect(() => new Webhook(secret.value).verify(first.body, first.headers)).not.toThrow()
    const attempts = await store().attempts((await lines(made.id))[0]!.id)
    expect(attempts.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
    expect(attempts[0]).toMatchObject({ outcome: 'refused', status: 500 })
    expect(attempts[0]!.response!.body).not.toContain('abc-secret')
    expect(await healthOf(made.id)).toMatchObject({ failures: 10, givenUp: 1, delivered: 0 })
  })

  it('waits as long as the receiver asks, and takes a redirect for a failure', async () => {
    receiver.answer = (_request, response) => response.writeHead(429, { 'retry-after': '900' }).end()
    const { endpoint: made } = await endpoint()
    await append(1)
    await eventually(() => lines(made.id)).toMatchObject([{ attempts: 1, lastStatus: 429 }])
    expect((await lines(made.id))[0]!.nextAttemptAt?.getTime()).toBe(nowMs + 900_000)
    receiver.answer = (_request, response) => response.writeHead(302, { location: receiver.url }).end()
    pass(900_000)
    deliveries.wake()
    await expect
      .poll(() => lines(made.id))
      .toMatchObject([{ attempts: 2, lastStatus: 302, state: 'waiting' }])
    receiver.answer = (_request, response) => response.writeHead(200).end('x'.repeat(200_000))
    pass(5 * minuteMs)
    deliveries.wake()
    await eventually(() => lines(made.id)).toMatchObject([{ attempts: 3, state: 'delivered' }])
    const last = (await store().attempts((await lines(made.id))[0]!.id)).at(-1)
    expect(last!.response!.isCut).toBe(true)
    expect(last!.response!.body.length).toBeLessThan(20_000)
    expect(await healthOf(made.id)).toMatchObject({ failures: 0, failingSince: null })
  })

  it('disables an endpoint that is gone at once, and one that fails for five days, and tells of it', async () => {
    const { endpoint: gone } = await endpoint({ locationIds: ['here'] })
    receiver.answer = (_request, response) => response.writeHead(410).end()
    await append(1, { locationId: 'here' })
    await eventually(() => find(gone.id)).toMatchObject({ isEnabled: false, disabledReason: 'gone' })
    expect(await lines(gone.id)).toMatchObject([{ state: 'given_up' }])
    await eventually(() => eventsOf('endpoint.disabled')).toMatchObject([
      { locationId: 'here', subject: { kind: 'endpoint', id: gone.id }, data: { reason: 'gone' } },
    ])

    receiver.answer = (_request, response) => response.writeHead(503).end()
    const { endpoint: failing } = await endpoint({ locationIds: ['there'], eventTypes: ['post.*'] })
    await append(12, { locationId: 'there' })
    for (let round = 0; (await healthOf(failing.id)).failures < 12; round++) {
      deliveries.forgive(failing.id)
      await wait(30)
      expect(round).toBeLessThan(200)
    }
    expect(await find(failing.id)).toMatchObject({ isEnabled: true })
    pass(5 * 24 * hourMs)
    deliveries.forgive(failing.id)
    await eventually(() => find(failing.id)).toMatchObject({ isEnabled: false, disabledReason: 'failing' })
    await eventually(() => eventsOf('endpoint.disabled')).toHaveLength(2)

    // Enabled again, what still waits goes out.
    receiver.answer = (_request, response) => response.writeHead(204).end()
    await deliveries.changeEndpoint(failing.id, { isEnabled: true })
    pass(hourMs)
    await eventually(() => lines(failing.id, 'delivered')).toHaveLength(12)
  })

  it('signs with the old and the new secret while they overlap, and with both kinds', async () => {
    const { endpoint: made, secret: old } = await endpoint()
    const { secret: next } = await deliveries.rotateSecret(made.id, { signing: 'hmac', overlapHours: 24 })
    const { secret: pair } = await deliveries.rotateSecret(made.id, { signing: 'ed25519', overlapHours: 48 })
    expect(pair.value).toMatch(/^whpk_/)
    await append(1)
    await eventually(() => receiver.received.length).toBe(1)
    const { body, headers } = receiver.received[0]!
    for (const { value } of [old, next]) new Webhook(value).verify(body, headers)
    expect(headers['webhook-signature']).toMatch(/^v1a,\S+ v1,\S+ v1,\S+$/)
    pass(25 * hourMs)
    deliveries.reload()
    await append(1)
    await eventually(() => receiver.received.length).toBe(2)
    // The first one's overlap of a day is over, the second one's is not.
    expect(receiver.received[1]!.headers['webhook-signature']).toMatch(/^v1a,\S+ v1,\S+$/)
  })

  it('opens its secrets after the master key was replaced and the old one forgotten', async () => {
    const { secret, endpoint: made } = await endpoint({ headers: { 'x-own': 'hush-hush' } })
    const before = { id: 'test', key: firstKey }
    const next = { id: 'next', key: randomBytes(32) }
    keyring.replace({ current: next, previous: [before] })
    expect(await rewrapSecrets({ kysely: opened.kysely, keyring, log })).toEqual({ rewrapped: 2 })
    keyring.replace({ current: next })
    await deliveries.stop()
    deliveries = open()
    deliveries.start()
    await append(1)
    await eventually(() => receiver.received.length).toBe(1)
    const { body, headers } = receiver.received[0]!
    new Webhook(secret.value).verify(body, headers)
    expect(headers['x-own']).toBe('hush-hush')
    await deliveries.deleteEndpoint(made.id)
    keyring.replace({ current: before })
  })

  it('keeps the order of each key, and lets other keys pass one that fails', async () => {
    receiver.answer = async (request, response) => {
      const { data } = JSON.parse(request.body) as { data: { subject: { id: string } } }
      await wait(Math.random() * 10)
      response.writeHead(data.subject.id === 'post-0' ? 500 : 204).end()
    }
    const { endpoint: made } = await endpoint({ orderBy: 'subject', concurrency: 20 })
    await append(30, { subjects: 3 })
    await eventually(() => lines(made.id, 'delivered')).toHaveLength(20)
    const ofSubject = (rest: number) => numbers().filter((number) => number % 3 === rest)
    for (const rest of [1, 2])
      expect(ofSubject(rest)).toEqual(Array.from({ length: 10 }, (_, index) => index * 3 + rest))
    expect(new Set(ofSubject(0))).toEqual(new Set([0]))
    receiver.answer = (_request, response) => response.writeHead(204).end()
    pass(hourMs)
    deliveries.forgive(made.id)
    await eventually(() => lines(made.id, 'delivered')).toHaveLength(30)
    expect([...new Set(ofSubject(0))]).toEqual(Array.from({ length: 10 }, (_, index) => index * 3))
  })

  it('serves one endpoint while another never answers, and asks that one ever more rarely', async () => {
    const dead = await startReceiver()
    dead.answer = () => {}
    const refusing = await startReceiver()
    refusing.answer = (_request, response) => response.writeHead(500).end()
    await endpoint({ url: dead.url, concurrency: 5 })
    const { endpoint: failing } = await endpoint({ url: refusing.url, concurrency: 5 })
    const { endpoint: good } = await endpoint()
    await append(150)
    await eventually(() => lines(good.id, 'delivered')).toHaveLength(150)
    // The dead one holds as many requests as it may, the failing one was asked until it counted as down.
    expect(dead.received.length).toBeLessThanOrEqual(5)
    await wait(300)
    expect(refusing.received.length).toBeLessThan(15)
    const before = refusing.received.length
    refusing.answer = (_request, response) => response.writeHead(204).end()
    deliveries.forgive(failing.id)
    // What was not yet tried goes out at once; what was tried waits for its time.
    await eventually(() => lines(failing.id, 'delivered')).toHaveLength(150 - before)
    await dead.close()
    await refusing.close()
  })

  it('keeps to the rate and to the requests at once', async () => {
    receiver.answer = async (_request, response) => {
      await wait(20)
      response.writeHead(204).end()
    }
    const { endpoint: made } = await endpoint({ rate: 20, concurrency: 3 })
    await append(30)
    await eventually(() => lines(made.id, 'delivered')).toHaveLength(30)
    expect(receiver.atOnce.most).toBeLessThanOrEqual(3)
    const span = receiver.received.at(-1)!.at - receiver.received[0]!.at
    // 30 at 20 a second, of which two may go ahead.
    expect(span).toBeGreaterThan(1300)
  })

  it('sends again one, many, and what a span of the log held for an endpoint that came later', async () => {
    receiver.answer = (_request, response) => response.writeHead(410).end()
    const from = new Date(Date.now() - 60_000)
    const { endpoint: made } = await endpoint()
    await append(3)
    await eventually(() => find(made.id)).toMatchObject({ isEnabled: false })
    await expect(deliveries.resend(made.id, { state: 'given_up' })).rejects.toMatchObject({
      code: 'deliveries.endpoint_disabled',
    })
    await append(4, { type: 'post.created' })
    await wait(100)
    receiver.answer = (_request, response) => response.writeHead(204).end()
    receiver.received.length = 0
    await deliveries.changeEndpoint(made.id, { isEnabled: true })
    const to = new Date(Date.now() + 60_000)
    // endpoint.disabled itself is an event the endpoint missed.
    const span = { from, to, which: 'missing' as const }
    expect(await deliveries.recover(made.id, { ...span, isTrial: true })).toMatchObject({ queued: 5 })
    expect(await deliveries.recover(made.id, span)).toMatchObject({ queued: 5 })
    expect(await deliveries.recover(made.id, { ...span, isTrial: true })).toMatchObject({ queued: 0 })
    await eventually(() => lines(made.id, 'delivered')).toHaveLength(5)
    const lost = await lines(made.id, 'given_up')
    expect(lost.length + 5).toBe((await lines(made.id)).length)
    await deliveries.resend(made.id, { ids: [lost[0]!.id] })
    await eventually(() => lines(made.id, 'delivered')).toHaveLength(6)
    await deliveries.resend(made.id, { state: 'given_up' })
    await eventually(() => lines(made.id, 'delivered')).toHaveLength(8)
    const all = { from, to, which: 'all' as const }
    expect(await deliveries.recover(made.id, { ...all, isTrial: true })).toMatchObject({ queued: 8 })
    expect(await deliveries.recover(made.id, all)).toMatchObject({ queued: 8 })
    await eventually(() => receiver.received.length).toBe(16)
    await expect(deliveries.recover(made.id, { from: to, to: from, which: 'all' })).rejects.toMatchObject({
      code: 'deliveries.span_invalid',
    })
  })

  it('sends what a mapping makes, tries again when it cannot, and keeps what it made', async () => {
    const { mapping } = await createMappingsStore(opened.kysely).publish(
      'titles',
      {
        source: { kind: 'post' },
        locationIds: ['loc'],
        fields: [{ name: 'id', type: 'string', from: { path: 'id' } }],
        key: ['id'],
      },
      null,
      async () => {},
    )
    const { endpoint: made, secret } = await endpoint({ mappingId: mapping.id })
    const asked: string[] = []
    mapEvent = async (id, event) => {
      asked.push(`${id} ${event.subject.id}`)
      return event.subject.id === 'post-0'
        ? { ok: true, record: { id: event.subject.id, title: 'made' } }
        : { ok: false, message: 'title: There is no value.' }
    }
    receiver.answer = (_request, response) => response.writeHead(500).end()
    // Neither is anything the mapping could make a record of.
    await append(1, { locationId: 'elsewhere' })
    await opened.kysely.transaction().execute((trx) =>
      appendEvents(trx, [
        {
          locationId: 'loc',
          type: 'tag.created',
          subject: { kind: 'tag', id: 'tag' },
          occurredAt: new Date(nowMs),
          data: {},
        },
      ]),
    )
    await append(2)
    await eventually(async () => (await lines(made.id)).map(({ lastError }) => lastError)).toEqual([
      'title: There is no value.',
      'The receiver answered with 500',
    ])
    const [failing, refused] = await lines(made.id, 'waiting')
    expect(await store().attempts(failing!.id)).toMatchObject([
      { outcome: 'failed', code: 'deliveries.mapping_failed', status: null, response: null },
    ])
    expect(receiver.received).toHaveLength(1)

    mapEvent = async () => ({ ok: true, record: { title: 'mended' } })
    receiver.answer = (_request, response) => response.writeHead(204).end()
    await deliveries.resend(made.id, { ids: [failing!.id, refused!.id] })
    await eventually(async () => (await lines(made.id, 'delivered')).length).toBe(2)
    // What was made once is sent again as it was; only what failed is made anew.
    const sent = receiver.received.slice(1).map(({ body, headers }) => {
      expect(new Webhook(secret.value).verify(body, headers)).toBeTruthy()
      return JSON.parse(body) as { id: string; type: string; data: unknown }
    })
    expect(sent.map(({ type, data }) => ({ type, data }))).toEqual(
      expect.arrayContaining([
        { type: 'post.published', data: { id: 'post-0', title: 'made' } },
        { type: 'post.published', data: { title: 'mended' } },
      ]),
    )
    expect(asked.every((line) => line.startsWith(mapping.id))).toBe(true)
    expect((await store().find(failing!.id))!.body).toContain('"data":{"title":"mended"}')
    const from = new Date(nowMs - 1000)
    const to = new Date(Date.now() + minuteMs)
    expect(await deliveries.recover(made.id, { from, to, which: 'missing' })).toMatchObject({ queued: 0 })
  })

  it('sends a test event once, though other deliveries wait behind a failure', async () => {
    receiver.answer = (_request, response) => response.writeHead(500).end()
    const { endpoint: made } = await endpoint({ orderBy: 'location' })
    await append(3)
    await eventually(() => receiver.received.length).toBeGreaterThan(0)
    const id = await deliveries.sendTest(made.id, 'post.published')
    await eventually(async () => (await store().find(id))?.state).toBe('given_up')
    expect(await store().attempts(id)).toHaveLength(1)
    // What it lost by that is nothing.
    expect(await healthOf(made.id)).toMatchObject({ givenUp: 0 })
  })

  it('sends a test at once, past all that hangs', async () => {
    receiver.answer = (request, response) => {
      if (request.body.includes('endpoint.test')) response.writeHead(204).end()
    }
    const { endpoint: made } = await endpoint({ concurrency: 2 })
    await append(30)
    await eventually(() => receiver.received.length).toBe(2)
    const id = await deliveries.sendTest(made.id, 'endpoint.test')
    await expect.poll(async () => (await store().find(id))?.state, { timeout: 5000 }).toBe('delivered')
  })

  it('refuses types of events there are not, and tells what is older than an endpoint', async () => {
    await expect(endpoint({ eventTypes: ['contcat.created'] })).rejects.toMatchObject({
      code: 'deliveries.event_type_unknown',
      message: expect.stringContaining('contact.created'),
    })
    await expect(endpoint({ eventTypes: ['nothing.*'] })).rejects.toMatchObject({
      code: 'deliveries.event_type_unknown',
    })
    const { endpoint: earlier } = await endpoint({ eventTypes: ['post.*'] })
    await append(2)
    // What is read once there is an endpoint goes to it, however old it is.
    await eventually(() => lines(earlier.id)).toHaveLength(2)
    nowMs = Date.now()
    const { endpoint: made } = await endpoint({ eventTypes: ['post.*'] })
    await append(1)
    await eventually(() => lines(made.id)).toHaveLength(1)
    const span = {
      from: new Date(nowMs - minuteMs),
      to: new Date(nowMs + minuteMs),
      which: 'missing' as const,
    }
    expect(await deliveries.recover(made.id, { ...span, isTrial: true })).toEqual({ queued: 2, older: 2 })
  })

  it('sends each event once, and in order where that is wanted, from several processes together', async () => {
    receiver.answer = async (_request, response) => {
      await wait(Math.random() * 5)
      response.writeHead(204).end()
    }
    const { endpoint: ordered } = await endpoint({ orderBy: 'location', locationIds: ['loc'] })
    const { endpoint: free } = await endpoint({ locationIds: ['other'] })
    const others = [open(), open()]
    for (const other of others) other.start()
    for (let round = 0; round < 5; round++) {
      await append(8)
      await append(20, { locationId: 'other' })
      await wait(20)
    }
    await eventually(() => lines(free.id, 'delivered')).toHaveLength(100)
    await eventually(() => lines(ordered.id, 'delivered')).toHaveLength(40)
    await Promise.all(others.map((other) => other.stop()))
    expect(receiver.received).toHaveLength(140)
    const idsOf = (locationId: string) =>
      receiver.received
        .map(({ body }) => (JSON.parse(body) as { data: { id: string; locationId: string } }).data)
        .filter((event) => event.locationId === locationId)
        .map(({ id }) => id)
    expect(new Set(idsOf('other')).size).toBe(100)
    const { events } = await createEventsStore(opened.kysely).read({ locationIds: ['loc'], limit: 100 })
    expect(idsOf('loc')).toEqual(events.map(({ id }) => id))
    expect((await healthOf(free.id)).ledgerPosition).toBe(100)
  })

  it('goes on after a stop in the middle, and loses nothing', async () => {
    receiver.answer = async (_request, response) => {
      await wait(15)
      response.writeHead(204).end()
    }
    const { endpoint: made } = await endpoint({ concurrency: 4 })
    await append(120)
    await eventually(() => receiver.received.length).toBeGreaterThan(20)
    await deliveries.stop()
    const before = receiver.received.length
    expect(before).toBeLessThan(120)
    await append(30)
    deliveries = open()
    deliveries.start()
    await eventually(() => lines(made.id, 'delivered')).toHaveLength(150)
    const ids = receiver.received.map(({ headers }) => headers['webhook-id'])
    expect(new Set(ids).size).toBe(150)
    expect(ids).toHaveLength(150)
  })

  it('sends again what a process had in hand when it died', async () => {
    const { endpoint: made } = await endpoint()
    await deliveries.stop()
    await append(3)
    await untilReadable(opened.kysely)
    const dead = createDeliveriesStore(opened.kysely)
    deliveries = open()
    // What a reader makes, taken by somebody who never says how it ended.
    receiver.answer = (_request, response) => response.writeHead(204).end()
    await deliveries.recover(made.id, {
      from: new Date(Date.now() - minuteMs),
      to: new Date(Date.now() + minuteMs),
      which: 'missing',
    })
    const lanes = [{ endpointId: made.id, room: 2 }]
    expect(await dead.claim({ lanes, now: clock.now(), until: new Date(nowMs + minuteMs) })).toHaveLength(2)
    deliveries.start()
    await eventually(() => lines(made.id, 'delivered')).toHaveLength(1)
    pass(minuteMs)
    await eventually(() => lines(made.id, 'delivered')).toHaveLength(3)
    expect(receiver.received).toHaveLength(3)
  })

  it('proves what was accepted by a chain that nobody can change unseen', async () => {
    const { endpoint: made } = await endpoint()
    await append(40)
    await eventually(async () => (await healthOf(made.id)).ledgerPosition).toBe(40)
    const exported = async () => {
      const health = await healthOf(made.id)
      const head = {
        kind: 'ledger',
        endpointId: made.id,
        entries: health.ledgerPosition,
        hash: health.ledgerHash,
      }
      const all = [JSON.stringify(head)]
      for await (const some of createDeliveryLedgerStore(opened.kysely).walk(made.id, 7))
        all.push(...some.map((entry) => JSON.stringify(entry)))
      return all
    }
    expect(await verifyLedger(await exported())).toMatchObject({ entries: 40 })
    await opened.kysely
      .updateTable('delivery_ledger')
      .set((row) => ({
        entry: row.fn<string>('replace', ['entry', row.val('"status":204'), row.val('"status":200')]),
      }))
      .where('position', '=', 17)
      .execute()
    await expect(verifyLedger(await exported())).rejects.toMatchObject({
      code: 'deliveries.ledger_broken',
      details: { line: 18 },
    })
  })

  it('does not reach the inner network, whatever address it is given', async () => {
    const { endpoint: made } = await endpoint()
    await deliveries.stop()
    await outbound.close()
    outbound = createOutbound()
    deliveries = open()
    deliveries.start()
    await expect(endpoint()).rejects.toMatchObject({ code: 'outbound.address_refused' })
    await append(1)
    await expect
      .poll(() => lines(made.id))
      .toMatchObject([{ state: 'waiting', attempts: 1, lastStatus: null }])
    const [attempt] = await store().attempts((await lines(made.id))[0]!.id)
    expect(attempt).toMatchObject({ outcome: 'failed', code: 'outbound.address_refused', response: null })
    expect(receiver.received).toEqual([])
    await expect(endpoint({ url: 'file:///etc/passwd' })).rejects.toMatchObject({
      code: 'outbound.url_unusable',
    })
    await expect(endpoint({ headers: { Host: 'inner' } })).rejects.toMatchObject({
      code: 'outbound.header_unusable',
    })
    await expect(endpoint({ headers: { 'Webhook-Id': '1' } })).rejects.toMatchObject({
      code: 'deliveries.header_taken',
    })
  })
})
