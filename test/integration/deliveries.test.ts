import { readFileSync, writeFileSync } from 'node:fs'
import process from 'node:process'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { CreatedEndpoint, Endpoint, HubEvent } from '../../hub/src/api/contract/index.ts'
import { type Receiver, startReceiver } from '../../hub/src/deliveries/receiver.suite.ts'
import { type CommandLine, openCommandLine } from './cli-process.ts'

let shell: CommandLine
let receiver: Receiver
let locationId: string
let hub: { url: string; token: string; pid: number }

beforeAll(async () => {
  shell = await openCommandLine()
  shell.environment['CAUSEWAY_OUTBOUND_ALLOW'] = 'loopback'
  receiver = await startReceiver()
  locationId = await shell.connect('Hearth & Crumb Bakery')
  const { code, err } = await shell.run('sync', '--location', locationId)
  expect(code, err).toBe(0)
  await startHub()
})
afterAll(async () => {
  await shell.close()
  await receiver.close()
})

async function startHub(): Promise<void> {
  await shell.startHub()
  hub = JSON.parse(readFileSync(join(shell.folder, 'running.json'), 'utf8')) as typeof hub
}

async function call<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
  const response = await fetch(`${hub.url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${hub.token}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  if (!response.ok) throw new Error(`${response.status} ${text}`)
  return JSON.parse(text) as Answer
}

async function everyEvent(): Promise<HubEvent[]> {
  const events: HubEvent[] = []
  for (let cursor: string | null = ''; cursor !== null;) {
    const page: { items: HubEvent[]; nextCursor: string | null } = await call(
      'GET',
      `/v1/events?order=oldest&limit=200&locationId=${locationId}${cursor === '' ? '' : `&cursor=${cursor}`}`,
    )
    events.push(...page.items)
    cursor = page.nextCursor
  }
  return events
}

it('what happened in the CRM reaches a receiver verified, through kill -9 of the hub, and is proven', async () => {
  receiver.answer = async (_request, response) => {
    await wait(20)
    response.writeHead(204).end()
  }
  const made = await call<CreatedEndpoint>('POST', '/v1/endpoints', {
    url: receiver.url,
    locationIds: [locationId],
    orderBy: 'location',
    concurrency: 4,
  })
  const events = await everyEvent()
  expect(events.length).toBeGreaterThan(30)
  const span = {
    from: new Date(Date.now() - 3_600_000).toISOString(),
    to: new Date(Date.now() + 3_600_000).toISOString(),
    which: 'missing',
  }
  await call('POST', `/v1/endpoints/${made.id}/recover`, span)
  await expect.poll(() => receiver.received.length, { timeout: 30_000 }).toBeGreaterThan(5)
  process.kill(hub.pid, 'SIGKILL')
  await wait(300)
  expect(receiver.received.length).toBeLessThan(events.length)
  await startHub()

  // What was made meanwhile comes too; the endpoint wants one after the other.
  shell.simulator.admin.createTag({ locationId, tag: 'Made after the kill' })
  await call('POST', `/v1/locations/${locationId}/sync`, { streams: ['tags'] })
  const idsOf = (list: Receiver['received']) =>
    list.map(({ body }) => (JSON.parse(body) as { data: HubEvent }).data.id)
  await expect
    .poll(
      async () => {
        const { health } = await call<Endpoint>('GET', `/v1/endpoints/${made.id}`)
        return health.waiting === 0 && health.delivered > events.length
      },
      { timeout: 110_000, interval: 500 },
    )
    .toBe(true)
  for (const { body, headers } of receiver.received) new Webhook(made.secret.value).verify(body, headers)
  const logged = (await everyEvent()).map(({ id }) => id)
  const arrived = idsOf(receiver.received)
  // In the order of the log; only what was on its way when the hub died may have come twice.
  expect([...new Set(arrived)]).toEqual(logged)
  expect(arrived.length - logged.length).toBeLessThanOrEqual(1)

  // The proof, taken out and verified by the command line, with and without the hub.
  const file = join(shell.folder, 'ledger.ndjson')
  const exported = await shell.run('ledger', 'export', made.id, '--output', file)
  expect(exported.code, exported.err).toBe(0)
  const verified = await shell.run('--json', 'ledger', 'verify', file)
  expect(verified.code, verified.err).toBe(0)
  expect(JSON.parse(verified.out)).toMatchObject({ endpointId: made.id, entries: logged.length })
  const genuine = readFileSync(file, 'utf8')
  writeFileSync(file, genuine.replace('"status":204', '"status":200'))
  const tampered = await shell.run('ledger', 'verify', file)
  expect(tampered.code).toBe(1)
  expect(tampered.err).toContain('line 2')
  writeFileSync(file, genuine)
  const other = await shell.run('ledger', 'verify', file, '--hash', 'f'.repeat(64))
  expect(other.code).toBe(1)
})
