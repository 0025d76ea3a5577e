import { expect, it } from 'vitest'
import type { HubError } from '../platform/errors.ts'
import { planCall } from './plan-call.ts'
import { aCaller, aContext, anAnswer, aPreparedCall, aRequest, someParts } from './prepared-call.suite.ts'

const now = Date.parse('2026-03-01T10:00:00Z')
const tags = aRequest('v3.locations.get-location-tags', { pathParameters: { locationId: 'home' } })

it('shows the request as it would go out, without the token', async () => {
  const body = { locationId: 'home', firstName: 'Test' }
  const plan = await planCall(someParts(), aRequest('v3.contacts.create-contact', { body }), aContext())
  expect(plan).toMatchObject({
    method: 'POST',
    url: 'https://crm.test/contacts/',
    body,
    locationId: 'home',
    companyId: null,
    connectionId: 'connection',
    isCached: false,
    needsConfirm: false,
    budget: null,
  })
  expect(plan.headers).toMatchObject({
    authorization: 'Bearer [redacted]',
    'content-type': 'application/json',
    version: expect.any(String) as string,
  })
  expect(JSON.stringify(plan)).not.toContain('never sent')
})

it('writes path and query into the address: what needs escaping escaped, lists as repeated names', async () => {
  const contact = aRequest('v3.contacts.get-contact', { pathParameters: { contactId: 'a/b ü' } })
  expect((await planCall(someParts(), contact, aContext())).url).toBe(
    'https://crm.test/contacts/a%2Fb%20%C3%BC',
  )
  const passed = aRequest('v3.contacts.get-contact', {
    operation: undefined,
    path: '/new/thing',
    version: '2021-07-28',
    query: { tags: ['a&b', 'c'], limit: 5 },
  })
  const caller = aCaller({ permissions: ['read', 'passthrough'] })
  const plan = await planCall(someParts(), passed, aContext({ caller }))
  expect(plan.url).toBe('https://crm.test/new/thing?tags=a%26b&tags=c&limit=5')
  expect(plan.headers).not.toHaveProperty('content-type')
})

it('counts the bytes of a file and shows its own content type', async () => {
  const upload = aRequest('v3.medias.upload-media-content', {
    rawBody: { bytes: Buffer.alloc(2048), contentType: 'multipart/form-data; boundary=x' },
  })
  expect(await planCall(someParts(), upload, aContext())).toMatchObject({
    body: '[2048 bytes]',
    headers: { 'content-type': 'multipart/form-data; boundary=x' },
  })
})

it('says what would be corrected, and that a deletion would have to be confirmed', async () => {
  const search = aRequest('v3.contacts.search-contacts-advanced', {
    body: { locationId: 'home', page: '1', pageLimit: 20 },
  })
  const { coerced, body } = await planCall(someParts(), search, aContext())
  expect(coerced).toEqual(['body.page: "1" sent as 1'])
  expect(body).toMatchObject({ page: 1 })
  const deletion = aRequest('v3.contacts.delete-contact', { pathParameters: { contactId: 'a' } })
  expect((await planCall(someParts(), deletion, aContext())).needsConfirm).toBe(true)
  const caller = aCaller({ permissions: ['write', 'destroy'] })
  expect((await planCall(someParts(), deletion, aContext({ caller }))).needsConfirm).toBe(false)
})

it('says whether the cache would answer: only what is fresh, and not to those who ask past it', async () => {
  const parts = someParts({ clock: { now: () => new Date() } })
  const { question } = await aPreparedCall(tags, parts)
  if (question === undefined) throw new Error('the operation is not cached')
  const keep = (freshUntilMs: number) => {
    const place = { ownerId: 'home', module: 'locations' }
    parts.cache.put(
      question.key,
      place,
      { ...anAnswer({ asOfMs: now }), freshUntilMs },
      parts.cache.epochOf(place),
    )
  }
  keep(Date.now() - 1)
  expect((await planCall(parts, tags, aContext())).isCached).toBe(false)
  keep(Date.now() + 60_000)
  expect((await planCall(parts, tags, aContext())).isCached).toBe(true)
  const caller = aCaller({ permissions: ['read', 'live'] })
  expect((await planCall(parts, tags, aContext({ caller, isLive: true }))).isCached).toBe(false)
})

it('tells what is left of the limits', async () => {
  const asked: unknown[] = []
  const quota = { burstFree: 98, burstLimit: 100, dailyUsed: 12, dailyLimit: 200_000 }
  const limiter = {
    readQuota: async (filter: unknown) => {
      asked.push(filter)
      return [{ ...quota, budgetKey: 'app home' }] as never
    },
  }
  expect((await planCall(someParts({ limiter }), tags, aContext())).budget).toEqual(quota)
  expect(asked).toEqual([{ budgetKey: 'app home' }])
})

it('refuses what a call would be refused for', async () => {
  const codeOf = (problem: unknown) => (problem as HubError).code
  const planned = (request = tags, context = aContext()) =>
    planCall(someParts(), request, context).then(() => 'none', codeOf)
  expect(await planned(aRequest('v3.contacts.create-contact', { body: { firstNam: 'x' } }))).toBe(
    'gateway.invalid_request',
  )
  expect(await planned(tags, aContext({ caller: aCaller({ permissions: ['write'] }) }))).toBe(
    'gateway.permission_missing',
  )
  expect(await planned(tags, aContext({ caller: aCaller({ locationIds: ['away'] }) }))).toMatch(
    /^gateway\.location/,
  )
})
