import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestApi, type TestApi } from './test-api.ts'

let api: TestApi
beforeAll(async () => {
  api = await openTestApi()
  await api.parts.stores.locations.put([
    { id: 'mine', name: 'Mine' },
    { id: 'theirs', name: 'Theirs' },
  ])
})
afterAll(() => api.close())

const codeAt = async (path: string, options?: Parameters<TestApi['call']>[1]) => {
  const { status, json } = await api.call(path, options)
  return status < 400 ? status : json['code']
}

describe('who may call what', () => {
  it('nobody without a key or a session, and not with a wrong or revoked key', async () => {
    const key = await api.makeKey()
    const [row] = await api.parts.stores.apiKeys.list()
    expect(await codeAt('/v1/locations', { key })).toBe(200)
    // As people do it: a process remembers keys for a second, but never one that was revoked through it.
    const operator = api.parts.settings.localToken
    const revoked = await api.call(`/v1/api-keys/${row!.id}`, { method: 'DELETE', key: operator })
    expect(revoked.status).toBe(204)
    expect(await codeAt('/v1/locations')).toBe('api.unauthenticated')
    expect(await codeAt('/v1/locations', { key })).toBe('api.unauthenticated')
    expect(await codeAt('/v1/locations', { key: 'cw_wrong' })).toBe('api.unauthenticated')
    expect(await codeAt('/v1/locations', { key: 'pit-a-token-of-the-crm' })).toBe('api.unauthenticated')
    expect(await codeAt('/v1/locations', { cookie: 'causeway_session=guess' })).toBe('api.unauthenticated')
    const { headers } = await api.call('/v1/locations')
    expect(headers.get('www-authenticate')).toContain('Bearer')
  })

  it('every route of the contract but the public ones asks who calls', async () => {
    const { json } = await api.call('/openapi.json')
    const open: string[] = []
    for (const [template, methods] of Object.entries(json['paths'] as Record<string, object>))
      for (const method of Object.keys(methods)) {
        const path = template.replaceAll(/\{[^}]+\}/g, '00000000-0000-4000-8000-000000000000')
        const { status } = await api.call(path, { method: method.toUpperCase() })
        if (status !== 401) open.push(`${method} ${template}`)
      }
    expect(open.toSorted()).toEqual([
      'delete /v1/session',
      'get /healthz',
      'get /openapi.json',
      'get /readyz',
      'get /v1/session',
      'get /version',
      'post /hooks/{token}',
      'post /v1/session',
      'post /v1/setup',
    ])
  })

  it('takes a key in either header, before any cookie', async () => {
    const key = await api.makeKey()
    expect(await codeAt('/v1/locations', { headers: { 'x-api-key': key } })).toBe(200)
    const cookie = await api.signIn()
    expect(await codeAt('/v1/settings', { cookie })).toBe(200)
    expect(await codeAt('/v1/settings', { cookie, key })).toBe('api.person_required')
  })

  it('keys write only with the permission, and never touch credentials, keys or settings', async () => {
    const reader = await api.makeKey()
    const writer = await api.makeKey({ permissions: ['read', 'write', 'live'] })
    const sync = { method: 'POST', body: {} }
    expect(await codeAt('/v1/locations/mine/sync', { ...sync, key: reader })).toBe('api.permission_missing')
    expect(await codeAt('/v1/locations/mine/sync', { ...sync, key: writer })).toBe(202)
    for (const path of ['/v1/apps', '/v1/api-keys', '/v1/settings'])
      expect(await codeAt(path, { key: writer })).toBe('api.person_required')
    const install = { method: 'POST', body: { appId: crypto.randomUUID() }, key: writer }
    expect(await codeAt('/v1/connections/install', install)).toBe('api.person_required')
  })

  it('the CLI on the same machine may do what a person may', async () => {
    expect(await codeAt('/v1/api-keys', { key: api.parts.settings.localToken })).toBe(200)
  })

  it('metrics are for monitors and for keys of every location', async () => {
    const all = await api.makeKey()
    const some = await api.makeKey({ locationIds: ['mine'] })
    expect(await codeAt('/metrics')).toBe('api.unauthenticated')
    expect(await codeAt('/metrics', { key: 'a-token-for-monitor' })).toBe('api.unauthenticated')
    expect(await codeAt('/metrics', { key: some })).toBe('api.permission_missing')
    for (const key of [all, 'a-token-for-monitors']) {
      const { status, text } = await api.call('/metrics', { key })
      expect([status, text]).toEqual([200, expect.stringContaining('causeway_http_request_seconds_count')])
    }
  })
})

describe('a key of one location', () => {
  it('is kept from every path of another, whether that exists or not', async () => {
    const key = await api.makeKey({ permissions: ['read', 'write', 'live'], locationIds: ['mine'] })
    const { json } = await api.call('/openapi.json')
    const asked: string[] = []
    for (const [template, methods] of Object.entries(json['paths'] as Record<string, object>)) {
      if (!template.includes('{locationId}')) continue
      for (const method of Object.keys(methods))
        for (const locationId of ['theirs', 'nobodys']) {
          const path = template.replace('{locationId}', locationId).replaceAll(/\{[^}]+\}/g, 'x')
          const body = method === 'get' ? undefined : { details: {}, tagIds: [] }
          const isSync = template.endsWith('/sync') || template.endsWith('/details')
          const answer = await api.call(path, {
            method: method.toUpperCase(),
            key,
            ...(body !== undefined && { body: isSync && template.endsWith('/sync') ? {} : body }),
          })
          asked.push(path)
          // Bodies of the wrong shape are refused before the location is looked at, and tell nothing either.
          expect([path, [403, 400].includes(answer.status)]).toEqual([path, true])
          expect(answer.text).not.toContain('Theirs')
        }
    }
    expect(asked.length).toBeGreaterThan(24)
  })

  it('is kept from another location named in the query', async () => {
    const key = await api.makeKey({ locationIds: ['mine'] })
    const statistics = { method: 'POST', body: { profileIds: ['p'] }, key }
    for (const path of [
      '/socialplanner/statistics.readonly?locationId=theirs',
      '/v1/events?locationId=theirs',
      '/v1/events/stream?locationId=theirs',
    ])
      expect(await codeAt(path, { key })).toBe('api.location_forbidden')
    expect(await codeAt('/social-media-posting/statistics?locationId=theirs', statistics)).toBe(
      'api.location_forbidden',
    )
  })

  it('sees only its own in lists', async () => {
    const key = await api.makeKey({ locationIds: ['mine', 'nobodys'] })
    const { json } = await api.call('/v1/locations', { key })
    expect((json['items'] as { id: string }[]).map(({ id }) => id)).toEqual(['mine'])
  })
})

describe('other sites cannot write with a visitor’s cookie', () => {
  const patch = (cookie: string, headers: Record<string, string>) =>
    codeAt('/v1/settings', { method: 'PATCH', body: { brand: 'Ours' }, cookie, headers })

  it('by origin, by what the browser says of the site, and by other ports of this machine', async () => {
    const cookie = await api.signIn()
    const other = { origin: 'http://evil.test' }
    const port = { origin: 'http://127.0.0.1:1', 'sec-fetch-site': 'same-site' }
    for (const headers of [other, port, { origin: 'null' }, { 'sec-fetch-site': 'cross-site' }])
      expect(await patch(cookie, headers)).toBe('api.cross_site')
    expect(await patch(cookie, { origin: api.url, 'sec-fetch-site': 'same-origin' })).toBe(200)
    expect(await patch(cookie, {})).toBe(200)
  })

  it('nor sign a visitor in as somebody else', async () => {
    const attempt = { method: 'POST', body: {}, headers: { origin: 'http://evil.test' } }
    expect(await codeAt('/v1/session', attempt)).toBe('api.cross_site')
  })

  it('but keys work from anywhere, for no browser sends them by itself', async () => {
    const key = await api.makeKey({ permissions: ['write'] })
    const call = { method: 'POST', body: {}, key, headers: { origin: 'http://app.test' } }
    expect(await codeAt('/v1/locations/mine/sync', call)).toBe(202)
  })
})
