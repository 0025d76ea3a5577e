import { setTimeout as wait } from 'node:timers/promises'
import type { Delivery } from '@causeway/simulator'
import { listTriggers } from '@causeway/spec'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  Completeness,
  Connection,
  HubEvent,
  InboxDelivery,
  InboxDetail,
} from '../../hub/src/api/contract/index.ts'
import { type InboxReader, readInbox } from './read-inbox.ts'
import { type HubBesideCrm, startHub } from './start-hub.ts'

/** Changes as young as this may still be announced: the hub does not call them lost yet. */
const graceMs = 60_000

const triggerOf = new Map(
  listTriggers().flatMap(({ id, webhook }) => (webhook ? [[webhook.event, id] as const] : [])),
)
const triggerIds = new Set(triggerOf.values())

let house: HubBesideCrm
let inbox: InboxReader
let locationId: string
/** Without a record, so that what is lost there is all there is. */
let emptyLocationId: string
let token: string

beforeAll(async () => {
  // Retries come a hundred times as fast as the CRM's.
  house = await startHub({ simulator: { webhooks: { retryScale: 0.01, keptDeliveries: 50_000 } } })
  inbox = readInbox(house)
  await house.becomeOwner()
  const location = house.simulator.world.locations.find(({ name }) => name === 'Cedar Lane Dental')
  locationId = location?.id ?? ''
  emptyLocationId =
    house.simulator.world.locations.find(({ initialPostCount }) => initialPostCount === 0)?.id ?? ''
  token = house.simulator.admin.createPrivateToken({ locationId }).token
})
afterAll(() => house.close())

/** Calls the CRM past the hub, as its own screens do. */
async function crm(method: string, path: string, body?: unknown): Promise<Record<string, { id: string }>> {
  const response = await fetch(`${house.simulator.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, version: 'v3', 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  if (!response.ok) throw new Error(`${method} ${path} answered ${response.status} ${await response.text()}`)
  return (await response.json()) as Record<string, { id: string }>
}

/** Looks for changes no webhook announced. */
async function look(place: string): Promise<Completeness> {
  const path = `/v1/locations/${place}/completeness/check`
  const { status, json, text } = await house.browser.call(path, { method: 'POST' })
  expect([status, status < 400 ? '' : text]).toEqual([200, ''])
  return Completeness.parse(json)
}

/** What the log has of webhooks, in its order: the events themselves, not those that follow from them. */
async function logged(): Promise<HubEvent[]> {
  const events = await inbox.readAll(`/v1/events?locationId=${locationId}&order=oldest`, HubEvent)
  return events.filter(({ type, data }) => triggerIds.has(type) && data['announced'] !== false)
}

/** What was sent, and what became of it in the hub, in a form to be compared. */
const tellSent = (deliveries: Delivery[]) =>
  deliveries.map(({ webhookId, event }) => [webhookId, triggerOf.get(event)])
const tellReceived = (deliveries: InboxDelivery[]) =>
  deliveries.map(({ webhookId, triggerId }) => [webhookId, triggerId])
const idsOf = (deliveries: { webhookId: string | null }[]) => deliveries.map(({ webhookId }) => webhookId)
const tellLogged = (events: HubEvent[]) => events.map(({ type, data }) => [data['webhookId'], type])

describe('a location that is connected by consent', () => {
  let installedMs: number

  it('is told of its installation, signed by a key the hub asked the simulator for', async () => {
    const startedMs = performance.now()
    await house.install(await house.addApp(), `location:${locationId}`)
    await inbox.settle()
    installedMs = performance.now() - startedMs
    const [installed] = await inbox.received(locationId)
    expect(installed).toMatchObject({
      event: 'AppInstall',
      triggerId: 'app.installed',
      verdict: 'ed25519',
      state: 'processed',
      duplicates: 0,
    })
    const detail = InboxDetail.parse(await inbox.read(`/v1/inbox/${installed?.id}`))
    expect(Buffer.from(detail.raw, 'base64').toString()).toBe(inbox.sent(locationId)[0]?.body)
    expect(installedMs).toBeLessThan(10_000)
    await house.untilFilled(locationId)
  })

  it('has every change in the inbox and in the log, once each and in order', async () => {
    expect((await look(locationId)).found).toBe(0)
    const ada = { locationId, firstName: 'Ada', lastName: 'Example', email: 'ada@mail.example' }
    const { contact } = await crm('POST', '/contacts/', ada)
    const id = String(contact?.id)
    await crm('PUT', `/contacts/${id}`, { city: 'Leeds' })
    await crm('POST', `/contacts/${id}/tags`, { tags: ['vip', 'newsletter'] })
    await crm('DELETE', `/contacts/${id}/tags`, { tags: ['newsletter'] })
    await crm('PUT', `/contacts/${id}`, { dnd: true })
    await crm('POST', `/contacts/${id}/notes`, { body: 'Called back' })
    await crm('POST', `/contacts/${id}/tasks`, {
      title: 'Send the offer',
      body: 'By Friday',
      dueDate: '2026-12-01T08:00:00Z',
      completed: false,
    })
    house.simulator.crm.receiveMessage({ locationId, contactId: id, body: 'Are you open?' })
    // One whose body does not say what it is: the URL does.
    await crm('POST', '/products/', { locationId, name: 'Toothbrush', productType: 'PHYSICAL' })
    house.simulator.crm.changeContacts(locationId, 20)
    // What a webhook leaves out is read of what is still there.
    await inbox.settle()
    await crm('DELETE', `/contacts/${id}`)
    await inbox.settle()

    const told = inbox.sent(locationId)
    expect(told.length).toBeGreaterThan(30)
    expect(tellReceived(await inbox.received(locationId))).toEqual(tellSent(told))
    expect((await inbox.received(locationId)).filter(({ state }) => state !== 'processed')).toEqual([])
    expect(tellLogged(await logged())).toEqual(tellSent(told))
  })

  it('has tags that came and went as events of their own, and a task with what its webhook leaves out', async () => {
    const events = await inbox.readAll(`/v1/events?locationId=${locationId}&order=oldest`, HubEvent)
    const tags = events.filter(({ type }) => type.startsWith('contact.tag_'))
    expect(tags.map(({ type, data }) => `${type} ${String(data['tag'])}`).toSorted()).toEqual([
      'contact.tag_added newsletter',
      'contact.tag_added vip',
      'contact.tag_removed newsletter',
    ])
    const task = events.find(({ type }) => type === 'task.created')
    expect(task?.data).toMatchObject({
      title: 'Send the offer',
      body: 'By Friday',
      contactId: expect.any(String),
    })
  })
})

describe('what goes wrong on the way', () => {
  let lost: { contactId: string; atMs: number }

  it('a webhook that never comes leaves nothing behind', async () => {
    const [app] = (await inbox.read('/v1/apps'))['items'] as { id: string }[]
    await house.install(String(app?.id), `location:${emptyLocationId}`)
    await inbox.settle()
    await look(emptyLocationId)
    const told = house.simulator.crm.createContact({ locationId: emptyLocationId, firstName: 'Told' })
    house.simulator.webhooks.setFaults({ lossRate: 1 })
    const contact = house.simulator.crm.createContact({ locationId: emptyLocationId, firstName: 'Lost' })
    house.simulator.webhooks.clearFaults()
    lost = { contactId: contact.id, atMs: Date.now() }
    await inbox.settle()
    expect(inbox.sent(emptyLocationId).at(-1)).toMatchObject({ event: 'ContactCreate', state: 'lost' })
    const events = await inbox.readAll(`/v1/events?locationId=${emptyLocationId}&types=contact.*`, HubEvent)
    expect(events.map(({ subject }) => subject.id)).toEqual([told.id])
  })

  it('a storm of duplicates is stored once and told once', async () => {
    const before = await inbox.counts()
    house.simulator.webhooks.setFaults({ duplicateRate: 1, duplicateWithinMs: 1_000, delayJitterMs: 500 })
    house.simulator.crm.changeContacts(locationId, 150)
    await inbox.settle()
    house.simulator.webhooks.clearFaults()
    const ids = new Set(
      inbox.sent(locationId).flatMap(({ webhookId, state }) => (state === 'delivered' ? [webhookId] : [])),
    )
    const taken = await inbox.received(locationId)
    expect([taken.length, new Set(idsOf(taken))]).toEqual([ids.size, ids])
    expect((await inbox.counts()).duplicates - before.duplicates).toBe(150)
    // The order of a location is the one in which its deliveries came.
    expect(tellLogged(await logged())).toEqual(tellReceived(taken))
  })

  it('a restart of the hub loses nothing and repeats nothing', async () => {
    const burst = house.simulator.admin.burstOfChanges({ locationId, perSecond: 60, seconds: 4 })
    await wait(1_000)
    await house.stopHub()
    await wait(1_500)
    await house.startHubAgain()
    expect(await burst).toBe(240)
    await inbox.settle()
    const retried = inbox.sent(locationId).filter(({ attempts }) => attempts.length > 1)
    expect(retried.length).toBeGreaterThan(0)
    const delivered = inbox.sent(locationId).filter(({ state }) => state === 'delivered')
    const ids = new Set(idsOf(delivered))
    const taken = await inbox.received(locationId)
    expect([taken.length, new Set(idsOf(taken))]).toEqual([ids.size, ids])
    expect(tellLogged(await logged())).toEqual(tellReceived(taken))
    const failed = inbox.sent().filter(({ state }) => state === 'failed' || state === 'paused')
    expect(failed).toEqual([])
  })

  it('a forged delivery is refused, again and again, and leaves nothing', async () => {
    house.simulator.webhooks.setFaults({ corruptRate: 1 })
    house.simulator.webhooks.changeSettings({ maxRetries: 2 })
    const taken = await inbox.received(locationId)
    house.simulator.crm.changeContacts(locationId, 1)
    await inbox.settle()
    house.simulator.webhooks.clearFaults()
    house.simulator.webhooks.changeSettings({ maxRetries: 12 })
    const [forged] = house.simulator.webhooks.deliveries({ limit: 1 })
    expect(forged?.attempts.map(({ status }) => status)).toEqual([401, 401, 401])
    expect((await inbox.received(locationId)).length).toBe(taken.length)
    const { refused } = await inbox.counts()
    expect(refused).toContainEqual(expect.objectContaining({ reason: 'signature_wrong', count: 3 }))
  })

  it('what no webhook told is found, told as such, and counted', async () => {
    await wait(Math.max(0, lost.atMs + graceMs + 1_000 - Date.now()))
    const before = Completeness.parse(await inbox.read(`/v1/locations/${emptyLocationId}/completeness`))
    expect(before).toMatchObject({ announced: 1, found: 0, score: 1 })
    expect(await look(emptyLocationId)).toMatchObject({ announced: 1, found: 1, score: 0.5, error: null })
    const query = `locationId=${emptyLocationId}&types=contact.*&order=oldest`
    const events = await inbox.readAll(`/v1/events?${query}`, HubEvent)
    expect(events.map(({ type, data }) => [type, data['firstName'], data['announced'] ?? true])).toEqual([
      ['contact.created', 'Told', true],
      ['contact.created', 'Lost', false],
    ])
    expect(events[1]?.subject.id).toBe(lost.contactId)
    expect(await look(emptyLocationId)).toMatchObject({ announced: 1, found: 1 })
  })

  it('a deletion that no webhook told is found too', async () => {
    house.simulator.webhooks.setFaults({ lossRate: 1 })
    const { token: ofEmpty } = house.simulator.admin.createPrivateToken({ locationId: emptyLocationId })
    const answer = await fetch(`${house.simulator.url}/contacts/${lost.contactId}`, {
      method: 'DELETE',
      headers: { authorization: `Bearer ${ofEmpty}`, version: 'v3' },
    })
    expect(answer.status).toBe(200)
    house.simulator.webhooks.clearFaults()
    await inbox.settle()
    const deletions = async () => {
      const query = `locationId=${emptyLocationId}&types=contact.deleted`
      const found = await inbox.readAll(`/v1/events?${query}`, HubEvent)
      return found.map(({ subject, data }) => [subject.id, data['announced'], data['firstName']])
    }
    // The CRM's index forgets a contact some seconds after it is gone.
    await expect
      .poll(
        async () => {
          await look(emptyLocationId)
          return deletions()
        },
        { timeout: 60_000, interval: 1000 },
      )
      .toEqual([[lost.contactId, false, 'Lost']])
    expect(await look(emptyLocationId)).toMatchObject({ announced: 1, found: 2 })
  })
})

describe('another plan of the app', () => {
  it('is known to the connection, which gets another token for what it may do now', async () => {
    const [installed] = await inbox.received(locationId)
    const connection = async () =>
      ((await inbox.read('/v1/connections'))['items'] as Record<string, unknown>[])
        .map((one) => Connection.parse(one))
        .find((one) => one.locationId === locationId && one.kind === 'oauth')
    const before = await connection()
    expect(before?.planId).toBeNull()
    house.simulator.webhooks.changePlan(String(installed?.appId), { locationId }, 'gold')
    await inbox.settle()
    expect(await connection()).toMatchObject({
      planId: 'gold',
      status: expect.stringMatching(/^(ok|expiring)$/),
    })
    const { status, text } = await house.browser.call('/v1/calls', {
      method: 'POST',
      body: { operation: 'locations.get-location', locationId, fresh: true },
    })
    expect([status, text]).toEqual([200, expect.stringContaining(locationId)])
    const { accessExpiresAt } = (await connection())!
    expect(accessExpiresAt).not.toBe(before?.accessExpiresAt)
    expect(Date.parse(accessExpiresAt!)).toBeGreaterThan(Date.now())
  })
})
