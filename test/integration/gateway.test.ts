import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Answer, type HubBesideCrm, type Request, startHub } from './start-hub.ts'

/** Any operation of the CRM through the hub, over HTTP, with the simulated CRM behind it. */

let house: HubBesideCrm
let locationId: string
let otherId: string
let companyId: string
const keys = { all: '', here: '', reader: '', destroyer: '' }

beforeAll(async () => {
  house = await startHub()
  const location = house.simulator.world.locations.find(({ name }) => name === 'Sunny Side Pet Care')
  locationId = location?.id ?? ''
  companyId = location?.companyId ?? ''
  await house.becomeOwner()
  await house.install(await house.addApp(), `company:${companyId}`)
  const { json } = await house.browser.call('/v1/locations')
  const ids = (json['items'] as { id: string }[]).map(({ id }) => id)
  otherId = ids.find((id) => id !== locationId) ?? ''
  keys.all = await house.makeKey({ permissions: ['read', 'write', 'live'] })
  keys.here = await house.makeKey({ permissions: ['read', 'write', 'live'], locationIds: [locationId] })
  keys.reader = await house.makeKey({ permissions: ['read'], locationIds: [locationId] })
  keys.destroyer = await house.makeKey({ permissions: ['read', 'write', 'destroy', 'passthrough'] })
}, 300_000)
afterAll(() => house.close())
beforeEach(() => house.simulator.faults.clear())

const ask = (path: string, request: Request = {}) => house.browser.call(path, { key: keys.here, ...request })
const post = (path: string, body: unknown, request: Request = {}) =>
  ask(path, { method: 'POST', body, ...request })
const callsOf = (operationId: string) => house.simulator.requests.byOperation[operationId] ?? 0
const problemOf = ({ status, json }: Answer) => [status, json['code']]
const detailsOf = ({ json }: Answer) => json['details'] as Record<string, unknown>
const issuesOf = (answer: Answer) =>
  detailsOf(answer)['issues'] as { field: string; rule: string; example?: unknown }[]
const sourceOf = ({ status, headers }: Answer) => [status, headers.get('causeway-source')]

let number = 0
/** Makes a contact and gives its id. */
async function makeContact(request: Request = {}): Promise<string> {
  number += 1
  const body = { locationId, firstName: 'Test', email: `contact-${number}@example.com` }
  const { status, text, json } = await post('/contacts/', body, request)
  if (status !== 201) throw new Error(text)
  return (json['contact'] as { id: string }).id
}

describe('a read', () => {
  it('is answered as the CRM does, then from the cache, and says so', async () => {
    const path = `/locations/${locationId}/customFields`
    const first = await ask(path)
    const second = await ask(path)
    expect([sourceOf(first), sourceOf(second)]).toEqual([
      [200, 'crm'],
      [200, 'cache'],
    ])
    expect(second.text).toBe(first.text)
    expect(second.headers.get('causeway-data-as-of')).toBe(first.headers.get('causeway-data-as-of'))
    expect(second.headers.get('x-content-type-options')).toBe('nosniff')
  })

  it('by POST is kept as well, whatever the order of its fields', async () => {
    const before = callsOf('v3.contacts.search-contacts-advanced')
    const first = await post('/contacts/search', { locationId, pageLimit: 5, page: 1 })
    const second = await post('/contacts/search', { page: 1, locationId, pageLimit: 5 })
    expect([sourceOf(first)[1], sourceOf(second)[1]]).toEqual(['crm', 'cache'])
    expect(second.text).toBe(first.text)
    expect(callsOf('v3.contacts.search-contacts-advanced') - before).toBe(1)
  })

  it('asked by many at once is asked once', async () => {
    const before = callsOf('v3.locations.get-location')
    const answers = await Promise.all(Array.from({ length: 20 }, () => ask(`/locations/${locationId}`)))
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1)
    expect(callsOf('v3.locations.get-location') - before).toBe(1)
  })

  it('goes past the cache for a key that may, and not for one that may not', async () => {
    const path = `/locations/${locationId}/tags`
    const headers = { 'cache-control': 'no-cache' }
    await ask(path)
    expect(sourceOf(await ask(path, { headers }))).toEqual([200, 'crm'])
    expect(sourceOf(await ask(path, { headers, key: keys.reader }))).toEqual([200, 'cache'])
  })

  it('after a write through the hub shows what was written', async () => {
    const id = await makeContact()
    const path = `/contacts/${id}`
    expect((await ask(path)).json).toMatchObject({ contact: { firstName: 'Test' } })
    // The webhook that tells of the new contact makes an answer that was kept before it old.
    await expect.poll(async () => sourceOf(await ask(path))[1]).toBe('cache')
    const change = await ask(path, {
      method: 'PUT',
      body: { firstName: 'Changed' },
      headers: { 'causeway-confirm': 'true' },
    })
    expect(change.status).toBe(200)
    expect((await ask(path)).json).toMatchObject({ contact: { firstName: 'Changed' } })
  })

  it('gets the older answer while the CRM is down, with the reason', async () => {
    const path = `/locations/${locationId}/customValues`
    await ask(path)
    house.simulator.faults.add({ kind: 'status', status: 503 })
    const answer = await ask(path, { headers: { 'cache-control': 'no-cache' } })
    expect(sourceOf(answer)).toEqual([200, 'cache'])
    expect(answer.headers.get('causeway-stale-because')).toBe('crm.remote_failure')
  })

  it('speaks the generation that the Version header asks for', async () => {
    const old = await ask(`/users/?locationId=${locationId}`, { headers: { version: '2021-07-28' } })
    expect(old.status).toBe(200)
    expect(callsOf('v2.users.get-user-by-location')).toBeGreaterThan(0)
  })
})

describe('a write', () => {
  it('under an idempotency key is applied once and answered alike', async () => {
    const before = callsOf('v3.contacts.create-contact')
    const headers = { 'idempotency-key': 'once-1' }
    const body = { locationId, firstName: 'Once', email: 'once@example.com' }
    const first = await post('/contacts/', body, { headers })
    const second = await post('/contacts/', body, { headers })
    expect([sourceOf(first), sourceOf(second)]).toEqual([
      [201, 'crm'],
      [201, 'replay'],
    ])
    expect(second.text).toBe(first.text)
    expect(callsOf('v3.contacts.create-contact') - before).toBe(1)
    const other = await post('/contacts/', { ...body, firstName: 'Twice' }, { headers })
    expect(problemOf(other)).toEqual([422, 'gateway.idempotency_mismatch'])
    // Another caller's key of the same name is another key.
    const theirs = await post(
      '/contacts/',
      { ...body, email: 'theirs@example.com' },
      { headers, key: keys.all },
    )
    expect(sourceOf(theirs)).toEqual([201, 'crm'])
  })

  it('sent by many at once under one key is applied once', async () => {
    const before = callsOf('v3.contacts.create-contact')
    const body = { locationId, firstName: 'Race', email: 'race@example.com' }
    const headers = { 'idempotency-key': 'race-1' }
    const answers = await Promise.all(Array.from({ length: 8 }, () => post('/contacts/', body, { headers })))
    expect(callsOf('v3.contacts.create-contact') - before).toBe(1)
    for (const answer of answers) expect([201, 409]).toContain(answer.status)
  })

  it('whose answer was lost is not repeated: somebody has to look', async () => {
    house.simulator.faults.add({
      kind: 'cut',
      when: 'after',
      match: { method: 'POST', pathPrefix: '/contacts' },
    })
    const headers = { 'idempotency-key': 'lost-1' }
    const body = { locationId, firstName: 'Lost', email: 'lost@example.com' }
    const lost = await post('/contacts/', body, { headers })
    expect(problemOf(lost)).toEqual([502, 'crm.connection_failed'])
    house.simulator.faults.clear()
    const before = callsOf('v3.contacts.create-contact')
    expect(problemOf(await post('/contacts/', body, { headers }))).toEqual([409, 'gateway.outcome_unknown'])
    expect(callsOf('v3.contacts.create-contact')).toBe(before)
  })

  it('that destroys has to be confirmed, or made with a key that may', async () => {
    const id = await makeContact()
    const refused = await ask(`/contacts/${id}`, { method: 'DELETE' })
    expect(problemOf(refused)).toEqual([428, 'gateway.confirm_required'])
    const headers = { 'causeway-confirm': 'true' }
    expect((await ask(`/contacts/${id}`, { method: 'DELETE', headers })).status).toBe(200)
    const second = await makeContact()
    const key = keys.destroyer
    const deleted = await ask(`/contacts/${second}`, {
      method: 'DELETE',
      key,
      headers: { 'causeway-location': locationId },
    })
    expect(deleted.status).toBe(200)
  })

  it('that costs money has to be confirmed, and a dry run shows it without sending', async () => {
    const contactId = await makeContact()
    const message = { type: 'SMS', contactId, message: 'Hello' }
    expect(problemOf(await post('/conversations/messages', message))).toEqual([
      428,
      'gateway.confirm_required',
    ])
    const before = callsOf('v3.conversations.send-a-new-message')
    const plan = await post('/conversations/messages', message, { headers: { 'causeway-dry-run': 'true' } })
    expect(plan.status).toBe(200)
    expect(plan.json).toMatchObject({ method: 'POST', locationId, needsConfirm: true, body: message })
    expect(plan.text).toContain('Bearer [redacted]')
    expect(plan.text).not.toMatch(/eyJ/)
    expect(callsOf('v3.conversations.send-a-new-message')).toBe(before)
  })

  it('uploads files byte by byte', async () => {
    const plan = [
      'postAtSpecificTime (YYYY-MM-DD HH:mm:ss),content,link (OGmetaUrl),imageUrls',
      '2027-12-01 10:00:00,First,,https://media.example.com/picture.jpg',
    ].join('\n')
    const form = new FormData()
    form.set('file', new Blob([plan], { type: 'text/csv' }), 'plan.csv')
    const response = await fetch(`${house.hub.url}/social-media-posting/${locationId}/csv`, {
      method: 'POST',
      headers: { authorization: `Bearer ${keys.here}` },
      body: form,
    })
    const text = await response.text()
    expect(text).toContain('rowsCount')
    expect(response.status).toBe(201)
  })
})

describe('bad input', () => {
  it('is told by field, rule and example, before the CRM is asked', async () => {
    // The hub asks the CRM by itself meanwhile, but never anything that is refused.
    const refusals = () => {
      const { byStatus } = house.simulator.requests
      return (byStatus['400'] ?? 0) + (byStatus['422'] ?? 0)
    }
    const before = refusals()
    const answer = await post(`/social-media-posting/${locationId}/posts/list`, {
      skip: 0,
      limit: '10',
      fromDate: '2026-01-01T00:00:00Z',
      includeUsers: 'true',
      type: 'planned',
      acounts: '1',
    })
    expect(problemOf(answer)).toEqual([422, 'gateway.invalid_request'])
    const issues = issuesOf(answer)
    expect(issues.map(({ field }) => field).toSorted()).toEqual(['body.acounts', 'body.toDate', 'body.type'])
    expect(issues.find(({ field }) => field === 'body.acounts')?.rule).toContain('"accounts"')
    expect(issues.find(({ field }) => field === 'body.type')).toMatchObject({
      rule: expect.stringContaining('scheduled') as string,
      example: expect.any(String) as string,
    })
    expect(issues.find(({ field }) => field === 'body.toDate')).toMatchObject({
      rule: 'is missing',
      example: expect.any(String) as string,
    })
    expect(refusals()).toBe(before)
  })

  it('that only has another type is corrected, and the correction told', async () => {
    const answer = await post(`/social-media-posting/${locationId}/posts/list`, {
      skip: 0,
      limit: 10,
      fromDate: '2026-01-01T00:00:00Z',
      toDate: '2026-12-31T00:00:00Z',
      includeUsers: true,
    })
    expect(answer.status).toBe(201)
    expect(answer.headers.get('causeway-coerced')).toContain('body.limit: 10 sent as "10"')
  })

  it('is the CRM’s to judge when the caller says so', async () => {
    const answer = await post(
      `/social-media-posting/${locationId}/posts/list`,
      { skip: '0' },
      { headers: { 'causeway-validation': 'off' } },
    )
    expect(answer.status).toBe(422)
    expect(answer.headers.get('causeway-source')).toBe('crm')
    expect(answer.json['name']).toBe('UnprocessableEntityException')
  })

  it('of an unknown path names the nearest', async () => {
    const answer = await ask('/contact/search')
    expect(problemOf(answer)).toEqual([404, 'gateway.path_unknown'])
    expect(JSON.stringify(detailsOf(answer))).toContain('/contacts/')
  })

  it('of an unknown operation names the nearest', async () => {
    const answer = await post('/v1/calls', { operation: 'contacts.get-contcat' })
    expect(problemOf(answer)).toEqual([404, 'gateway.operation_unknown'])
    expect(detailsOf(answer)['suggestions']).toContain('contacts.get-contact')
  })

  it('without a path parameter is told which is missing', async () => {
    const answer = await post('/v1/calls', { operation: 'contacts.get-contact' })
    expect(problemOf(answer)).toEqual([422, 'gateway.invalid_request'])
    expect(issuesOf(answer)[0]).toMatchObject({ field: 'path.contactId', rule: 'is missing' })
    const forgotten = await ask('/contacts/undefined')
    expect(issuesOf(forgotten)[0]?.field).toBe('path.contactId')
  })

  it('of a wrong Version names the right one', async () => {
    const headers = { version: '2021-07-28' }
    const answer = await ask(`/oauth/installed-locations?companyId=${companyId}`, { headers, key: keys.all })
    expect(problemOf(answer)).toEqual([404, 'gateway.version_wrong'])
    expect(detailsOf(answer)['version']).toBe('v3')
    expect(problemOf(await ask('/contacts/x', { headers: { version: 'four' } }))).toEqual([
      400,
      'gateway.version_invalid',
    ])
  })

  it('with another method names those there are', async () => {
    const answer = await ask('/contacts/', { method: 'PATCH' })
    expect(problemOf(answer)).toEqual([405, 'gateway.method_unknown'])
    expect(answer.headers.get('allow')).toBe('GET, POST')
  })

  it('too large is refused with the limit', async () => {
    const answer = await post('/contacts/', { locationId, firstName: 'x'.repeat(5 * 1_048_576) })
    expect(problemOf(answer)).toEqual([413, 'gateway.body_too_large'])
    expect(answer.json['detail']).toContain('5 MB')
  })

  it('that is no JSON or no UTF-8 is refused', async () => {
    const headers = { authorization: `Bearer ${keys.here}`, 'content-type': 'application/json' }
    const url = `${house.hub.url}/contacts/`
    const broken = await fetch(url, { method: 'POST', headers, body: '{"a":' })
    expect([broken.status, ((await broken.json()) as { code: string }).code]).toEqual([
      400,
      'api.invalid_json',
    ])
    const bytes = await fetch(url, { method: 'POST', headers, body: new Uint8Array([0x7b, 0xff, 0x7d]) })
    expect([bytes.status, ((await bytes.json()) as { code: string }).code]).toEqual([
      400,
      'api.text_unusable',
    ])
  })
})

describe('whom a call is for', () => {
  it('has to be told where nothing tells it', async () => {
    const answer = await ask('/contacts/abc', { key: keys.all })
    expect(problemOf(answer)).toEqual([400, 'gateway.location_needed'])
    expect(answer.json['hint']).toContain('Causeway-Location')
    const named = await ask('/contacts/abc', { key: keys.all, headers: { 'causeway-location': locationId } })
    expect(named.headers.get('causeway-source')).toBe('crm')
  })

  it('is the key’s only location, filled in where the operation requires it', async () => {
    const { status, json } = await post('/v1/calls', { operation: 'locations.get-location-tags' })
    expect(status).toBe(200)
    expect(json).toMatchObject({ status: 200 })
    expect(JSON.stringify(json['coerced'])).toContain('path.locationId: filled in')
  })

  it('is never another location than the key’s, wherever it is named', async () => {
    const forbidden = [403, 'gateway.location_forbidden']
    expect(problemOf(await ask(`/locations/${otherId}`))).toEqual(forbidden)
    expect(problemOf(await ask(`/users/?locationId=${otherId}`))).toEqual(forbidden)
    expect(problemOf(await post('/contacts/', { locationId: otherId, firstName: 'x' }))).toEqual(forbidden)
    const headers = { 'causeway-location': otherId }
    expect(problemOf(await ask('/contacts/abc', { headers }))).toEqual(forbidden)
    const hidden = { locationId, pageLimit: 1, filters: [{ locationId: otherId }] }
    expect(problemOf(await post('/contacts/search', hidden))).toEqual(forbidden)
    // Whether it exists is not told either.
    expect(problemOf(await ask('/locations/nowhere'))).toEqual(forbidden)
  })

  it('does not leak what another location has under an id', async () => {
    const id = await makeContact()
    await ask(`/contacts/${id}`)
    const answer = await ask(`/contacts/${id}`, { key: keys.all, headers: { 'causeway-location': otherId } })
    expect(answer.status).toBeGreaterThanOrEqual(400)
    expect(answer.text).not.toContain('example.com')
  })

  it('may not be two at once', async () => {
    const headers = { 'causeway-location': otherId }
    const answer = await ask(`/locations/${locationId}/tags`, { key: keys.all, headers })
    expect(problemOf(answer)).toEqual([400, 'gateway.location_mixed'])
  })

  it('may be a company, for keys of every location', async () => {
    const path = `/oauth/installedLocations?companyId=${companyId}&appId=abc`
    const headers = { version: '2021-07-28' }
    expect(problemOf(await ask(path, { headers }))).toEqual([403, 'gateway.company_forbidden'])
    const answer = await ask(path, { headers, key: keys.all })
    expect(answer.headers.get('causeway-source')).toBe('crm')
    const unknown = await ask('/oauth/installedLocations?companyId=nobody&appId=abc', {
      headers,
      key: keys.all,
    })
    expect(problemOf(unknown)).toEqual([404, 'connections.company_unknown'])
  })
})

describe('who may call', () => {
  it('is known: others are refused before their body is read', async () => {
    house.browser.forgetCookies()
    for (const path of ['/contacts/abc', `/locations/${locationId}`]) {
      const answer = await house.browser.call(path)
      expect(problemOf(answer)).toEqual([401, 'api.unauthenticated'])
      expect(answer.headers.get('www-authenticate')).toContain('Bearer')
    }
    const nowhere = await house.browser.call('/no/such/path')
    expect(problemOf(nowhere)).toEqual([404, 'api.not_found'])
    await house.browser.call('/v1/session', {
      method: 'POST',
      body: { email: 'owner@hub.test', password: 'correct horse battery' },
    })
  })

  it('with a key that only reads may read by POST and not write', async () => {
    const search = await post('/contacts/search', { locationId, pageLimit: 1 }, { key: keys.reader })
    expect(search.status).toBe(200)
    const body = { locationId, firstName: 'x' }
    expect(problemOf(await post('/contacts/', body, { key: keys.reader }))).toEqual([
      403,
      'gateway.permission_missing',
    ])
  })

  it('gets no token of the CRM', async () => {
    const answer = await post('/oauth/locationToken', { companyId, locationId }, { key: keys.destroyer })
    expect(problemOf(answer)).toEqual([403, 'gateway.operation_withheld'])
  })

  it('with a session is kept from other sites', async () => {
    const headers = { origin: 'https://elsewhere.example', 'sec-fetch-site': 'cross-site' }
    const answer = await house.browser.call('/contacts/', { method: 'POST', body: {}, headers })
    expect(problemOf(answer)).toEqual([403, 'api.cross_site'])
  })

  it('and may pass paths through that the catalog lacks, with a Version', async () => {
    const path = `/social-media-posting/${locationId}/tags`
    const headers = { 'causeway-location': locationId }
    const body = { tag: 'undocumented' }
    expect(problemOf(await post(path, body, { headers }))[0]).toBe(405)
    const unknown = `/social-media-posting/${locationId}/brand-new`
    expect(problemOf(await ask(unknown, { headers }))).toEqual([404, 'gateway.path_unknown'])
    const key = keys.destroyer
    expect(problemOf(await ask(unknown, { headers, key }))).toEqual([400, 'gateway.version_needed'])
    const created = await post(path, body, { headers: { ...headers, version: 'v3' }, key })
    // The CRM refuses it for a scope no app can ask for; that it was asked is what counts here.
    expect(sourceOf(created)).toEqual([401, 'crm'])
    // Servers are easy about how a path is written; the way to tokens is closed however that is.
    for (const tokens of ['/OAUTH/token', '/oauth/%74oken', '/%6Fauth/locationToken/x'])
      expect(problemOf(await post(tokens, {}, { headers: { ...headers, version: 'v3' }, key }))).toEqual([
        403,
        'gateway.operation_withheld',
      ])
    const passed = await ask(unknown, { headers: { ...headers, version: 'v3' }, key })
    expect(passed.status).toBe(404)
    expect(passed.text).toContain('Cannot GET')
  })
})

describe('a CRM in trouble', () => {
  const live = { headers: { 'cache-control': 'no-cache' } }

  it('passes its refusals on as they are', async () => {
    const answer = await ask('/contacts/000000000000000000000000')
    expect(answer.status).toBeGreaterThanOrEqual(400)
    expect(answer.headers.get('causeway-source')).toBe('crm')
    expect(answer.json['code']).toBeUndefined()
  })

  it('that is down answers a write with its own failure', async () => {
    house.simulator.faults.add({ kind: 'status', status: 503 })
    const answer = await post('/contacts/', { locationId, firstName: 'x' })
    expect(sourceOf(answer)).toEqual([503, 'crm'])
  })

  it('that answers broken JSON is a bad gateway', async () => {
    house.simulator.faults.add({ kind: 'malformed_json', match: { pathPrefix: '/surveys' } })
    const answer = await ask(`/surveys/?locationId=${locationId}`, live)
    expect(problemOf(answer)).toEqual([502, 'crm.malformed_answer'])
  })

  it('whose limit others used up is told with the time to wait', async () => {
    house.simulator.faults.add({ kind: 'status', status: 429, match: { pathPrefix: '/forms' } })
    const answer = await ask(`/forms/?locationId=${locationId}`, live)
    expect(problemOf(answer)).toEqual([503, 'crm.rate_limited'])
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
  }, 90_000)
})

describe('POST /v1/calls', () => {
  it('gives a refusal of the CRM as an answer, and notes every call', async () => {
    const { status, json } = await post('/v1/calls', {
      operation: 'v2.contacts.get-contact',
      path: { contactId: '000000000000000000000000' },
    })
    expect(status).toBe(200)
    expect(json).toMatchObject({ kind: 'answer', source: 'crm' })
    expect(json['status']).toBeGreaterThanOrEqual(400)
    const { json: line } = await ask(`/v1/calls/${String(json['callId'])}`)
    expect(line).toMatchObject({
      entryId: 'contacts.get-contact',
      operationId: 'v2.contacts.get-contact',
      outcome: 'refused',
      locationId,
      surface: 'v1',
    })
  })

  it('shows what would be sent', async () => {
    const { json } = await post('/v1/calls', {
      operation: 'contacts.delete-contact',
      path: { contactId: 'abc' },
      dryRun: true,
    })
    expect(json).toMatchObject({ kind: 'plan', method: 'DELETE', needsConfirm: true, locationId })
  })
})
