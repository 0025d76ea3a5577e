import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createLog } from '../platform/log.ts'
import { countDrift } from './count-drift.ts'
import type { HubDatabase } from './database.ts'
import { createDriftReportsStore } from './drift-reports.store.ts'
import { createObservedDriftStore, type ObservedDriftStore } from './observed-drift.store.ts'
import { testDatabases } from './test-database.ts'

const start = Date.parse('2026-03-01T10:00:00Z')
const seconds = (count: number) => new Date(start + count * 1000)
const place = { operationId: 'v3.contacts.get-contact', place: 'contact.tags[]', problem: 'must be string' }

describe.each(await testDatabases())('drift on $name', (database) => {
  let opened: HubDatabase
  let store: ObservedDriftStore
  beforeEach(async () => {
    opened = await database.open()
    store = createObservedDriftStore(opened.kysely)
  })
  afterEach(() => opened.close())

  it('adds what is seen again to what was counted', async () => {
    await store.add([
      { ...place, count: 2, at: seconds(0) },
      { ...place, count: 1, at: seconds(5) },
      { ...place, problem: 'is missing', count: 1, at: seconds(1) },
    ])
    await store.add([{ ...place, count: 4, at: seconds(3) }])
    expect(await store.list()).toEqual([
      { ...place, count: 7, firstSeenAt: seconds(0).toISOString(), lastSeenAt: seconds(5).toISOString() },
      {
        ...place,
        problem: 'is missing',
        count: 1,
        firstSeenAt: seconds(1).toISOString(),
        lastSeenAt: seconds(1).toISOString(),
      },
    ])
    expect(await store.list(1)).toHaveLength(1)
  })

  it('counts in memory, takes item numbers out, and writes what waits when it stops', async () => {
    const log = createLog({ level: 'silent' })
    const counter = countDrift({ store, clock: { now: () => seconds(9) }, log, everyMs: 60_000 })
    for (let item = 0; item < 100; item += 1) {
      counter.count('v3.social-planner.get-posts', `results.posts[${item}].createdAt`, 'not a date')
    }
    counter.count('v3.social-planner.get-posts', 'bad\u0000place', 'x'.repeat(1000))
    expect(await store.list()).toEqual([])
    await counter.stop()
    const rows = await store.list()
    expect(rows.find((row) => row.place === 'results.posts[].createdAt')?.count).toBe(100)
    expect(rows.find((row) => row.place.startsWith('bad'))?.problem).toHaveLength(300)
  })

  it('does not tell places apart without end', async () => {
    const log = createLog({ level: 'silent' })
    const counter = countDrift({ store, clock: { now: () => seconds(9) }, log, everyMs: 60_000 })
    for (let key = 0; key < 5100; key += 1)
      counter.count('v3.objects.get-record-by-id', `record.${key}`, 'odd')
    await counter.stop()
    const rows = await store.list(6000)
    expect(rows).toHaveLength(5001)
    expect(rows.find((row) => row.place === '…')?.count).toBe(100)
  })

  it('keeps the last report only', async () => {
    const reports = createDriftReportsStore(opened.kysely)
    expect(await reports.read()).toBeUndefined()
    const report = {
      comparedAt: seconds(0).toISOString(),
      source: 'June',
      operations: 3,
      changes: [{ kind: 'added' }],
    }
    await reports.write(report)
    await reports.write({ ...report, source: 'July', changes: [] })
    expect(await reports.read()).toEqual({ ...report, source: 'July', changes: [] })
  })
})
