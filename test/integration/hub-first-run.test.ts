import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  Connection,
  Diagnosis,
  Location,
  Overview,
  Quota,
  Session,
  Statistics,
  Tag,
} from '../../hub/src/api/contract/index.ts'
import { type HubBesideCrm, openBrowser, startHub } from './start-hub.ts'

let house: HubBesideCrm
let locationId: string
beforeAll(async () => {
  house = await startHub()
  // Few accounts: what is shown here does not grow with their number, the time it takes does.
  locationId = house.simulator.world.locations.find(({ name }) => name === 'Cedar Lane Dental')?.id ?? ''
})
afterAll(() => house.close())

const read = async (path: string) => {
  const { status, json, text } = await house.browser.call(path)
  expect([path, status, status < 400 ? '' : text]).toEqual([path, 200, ''])
  return json
}
const itemsOf = (json: Record<string, unknown>) => json['items'] as Record<string, unknown>[]

describe('from an empty hub to statistics', () => {
  it('the setup link makes the owner', async () => {
    expect(Session.parse(await read('/v1/session'))).toMatchObject({ state: 'setup', hasSimulator: true })
    await house.becomeOwner()
    expect(Session.parse(await read('/v1/session'))).toMatchObject({ state: 'signed_in' })
    expect(await house.hub.createSetupLink()).toBeUndefined()
  })

  it('consent brings the browser back to where it was, with the connection', async () => {
    const back = await house.install(await house.addApp(), `location:${locationId}`)
    expect([back.status, back.headers.get('location')]).toEqual([
      302,
      expect.stringMatching(/^\/console\/connections\?tab=all&connected=[0-9a-f-]{36}$/),
    ])
    const [connection] = itemsOf(await read('/v1/connections'))
    expect(Connection.parse(connection)).toMatchObject({ locationId, status: 'ok', missingScopes: [] })
  })

  it('every stream fills, and the hub holds what the CRM has', async () => {
    await house.untilFilled(locationId)
    const location = Location.parse(await read(`/v1/locations/${locationId}`))
    const world = house.simulator.world.describeLocation(locationId)
    expect(location.counts).toMatchObject({
      accounts: world.accounts.length,
      tags: world.tags.length,
      categories: world.categories.length,
      posts: world.postCount,
    })
    expect(location.counts.statisticDays).toBeGreaterThan(360)
    expect(location.streams.every(({ error }) => error === null)).toBe(true)
  })

  it('statistics and an overview are there', async () => {
    const statistics = Statistics.parse(
      await read(`/v1/locations/${locationId}/statistics?dateRange=21d&compare=previous&granularity=week`),
    )
    expect(statistics.totals.impressions).toBeGreaterThan(0)
    expect(statistics.change?.impressions).not.toBeNull()
    expect(statistics.series.length).toBeGreaterThan(3)
    expect(statistics.accounts.every(({ accountId }) => accountId !== null)).toBe(true)
    const overview = Overview.parse(await read(`/v1/locations/${locationId}/overview?dateRange=365d`))
    expect(overview.bestPosts.length).toBeGreaterThan(0)
    expect(overview.tags.length).toBeGreaterThan(0)
  })

  it('details of a tag are kept beside it', async () => {
    const [tag] = itemsOf(await read(`/v1/locations/${locationId}/tags?sort=usage&limit=1`))
    const path = `/v1/locations/${locationId}/tags/${String(tag?.['id'])}`
    const body = { details: { colour: '#2f9e44', owner: 'Marketing' }, expectedVersion: 0 }
    const { json } = await house.browser.call(`${path}/details`, { method: 'PUT', body })
    expect(Tag.parse(json).details).toEqual(body.details)
    expect(await read(path)).toMatchObject({
      detailsVersion: 1,
      usage: { posts: expect.any(Number) as number },
    })
  })

  it('events tell what was found', async () => {
    const types = async (wanted: string) =>
      itemsOf(await read(`/v1/events?locationId=${locationId}&types=${wanted}&limit=5`)).length
    expect(await types('account.connected')).toBeGreaterThan(0)
    expect(await types('tag.created')).toBeGreaterThan(0)
    expect(await types('tag.details_updated')).toBe(1)
  })

  it('the doctor finds nothing wrong, and the quota is known', async () => {
    const [connection] = itemsOf(await read('/v1/connections'))
    const diagnosis = Diagnosis.parse(await read(`/v1/connections/${String(connection?.['id'])}/diagnosis`))
    expect(diagnosis).toMatchObject({ healthy: true })
    expect(Quota.parse(itemsOf(await read('/v1/quota'))[0]).dailyUsed).toBeGreaterThan(0)
  })

  it('no token, code or secret was logged', () => {
    const { grants, apps } = house.simulator.admin.state()
    const secrets = [
      ...apps.map(({ clientSecret }) => clientSecret),
      ...(JSON.stringify(grants).match(/eyJ[\w.-]+/g) ?? []),
    ]
    for (const secret of secrets) expect(house.logged()).not.toContain(secret)
    expect(house.logged()).not.toMatch(/[?&]code=/)
  })
})

describe('an install that goes wrong ends on a page that says what to do', () => {
  const page = (answer: { status: number; headers: Headers; text: string }) => {
    expect(answer.headers.get('content-type')).toMatch('text/html')
    return [answer.status, /Code: ([\w.]+)/.exec(answer.text)?.[1]]
  }

  it('consent denied', async () => {
    const denied = await house.install(await house.addApp(), `location:${locationId}`, 'deny')
    expect(page(denied)[1]).toBe('connections.consent_denied')
  })

  it('a state nobody gave, with HTML in it', async () => {
    const answer = await house.browser.call(
      '/oauth/crm/callback?code=x&state=%3Cscript%3Ealert(1)%3C/script%3E',
    )
    expect(page(answer)[1]).toBe('connections.install_unknown')
    expect(answer.text).not.toContain('<script>')
  })

  it('another browser comes back with the code', async () => {
    const appId = await house.addApp()
    const stranger = openBrowser(house.hub.url)
    const started = await house.browser.call('/v1/connections/install', { method: 'POST', body: { appId } })
    const state = new URL(String(started.json['authorizeUrl'])).searchParams.get('state')
    const answer = await stranger.call(`/oauth/crm/callback?code=${'a'.repeat(40)}&state=${state}`)
    expect(page(answer)[1]).toBe('connections.browser_mismatch')
  })

  it('a code the CRM does not know', async () => {
    const appId = await house.addApp()
    const started = await house.browser.call('/v1/connections/install', { method: 'POST', body: { appId } })
    const state = new URL(String(started.json['authorizeUrl'])).searchParams.get('state')
    const answer = await house.browser.call(`/oauth/crm/callback?code=${'a'.repeat(40)}&state=${state}`)
    expect(page(answer)[1]).toBe('connections.code_refused')
  })

  it('the link of an install for somebody who is not signed in, or of an app that is none', async () => {
    const path = '/oauth/crm/install?appId='
    const stranger = await openBrowser(house.hub.url).call(`${path}${crypto.randomUUID()}`)
    expect(page(stranger)).toEqual([401, 'api.unauthenticated'])
    expect(page(await house.browser.call(`${path}${crypto.randomUUID()}`))[1]).toBe('connections.app_unknown')
    expect(page(await house.browser.call(`${path}x`))[0]).toBe(400)
  })

  it('an install without a returnTo, and one that would leave the hub', async () => {
    const appId = await house.addApp()
    for (const returnTo of ['https://evil.test', '//evil.test', '/\\evil.test', '/\t/evil.test']) {
      const body = { appId, returnTo }
      const { status } = await house.browser.call('/v1/connections/install', { method: 'POST', body })
      expect([returnTo, status]).toEqual([returnTo, 400])
    }
  })
})
