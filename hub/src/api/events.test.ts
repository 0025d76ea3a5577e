import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { appendEvents } from '../store/events.store.ts'
import { HubEvent } from './contract/index.ts'
import { openTestApi, type TestApi } from './test-api.ts'

let api: TestApi
let key: string
beforeAll(async () => {
  api = await openTestApi()
  key = await api.makeKey()
})
afterAll(() => api.close())

const happen = (type: string, locationId = 'loc', data: Record<string, unknown> = {}) =>
  appendEvents(api.parts.kysely, [
    { locationId, type, subject: { kind: 'post', id: 'p1' }, occurredAt: new Date(), data },
  ])

const one = {
  locationId: 'loc',
  type: 'post.one',
  subject: { kind: 'post', id: 'p1' },
  occurredAt: new Date(),
  data: {},
}

interface Follower {
  /** Waits for the next frame that is no heartbeat. */
  next(): Promise<Record<string, string>>
  ended: Promise<void>
  stop(): void
}
const followers: Follower[] = []
afterEach(() => {
  for (const follower of followers.splice(0)) follower.stop()
})

/** Follows the stream as a browser does. */
async function follow(
  query = '',
  options: { key?: string; headers?: Record<string, string> } = {},
): Promise<Follower> {
  const leaving = new AbortController()
  const response = await fetch(`${api.url}/v1/events/stream${query}`, {
    signal: leaving.signal,
    headers: { authorization: `Bearer ${options.key ?? key}`, ...options.headers },
  })
  expect(response.headers.get('content-type')).toMatch('text/event-stream')
  const frames: Record<string, string>[] = []
  const waiting: ((frame: Record<string, string>) => void)[] = []
  const read = async () => {
    let rest = ''
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
      const blocks = (rest + chunk).split('\n\n')
      rest = blocks.pop() ?? ''
      for (const block of blocks.filter((one) => !one.startsWith(':'))) {
        const frame = Object.fromEntries(block.split('\n').map((line) => line.split(/: (.*)/s).slice(0, 2)))
        const waiter = waiting.shift()
        if (waiter === undefined) frames.push(frame)
        else waiter(frame)
      }
    }
  }
  const follower: Follower = {
    next: () => {
      const frame = frames.shift()
      return frame === undefined ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve(frame)
    },
    ended: read().catch(() => {}),
    stop: () => leaving.abort(),
  }
  followers.push(follower)
  expect(await follower.next()).toMatchObject({ event: 'ready' })
  return follower
}

const eventOf = (frame: Record<string, string>) => HubEvent.parse(JSON.parse(frame['data'] ?? ''))

describe('GET /v1/events', () => {
  it('lists events page by page, newest or oldest first, each exactly once', async () => {
    for (let count = 0; count < 5; count++) await happen('post.listed', 'paged', { count })
    for (const order of ['newest', 'oldest']) {
      const seen: unknown[] = []
      let cursor = ''
      do {
        const { json } = await api.call(`/v1/events?locationId=paged&order=${order}&limit=2${cursor}`, {
          key,
        })
        seen.push(...(json['items'] as HubEvent[]).map(({ data }) => data['count']))
        cursor = typeof json['nextCursor'] === 'string' ? `&cursor=${json['nextCursor']}` : ''
      } while (cursor !== '')
      expect(seen).toEqual(order === 'oldest' ? [0, 1, 2, 3, 4] : [4, 3, 2, 1, 0])
    }
  })

  it('lists and follows what was recorded since an instant', async () => {
    await happen('post.early', 'since')
    // Instants are told to the millisecond.
    await sleep(5)
    const since = new Date().toISOString()
    await happen('post.late', 'since')
    const { json } = await api.call(`/v1/events?locationId=since&since=${since}`, { key })
    expect((json['items'] as HubEvent[]).map(({ type }) => type)).toEqual(['post.late'])
    const follower = await follow(`?locationId=since&since=${since}`)
    expect(eventOf(await follower.next()).type).toBe('post.late')
    const wrong = await api.call('/v1/events?since=yesterday', { key })
    expect(wrong.json).toMatchObject({ code: 'api.invalid_input' })
  })

  it('filters by type and by prefix', async () => {
    await happen('tag.created', 'filtered')
    await happen('tagged.things', 'filtered')
    await happen('post.created', 'filtered')
    const types = async (wanted: string) => {
      const { json } = await api.call(`/v1/events?locationId=filtered&types=${wanted}`, { key })
      return (json['items'] as HubEvent[]).map(({ type }) => type)
    }
    expect(await types('tag.*')).toEqual(['tag.created'])
    expect(await types('post.created,%20tag.*')).toEqual(['post.created', 'tag.created'])
    expect(await types("'%3B%20drop%20table%20events")).toEqual([])
  })
})

describe('GET /v1/events/stream', () => {
  it('tells what happens from now on', async () => {
    await happen('post.before')
    const follower = await follow()
    await happen('post.created', 'loc', { text: 'two\nlines\n\nand </script> \u2028' })
    const frame = await follower.next()
    expect(eventOf(frame)).toMatchObject({
      type: 'post.created',
      data: { text: 'two\nlines\n\nand </script> \u2028' },
    })
    expect(frame['id']).toBe(eventOf(frame).position)
  })

  it('goes on where a follower was cut off, without a gap or a repeat', async () => {
    const first = await follow('?locationId=resumed')
    await happen('post.one', 'resumed')
    const { id } = await first.next()
    first.stop()
    await happen('post.two', 'resumed')
    await happen('post.other', 'elsewhere')
    const second = await follow('?locationId=resumed', { headers: { 'last-event-id': id! } })
    expect(eventOf(await second.next()).type).toBe('post.two')
    await happen('post.three', 'resumed')
    expect(eventOf(await second.next()).type).toBe('post.three')
  })

  it('keeps a key to its locations', async () => {
    const ofOne = await api.makeKey({ locationIds: ['mine'] })
    const follower = await follow('', { key: ofOne })
    await happen('post.created', 'theirs')
    await happen('post.created', 'mine')
    expect(eventOf(await follower.next()).locationId).toBe('mine')
  })

  it('tells every follower, also of a burst larger than a batch, in order', async () => {
    const crowd = await Promise.all(Array.from({ length: 5 }, () => follow('?types=burst.*')))
    const count = 450
    await appendEvents(
      api.parts.kysely,
      Array.from({ length: count }, (_, place) => ({
        locationId: 'loc',
        type: 'burst.event',
        subject: { kind: 'post', id: 'p' },
        occurredAt: new Date(),
        data: { place },
      })),
    )
    for (const follower of crowd) {
      const places: unknown[] = []
      while (places.length < count) places.push(eventOf(await follower.next()).data['place'])
      expect(places).toEqual(Array.from({ length: count }, (_, place) => place))
    }
  })

  it('ends when the log cannot be read, rather than stay silent', async () => {
    const other = await openTestApi()
    const response = await fetch(`${other.url}/v1/events/stream`, {
      headers: { authorization: `Bearer ${await other.makeKey()}` },
    })
    const { kysely } = other.parts
    await kysely.transaction().execute(async (transaction) => {
      await appendEvents(transaction, [one, { ...one, type: 'post.two' }])
      // No instant of ours: this row cannot be read, while the newest can.
      await sql`update events set occurred_at = 'infinity' where type = 'post.one'`.execute(transaction)
    })
    const text = await response.text()
    expect(text).toContain('event: ready')
    expect(other.logged()).toContain('a stream of events broke off')
    await other.close()
  })

  it('tells nothing more to a key that was revoked, even what it was slow to read', async () => {
    const revoked = await api.parts.stores.apiKeys.create({
      name: 'slow',
      permissions: ['read'],
      locationIds: null,
      expiresAt: null,
    })
    const socket = connect(Number(new URL(api.url).port), '127.0.0.1')
    socket.write(
      `GET /v1/events/stream?after=0-0 HTTP/1.1\r\nHost: hub\r\nAuthorization: Bearer ${revoked.key}\r\n\r\n`,
    )
    await once(socket, 'readable')
    await api.parts.stores.apiKeys.revoke(revoked.row.id, new Date())
    let text = ''
    socket.on('data', (chunk: Buffer) => (text += chunk.toString()))
    await once(socket, 'close')
    expect(text).toContain('event: ready')
    // Cut, not ended: an ended answer says so by its last chunk.
    expect(text).not.toMatch(/\r\n0\r\n\r\n$/)
  })

  it('gives a follower that stopped reading all of it once it reads again, and others meanwhile', async () => {
    const quick = await follow('?types=flood.*')
    const socket = connect(Number(new URL(api.url).port), '127.0.0.1')
    socket.write(
      `GET /v1/events/stream?types=flood.* HTTP/1.1\r\nHost: hub\r\nAuthorization: Bearer ${key}\r\n\r\n`,
    )
    await once(socket, 'readable')
    socket.pause()
    // More than the socket's buffers and the hub's memory of the log's end take.
    const count = 4000
    for (let start = 0; start < count; start += 500)
      await appendEvents(
        api.parts.kysely,
        Array.from({ length: 500 }, (_, place) => ({
          ...one,
          type: 'flood.event',
          data: { place: start + place, text: 'x'.repeat(4000) },
        })),
      )
    for (let place = 0; place < count; place++) expect(eventOf(await quick.next()).data['place']).toBe(place)
    let text = ''
    socket.on('data', (chunk: Buffer) => (text += chunk.toString()))
    socket.resume()
    await expect
      .poll(() => text.includes(`"place":${count - 1}}`) || text.includes(`"place":${count - 1},`), {
        timeout: 15_000,
      })
      .toBe(true)
    const places = [...text.matchAll(/"place":(\d+)/g)].map(([, place]) => Number(place))
    expect(places).toEqual(Array.from({ length: count }, (_, place) => place))
    socket.destroy()
  })

  it('leaves the database to others while a crowd catches up on a long log', async () => {
    const other = await openTestApi()
    const key = await other.makeKey()
    await appendEvents(
      other.parts.kysely,
      Array.from({ length: 4000 }, (_, place) => ({ ...one, data: { place, text: 'x'.repeat(500) } })),
    )
    const leaving = new AbortController()
    let caughtUp = 0
    const crowd = Array.from({ length: 40 }, async () => {
      const { body } = await fetch(`${other.url}/v1/events/stream?after=0-0`, {
        signal: leaving.signal,
        headers: { authorization: `Bearer ${key}` },
      })
      for await (const chunk of body!.pipeThrough(new TextDecoderStream()))
        if (chunk.includes('"place":3999')) caughtUp += 1
    })
    const askForLocations = () => other.call('/v1/locations', { key })
    for (let count = 0; count < 3; count++) expect((await askForLocations()).status).toBe(200)
    expect(caughtUp).toBe(0)
    leaving.abort()
    await Promise.allSettled(crowd)
    await other.close()
  })

  it('ends when the server stops, and does not keep it from stopping', async () => {
    const other = await openTestApi()
    const response = await fetch(`${other.url}/v1/events/stream`, {
      headers: { authorization: `Bearer ${await other.makeKey()}` },
    })
    const startedMs = performance.now()
    await other.close()
    await response.text().catch(() => '')
    expect(performance.now() - startedMs).toBeLessThan(5000)
  })
})
