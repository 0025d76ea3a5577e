import { HighLevel } from '@gohighlevel/api-client'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Answer, type HubBesideCrm, type Request, startHub } from './start-hub.ts'

/** The four routes of the promise, asked as the CRM's own SDK and as curl ask, with the simulated CRM behind the hub. */

let house: HubBesideCrm
let locationId: string
let reader: string
let live: string
let profileIds: string[]
beforeAll(async () => {
  house = await startHub()
  const { world } = house.simulator
  locationId = world.locations.find(({ name }) => name === 'Sunny Side Pet Care')?.id ?? ''
  await house.becomeOwner()
  await house.install(await house.addApp(), `location:${locationId}`)
  await house.untilFilled(locationId)
  reader = await house.makeKey({ permissions: ['read', 'write'] })
  live = await house.makeKey({ permissions: ['read', 'live'], locationIds: [locationId] })
  const { json } = await house.browser.call(`/v1/locations/${locationId}/accounts`)
  profileIds = (json['items'] as { profileId: string }[]).map(({ profileId }) => profileId)
})
afterAll(() => house.close())
beforeEach(() => house.simulator.faults.clear())

const tagsPath = () => `/social-media-posting/${locationId}/tags`
const statisticsPath = () => `/social-media-posting/statistics?locationId=${locationId}`
const noCache = { 'cache-control': 'no-cache' }
const ask = (path: string, request: Request = {}) => house.browser.call(path, { key: reader, ...request })
const sourceOf = ({ status, headers }: Answer) => [status, headers.get('causeway-source')]
const namesOf = ({ json }: Answer) =>
  (json['results'] as { tags: { tag: string }[] }).tags.map(({ tag }) => tag).toSorted()
const callsToCrm = () => house.simulator.requests.total
const statisticsCalls = (body: object, request: Request = {}) =>
  ask(statisticsPath(), { method: 'POST', body, ...request })

describe('tags', () => {
  it('are the CRM’s, without asking it', async () => {
    const before = callsToCrm()
    const answer = await ask(tagsPath())
    expect(sourceOf(answer)).toEqual([200, 'store'])
    expect(namesOf(answer)).toEqual(
      house.simulator.world
        .describeLocation(locationId)
        .tags.map(({ tag }) => tag)
        .toSorted(),
    )
    expect(Number(answer.headers.get('age'))).toBeLessThan(900)
    expect(callsToCrm() - before).toBeLessThanOrEqual(1)
  })

  it('made this moment are seen by a key that may ask past the store', async () => {
    const tag = `new <b>${Math.random()}</b>`
    house.simulator.admin.createTag({ locationId, tag })
    expect(namesOf(await ask(tagsPath(), { key: live, headers: noCache }))).toContain(tag)
    const answer = await ask(tagsPath(), { key: live, headers: { ...noCache, version: '2021-07-28' } })
    expect(sourceOf(answer)).toEqual([200, 'crm'])
    expect(answer.headers.get('age')).toBe('0')
  })

  it('come from the store, with the reason, while the CRM cannot be asked', async () => {
    house.simulator.faults.add({ kind: 'status', status: 503 })
    const answer = await ask(tagsPath(), { key: live, headers: noCache })
    expect(sourceOf(answer)).toEqual([200, 'store'])
    expect(answer.headers.get('causeway-stale-because')).toBe('crm.remote_failure')
  })

  it('are read by id from the CRM too', async () => {
    const [tag] = house.simulator.world.describeLocation(locationId).tags
    const body = { tagIds: [tag?.id] }
    const answer = await ask(`${tagsPath()}/details`, { method: 'POST', body, key: live, headers: noCache })
    expect(sourceOf(answer)).toEqual([201, 'crm'])
    expect(namesOf(answer)).toEqual([tag?.tag])
  })
})

describe('POST /social-media-posting/statistics', () => {
  it('answers as the CRM does, in both generations', async () => {
    const v3 = await statisticsCalls({ profileIds }, { headers: { version: 'v3' } })
    const v2 = await statisticsCalls({ profileIds }, { headers: { version: '2021-07-28' } })
    expect([sourceOf(v3), sourceOf(v2)]).toEqual([
      [200, 'crm'],
      [201, 'crm'],
    ])
    for (const { json } of [v3, v2])
      expect(json).toMatchObject({
        message: 'Analytics Built Successfully',
        results: { dayRange: expect.any(Array) as [] },
      })
  })

  it('asks the CRM once for the same question, however many ask', async () => {
    const body = { profileIds: profileIds.slice(0, 1) }
    const asked = () => house.simulator.requests.byOperation['v3.social-planner.get-statistics'] ?? 0
    const before = asked()
    const answers = await Promise.all(Array.from({ length: 10 }, () => statisticsCalls(body)))
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
    // The hub's own sync may ask for the same operation meanwhile, once an account.
    expect(asked() - before).toBeLessThanOrEqual(1 + profileIds.length)
    expect(sourceOf(await statisticsCalls(body))).toEqual([200, 'cache'])
    expect(sourceOf(await statisticsCalls(body, { key: live, headers: noCache }))).toEqual([200, 'crm'])
  })

  it('gives the older answer, with the reason, while the CRM cannot be asked', async () => {
    const body = { profileIds }
    await statisticsCalls(body)
    house.simulator.faults.add({ kind: 'cut', when: 'before' })
    const answer = await statisticsCalls(body, { key: live, headers: noCache })
    expect(sourceOf(answer)).toEqual([200, 'cache'])
    expect(answer.headers.get('causeway-stale-because')).toMatch(/^crm\./)
  })

  it('says it plainly when there is no older answer', async () => {
    house.simulator.faults.add({ kind: 'status', status: 500 })
    const body = { profileIds: profileIds.slice(-1), platforms: ['google'] }
    const { status, json } = await statisticsCalls(body)
    expect([status, json['code']]).toEqual([502, 'crm.remote_failure'])
    expect(json).toMatchObject({ statusCode: 502, message: json['detail'] })
  })

  it.each([
    {},
    { profileIds: [] },
    { profileIds: 'p' },
    { profileIds: Array.from({ length: 101 }, String) },
    { profileIds: ['x'.repeat(500)] },
  ])('refuses %.60j before anybody is asked', async (body) => {
    const before = callsToCrm()
    expect((await statisticsCalls(body)).json['code']).toBe('api.invalid_input')
    expect(callsToCrm() - before).toBeLessThanOrEqual(1)
  })

  it('hands on what the CRM refuses', async () => {
    const { status, json } = await statisticsCalls({
      profileIds,
      currentRange: { startDate: '2026-02-01', endDate: '2026-01-01' },
    })
    expect([status, json['code']]).toEqual([400, 'crm.invalid_request'])
  })
})

describe('GET /socialplanner/statistics.readonly', () => {
  it('answers from the hub’s days, and after a new pull for a key that may ask for one', async () => {
    const path = `/socialplanner/statistics.readonly?locationId=${locationId}&dateRange=14d&compare=previous`
    const stored = await ask(path)
    expect(sourceOf(stored)).toEqual([200, 'store'])
    expect(stored.json).toMatchObject({ totals: { impressions: expect.any(Number) as number } })
    const pulled = await ask(path, { key: live, headers: noCache })
    expect(pulled.status).toBe(200)
    expect(Date.parse(pulled.headers.get('causeway-data-as-of') ?? '')).toBeGreaterThanOrEqual(
      Date.parse(stored.headers.get('causeway-data-as-of') ?? ''),
    )
  })
})

describe('the CRM’s official SDK, pointed at the hub', () => {
  // The SDK publishes some words of answers as objects; what came is read as what it is.
  // oxlint-disable-next-line typescript/no-explicit-any
  type Loose = any
  let sdk: { socialMediaPosting: Loose }
  beforeAll(() => {
    const made = new HighLevel({ privateIntegrationToken: reader, logLevel: 'none' as never })
    made.getHttpClient().defaults.baseURL = house.hub.url
    sdk = made
  })

  it('reads tags, tags by id and statistics with a key of the hub', async () => {
    const listed: Loose = await sdk.socialMediaPosting.getTagsLocationId({
      locationId,
      limit: '2',
      skip: '0',
    })
    expect(listed.results.tags).toHaveLength(2)
    const tagIds = listed.results.tags.map((tag: { _id: string }) => tag._id)
    const found: Loose = await sdk.socialMediaPosting.getTagsByIds({ locationId }, { tagIds })
    expect(found.results.count).toBe(2)
    const statistics: Loose = await sdk.socialMediaPosting.getSocialMediaStatistics(
      { locationId },
      { profileIds },
    )
    expect(statistics.results.totals).toHaveProperty('impressions')
  })

  it('understands a refusal', async () => {
    const refused = sdk.socialMediaPosting.getTagsLocationId({ locationId: 'another' })
    await expect(refused).rejects.toMatchObject({ statusCode: 404 })
  })
})
