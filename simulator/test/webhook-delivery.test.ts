import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  createSimulator,
  demoApp,
  type Delivery,
  type Simulator,
  type SimulatorOptions,
  type WebhookSettings,
} from '../src/index.ts'
import { isSigned, readKeys, startReceiver, type Receiver } from './start-receiver.ts'

let simulator: Simulator
let receiver: Receiver
let locationId: string
let companyId: string

/** Retries come a thousand times as fast: the first after 5 to 15 ms. */
const fast: Partial<WebhookSettings> = { retryScale: 0.001 }

const start = (options: SimulatorOptions = {}) =>
  createSimulator({ port: 0, limits: 'off', scale: 'small', webhooks: fast, ...options })

beforeEach(async () => {
  receiver = await startReceiver()
  simulator = await start()
  const location = simulator.world.locations.find(({ name }) => name.startsWith('Northgate'))
  locationId = location?.id ?? ''
  companyId = location?.companyId ?? ''
  simulator.admin.install({ locationId })
  simulator.webhooks.subscribe(demoApp.id, { defaultUrl: `${receiver.url}/` })
})
afterEach(async () => {
  await simulator.close()
  await receiver.close()
})

let made = 0
const makeContact = () => simulator.crm.createContact({ locationId, firstName: `Number ${(made += 1)}` })
const makeContacts = (count: number) => Array.from({ length: count }, makeContact)
const latest = (): Delivery => {
  const [delivery] = simulator.webhooks.deliveries({ limit: 1 })
  return delivery ?? expect.unreachable('something was sent')
}
const statusesOf = ({ attempts }: Delivery) => attempts.map(({ status }) => status)

const admin = async (method: string, path: string, body?: unknown) => {
  const response = await fetch(`${simulator.url}/admin/api${path}`, {
    method,
    ...(body !== undefined && {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
  })
  const text = await response.text()
  return { status: response.status, body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>) }
}

describe('an app hears', () => {
  test('nothing where it is not installed, and nothing before it says where', async () => {
    const other = simulator.world.locations.find(({ companyId: own }) => own !== companyId)
    simulator.crm.createContact({ locationId: other?.id ?? '', firstName: 'Elsewhere' })
    const silent = simulator.admin.createApp({ name: 'Silent' })
    simulator.admin.install({ clientId: silent.clientId, locationId })
    makeContact()
    await simulator.webhooks.settled()
    expect(receiver.received.map(({ body }) => body.locationId)).toEqual([locationId])
  })

  test('nothing that its scopes do not allow, and nothing it did not ask for', async () => {
    const app = simulator.admin.createApp({ name: 'Reader', scopes: ['opportunities.readonly'] })
    simulator.webhooks.subscribe(app.id, { defaultUrl: `${receiver.url}/reader` })
    simulator.webhooks.subscribe(demoApp.id, { events: ['NoteCreate'] })
    simulator.admin.install({ clientId: app.clientId, locationId })
    makeContact()
    await simulator.webhooks.settled()
    // Of its own installation it hears all the same.
    expect(receiver.received.map(({ path, body }) => [path, body.type])).toEqual([['/reader', 'INSTALL']])
    simulator.admin.uninstall({ locationId })
    await simulator.webhooks.settled()
    expect(receiver.of('UNINSTALL').map(({ body }) => [body.appId, body.locationId, body.companyId])).toEqual(
      [[demoApp.id, locationId, undefined]],
    )
  })

  test('of single events at addresses of their own', async () => {
    await admin('PATCH', `/apps/${demoApp.id}/webhooks`, {
      eventUrls: { ContactCreate: `${receiver.url}/ContactCreate` },
    })
    const { id } = makeContact()
    simulator.crm.receiveMessage({ locationId, contactId: id, body: 'Hello' })
    await simulator.webhooks.settled()
    expect(receiver.received.map(({ path }) => path)).toEqual(['/ContactCreate', '/', '/'])
    const refused = await admin('PATCH', `/apps/${demoApp.id}/webhooks`, {
      eventUrls: { Nothing: receiver.url },
    })
    expect([refused.status, refused.body['code']]).toEqual([400, 'simulator.invalid_request'])
  })

  test('of a person who was removed on the admin side', async () => {
    const user = simulator.world.users.find(({ locationIds }) => locationIds.join() === locationId)
    await admin('DELETE', `/users/${user?.id}`)
    await simulator.webhooks.settled()
    expect(receiver.received.map(({ body }) => [body.type, body.id, body.locationId])).toEqual([
      ['UserDelete', user?.id, locationId],
    ])
  })

  test('of a location in the order in which things happened', async () => {
    const ids = makeContacts(200).map(({ id }) => id)
    await simulator.webhooks.settled()
    expect(receiver.received.map(({ body }) => body.id)).toEqual(ids)
  })
})

describe('a delivery', () => {
  test('is retried with the same bytes until the first 2xx, whatever else was answered', async () => {
    const answers = [500, 302, 404, 429, 201] as const
    receiver.answer((_one, count) => answers[count - 1] ?? 200)
    makeContact()
    await simulator.webhooks.settled()
    expect([latest().state, statusesOf(latest())]).toEqual(['delivered', [...answers]])
    expect(new Set(receiver.received.map(({ raw }) => raw.toString())).size).toBe(1)
    expect(receiver.received.every(({ path }) => path === '/')).toBe(true)
  })

  test('is given up after twelve retries that come further and further apart', async () => {
    simulator.webhooks.changeSettings({ retryScale: 0.0001 })
    receiver.answer(() => 503)
    makeContact()
    await simulator.webhooks.settled()
    expect([latest().state, receiver.received.length]).toEqual(['failed', 13])
    const waitsMs = receiver.received
      .slice(1)
      .map(({ atMs }, index) => atMs - (receiver.received[index]?.atMs ?? 0))
    // 1, 2, 4 … ms to 2 s, half as much more or less.
    waitsMs.forEach((waitMs, retry) => {
      expect(waitMs).toBeGreaterThan(0.5 * 2 ** retry - 2)
    })
  }, 120_000)

  test('that gets no answer in time, or reaches nobody, is retried', async () => {
    simulator.webhooks.changeSettings({ timeoutMs: 60 })
    receiver.answer((_one, count) => (count === 1 ? 'nothing' : 200))
    makeContact()
    await simulator.webhooks.settled()
    expect(latest().attempts).toMatchObject([{ error: 'no answer in 60 ms' }, { status: 200 }])
    const { url } = receiver
    await receiver.close()
    makeContact()
    const delivery = latest()
    await expect.poll(() => delivery.attempts.length).toBeGreaterThan(1)
    expect(delivery.attempts[0]?.error).toContain(`ECONNREFUSED ${url.slice('http://'.length)}`)
    receiver = await startReceiver()
  })

  test('waits by the simulated clock, so that moving it makes retries due', async () => {
    simulator.webhooks.changeSettings({ retryScale: 1 })
    receiver.answer((_one, count) => (count < 3 ? 500 : 200))
    makeContact()
    await receiver.until(1)
    await expect.poll(() => latest().nextAttemptAt).toBeDefined()
    const waitMs = Date.parse(latest().nextAttemptAt ?? '') - simulator.clock.now().getTime()
    expect(waitMs).toBeGreaterThan(4_000)
    expect(waitMs).toBeLessThan(15_001)
    simulator.clock.advance(15_000)
    await receiver.until(2)
    await expect.poll(() => latest().state).toBe('retrying')
    simulator.clock.advance(30_000)
    await simulator.webhooks.settled()
    expect(statusesOf(latest())).toEqual([500, 500, 200])
  })

  test('that fails does not hold up the others of its location', async () => {
    receiver.answer(({ body }) => (body.firstName === 'Stuck' && receiver.received.length < 8 ? 500 : 200))
    simulator.webhooks.changeSettings({ firstRetryMs: 50_000 })
    simulator.crm.createContact({ locationId, firstName: 'Stuck' })
    makeContacts(5)
    await simulator.webhooks.settled()
    const names = receiver.received.map(({ body }) => body.firstName === 'Stuck')
    expect(names.slice(0, 7)).toEqual([true, false, false, false, false, false, true])
  })

  test('is sent again by hand: success ends the retries, failure starts none', async () => {
    simulator.webhooks.changeSettings({ retryScale: 1 })
    receiver.answer(() => 500)
    makeContact()
    await expect.poll(() => latest().state).toBe('retrying')
    const due = latest().nextAttemptAt
    await simulator.webhooks.resend(latest().id)
    expect(latest()).toMatchObject({
      state: 'retrying',
      nextAttemptAt: due,
      attempts: [{}, { isManual: true }],
    })
    receiver.answer(() => 200)
    const { body } = await admin('POST', `/webhooks/deliveries/${latest().id}/resend`)
    expect([body['state'], body['nextAttemptAt']]).toEqual(['delivered', undefined])
    simulator.clock.advance(3_600_000)
    await simulator.webhooks.settled()
    expect(receiver.received).toHaveLength(3)
    const shown = await admin('GET', `/webhooks/deliveries?event=ContactCreate&limit=1`)
    expect(shown.body['deliveries']).toEqual([latest()])
  })
})

describe('signatures', () => {
  test('of the retired kind are sent only when switched on', async () => {
    simulator.webhooks.changeSettings({ sendsRsaSignature: true })
    makeContact()
    await simulator.webhooks.settled()
    const keys = await readKeys(simulator.url)
    expect(keys.map(({ algorithm }) => algorithm)).toEqual(['ed25519', 'rsa-sha256'])
    const [one] = receiver.received
    expect(keys.map((key) => isSigned(one!, key))).toEqual([true, true])
  })

  test('are of the same key after a restart from the data file, and of the next one once it is rotated', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'causeway-simulator-'))
    try {
      const dataFile = join(folder, 'simulator.json')
      const first = await start({ dataFile })
      const [key] = await readKeys(first.url)
      first.webhooks.subscribe(demoApp.id, { defaultUrl: receiver.url })
      await first.close()
      await simulator.close()
      simulator = await start({ dataFile })
      expect(await readKeys(simulator.url)).toEqual([key])
      const [next, previous] = simulator.webhooks.rotateKey()
      expect([previous, next?.id === key?.id]).toEqual([key, false])
      simulator.admin.install({ locationId })
      await simulator.webhooks.settled()
      const [installed] = receiver.of('INSTALL')
      expect([next, previous].map((one) => isSigned(installed!, one!))).toEqual([true, false])
    } finally {
      await rm(folder, { recursive: true })
    }
  })
})

describe('faults', () => {
  const rateOf = (hits: number) => hits / 400

  test('duplicate and lose deliveries at their rates, the same for the same seed', async () => {
    await admin('PATCH', '/webhooks/faults', { duplicateRate: 0.2, lossRate: 0.1, duplicateWithinMs: 20 })
    makeContacts(400)
    await simulator.webhooks.settled()
    const ids = receiver.received.map(({ body }) => String(body.webhookId))
    const arrived = new Set(ids).size
    expect(rateOf(400 - arrived)).toBeGreaterThan(0.06)
    expect(rateOf(400 - arrived)).toBeLessThan(0.14)
    expect(rateOf(ids.length - arrived)).toBeGreaterThan(0.13)
    expect(rateOf(ids.length - arrived)).toBeLessThan(0.25)
    const { counts } = simulator.webhooks.state()
    expect(counts).toMatchObject({ lost: 400 - arrived, delivered: ids.length })
    const twin = await start()
    try {
      twin.admin.install({ locationId })
      twin.webhooks.subscribe(demoApp.id, { defaultUrl: receiver.url })
      twin.webhooks.setFaults({ duplicateRate: 0.2, lossRate: 0.1, duplicateWithinMs: 20 })
      for (let turn = 0; turn < 400; turn += 1) twin.crm.createContact({ locationId, firstName: 'Twin' })
      await twin.webhooks.settled()
      expect(twin.webhooks.state().counts).toEqual(counts)
    } finally {
      await twin.close()
    }
  })

  test('reorder deliveries by waits of different length', async () => {
    simulator.webhooks.setFaults({ delayMs: 20, delayJitterMs: 200 })
    const ids = makeContacts(60).map(({ id }) => id)
    await simulator.webhooks.settled()
    const arrived = receiver.received.map(({ body }) => String(body.id))
    expect(arrived.toSorted()).toEqual(ids.toSorted())
    const isMoved = arrived.filter((id, index) => id !== ids[index])
    expect(isMoved.length).toBeGreaterThan(30)
  })

  test('spoil signatures of attempts and times of deliveries', async () => {
    simulator.webhooks.setFaults({ corruptRate: 1, staleRate: 1, staleByMs: 600_000 })
    makeContact()
    await simulator.webhooks.settled()
    const [key] = await readKeys(simulator.url)
    expect(isSigned(receiver.received[0]!, key!)).toBe(false)
    expect(Date.now() - Date.parse(receiver.received[0]?.body.timestamp)).toBeGreaterThanOrEqual(600_000)
    simulator.webhooks.clearFaults()
    simulator.webhooks.setFaults({ unsignedRate: 1 })
    makeContact()
    await simulator.webhooks.settled()
    expect(receiver.received[1]?.headers['x-ghl-signature']).toBe('N/A')
    expect(latest().attempts).toMatchObject([{ faults: ['unsigned'] }])
  })

  test.each([{ lossRate: 2 }, { lossRate: 'much' }, { lossRate: -1 }, { nonsense: 1 }])(
    'that make no sense are refused: %j',
    async (faults) => {
      expect((await admin('PATCH', '/webhooks/faults', faults)).body).toMatchObject({
        code: 'simulator.invalid_request',
        hint: expect.any(String),
      })
    },
  )
})

describe('a URL that fails', () => {
  test('is warned after three days, paused after three more, and has webhooks again when it is resumed', async () => {
    simulator.webhooks.changeSettings({ breakerDeliveries: 20, maxRetries: 0 })
    receiver.answer((_one, count) => (count % 3 === 0 ? 200 : 500))
    const threeDaysMs = 3 * 86_400_000
    const oneRound = async () => {
      makeContacts(30)
      await simulator.webhooks.settled()
      simulator.clock.advance(threeDaysMs)
    }
    await oneRound()
    expect(simulator.webhooks.state().notices).toMatchObject([
      { kind: 'warned', deliveries: 30, successRate: expect.closeTo(1 / 3) },
    ])
    await oneRound()
    const [url] = simulator.webhooks.state().urls
    expect([url?.isPaused, simulator.webhooks.state().notices.length]).toEqual([true, 2])
    makeContact()
    await simulator.webhooks.settled()
    expect([latest().state, receiver.received.length]).toEqual(['paused', 60])
    expect((await admin('POST', '/webhooks/resume', { url: url?.url })).body).toMatchObject({
      isPaused: false,
    })
    makeContact()
    await receiver.until(61)
  })

  test('is left alone when it has few deliveries, or does better in time', async () => {
    simulator.webhooks.changeSettings({ breakerDeliveries: 20, maxRetries: 0 })
    receiver.answer(() => 500)
    makeContacts(20)
    await simulator.webhooks.settled()
    simulator.clock.advance(3 * 86_400_000)
    expect(simulator.webhooks.state().notices).toEqual([])
    makeContacts(21)
    await simulator.webhooks.settled()
    simulator.clock.advance(3 * 86_400_000)
    receiver.answer(() => 200)
    makeContacts(21)
    await simulator.webhooks.settled()
    simulator.clock.advance(3 * 86_400_000)
    expect(simulator.webhooks.state().notices.map(({ kind }) => kind)).toEqual(['warned'])
    expect(simulator.webhooks.state().urls).toMatchObject([{ isWarned: false, isPaused: false }])
  })
})

describe('storms', () => {
  test('of installations tell of 500 new locations, each once', async () => {
    const before = simulator.world.locations.length
    const storm = await admin('POST', '/webhooks/install-storm', { companyId, count: 500 })
    const locationIds = storm.body['locationIds'] as string[]
    expect([locationIds.length, simulator.world.locations.length]).toEqual([500, before + 500])
    await simulator.webhooks.settled()
    const installs = receiver.of('INSTALL').map(({ body }) => body)
    expect(installs.filter(({ locationId: one }) => one === undefined)).toMatchObject([{ companyId }])
    const told = installs.flatMap(({ locationId: one }) => (one === undefined ? [] : [String(one)]))
    expect(told.toSorted()).toEqual(locationIds.toSorted())
    // Each can be exchanged for a token of its own now.
    expect(installs.every((body) => body.installType === 'Company' || body.companyId === companyId)).toBe(
      true,
    )
  })

  test('reach locations to come without naming user and company', async () => {
    simulator.admin.install({ companyId })
    await simulator.webhooks.settled()
    const before = receiver.received.length
    const { locationIds } = simulator.admin.installOnNewLocations({ companyId, count: 3 })
    await simulator.webhooks.settled()
    const installs = receiver.received.slice(before).filter(({ body }) => body.type === 'INSTALL')
    expect(installs.map(({ body }) => [body.locationId, body.companyId, body.userId])).toEqual(
      locationIds.map((id) => [id, undefined, undefined]),
    )
  })

  test('of changes come at the rate that was asked for, until they are stopped', async () => {
    expect(await simulator.admin.burstOfChanges({ locationId, perSecond: 400, seconds: 0.5 })).toBe(200)
    await simulator.webhooks.settled()
    expect(receiver.of('ContactUpdate')).toHaveLength(200)
    const started = await admin('POST', '/webhooks/burst', { locationId, perSecond: 100, seconds: 600 })
    expect(started.body).toEqual({ changes: 60_000 })
    await receiver.until(210)
    expect((await admin('DELETE', '/webhooks/burst')).status).toBe(204)
    await simulator.webhooks.settled()
    const count = receiver.received.length
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(receiver.received).toHaveLength(count)
    const empty = simulator.world.locations.find(({ initialPostCount }) => initialPostCount === 0)
    const refused = await admin('POST', '/webhooks/burst', {
      locationId: empty?.id,
      perSecond: 1,
      seconds: 1,
    })
    expect([refused.status, refused.body['code']]).toEqual([409, 'simulator.no_contacts'])
  })
})
