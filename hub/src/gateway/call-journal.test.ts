import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createLog } from '../platform/log.ts'
import { type CallLine, createCallLogStore } from '../store/call-log.store.ts'
import type { HubDatabase } from '../store/database.ts'
import { testDatabases } from '../store/test-database.ts'
import { anEntry } from './call-entry.suite.ts'
import { type CallEntry, type CallJournal, createCallJournal } from './call-journal.ts'

const log = createLog({ level: 'silent' })

describe.each(await testDatabases())('call journal on $name', (database) => {
  let opened: HubDatabase
  let journal: CallJournal
  const read = async (): Promise<CallLine[]> =>
    (await createCallLogStore(opened.kysely).list({}, { limit: 200 })).items
  beforeEach(async () => {
    opened = await database.open()
    journal = createCallJournal({ store: createCallLogStore(opened.kysely), log })
  })
  afterEach(async () => {
    await journal.stop()
    await opened.close()
  })

  it('writes what was recorded, without secrets, when it stops at the latest', async () => {
    journal.record(anEntry({ query: { token: 'abc' }, body: { text: 'pit-1234567890' } }))
    await journal.stop()
    expect(await read()).toMatchObject([
      { count: 1, request: { query: { token: '[redacted]' }, body: { text: '[redacted]' } } },
    ])
    expect(journal).toMatchObject({ dropped: 0, waiting: 0 })
  })

  it('writes thousands of lines in few statements', async () => {
    let statements = 0
    const store = createCallLogStore(opened.kysely)
    const counted = createCallJournal({
      store: { insert: (lines) => (statements++, store.insert(lines)) },
      log,
    })
    for (let call = 0; call < 2200; call++) counted.record(anEntry())
    await counted.stop()
    expect(statements).toBe(5)
    const { count } = await opened.kysely
      .selectFrom('calls')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow()
    expect(count).toBe(2200)
  })

  it('counts cached answers by caller, operation, location and minute', async () => {
    const cached = (changes: Partial<CallEntry> = {}) =>
      journal.record(anEntry({ source: 'cache', attempts: 0, ...changes }))
    const first = cached()
    await journal.flush()
    expect(cached({ durationMs: 30 })).toBe(first)
    cached({ locationId: 'loc2' })
    cached({ at: new Date('2026-03-01T10:01:00Z') })
    await journal.flush()
    const lines = (await read()).map(
      ({ count, locationId, durationMs }) => `${locationId} ${count} ${durationMs}`,
    )
    expect(lines.toSorted()).toEqual(['loc1 1 10', 'loc1 2 20', 'loc2 1 10'])
  })
})

describe('call journal without a database', () => {
  it('keeps so many lines and counts the others, and writes them when the database is back', async () => {
    const written: CallLine[] = []
    let isAway = true
    const journal = createCallJournal({
      store: {
        async insert(lines) {
          if (isAway) throw new Error('away')
          written.push(...lines)
        },
      },
      log,
      everyMs: 5,
      capacity: 50,
    })
    for (let call = 0; call < 80; call++) journal.record(anEntry())
    expect(journal).toMatchObject({ dropped: 30, waiting: 50 })
    isAway = false
    await journal.stop()
    expect(written).toHaveLength(50)
    journal.record(anEntry())
    expect(journal.dropped).toBe(31)
  })

  it('drops the one line that cannot be stored, not the others', async () => {
    const written: CallLine[] = []
    const journal = createCallJournal({
      store: {
        async insert(lines) {
          if (lines.some(({ path }) => path === '/bad'))
            throw Object.assign(new Error('invalid input'), { code: '22P02' })
          written.push(...lines)
        },
      },
      log,
    })
    for (let call = 0; call < 9; call++) journal.record(anEntry({ path: call === 5 ? '/bad' : '/good' }))
    await journal.stop()
    expect(written).toHaveLength(8)
    expect(journal.dropped).toBe(1)
  })

  it('never fails a call, even one it cannot describe', () => {
    const journal = createCallJournal({ store: { insert: async () => {} }, log })
    const body = Object.defineProperty({}, 'broken', {
      enumerable: true,
      get() {
        throw new Error('a getter')
      },
    })
    expect(() => journal.record(anEntry({ body }))).not.toThrow()
    expect(journal.dropped).toBe(1)
  })
})
