import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { HubDatabase } from './database.ts'
import { appendEvents, createEventsStore, type NewEvent } from './events.store.ts'
import { testDatabases, untilReadable } from './test-database.ts'

const anEvent = (facts: Partial<NewEvent> = {}): NewEvent => ({
  locationId: 'l1',
  type: 'post.published',
  subject: { kind: 'post', id: 'p1', version: 2 },
  occurredAt: '2026-01-01T00:00:00.000Z',
  data: { summary: 'Hello' },
  ...facts,
})

describe.each(await testDatabases())('the event log on $name', (place) => {
  let database: HubDatabase
  beforeAll(async () => {
    database = await place.open()
  })
  afterAll(() => database.close())

  it('gives events in the order they were appended, and goes on from a position', async () => {
    const store = createEventsStore(database.kysely)
    for (const id of ['1', '2', '3'])
      await appendEvents(database.kysely, [
        anEvent({ subject: { kind: 'post', id: `${id}a` } }),
        anEvent({ subject: { kind: 'post', id: `${id}b` } }),
      ])
    await untilReadable(database.kysely)
    const first = await store.read({ limit: 3 })
    const rest = await store.read({ limit: 10, after: first.position })
    expect([...first.events, ...rest.events].map((event) => event.subject.id)).toEqual([
      '1a',
      '1b',
      '2a',
      '2b',
      '3a',
      '3b',
    ])
    expect(await store.latestPosition()).toBe(rest.position)
    expect(await store.read({ limit: 10, after: rest.position })).toEqual({
      events: [],
      position: rest.position,
    })
    const newest = await store.read({ limit: 2, order: 'newest' })
    expect(newest.events.map((event) => event.subject.id)).toEqual(['3b', '3a'])
    const older = await store.read({ limit: 2, order: 'newest', after: newest.position })
    expect(older.events.map((event) => event.subject.id)).toEqual(['2b', '2a'])
  })

  it('filters by location, type, type prefix and subject', async () => {
    await appendEvents(database.kysely, [
      anEvent({ locationId: 'l2', type: 'tag.created', subject: { kind: 'tag', id: 't1' } }),
      anEvent({ locationId: 'l2', type: 'tag.renamed', subject: { kind: 'tag', id: 't1', version: 2 } }),
      anEvent({ locationId: 'l2', type: 'tags.created', subject: { kind: 'tag', id: 't2' } }),
      anEvent({ locationId: 'l3', type: 'tag.created', subject: { kind: 'tag', id: 't1' } }),
    ])
    await untilReadable(database.kysely)
    const types = async (filter: object) =>
      (
        await createEventsStore(database.kysely).read({ limit: 10, locationIds: ['l2'], ...filter })
      ).events.map(({ type }) => type)
    expect(await types({})).toEqual(['tag.created', 'tag.renamed', 'tags.created'])
    expect(await types({ types: ['tag.*'] })).toEqual(['tag.created', 'tag.renamed'])
    expect(await types({ types: ['tag.renamed', 'tags.*'] })).toEqual(['tag.renamed', 'tags.created'])
    expect(await types({ types: [] })).toEqual([])
    expect(await types({ subjectId: 't2', subjectKind: 'tag' })).toEqual(['tags.created'])
    expect(await types({ locationIds: [] })).toEqual([])
  })

  it('finds what was recorded since an instant, counts what is unread, and deletes the oldest a little at a time', async () => {
    const own = await place.open()
    const store = createEventsStore(own.kysely)
    const day = (number: number) => new Date(Date.UTC(2026, 0, number))
    expect(await store.positionBefore(day(1))).toBe('0-0')
    for (let number = 1; number <= 30; number++) {
      await appendEvents(own.kysely, [anEvent({ data: { number } }), anEvent({ data: { number } })])
      await sql`update events set recorded_at = ${day(number).toISOString()}::timestamptz
        where (data ->> 'number')::int = ${number}`.execute(own.kysely)
    }
    // Transactions of other tests on the same server hold new events back for a moment.
    await expect.poll(async () => (await store.countBeyond('0-0', 100)).events).toBe(60)
    const numbers = async (query: object) =>
      (await store.read({ limit: 100, ...query })).events.map(({ data }) => data['number'])
    for (const number of [1, 2, 17, 30]) {
      const expected = Array.from({ length: 31 - number }, (_, index) => number + index).flatMap((one) => [
        one,
        one,
      ])
      expect(await numbers({ since: day(number) })).toEqual(expected)
      expect(await numbers({ since: day(number), order: 'newest' })).toEqual(expected.toReversed())
      expect(await numbers({ after: await store.positionBefore(day(number)) })).toEqual(expected)
    }
    expect(await numbers({ since: day(31) })).toEqual([])
    expect(await store.positionBefore(day(31))).toBe(await store.latestPosition())
    const unread = await store.countBeyond(await store.positionBefore(day(20)), 1000)
    expect(unread).toEqual({ events: 22, since: day(20) })
    expect((await store.countBeyond('0-0', 10)).events).toBe(10)
    expect(await store.countBeyond((await store.latestPosition())!, 10)).toEqual({ events: 0, since: null })

    expect(await store.deleteOldest(day(10), 7)).toBe(7)
    expect(await numbers({ limit: 2 })).toEqual([4, 5])
    expect(await store.deleteOldest(day(10), 100)).toBe(11)
    expect(await store.deleteOldest(day(10), 100)).toBe(0)
    expect(await numbers({ limit: 3 })).toEqual([10, 10, 11])
    await own.close()
  })

  it('holds facts that PostgreSQL cannot store as they are', async () => {
    await appendEvents(database.kysely, [anEvent({ locationId: 'l4', data: { text: 'zero \0' } })])
    await untilReadable(database.kysely)
    const { events } = await createEventsStore(database.kysely).read({ limit: 1, locationIds: ['l4'] })
    expect(events[0]!.data).toEqual({ text: 'zero \uFFFD' })
  })

  it.each(['', 'x', '1', '1-', '99999999999999999999-1', "1-1'; drop table events"])(
    'refuses %j as a position',
    async (after) => {
      await expect(createEventsStore(database.kysely).read({ limit: 1, after })).rejects.toMatchObject({
        code: 'store.position_invalid',
      })
    },
  )

  // PGlite has one connection, so that no two transactions overlap on it.
  it.runIf(place.name === 'PostgreSQL')(
    'shows an event only when none before it can still appear',
    async () => {
      const store = createEventsStore(database.kysely)
      const start = await store.latestPosition()
      let finish = () => {}
      const held = new Promise<void>((resolve) => {
        finish = resolve
      })
      let hasBegun = () => {}
      const begun = new Promise<void>((resolve) => {
        hasBegun = resolve
      })
      const slow = database.kysely.transaction().execute(async (trx) => {
        await appendEvents(trx, [anEvent({ locationId: 'l5', subject: { kind: 'post', id: 'slow' } })])
        hasBegun()
        await held
      })
      await begun
      await appendEvents(database.kysely, [
        anEvent({ locationId: 'l5', subject: { kind: 'post', id: 'quick' } }),
      ])
      expect((await store.read({ limit: 10, after: start, locationIds: ['l5'] })).events).toEqual([])
      finish()
      await slow
      await untilReadable(database.kysely)
      const { events } = await store.read({ limit: 10, after: start, locationIds: ['l5'] })
      expect(events.map(({ subject }) => subject.id)).toEqual(['slow', 'quick'])
    },
  )
})
