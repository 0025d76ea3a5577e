import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createLog } from '../platform/log.ts'
import type { HubDatabase } from '../store/database.ts'
import { createEventReadersStore } from '../store/event-readers.store.ts'
import { appendEvents, createEventsStore } from '../store/events.store.ts'
import { testDatabases, untilReadable } from '../store/test-database.ts'
import { createEventFeed, type EventFeed } from './create-event-feed.ts'
import { createLogReader, type LogReader, type LogReaderOptions } from './create-log-reader.ts'

const log = createLog({ level: 'silent' })

describe.each(await testDatabases())('log readers on $name', (database) => {
  let opened: HubDatabase
  let feed: EventFeed
  let readers: LogReader[]
  beforeEach(async () => {
    opened = await database.open()
    feed = createEventFeed(createEventsStore(opened.kysely), log)
    readers = []
  })
  afterEach(async () => {
    feed.close()
    await Promise.all(readers.map((reader) => reader.stop()))
    await opened.close()
  })

  const append = (...types: string[]) =>
    opened.kysely.transaction().execute((trx) =>
      appendEvents(
        trx,
        types.map((type) => ({
          locationId: 'loc',
          type,
          subject: { kind: 'post', id: type },
          occurredAt: new Date(),
          data: {},
        })),
      ),
    )
  const start = (options: Partial<LogReaderOptions> & Pick<LogReaderOptions, 'name' | 'handle'>) => {
    const store = createEventReadersStore(opened.kysely)
    const reader = createLogReader({ readers: store, feed, log, ...options })
    readers.push(reader)
    reader.start()
    return { reader, store }
  }

  it('hands over every event once and in order, from where it was told to begin', async () => {
    await append('a', 'b')
    // Where the news begin is where the log ends for readers, not for writers.
    await untilReadable(opened.kysely)
    const all: string[] = []
    const news: string[] = []
    start({
      name: 'all',
      startAt: 'beginning',
      batchSize: 2,
      handle: async (events) => void all.push(...events.map(({ type }) => type)),
    })
    const { store } = start({
      name: 'news',
      handle: async (events) => void news.push(...events.map(({ type }) => type)),
    })
    await expect.poll(() => store.list()).toHaveLength(2)
    await expect.poll(() => all).toEqual(['a', 'b'])
    await append('c')
    await append('d', 'e')
    await expect.poll(() => all).toEqual(['a', 'b', 'c', 'd', 'e'])
    await expect.poll(() => news).toEqual(['c', 'd', 'e'])
  })

  it('keeps its place with what it made, so that a failure repeats nothing that was stored', async () => {
    await append('a', 'b', 'c')
    let mustFail = true
    const { store } = start({
      name: 'writer',
      startAt: 'beginning',
      batchSize: 1,
      async handle([event], trx) {
        await trx.insertInto('hub_settings').values({ key: event!.type, value: '1' }).execute()
        if (event!.type === 'b' && mustFail) {
          mustFail = false
          throw new Error('not today')
        }
      },
    })
    await expect.poll(async () => (await store.list())[0]?.error).toBe('not today')
    const written = async () => {
      const rows = await opened.kysely.selectFrom('hub_settings').select('key').orderBy('key').execute()
      return rows.map(({ key }) => key)
    }
    expect(await written()).toEqual(['a'])
    await expect.poll(written, { timeout: 5000 }).toEqual(['a', 'b', 'c'])
    expect(await store.list()).toMatchObject([{ failures: 0, error: null }])
  })

  it('goes on beside one that fails, steps over what does not pass its filter, and reads again when rewound', async () => {
    start({
      name: 'broken',
      startAt: 'beginning',
      handle: () => Promise.reject(new Error('always')),
    })
    const seen: string[] = []
    const { reader, store } = start({
      name: 'picky',
      startAt: 'beginning',
      filter: { types: ['post.*'] },
      handle: async (events) => void seen.push(...events.map(({ type }) => type)),
    })
    await append('tag.created', 'post.created', 'tag.removed')
    await expect.poll(() => seen).toEqual(['post.created'])
    const latest = await createEventsStore(opened.kysely).latestPosition()
    const placeOf = async () => (await store.list()).find(({ name }) => name === 'picky')?.position
    await expect.poll(placeOf).toBe(latest)
    await store.rewind('picky', null)
    reader.wake()
    await expect.poll(() => seen).toEqual(['post.created', 'post.created'])
  })

  it('is one reader however many processes run it', async () => {
    const seen: string[] = []
    const handle: LogReaderOptions['handle'] = async (events) =>
      void seen.push(...events.map(({ type }) => type))
    for (let process = 0; process < 3; process++) start({ name: 'shared', startAt: 'beginning', handle })
    const types = Array.from({ length: 30 }, (_, index) => `e${index}`)
    for (const type of types) await append(type)
    await expect.poll(() => seen.length).toBe(30)
    expect(seen).toEqual(types)
  })
})
