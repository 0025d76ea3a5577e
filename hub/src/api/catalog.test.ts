import { listEntries, listTriggers } from '@causeway/spec'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Connections } from '../connections/connections.types.ts'
import { viewEntry } from './catalog/view-entry.ts'
import { CatalogEntry, CatalogItem, Drift } from './contract/index.ts'
import { openTestApi, type TestApi } from './test-api.ts'

let api: TestApi
let key: string
const scopes = ['contacts.readonly', 'socialplanner/post.readonly']
beforeAll(async () => {
  // A location whose connection was granted two scopes.
  const connections = {
    locationConnections: async () => new Map([['loc-1', { locationId: 'loc-1', connectionId: 'c-1' }]]),
    listConnections: async () => [{ id: 'c-1', scopes }],
  } as unknown as Connections
  api = await openTestApi({ connections })
  key = await api.makeKey()
})
afterAll(() => api.close())

const get = async (path: string) => {
  const answer = await api.call(path, { key })
  return answer.json as {
    items: { id: string; missingScopes: string[] | null }[]
    total: number
    nextCursor: string
  }
}

describe('the catalog', () => {
  it('finds operations and triggers by words, best first', async () => {
    const { items } = await get('/v1/catalog?q=send+sms')
    expect(items[0]).toMatchObject({
      id: 'conversations.send-a-new-message',
      costsMoney: true,
      access: 'write',
    })
    const triggers = await get('/v1/catalog?q=new+lead&kind=trigger')
    expect(triggers.items[0]).toMatchObject({ id: 'contact.created', source: 'webhook', method: null })
  })

  it('lists everything once, page by page', async () => {
    const all = await get('/v1/catalog?limit=2000')
    expect(all.items).toHaveLength(all.total)
    const ids: string[] = []
    for (let cursor: string | null = ''; cursor !== null;) {
      const page = await get(`/v1/catalog?limit=200${cursor === '' ? '' : `&cursor=${cursor}`}`)
      ids.push(...page.items.map(({ id }) => id))
      cursor = page.nextCursor
    }
    expect(ids).toEqual(all.items.map(({ id }) => id))
    expect(new Set(ids).size).toBe(ids.length)
    for (const item of all.items) CatalogItem.parse(item)
  })

  it('tells what the connection of a location lacks', async () => {
    const { items } = await get('/v1/catalog?locationId=loc-1&module=contacts&limit=200')
    const missing = new Map(items.map((item) => [item.id, item.missingScopes]))
    expect(missing.get('contacts.get-contact')).toEqual([])
    expect(missing.get('contacts.create-contact')).toEqual(['contacts.write'])
    const allowed = await get('/v1/catalog?locationId=loc-1&module=contacts&allowed=true&limit=200')
    expect(allowed.items.length).toBeGreaterThan(0)
    expect(allowed.items.every((item) => item.missingScopes?.length === 0)).toBe(true)
    const refused = await get('/v1/catalog?locationId=loc-1&module=contacts&allowed=false&limit=200')
    expect(allowed.total + refused.total).toBe(items.length)
  })

  it('describes an operation with schemas that stand alone and examples', async () => {
    const answer = await api.call('/v1/catalog/contacts.create-contact', { key })
    const entry = CatalogEntry.parse(answer.json)
    expect(entry.definitions.map(({ generation }) => generation)).toEqual(['v3', 'v2'])
    expect(entry.definitions[0]).toMatchObject({
      operationId: 'v3.contacts.create-contact',
      body: { schema: { type: 'object' } },
      example: { body: { email: 'hello@example.com' } },
      sdk: { service: 'contacts', method: 'createContact' },
    })
    expect(entry.missingScopes).toBeNull()
    expect(entry.related.length).toBeGreaterThan(2)
    const same = await api.call('/v1/catalog/v2.contacts.create-contact', { key })
    expect(same.json['id']).toBe('contacts.create-contact')
  })

  it('describes a trigger with its traps', async () => {
    const { json } = await api.call('/v1/catalog/app.installed', { key })
    expect(CatalogEntry.parse(json).trigger).toMatchObject({
      webhook: { event: 'AppInstall', type: 'INSTALL' },
      example: { type: 'INSTALL' },
    })
  })

  it('describes every entry as the contract says', () => {
    const entries = [...listEntries(), ...listTriggers()]
    for (const entry of entries)
      expect(() => CatalogEntry.parse(viewEntry(entry, null)), entry.id).not.toThrow()
  })

  it('suggests the nearest for an id it does not have', async () => {
    const { status, json } = await api.call('/v1/catalog/contacts.get-contakt', { key })
    expect(status).toBe(404)
    expect(json).toMatchObject({ code: 'catalog.entry_unknown' })
    expect((json['details'] as { suggestions: string[] }).suggestions).toContain('contacts.get-contact')
  })

  it('counts its modules', async () => {
    const { items } = await get('/v1/catalog/modules')
    expect(items[0]).toMatchObject({ module: 'social', title: 'Social Planner' })
  })

  it.each([
    ['/v1/catalog?limit=0', 400],
    ['/v1/catalog?kind=thing', 400],
    ['/v1/catalog?cursor=nonsense', 400],
    [`/v1/catalog?q=${'x'.repeat(201)}`, 400],
    ['/v1/catalog/nothing', 404],
  ])('answers %s with a problem', async (path, status) => {
    const answer = await api.call(path, { key })
    expect(answer.status).toBe(status)
    expect(answer.headers.get('content-type')).toContain('application/problem+json')
  })

  it('tells a key nothing of other locations', async () => {
    const limited = await api.makeKey({ locationIds: ['loc-2'] })
    expect((await api.call('/v1/catalog?locationId=loc-1', { key: limited })).status).toBe(403)
    expect((await api.call('/v1/catalog/app.installed?locationId=loc-1', { key: limited })).status).toBe(403)
    expect((await api.call('/v1/catalog')).status).toBe(401)
  })
})

describe('drift', () => {
  const change = {
    kind: 'changed',
    operationId: 'v3.contacts.get-contact',
    entryId: 'contacts.get-contact',
    method: 'GET',
    path: '/contacts/{contactId}',
    sentences: ['The answer lost `contact.tags`.'],
    isBreaking: true,
    affects: [],
  }
  const report = {
    comparedAt: '2026-06-19T00:00:00.000Z',
    source: 'June',
    operations: 1203,
    changes: [change],
  }

  it('keeps the last report, and shows what answers were seen to differ', async () => {
    const empty = await api.call('/v1/drift', { key })
    expect(Drift.parse(empty.json)).toEqual({ report: null, observed: [] })
    const cookie = await api.signIn()
    const stored = await api.call('/v1/drift', { method: 'PUT', body: report, cookie })
    expect(stored.status).toBe(200)
    await api.parts.stores.observedDrift.add([
      {
        operationId: 'v3.contacts.get-contact',
        place: 'contact.x',
        problem: 'odd',
        count: 3,
        at: new Date(),
      },
    ])
    const { json } = await api.call('/v1/drift', { key })
    expect(Drift.parse(json)).toMatchObject({
      report,
      observed: [{ entryId: 'contacts.get-contact', place: 'contact.x', count: 3 }],
    })
  })

  it('tells which parts of the hub a change touches', async () => {
    const posts = { ...change, operationId: 'v3.social-planner.get-posts', entryId: 'social.get-posts' }
    const cookie = await api.signIn()
    const body = { ...report, changes: [posts] }
    const { json } = await api.call('/v1/drift', { method: 'PUT', body, cookie })
    expect(json).toMatchObject({ changes: [{ affects: ['sync of posts'] }] })
  })

  it('tells which workflows and mappings a change touches', async () => {
    const cookie = await api.signIn()
    const definition = {
      key: 'look-up',
      name: 'Look up',
      trigger: { type: 'event', events: ['post.published'] },
      steps: [
        {
          id: 'if',
          type: 'condition',
          if: { field: 'event.data.status', is: 'exists' },
          do: [{ id: 'look', type: 'call', operation: 'contacts.get-contact', path: { contactId: 'c' } }],
        },
      ],
    }
    const made = await api.call('/v1/workflows', { method: 'POST', body: { definition }, cookie })
    expect(made.status).toBe(201)
    const mapping = {
      source: { kind: 'contact' },
      locationIds: null,
      fields: [{ name: 'id', type: 'string', required: true, from: { path: 'id' }, transforms: [] }],
      key: ['id'],
    }
    await api.parts.mappings.publish('people', mapping as never, null)
    const { json } = await api.call('/v1/drift', { method: 'PUT', body: report, cookie })
    expect(json).toMatchObject({
      changes: [{ affects: ['workflow “Look up”', 'mapping “people”'] }],
    })
  })

  it('takes reports of people only, and only whole ones', async () => {
    expect((await api.call('/v1/drift', { method: 'PUT', body: report, key })).status).toBe(403)
    const cookie = await api.signIn()
    const bad = { ...report, comparedAt: 'yesterday' }
    expect((await api.call('/v1/drift', { method: 'PUT', body: bad, cookie })).status).toBe(400)
  })
})
