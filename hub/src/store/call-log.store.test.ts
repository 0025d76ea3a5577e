import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { newId } from '../platform/ids.ts'
import { type CallLine, type CallLogStore, createCallLogStore } from './call-log.store.ts'
import type { HubDatabase } from './database.ts'
import { testDatabases } from './test-database.ts'

const start = Date.parse('2026-03-01T10:00:00Z')
const after = (seconds: number): Date => new Date(start + seconds * 1000)
const aLine = (changes: Partial<CallLine> = {}): CallLine => ({
  id: newId(),
  at: after(0),
  entryId: 'contacts.get-contact',
  operationId: 'v3.contacts.get-contact',
  title: 'Get a contact',
  method: 'GET',
  path: '/contacts/Ab12Cd',
  access: 'read',
  locationId: 'loc1',
  companyId: null,
  caller: { kind: 'key', id: 'key-1', name: 'Bookkeeping' },
  surface: 'v1',
  lane: 'interactive',
  outcome: 'ok',
  status: 200,
  code: null,
  source: 'crm',
  durationMs: 12.5,
  count: 1,
  attempts: 1,
  idempotencyKey: null,
  traceId: null,
  request: { query: {}, body: null },
  message: null,
  hint: null,
  answerBytes: 120,
  ...changes,
})

describe.each(await testDatabases())('call log on $name', (database) => {
  let opened: HubDatabase
  let log: CallLogStore
  beforeEach(async () => {
    opened = await database.open()
    log = createCallLogStore(opened.kysely)
  })
  afterEach(() => opened.close())
  const idsOf = async (filter: Parameters<CallLogStore['list']>[0]) =>
    (await log.list(filter, { limit: 100 })).items.map(({ id }) => id)

  it('gives back what was written, whatever the texts hold', async () => {
    const line = aLine({
      title: `It's "quoted" \\ and 'more'`,
      message: 'no contact',
      request: { query: { a: [1, null] }, body: { text: 'ü 🙂' } },
    })
    await log.insert([line])
    expect(await log.find(line.id)).toEqual(line)
    expect(await log.find(newId())).toBeUndefined()
    expect(await log.find('not an id')).toBeUndefined()
    await log.insert([aLine({ title: 'NUL \0 and half \ud800', path: '/\0' })])
  })

  it('writes a line once, however often it is told to', async () => {
    const line = aLine()
    await log.insert([line])
    await log.insert([{ ...line, title: 'again' }])
    expect(await log.find(line.id)).toEqual(line)
  })

  it('counts cached answers of several processes into one line, with their mean duration', async () => {
    const line = aLine({ source: 'cache', count: 3, durationMs: 1 })
    await log.insert([line])
    await log.insert([{ ...line, count: 1, durationMs: 5, at: after(9) }])
    expect(await log.find(line.id)).toEqual({ ...line, count: 4, durationMs: 2 })
  })

  it('finds by every filter', async () => {
    const base = aLine()
    const other = aLine({
      at: after(60),
      entryId: 'contacts.delete-contact',
      operationId: 'v2.contacts.delete-contact',
      title: 'Delete a contact',
      method: 'DELETE',
      access: 'write',
      locationId: 'loc2',
      caller: { kind: 'person', id: 'ann', name: 'Ann Example' },
      surface: 'console',
      outcome: 'refused',
      status: 404,
      code: 'gateway.not_found',
      source: null,
      traceId: 'Trace-99aa',
    })
    const hub = aLine({ at: after(120), locationId: null, caller: { kind: 'hub', id: null, name: 'sync' } })
    await log.insert([base, other, hub])
    expect(await idsOf({})).toEqual([hub.id, other.id, base.id])
    expect(await idsOf({ locationId: 'loc2' })).toEqual([other.id])
    expect(await idsOf({ locationIds: ['loc1', 'loc3'] })).toEqual([base.id])
    expect(await idsOf({ locationIds: [] })).toEqual([])
    expect(await idsOf({ entryId: 'contacts.get-contact' })).toEqual([hub.id, base.id])
    expect(await idsOf({ outcome: 'refused' })).toEqual([other.id])
    expect(await idsOf({ outcome: 'ok' })).toEqual([hub.id, base.id])
    expect(await idsOf({ source: 'crm', access: 'read', surface: 'v1' })).toEqual([hub.id, base.id])
    expect(await idsOf({ callerId: 'ann' })).toEqual([other.id])
    expect(await idsOf({ from: after(60), to: after(120) })).toEqual([other.id])
    expect(await idsOf({ q: 'delete contact' })).toEqual([other.id])
    expect(await idsOf({ q: 'TRACE-99' })).toEqual([other.id])
    expect(await idsOf({ q: 'not_found ann' })).toEqual([other.id])
    expect(await idsOf({ q: 'bookkeep ab12cd' })).toEqual([base.id])
    expect(await idsOf({ q: base.id })).toEqual([base.id])
    expect(await idsOf({ q: `it's & | ! nothing:* '` })).toEqual([])
    expect(await idsOf({ q: '%\0?' })).toHaveLength(3)
  })

  it('pages through lines of one instant without losing or doubling any', async () => {
    const lines = Array.from({ length: 25 }, (_, index) => aLine({ at: after(index < 15 ? 1 : index) }))
    await log.insert(lines)
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const page = await log.list({ locationId: 'loc1' }, { limit: 4, cursor })
      seen.push(...page.items.map(({ id }) => id))
      cursor = page.nextCursor ?? undefined
    } while (cursor !== undefined)
    expect(seen).toHaveLength(25)
    expect(seen.toSorted()).toEqual(lines.map(({ id }) => id).toSorted())
    const walked: string[] = []
    for await (const some of log.walk({}, 5)) walked.push(...some.map(({ id }) => id))
    expect(walked).toEqual(seen)
  })

  it('refuses cursors of other lists', async () => {
    const cursor = Buffer.from(JSON.stringify(['calls', 'never', 'no id'])).toString('base64url')
    await expect(log.list({}, { limit: 1, cursor })).rejects.toMatchObject({ code: 'store.cursor_invalid' })
  })

  it('forgets the oldest first, as many as it is told', async () => {
    await log.insert(Array.from({ length: 10 }, (_, index) => aLine({ at: after(index) })))
    expect(await log.deleteOlder(after(8), 5)).toBe(5)
    expect(await log.deleteOlder(after(8), 5)).toBe(3)
    expect((await log.list({}, { limit: 9 })).items.map(({ at }) => at)).toEqual([after(9), after(8)])
  })
})
