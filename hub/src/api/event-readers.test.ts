import { afterAll, beforeAll, expect, it } from 'vitest'
import { createLogReader, type LogReader } from '../event-log/create-log-reader.ts'
import { appendEvents } from '../store/events.store.ts'
import { openTestApi, type TestApi } from './test-api.ts'

let api: TestApi
let cookie: string
let reader: LogReader
const seen: string[] = []
let mustFail = false
beforeAll(async () => {
  api = await openTestApi()
  cookie = await api.signIn()
  const { stores, eventFeed, log } = api.parts
  reader = createLogReader({
    name: 'counter',
    readers: stores.eventReaders,
    feed: eventFeed,
    log,
    startAt: 'beginning',
    async handle(events) {
      if (mustFail) throw new Error('not today')
      seen.push(...events.map(({ type }) => type))
    },
  })
  reader.start()
})
afterAll(async () => {
  const stopped = reader.stop()
  await api.close()
  await stopped
})

const append = (...types: string[]) =>
  appendEvents(
    api.parts.kysely,
    types.map((type) => ({
      locationId: 'loc',
      type,
      subject: { kind: 'post', id: 'p' },
      occurredAt: new Date(),
      data: {},
    })),
  )
const rewind = (name: string, body: unknown) =>
  api.call(`/v1/event-readers/${name}/rewind`, { method: 'POST', cookie, body, headers: { origin: api.url } })
const readers = async () => (await api.call('/v1/event-readers', { cookie })).json['items'] as unknown[]

it('tells who reads the log and how far behind they are, and lets them read again', async () => {
  await append('post.one', 'post.two')
  await expect.poll(() => seen).toEqual(['post.one', 'post.two'])
  expect(await readers()).toMatchObject([
    { name: 'counter', eventsBehind: 0, secondsBehind: 0, failures: 0, error: null, retryAt: null },
  ])
  const before = new Date()
  await append('post.three')
  await expect.poll(() => seen).toHaveLength(3)

  // It sleeps until the log grows; the rewind wakes it.
  expect((await rewind('counter', { since: before.toISOString() })).status).toBe(200)
  await expect.poll(() => seen.slice(3)).toEqual(['post.three'])
  const { events } = await api.parts.stores.events.read({ limit: 1 })
  await rewind('counter', { position: events[0]!.position })
  await expect.poll(() => seen.slice(4)).toEqual(['post.two', 'post.three'])
  await rewind('counter', { beginning: true })
  await expect.poll(() => seen.slice(6)).toEqual(['post.one', 'post.two', 'post.three'])

  mustFail = true
  await append('post.four')
  await expect
    .poll(readers)
    .toMatchObject([{ eventsBehind: 1, failures: 1, error: 'not today', retryAt: expect.any(String) }])
  const [row] = (await readers()) as { secondsBehind: number }[]
  expect(row!.secondsBehind).toBeGreaterThan(0)
  mustFail = false
  await expect.poll(() => seen.at(-1), { timeout: 5000 }).toBe('post.four')
})

it('refuses readers it does not know, places that are none, and callers who are no person', async () => {
  expect((await rewind('nobody', { beginning: true })).json).toMatchObject({
    code: 'api.event_reader_unknown',
  })
  expect((await rewind('counter', { position: '99999999-1' })).json).toMatchObject({
    code: 'store.position_invalid',
  })
  for (const body of [{}, { beginning: false }, { since: 'yesterday' }, { beginning: true, position: '1-1' }])
    expect((await rewind('counter', body)).json).toMatchObject({ code: 'api.invalid_input' })
  const key = await api.makeKey({ permissions: ['read', 'write'] })
  expect((await api.call('/v1/event-readers', { key })).json).toMatchObject({ code: 'api.person_required' })
})
