import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type AnswerMender, startAnswerMender } from './answer-mender.ts'
import { type HubBesideCrm, startHub } from './start-hub.ts'

/** Answers the published schemas do not foresee, and answers that are no JSON, over HTTP from the CRM to the caller. */

let house: HubBesideCrm
let mender: AnswerMender
let locationId: string
let token: string
let key: string

beforeAll(async () => {
  mender = await startAnswerMender()
  house = await startHub({ settings: { CAUSEWAY_SIMULATOR_URL: mender.url } })
  mender.leadTo(house.simulator.url)
  const { world, admin } = house.simulator
  await house.becomeOwner()
  locationId = world.locations.find(({ id }) => world.describeLocation(id) !== undefined)?.id ?? ''
  token = admin.createPrivateToken({ locationId }).token
  const body = { environment: 'simulator', token, locationId }
  const answer = await house.browser.call('/v1/connections/private-token', { method: 'POST', body })
  expect(answer.status, answer.text).toBe(201)
  key = await house.makeKey({ permissions: ['read', 'write', 'live'], locationIds: [locationId] })
})
afterAll(async () => {
  await house.close()
  await mender.close()
})

const live = { 'cache-control': 'no-cache' }
const ask = (path: string) => house.browser.call(path, { key, headers: live })

describe('an answer that is not as published', () => {
  /** How often each place was seen, once what is counted has been written. */
  async function seen(operationId: string, isEnough: (counts: Record<string, number>) => boolean) {
    let counts: Record<string, number> = {}
    for (let tries = 0; tries < 100 && !isEnough(counts); tries++) {
      await new Promise((resolve) => setTimeout(resolve, 100))
      const { json } = await house.browser.call('/v1/drift')
      const observed = json['observed'] as {
        operationId: string
        place: string
        problem: string
        count: number
      }[]
      const own = observed.filter((one) => one.operationId === operationId)
      counts = Object.fromEntries(own.map(({ place, problem, count }) => [`${place} ${problem}`, count]))
    }
    return counts
  }

  it('is passed on as it came and counted by place: each small one, of the large one in twenty', async () => {
    const path = `/locations/${locationId}/tags`
    const { tags } = (await ask(path)).json as { tags: Record<string, unknown>[] }
    expect(tags.length).toBeGreaterThan(1)
    // A field more is no harm: it is not drift.
    const small = { tags: tags.map((tag) => ({ ...tag, name: 5, colour: 'new' })) }
    mender.mend(path, () => small)
    for (let turn = 0; turn < 3; turn++) expect((await ask(path)).json).toEqual(small)

    const largePath = `/locations/${locationId}/customValues`
    const large = { customValues: Array.from({ length: 600 }, () => ({ name: 5, value: 'x'.repeat(60) })) }
    mender.mend(largePath, () => large)
    for (let turn = 0; turn < 200; turn++) expect((await ask(largePath)).json).toEqual(large)

    expect(
      await seen('v3.locations.get-location-tags', (counts) => counts['tags[].name must be string'] === 3),
    ).toEqual({ 'tags[].name must be string': 3 })
    const counts = await seen('v3.locations.get-custom-values', (found) => Object.keys(found).length > 0)
    // That none of 200 were looked at, or more than 50, happens once in thirty thousand runs.
    const [count = 0] = Object.values(counts)
    expect(count).toBeGreaterThan(0)
    expect(count).toBeLessThan(50)
  })

  it('that is cut off inside is a bad gateway, without a word of it', async () => {
    const path = `/locations/${locationId}/templates`
    mender.mend(path, undefined)
    house.simulator.faults.add({ kind: 'malformed_json', match: { pathPrefix: path } })
    const answer = await ask(`${path}?originId=x`)
    house.simulator.faults.clear()
    expect([answer.status, answer.json['code']]).toEqual([502, 'crm.malformed_answer'])
  })
})

describe('a sound file', () => {
  /** A phone call that another system entered at the CRM; every call has a recording. */
  async function enterCall(): Promise<string> {
    const atCrm = async (path: string, body: unknown) => {
      const answer = await fetch(`${house.simulator.url}${path}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, version: 'v3', 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
      const text = await answer.text()
      expect(answer.status, text).toBeLessThan(300)
      return JSON.parse(text) as Record<string, unknown>
    }
    const { contact } = await atCrm('/contacts/', { locationId, firstName: 'Caller' })
    const { id: contactId } = contact as { id: string }
    const { conversation } = await atCrm('/conversations/', { locationId, contactId })
    const { id: conversationId } = conversation as { id: string }
    const entered = await atCrm('/conversations/messages/inbound', {
      type: 'Call',
      conversationId,
      contactId,
    })
    return String(entered['messageId'])
  }

  it('arrives to the byte on the CRM’s own path, and as base64 by /v1/calls', async () => {
    const messageId = await enterCall()
    const path = `/conversations/messages/${messageId}/locations/${locationId}/recording`
    const authorization = `Bearer ${token}`
    const direct = await fetch(`${house.simulator.url}${path}`, { headers: { authorization, version: 'v3' } })
    const original = Buffer.from(await direct.arrayBuffer())
    expect(original.subarray(0, 4).toString()).toBe('RIFF')

    const through = await fetch(`${house.hub.url}${path}`, { headers: { authorization: `Bearer ${key}` } })
    expect([through.status, through.headers.get('content-type')]).toEqual([
      200,
      direct.headers.get('content-type'),
    ])
    expect(through.headers.get('content-disposition')).toBe(direct.headers.get('content-disposition'))
    expect(through.headers.get('x-content-type-options')).toBe('nosniff')
    expect(Buffer.from(await through.arrayBuffer()).equals(original)).toBe(true)

    const { json, text } = await house.browser.call('/v1/calls', {
      method: 'POST',
      key,
      body: { operation: 'conversations.get-message-recording', path: { messageId, locationId } },
    })
    expect(json, text).toMatchObject({ status: 200, body: { base64: original.toString('base64') } })
    const line = await house.browser.call(`/v1/calls/${String(json['callId'])}`)
    expect(line.text).not.toContain(original.toString('base64').slice(0, 60))
  })
})
