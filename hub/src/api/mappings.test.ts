import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { writeRecords } from '../store/write-records.ts'
import { openTestApi, type TestApi } from './test-api.ts'

let api: TestApi
let cookie: string
beforeEach(async () => {
  api = await openTestApi()
  cookie = await api.signIn()
  const { kysely } = api.parts
  await kysely
    .insertInto('locations')
    .values([{ id: 'loc' }, { id: 'other' }])
    .execute()
  for (const locationId of ['loc', 'other'])
    await kysely.transaction().execute((trx) =>
      writeRecords(trx, {
        locationId,
        kind: 'tag',
        records: [1, 2, 3].map((number) => ({
          id: `${locationId}-${number}`,
          data: { name: `tag ${number}` },
        })),
        at: new Date(),
      }),
    )
})
afterEach(() => api.close())

const definition = {
  source: { kind: 'tag_with_details' },
  fields: [
    { name: 'tag_id', type: 'string', from: { path: 'id' } },
    { name: 'name', type: 'string', from: { path: 'name' }, transforms: [{ use: 'case', to: 'upper' }] },
  ],
  key: ['tag_id'],
}
const put = (body: unknown, options: { key?: string } = {}) =>
  api.call('/v1/mappings/tags', {
    method: 'PUT',
    body,
    ...(options.key === undefined ? { cookie } : options),
  })

describe('mappings over HTTP', () => {
  it('saves drafts with what is wrong with them, publishes, compares and gives records page by page', async () => {
    const unfinished = {
      ...definition,
      fields: [...definition.fields, { name: 'x', type: 'string', from: { path: '' } }],
    }
    const draft = await put({ definition: unfinished, draft: true })
    expect(draft.json).toMatchObject({ activeVersion: null, issues: [{ path: 'fields.2.from.path' }] })
    expect((await put({ definition: unfinished })).json).toMatchObject({
      code: 'mappings.definition_invalid',
      status: 422,
      details: { issues: [{ path: 'fields.2.from.path' }] },
    })
    expect((await put({ definition })).json).toMatchObject({ activeVersion: 1, isNew: true, draft: null })
    expect((await put({ definition })).json).toMatchObject({ activeVersion: 1, isNew: false })
    const titled = await put({ definition: { ...definition, title: 'Tags' } })
    expect(titled.json).toMatchObject({ activeVersion: 2 })
    const diff = await api.call('/v1/mappings/tags/diff?from=1&to=2', { cookie })
    expect(diff.json).toMatchObject({ items: [{ subject: 'title', after: 'Tags' }] })
    const back = await api.call('/v1/mappings/tags/versions/1/activate', { method: 'POST', cookie, body: {} })
    expect(back.json).toMatchObject({ activeVersion: 1 })

    const key = await api.makeKey()
    const first = await api.call('/v1/records/tags?limit=4', { key })
    expect(first.json).toMatchObject({
      items: [{ tag_id: 'loc-1', name: 'TAG 1' }, {}, {}, { tag_id: 'other-1' }],
    })
    const rest = await api.call(`/v1/records/tags?limit=4&cursor=${String(first.json['nextCursor'])}`, {
      key,
    })
    expect(rest.json).toMatchObject({ items: [{ tag_id: 'other-2' }, {}], nextCursor: null, problems: [] })
  })

  it('refuses what the schema does not know, naming the place', async () => {
    const typo = { ...definition, fields: [{ ...definition.fields[0], requird: true }] }
    expect(await put({ definition: typo })).toMatchObject({
      status: 400,
      json: { code: 'api.invalid_input' },
    })
    expect((await api.call('/v1/mappings/none', { cookie })).json).toMatchObject({ code: 'mappings.unknown' })
    expect((await api.call('/v1/records/none', { cookie })).json).toMatchObject({ code: 'mappings.unknown' })
  })

  it('previews and samples within the locations of a key, and lets it change only mappings of its own', async () => {
    const key = await api.makeKey({ permissions: ['read', 'write'], locationIds: ['other'] })
    const preview = await api.call('/v1/mapping-previews', { method: 'POST', key, body: { definition } })
    expect(
      (preview.json['rows'] as { source: { locationId: string } }[]).map(({ source }) => source.locationId),
    ).toEqual(['other', 'other', 'other'])
    const sample = await api.call('/v1/mapping-samples', {
      method: 'POST',
      key,
      body: { source: { kind: 'tag' }, locationIds: ['loc'] },
    })
    expect(sample.json).toMatchObject({ code: 'api.location_forbidden' })
    expect((await put({ definition }, { key })).json).toMatchObject({ code: 'api.location_forbidden' })
    expect((await put({ definition: { ...definition, locationIds: ['other'] } }, { key })).status).toBe(200)
    expect((await api.call('/v1/records/tags', { key })).json['items']).toHaveLength(3)
    await put({ definition })
    expect((await api.call('/v1/mappings/tags', { method: 'DELETE', key })).json).toMatchObject({
      code: 'api.location_forbidden',
    })
    const reader = await api.makeKey()
    expect((await put({ definition }, { key: reader })).json).toMatchObject({
      code: 'api.permission_missing',
    })
  })

  it('takes secrets of destinations and never gives them back', async () => {
    const body = {
      name: 'warehouse',
      kind: 'postgres',
      settings: { host: '127.0.0.1', port: 1, database: 'd', user: 'u' },
      secret: 'swordfish-in-the-open',
    }
    const key = await api.makeKey({ permissions: ['read', 'write'] })
    expect((await api.call('/v1/destinations', { method: 'POST', key, body })).json).toMatchObject({
      code: 'api.person_required',
    })
    const made = await api.call('/v1/destinations', { method: 'POST', cookie, body })
    expect(made).toMatchObject({
      status: 201,
      json: { hasSecret: true, secret: null, settings: { tls: 'off' } },
    })
    const id = String(made.json['id'])
    const twice = await api.call('/v1/destinations', { method: 'POST', cookie, body })
    expect(twice.json).toMatchObject({ code: 'mappings.destination_name_taken' })
    const tested = await api.call(`/v1/destinations/${id}/test`, { method: 'POST', cookie, body: {} })
    expect(tested.json).toMatchObject({ code: 'mappings.destination_away' })
    const changed = await api.call(`/v1/destinations/${id}`, {
      method: 'PUT',
      cookie,
      body: { ...body, name: 'lake', secret: undefined },
    })
    expect(changed.json).toMatchObject({ name: 'lake', hasSecret: true })
    const listed = await api.call('/v1/destinations', { cookie })
    for (const text of [made.text, tested.text, changed.text, listed.text, api.logged()])
      expect(text).not.toContain('swordfish')
    const endpoint = await api.call('/v1/destinations', {
      method: 'POST',
      cookie,
      body: { name: 'app', kind: 'http', settings: { url: 'https://app.test/in' } },
    })
    expect(endpoint.json['secret']).toMatch(/^whsec_/)
    const weak = await api.call('/v1/destinations', {
      method: 'POST',
      cookie,
      body: { name: 'weak', kind: 'http', settings: { url: 'https://app.test/in' }, secret: 'whsec_' },
    })
    expect(weak.json).toMatchObject({ code: 'api.invalid_input' })
  })

  it('writes to a destination only what is published, and one mapping to one target', async () => {
    const { json } = await api.call('/v1/destinations', {
      method: 'POST',
      cookie,
      body: { name: 'files', kind: 'file', settings: { format: 'csv' } },
    })
    const write = (target: string) =>
      api.call('/v1/mapping-outputs', {
        method: 'POST',
        cookie,
        body: { mapping: 'tags', destinationId: json['id'], target },
      })
    await put({ definition, draft: true })
    expect((await write('tags.csv')).json).toMatchObject({ code: 'mappings.not_published' })
    await put({ definition })
    expect((await write('../tags.csv')).json).toMatchObject({ code: 'mappings.target_invalid' })
    const made = await write('tags.csv')
    expect(made).toMatchObject({ status: 201, json: { state: 'filling', mapping: 'tags', problem: null } })
    expect((await write('tags.csv')).json).toMatchObject({ code: 'mappings.target_taken' })
    expect((await api.call('/v1/mappings/tags', { method: 'DELETE', cookie })).json).toMatchObject({
      code: 'mappings.in_use',
    })
    const path = `/v1/mapping-outputs/${String(made.json['id'])}`
    expect((await api.call(`${path}/pause`, { method: 'POST', cookie, body: {} })).json).toMatchObject({
      isPaused: true,
    })
    expect((await api.call(`${path}/quarantine`, { cookie })).json).toEqual({ items: [], nextCursor: null })
    expect((await api.call(path, { method: 'DELETE', cookie })).status).toBe(204)
    expect((await api.call(path, { cookie })).json).toMatchObject({ code: 'mappings.output_unknown' })
  })
})
