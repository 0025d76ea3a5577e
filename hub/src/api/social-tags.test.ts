import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { writeRecords } from '../store/write-records.ts'
import { openTestApi, type TestApi } from './test-api.ts'

let api: TestApi
let reader: string
let writer: string
const syncedAt = new Date(Date.now() - 90_000)

beforeAll(async () => {
  api = await openTestApi()
  reader = await api.makeKey()
  writer = await api.makeKey({ permissions: ['read', 'write'] })
  await api.parts.stores.locations.put([{ id: 'loc', name: 'Bakery' }, { id: 'empty' }])
  for (const locationId of ['loc', 'empty']) {
    await api.parts.stores.streams.ensureStreams(locationId, ['tags'], 60_000)
    await api.parts.kysely
      .updateTable('streams')
      .set({ first_synced_at: syncedAt, last_finished_at: syncedAt })
      .where('location_id', '=', locationId)
      .execute()
  }
  const raw = (id: string, tag: string) => ({
    _id: id,
    tag,
    locationId: 'loc',
    createdBy: 'u',
    deleted: false,
  })
  await api.parts.kysely.transaction().execute((trx) =>
    writeRecords(trx, {
      locationId: 'loc',
      kind: 'tag',
      records: ['Launch', 'autumn', '50%_off'].map((name, place) => ({
        id: `t${place}`,
        data: { name },
        raw: raw(`t${place}`, name),
      })),
      at: syncedAt,
    }),
  )
})
afterAll(() => api.close())

const list = (query = '', locationId = 'loc') =>
  api.call(`/social-media-posting/${locationId}/tags${query}`, { key: reader })
const details = (body: unknown, key = writer) =>
  api.call('/social-media-posting/loc/tags/details', { method: 'POST', key, body })
const namesIn = ({ json }: { json: Record<string, unknown> }) =>
  (json['results'] as { tags: { tag: string }[] }).tags.map(({ tag }) => tag)

describe('GET /social-media-posting/:locationId/tags', () => {
  it('answers in the CRM’s shape and says how fresh it is', async () => {
    const answer = await list()
    expect(answer.status).toBe(200)
    expect(answer.json).toMatchObject({
      success: true,
      statusCode: 200,
      message: 'Fetched Tags by Location ID',
      results: { count: 3 },
      traceId: answer.headers.get('x-request-id'),
    })
    expect(namesIn(answer)).toEqual(['50%_off', 'autumn', 'Launch'])
    expect(answer.headers.get('causeway-source')).toBe('store')
    expect(Number(answer.headers.get('age'))).toBeGreaterThanOrEqual(90)
    expect(answer.headers.get('causeway-data-as-of')).toBe(syncedAt.toISOString())
  })

  it('searches and pages with the CRM’s strings', async () => {
    expect(namesIn(await list('?searchText=AUT'))).toEqual(['autumn'])
    expect(namesIn(await list('?searchText=%25_'))).toEqual(['50%_off'])
    expect(namesIn(await list('?limit=1&skip=1'))).toEqual(['autumn'])
    expect((await list('?limit=1&skip=1')).json).toMatchObject({ results: { count: 3 } })
    expect(namesIn(await list('?limit=&skip='))).toHaveLength(3)
    expect(namesIn(await list('?skip=999999999'))).toEqual([])
  })

  it('gives a real list where the CRM gives a sentence', async () => {
    expect((await list('', 'empty')).json).toMatchObject({ results: { tags: [], count: 0 } })
  })

  it.each(['?limit=ten', '?skip=-1', '?limit=99999999999', `?searchText=${'x'.repeat(300)}`])(
    'refuses %.40s, in words both kinds of client read',
    async (query) => {
      const { status, json } = await list(query)
      expect(status).toBe(400)
      expect(json).toMatchObject({ code: 'api.invalid_input', statusCode: 400, error: 'Bad Request' })
      expect(json['message']).toBe(json['detail'])
    },
  )

  it('refuses a Version that is none', async () => {
    const { json } = await api.call('/social-media-posting/loc/tags', {
      key: reader,
      headers: { version: 'v9' },
    })
    expect(json['code']).toBe('api.version_invalid')
  })

  it('does not ask the CRM for a key without the permission, whatever it wishes', async () => {
    const answer = await api.call('/social-media-posting/loc/tags', {
      key: reader,
      headers: { 'cache-control': 'no-cache' },
    })
    expect([answer.status, answer.headers.get('causeway-source')]).toEqual([200, 'store'])
  })
})

describe('POST /social-media-posting/:locationId/tags/details', () => {
  it('reads tags by id, in the order asked, also for a key that may only read', async () => {
    const answer = await details({ tagIds: ['t2', 'gone', 't0'] }, reader)
    expect(answer.status).toBe(201)
    expect(namesIn(answer)).toEqual(['50%_off', 'Launch'])
    expect(answer.json).toMatchObject({ message: 'Fetched Tags by Tag IDs', results: { count: 2 } })
    expect((await details({ tagIds: ['gone'] }, reader)).json).toMatchObject({
      results: { tags: [], count: 0 },
    })
  })

  it('creates and updates details of one tag, and says what it did', async () => {
    const changes = []
    for (const colour of ['red', 'red', 'blue']) {
      const { status, json } = await details({ tagId: 't0', details: { colour } })
      const [tag] = (json['results'] as { tags: { change: string; version: number }[] }).tags
      changes.push([status, tag?.change, tag?.version])
    }
    expect(changes).toEqual([
      [201, 'created', 1],
      [201, 'unchanged', 1],
      [201, 'updated', 2],
    ])
    const { json } = await api.call('/v1/locations/loc/tags/t0', { key: reader })
    expect(json['details']).toEqual({ colour: 'blue' })
  })

  it('writes several tags or none', async () => {
    const tags = [
      { tagId: 't1', details: { owner: 'Ann' } },
      { tagId: 'gone', details: { owner: 'Ann' } },
    ]
    const refused = await details({ tags })
    expect([refused.status, refused.json['code']]).toEqual([404, 'store.record_unknown'])
    expect((await api.call('/v1/locations/loc/tags/t1', { key: reader })).json['details']).toBeNull()
    const { json } = await details({ tags: [tags[0], { tagId: 't2', details: {} }] })
    expect(json).toMatchObject({ message: 'Saved Tag Details', results: { count: 2 } })
  })

  it('a key that may only read cannot write', async () => {
    const { status, json } = await details({ tagId: 't0', details: {} }, reader)
    expect([status, json['code']]).toEqual([403, 'api.permission_missing'])
  })

  it.each([
    {},
    { tagIds: 't0' },
    { tagIds: ['t0'], tagId: 't0', details: {} },
    { tagId: 't0' },
    { details: {} },
    { tags: [] },
    { tags: [{ tagId: 't0' }] },
    { tagId: 't0', details: {}, colour: 'red' },
    { tagIds: Array.from({ length: 1001 }, String) },
    {
      tags: [
        { tagId: 't0', details: {} },
        { tagId: 't0', details: {} },
      ],
    },
    { tagId: 7, details: {} },
    { tagId: 't0', details: [] },
  ])('refuses %j', async (body) => {
    const { status, json } = await details(body)
    expect([status, json['code']]).toEqual([400, 'api.invalid_input'])
  })

  it('refuses a version that is not the stored one', async () => {
    const { status, json } = await details({ tagId: 't0', details: {}, expectedVersion: 7 })
    expect([status, json['code']]).toEqual([409, 'store.version_conflict'])
  })
})

describe('GET /socialplanner/statistics.readonly', () => {
  it('answers from the hub’s days', async () => {
    await api.parts.kysely
      .insertInto('daily_statistics')
      .values({
        location_id: 'loc',
        account_id: 'p1',
        metric: 'likes',
        platform: 'facebook',
        day: '2026-01-15',
        value: 4,
        first_observed_at: syncedAt,
        observed_at: syncedAt,
      })
      .execute()
    const path = '/socialplanner/statistics.readonly?locationId=loc&dateRange=2026-01-01..2026-01-31'
    const answer = await api.call(`${path}&granularity=month&compare=previous`, { key: reader })
    expect(answer.json).toMatchObject({
      totals: { likes: 4 },
      periods: ['2026-01-01'],
      change: { likes: null },
      series: [{ platform: 'facebook', metric: 'likes', values: [4] }],
    })
    expect(answer.headers.get('causeway-data-as-of')).toBe(syncedAt.toISOString())
    expect(Number(answer.headers.get('age'))).toBeGreaterThanOrEqual(90)
  })

  it.each([
    ['', 400, 'api.invalid_input'],
    ['?locationId=loc&from=2026-02-01&to=2026-01-01', 400, 'analytics.range_invalid'],
    ['?locationId=unknown', 404, 'api.location_unknown'],
  ])('refuses "%s"', async (query, status, code) => {
    const answer = await api.call(`/socialplanner/statistics.readonly${query}`, { key: reader })
    expect([answer.status, answer.json['code']]).toEqual([status, code])
  })
})
