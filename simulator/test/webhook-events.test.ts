import { exampleOf, findOperation, listOperations, listTriggers } from '@causeway/spec'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createSimulator, demoApp, type Simulator } from '../src/index.ts'
import { createDriver, type DriverPlace } from './drive-operations.ts'
import { newAjv } from './find-differences.ts'
import { findDriverPlace } from './find-driver-place.ts'
import { hands } from './operation-hands.ts'
import { isSigned, readKeys, startReceiver, type Receiver } from './start-receiver.ts'

/** Answers are read here as a person reads them. */
// oxlint-disable-next-line typescript/no-explicit-any
type Body = any

const dated = '2021-07-28'

/** By event, as GHL lists them. */
const triggers = new Map(
  listTriggers().flatMap((trigger) => (trigger.webhook ? [[trigger.webhook.event, trigger]] : [])),
)
const untyped = [...triggers.values()].flatMap(({ webhook }) =>
  webhook?.type === null ? [webhook.event] : [],
)

/** Events that no operation and no switch of the simulator brings about. */
const neverSent = [
  'AppPaymentStatus',
  'ExternalAuthConnected',
  'SupportTicketCreate',
  'SupportTicketUpdate',
  'SupportTicketDelete',
  'ConversationUpdate',
  'LCEmailStats',
  'OrderCreate',
  'KnowledgeBaseFileChange',
  'KnowledgeBaseRichTextChange',
  'KnowledgeBaseTableFileChange',
  'KnowledgeBaseTrainedUrlChange',
  'VoiceAiCallEnd',
  'SaaSPlanCreate',
]

let simulator: Simulator
let receiver: Receiver
let place: DriverPlace

const eventOf = ({ path, body }: { path: string; body: { type?: string } }): string | undefined =>
  path === '/'
    ? [...triggers.values()].find(({ webhook }) => webhook?.type === body.type)?.webhook?.event
    : path.slice(1)

beforeAll(async () => {
  receiver = await startReceiver()
  simulator = await createSimulator({
    port: 0,
    now: new Date('2026-11-23T12:00:00Z'),
    limits: 'off',
    scale: 'small',
    webhooks: { keptDeliveries: 100 },
  })
  const eventUrls = Object.fromEntries(untyped.map((event) => [event, `${receiver.url}/${event}`]))
  simulator.webhooks.subscribe(demoApp.id, { defaultUrl: `${receiver.url}/`, eventUrls })
  place = await findDriverPlace(simulator)
  const driver = createDriver(place, 'v2', hands)
  const byHarm = (method: string) => Number(method === 'DELETE')
  const operations = listOperations('v2').filter(({ module }) => !module.startsWith('social-'))
  for (const operation of operations.toSorted((a, b) => byHarm(a.method) - byHarm(b.method)))
    await driver.drive(operation)
  await changeTheRest(driver.place)
  await simulator.webhooks.settled()
}, 120_000)
afterAll(async () => {
  await simulator.close()
  await receiver.close()
})

/** What no example of an operation does: change what they only make, and what people do in the CRM's screens. */
async function changeTheRest({ url, locationId, companyId, locationToken }: DriverPlace) {
  const call = async (method: string, path: string, body?: unknown, version = 'v3'): Promise<Body> => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { authorization: `Bearer ${locationToken}`, version, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    if (!response.ok)
      throw new Error(`${method} ${path} answered ${response.status} ${await response.text()}`)
    return response.json()
  }
  const contact = simulator.crm.createContact({ locationId, firstName: 'Ada', phone: '+13035550100' })
  simulator.crm.receiveMessage({ locationId, contactId: contact.id, body: 'Are you open?' })
  simulator.crm.receiveMessage({ locationId, contactId: contact.id, body: 'Hello', channel: 'Email' })
  await call('PUT', `/contacts/${contact.id}`, { dnd: true, tags: ['vip'] })
  await call('POST', `/contacts/${contact.id}/tasks`, {
    title: 'Call',
    dueDate: '2026-12-01T08:00:00Z',
    completed: true,
  })
  await call('PUT', `/contacts/${contact.id}`, { dnd: false })
  const provider = simulator.crm.contentsOf(locationId).providers[0]?.id
  await call('POST', '/conversations/messages', {
    type: 'SMS',
    contactId: contact.id,
    message: 'We are',
    conversationProviderId: provider,
  })
  const { pipelines } = await call('GET', `/opportunities/pipelines?locationId=${locationId}`)
  const [pipeline] = pipelines
  const draft = { locationId, contactId: contact.id, pipelineId: pipeline.id, name: 'Boots', status: 'open' }
  const { opportunity } = await call('POST', '/opportunities/', { ...draft, monetaryValue: 90 })
  await call('PUT', `/opportunities/${opportunity.id}`, {
    pipelineId: pipeline.id,
    pipelineStageId: pipeline.stages[1].id,
    monetaryValue: 120,
    assignedTo: place.userId,
    status: 'won',
  })
  const owner = { altId: locationId, altType: 'location' }
  const creation = exampleOf(findOperation('v2.invoices.create-invoice')!)
  const invoice = await call('POST', '/invoices/', { ...(creation.body as object), ...owner }, dated)
  const part = { ...owner, mode: 'card', card: { brand: 'visa', last4: '4242' }, cheque: { number: '1' } }
  await call(
    'POST',
    `/invoices/${invoice._id}/record-payment`,
    { ...part, notes: 'A part', amount: 50 },
    dated,
  )
  simulator.webhooks.updateApp(demoApp.id)
  simulator.webhooks.changePlan(demoApp.id, { locationId }, '66a0419a0dffa47fb5f8b230')
  simulator.admin.uninstall({ companyId })
}

describe('what apps are told', () => {
  test('is everything of the list that can happen here', () => {
    const told = new Set(receiver.received.map(eventOf))
    const missing = [...triggers.keys()].filter((event) => !told.has(event))
    expect(missing.toSorted()).toEqual(neverSent.toSorted())
    expect(told.has(undefined)).toBe(false)
  })

  test('has the published form, with nothing the catalog does not know', () => {
    const ajv = newAjv()
    // The list of events has it, the published files do not.
    const installType = { type: 'string' }
    const problems = new Set<string>()
    for (const one of receiver.received) {
      const { payload } = triggers.get(eventOf(one) ?? '') ?? expect.unreachable('every event is known')
      const validate = ajv.compile({
        ...payload,
        properties: { ...payload.properties, ...(eventOf(one) === 'AppInstall' && { installType }) },
        additionalProperties: false,
      })
      if (validate(one.body)) continue
      for (const { instancePath, message, params } of validate.errors ?? [])
        problems.add(`${eventOf(one)} ${instancePath} ${message} ${JSON.stringify(params)}`)
    }
    expect([...problems]).toEqual([])
  })

  test('is flat, and carries what every delivery carries', () => {
    for (const { body } of receiver.received)
      expect(body).toMatchObject({
        webhookId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        timestamp: expect.stringMatching(/Z$/),
        appId: demoApp.id,
        versionId: expect.any(String),
      })
    const ids = receiver.received.map(({ body }) => String(body.webhookId))
    expect(new Set(ids).size).toBe(ids.length)
    // The simulated clock stands in November 2026 whenever this runs; receivers judge replays by real time.
    const ageMs = Date.now() - Date.parse(receiver.received[0]?.body.timestamp)
    expect(Math.abs(ageMs)).toBeLessThan(120_000)
  })

  test('has types that are not the name of the event, or none', () => {
    const typesOf = (event: string) => [
      ...new Set(receiver.received.filter((one) => eventOf(one) === event).map(({ body }) => body.type)),
    ]
    expect(typesOf('AppInstall')).toEqual(['INSTALL'])
    expect(typesOf('AppUninstall')).toEqual(['UNINSTALL'])
    expect(typesOf('AppUpdate')).toEqual(['UPDATE'])
    expect(typesOf('PlanChange')).toEqual(['PLAN_CHANGE'])
    expect(typesOf('ConversationUnreadWebhook')).toEqual(['ConversationUnreadUpdate'])
    expect(typesOf('InvoiceCreate')).toEqual([undefined])
    expect(typesOf('RecordUpdate')).toEqual([undefined])
    expect(typesOf('ProviderOutboundMessage')).toEqual(['SMS'])
  })

  test('is signed over its very bytes', async () => {
    const [key] = await readKeys(simulator.url)
    expect(key).toMatchObject({ id: expect.stringMatching(/^[0-9a-f]{16}$/), algorithm: 'ed25519' })
    const wrong = receiver.received.filter((one) => !isSigned(one, key!))
    expect(wrong).toEqual([])
    const [{ headers: signed, body } = expect.unreachable('something was received')] = receiver.received
    const rewritten = Buffer.from(JSON.stringify({ ...body, more: 1 }))
    expect(isSigned({ headers: signed, raw: rewritten }, key!)).toBe(false)
    expect(receiver.received.some(({ headers }) => headers['x-wh-signature'] !== undefined)).toBe(false)
  })

  test('leaves out of a new task what live deliveries lack, until the switch is off', async () => {
    expect(receiver.of('TaskCreate').length).toBeGreaterThan(0)
    const isFull = ({ body }: { body: object }) => 'contactId' in body
    expect(receiver.of('TaskCreate').some(isFull)).toBe(false)
    expect(receiver.of('TaskComplete').every(isFull)).toBe(true)
    const { locationId } = place
    simulator.admin.setSwitches({ createdTasksAreThin: false })
    simulator.admin.install({ locationId })
    const { token } = simulator.admin.createPrivateToken({ locationId })
    const { id } = simulator.crm.createContact({ locationId })
    await fetch(`${simulator.url}/contacts/${id}/tasks`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, version: 'v3', 'content-type': 'application/json' },
      body: JSON.stringify({ title: 'Full', dueDate: '2026-12-01T08:00:00Z', completed: false }),
    })
    await simulator.webhooks.settled()
    expect(
      receiver
        .of('TaskCreate')
        .filter(isFull)
        .map(({ body }) => body.title),
    ).toEqual(['Full'])
  })

  test('has all tags of a contact, never the difference', () => {
    const tagged = receiver.of('ContactTagUpdate').map(({ body }) => body.tags)
    expect(tagged).toContainEqual(['vip'])
    expect(receiver.of('ContactUpdate').every(({ body }) => body.attachments.length === 0)).toBe(true)
  })
})
