import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createLog } from '../platform/log.ts'
import type { HubDatabase } from '../store/database.ts'
import { appendEvents, createEventsStore, type EventFilter, type EventsStore } from '../store/events.store.ts'
import { testDatabases } from '../store/test-database.ts'
import { createEventFeed, type EventFeed } from './create-event-feed.ts'
import type { Follower } from './create-follower.ts'

// Transactions of other tests on the same server hold new events back for a moment.
vi.setConfig({ testTimeout: 30_000, expect: { poll: { timeout: 10_000 } } })

describe.each(await testDatabases())('the event feed on $name', (database) => {
  let opened: HubDatabase
  let feed: EventFeed
  let reads: number
  let appended: number
  let finds: number
  let looks: number
  const stopping = new Set<AbortController>()
  beforeEach(async () => {
    opened = await database.open()
    reads = 0
    appended = 0
    finds = 0
    looks = 0
    const store = createEventsStore(opened.kysely)
    const counting: EventsStore = {
      ...store,
      async read(query) {
        reads += 1
        const found = await store.read(query)
        if (found.events.length > 0) finds += 1
        return found
      },
      latestPosition() {
        looks += 1
        return store.latestPosition()
      },
    }
    feed = createEventFeed(counting, createLog({ level: 'silent' }))
  })
  afterEach(async () => {
    for (const stop of stopping) stop.abort()
    stopping.clear()
    feed.close()
    await opened.close()
  })

  /** Appends, and waits until everybody can read it. */
  async function append(types: string[], data: Record<string, unknown> = {}, locationId = 'loc') {
    await opened.kysely.transaction().execute((trx) =>
      appendEvents(
        trx,
        types.map((type) => ({
          locationId,
          type,
          subject: { kind: type.split('.')[0]!, id: type },
          occurredAt: new Date(),
          data,
        })),
      ),
    )
    appended += types.length
    const store = createEventsStore(opened.kysely)
    await expect.poll(async () => (await store.countBeyond('0-0', 10_000)).events).toBe(appended)
  }

  /** Follows until it is stopped, and notes the types it was handed. */
  async function follow(filter: EventFilter = {}, after?: string) {
    const follower = await feed.follow(filter, after)
    const stop = new AbortController()
    stopping.add(stop)
    const seen: string[] = []
    const run = async () => {
      while (!stop.signal.aborted) {
        const turn = feed.turn()
        const { frames, isAtEnd } = await follower.next()
        seen.push(...frames.map(({ event }) => event.type))
        if (isAtEnd) await feed.untilMore(turn, stop.signal)
      }
      follower.leave()
    }
    const ended = run()
    return { seen, stop: () => (stop.abort(), ended) }
  }

  async function drain(follower: Follower): Promise<string[]> {
    const types: string[] = []
    for (;;) {
      const { frames, isAtEnd } = await follower.next()
      types.push(...frames.map(({ event }) => event.type))
      if (isAtEnd) return types
    }
  }

  it('hands everybody what passes their filter, from one read for all of them', async () => {
    const everything = await Promise.all(Array.from({ length: 20 }, () => follow()))
    const posts = await follow({ types: ['post.*'] })
    const tag = await follow({ subjectKind: 'tag', subjectId: 'tag.made' })
    const elsewhere = await follow({ locationIds: ['elsewhere'] })
    await append(['first.of_all'])
    for (const { seen } of everything) await expect.poll(() => seen).toEqual(['first.of_all'])
    const before = finds
    await append(['post.made', 'tag.made', 'poster.made'])
    await append(['post.lost'], {}, 'elsewhere')
    const all = ['first.of_all', 'post.made', 'tag.made', 'poster.made', 'post.lost']
    for (const { seen } of everything) await expect.poll(() => seen).toEqual(all)
    await expect.poll(() => posts.seen).toEqual(['post.made', 'post.lost'])
    await expect.poll(() => tag.seen).toEqual(['tag.made'])
    await expect.poll(() => elsewhere.seen).toEqual(['post.lost'])
    expect(finds - before).toBeLessThanOrEqual(2)
  })

  it('passes the same events as the filter of the store does', async () => {
    await append(['post.made', 'tag.made', 'poster.made'])
    await append(['post.lost'], {}, 'elsewhere')
    const filters: EventFilter[] = [
      {},
      { types: ['post.*'] },
      { types: ['post.made', 'tag.*'] },
      { types: ['pos%'] },
      { types: [] },
      { locationIds: [] },
      { locationIds: ['elsewhere'], types: ['post.*'] },
      { subjectKind: 'post', subjectId: 'post.lost' },
    ]
    const live = await Promise.all(filters.map((filter) => follow(filter)))
    await expect.poll(() => feed.turn()).toBeGreaterThan(0)
    await append(['post.made', 'tag.made', 'poster.made'])
    await append(['post.lost'], {}, 'elsewhere')
    await expect.poll(() => live[0]!.seen).toHaveLength(4)
    for (const [index, filter] of filters.entries()) {
      const stored = await drain(await feed.follow(filter, '0-0'))
      expect([...live[index]!.seen, ...live[index]!.seen], JSON.stringify(filter)).toEqual(stored)
    }
  })

  it('lets one that is slow read the database, without a gap or a repeat, and keeps little in memory', async () => {
    const quick = await follow()
    const slow = await feed.follow({}, undefined)
    const expected: string[] = []
    // More than memory keeps of the end of the log.
    for (let batch = 0; batch < 6; batch++) {
      const types = Array.from({ length: 600 }, (_, place) => `event.${batch}.${place}`)
      expected.push(...types)
      await append(types)
      await expect.poll(() => quick.seen.length, { timeout: 5000 }).toBe(expected.length)
    }
    expect(quick.seen).toEqual(expected)
    const late: string[] = []
    while (late.length < expected.length) late.push(...(await drain(slow)))
    expect(late).toEqual(expected)
    await append(['one.more'])
    await expect.poll(() => quick.seen.at(-1)).toBe('one.more')
    expect(await drain(slow)).toEqual(['one.more'])
    slow.leave()
  })

  it('goes on from memory for who comes back, and refuses what is no position', async () => {
    const follower = await follow()
    await expect.poll(() => feed.turn()).toBeGreaterThan(0)
    await append(['post.one'])
    await expect.poll(() => follower.seen).toEqual(['post.one'])
    const { events } = await createEventsStore(opened.kysely).read({ limit: 1 })
    await append(['post.two'])
    await expect.poll(() => follower.seen).toHaveLength(2)
    const back = await feed.follow({}, events[0]!.position)
    expect(await drain(back)).toEqual(['post.two'])
    back.leave()
    await expect(feed.follow({}, 'nowhere')).rejects.toThrow('not a position')
  })

  it('looks at once when it is told to', async () => {
    const follower = await follow()
    await expect.poll(() => feed.turn()).toBeGreaterThan(0)
    const waits: number[] = []
    for (let count = 1; count <= 20; count++) {
      await append(['post.rung'])
      const startedAt = performance.now()
      feed.ring()
      while (follower.seen.length < count) await sleep(1)
      waits.push(performance.now() - startedAt)
    }
    expect(waits.toSorted((one, other) => one - other)[10]).toBeLessThan(45)
  })

  it('does not look while nobody follows', async () => {
    const follower = await follow()
    await append(['post.made'])
    await expect.poll(() => follower.seen).toHaveLength(1)
    await follower.stop()
    await sleep(200)
    const before = reads + looks
    feed.ring()
    await sleep(300)
    expect(reads + looks).toBe(before)
    // What happened meanwhile is for nobody who follows from now on.
    await append(['post.unseen'])
    const next = await follow()
    await expect.poll(() => looks).toBeGreaterThan(1)
    await append(['post.seen'])
    await expect.poll(() => next.seen).toEqual(['post.seen'])
  })
})
