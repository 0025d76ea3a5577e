import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '../platform/ids.ts'
import type { CallLine } from '../store/call-log.store.ts'
import { openTestApi, type TestApi } from './test-api.ts'

const aLine = (changes: Partial<CallLine> = {}): CallLine => ({
  id: newId(),
  at: new Date('2026-03-01T10:00:00Z'),
  entryId: 'contacts.get-contact',
  operationId: 'v3.contacts.get-contact',
  title: 'Get a contact',
  method: 'GET',
  path: '/contacts/1',
  access: 'read',
  locationId: 'one',
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
  request: { query: { limit: 1 }, body: null },
  message: null,
  hint: null,
  answerBytes: 120,
  ...changes,
})

describe('the log of calls', () => {
  let api: TestApi
  let key: string
  let keyOfOne: string
  const first = aLine({ title: '=HYPERLINK("x")' })
  const second = aLine({
    locationId: 'two',
    outcome: 'refused',
    status: 404,
    code: 'gateway.x',
    at: new Date('2026-03-01T11:00:00Z'),
  })
  const company = aLine({ locationId: null, companyId: 'company', at: new Date('2026-03-01T12:00:00Z') })
  const idsOf = ({ json }: { json: Record<string, unknown> }) =>
    (json['items'] as { id: string }[]).map(({ id }) => id)

  beforeAll(async () => {
    api = await openTestApi()
    key = await api.makeKey()
    keyOfOne = await api.makeKey({ locationIds: ['one'] })
    await api.parts.stores.calls.insert([first, second, company])
    const spent = {
      budgetKey: 'b',
      companyId: null,
      lane: 'sync',
      spender: 'sync:posts',
      spenderName: 'sync:posts',
    }
    await api.parts.stores.spending.add([
      { ...spent, day: '2026-03-01', locationId: 'one', calls: 3, refused: 1 },
      { ...spent, day: '2026-03-01', locationId: 'two', calls: 9, refused: 0 },
      { ...spent, day: '2026-03-01', locationId: 'one', calls: 2, refused: 0 },
    ])
  })
  afterAll(() => api.close())

  it('is searched, a page at a time, newest first', async () => {
    const page = await api.call('/v1/calls?limit=2', { key })
    expect(idsOf(page)).toEqual([company.id, second.id])
    const next = await api.call(`/v1/calls?limit=2&cursor=${String(page.json['nextCursor'])}`, { key })
    expect(idsOf(next)).toEqual([first.id])
    expect(next.json['nextCursor']).toBeNull()
    expect(
      idsOf(await api.call('/v1/calls?outcome=refused&q=bookk&from=2026-03-01T10:30:00Z', { key })),
    ).toEqual([second.id])
  })

  it('tells of one call what was asked, but not in lists', async () => {
    const { json } = await api.call(`/v1/calls/${first.id}`, { key })
    expect(json).toMatchObject({
      id: first.id,
      request: { query: { limit: 1 } },
      at: '2026-03-01T10:00:00.000Z',
    })
    const list = await api.call('/v1/calls?locationId=one', { key })
    expect(list.text).not.toContain('"request"')
    expect((await api.call(`/v1/calls/${newId()}`, { key })).json).toMatchObject({
      status: 404,
      code: 'api.call_unknown',
    })
  })

  it('shows a key the calls of its locations only', async () => {
    expect(idsOf(await api.call('/v1/calls', { key: keyOfOne }))).toEqual([first.id])
    expect((await api.call(`/v1/calls/${first.id}`, { key: keyOfOne })).status).toBe(200)
    for (const { id } of [second, company])
      expect((await api.call(`/v1/calls/${id}`, { key: keyOfOne })).json).toMatchObject({
        code: 'api.call_unknown',
      })
    expect((await api.call('/v1/calls?locationId=two', { key: keyOfOne })).json).toMatchObject({
      code: 'api.location_forbidden',
    })
    expect((await api.call('/v1/calls/export', { key: keyOfOne })).text.trim().split('\n')).toHaveLength(1)
    const spending = await api.call('/v1/calls/spending?to=2026-03-02', { key: keyOfOne })
    expect(spending.json['items']).toMatchObject([{ locationId: 'one', calls: 5 }])
    expect((await api.call('/v1/calls')).status).toBe(401)
  })

  it('is exported as CSV that a spreadsheet does not run, and as JSON lines', async () => {
    const csv = await api.call('/v1/calls/export?format=csv&locationId=one', { key })
    expect(csv.headers.get('content-type')).toBe('text/csv; charset=utf-8')
    expect(csv.headers.get('content-disposition')).toBe('attachment; filename="calls.csv"')
    const [head, line, ...rest] = csv.text.trim().split('\r\n')
    expect(head).toMatch(/^id,at,operation,title,/)
    expect(line).toContain(`,"'=HYPERLINK(""x"")",`)
    expect(rest).toEqual([])
    const ndjson = await api.call('/v1/calls/export', { key })
    expect(
      ndjson.text
        .trim()
        .split('\n')
        .map((text) => (JSON.parse(text) as CallLine).id),
    ).toEqual([company.id, second.id, first.id])
  })

  it('adds up who spent what', async () => {
    const { json } = await api.call('/v1/calls/spending?to=2026-03-05', { key })
    expect(json['items']).toEqual([
      {
        day: '2026-03-01',
        locationId: 'two',
        companyId: null,
        lane: 'sync',
        spender: 'sync:posts',
        calls: 9,
        refused: 0,
      },
      {
        day: '2026-03-01',
        locationId: 'one',
        companyId: null,
        lane: 'sync',
        spender: 'sync:posts',
        calls: 5,
        refused: 1,
      },
    ])
    const later = await api.call('/v1/calls/spending?from=2026-03-02&to=2026-03-05', { key })
    expect(later.json['items']).toEqual([])
  })

  it('refuses what it cannot read', async () => {
    for (const query of ['from=yesterday', 'outcome=good', 'cursor=abc', 'limit=1000'])
      expect((await api.call(`/v1/calls?${query}`, { key })).status, query).toBe(400)
    expect((await api.call('/v1/calls/17', { key })).status).toBe(400)
  })

  it('says in the metrics how many lines were lost', async () => {
    const { text } = await api.call('/metrics', { headers: { authorization: 'Bearer a-token-for-monitors' } })
    expect(text).toContain('causeway_call_log_lines_dropped 0')
    expect(text).toContain('causeway_crm_calls_waiting{lane="sync"} 0')
  })
})
