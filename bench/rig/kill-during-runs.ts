import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { chooseLocation } from './choose-location.ts'
import type { DatabaseKind, DatabasePlace } from './database-places.ts'
import { createChance } from './seeded-chance.ts'
import { type HubProcess, startHub } from './start-hub.ts'
import { startSimulator } from './start-simulator.ts'

export interface KillRunsOptions {
  database: DatabaseKind
  runs: number
  kills: number
  seed: number
  say?: (sentence: string) => void
}

export interface KillRunsOutcome {
  runs: number
  kills: number
  /** Kills that hit runs that were worked on. */
  killsMidRun: number
  /** Runs that were accepted and are not there, or did not end. */
  runsLost: number
  /** Effects of runs that ended well, or came that far, which the receiver or the CRM never had. */
  effectsLost: number
  /** Effects that happened twice: another key at the receiver, another note in the CRM. */
  effectsDoubled: number
  /** Requests the receiver got again with the key it knew, and so did once. */
  repeats: number
  /** Runs that stopped because nobody knows whether the CRM, which has no such keys, did what it was asked. */
  undecided: number
}

const sendersAtOnce = 32
const endWithinMs = 180_000

/**
 * Kills the hub again and again while it works on runs of three steps with an effect each: a request, a call of the
 * CRM, a request. Counts effects where they happen.
 */
export async function killDuringRuns(options: KillRunsOptions): Promise<KillRunsOutcome> {
  await using stack = new AsyncDisposableStack()
  const { runs, kills, say = () => {} } = options
  const chance = createChance(options.seed)
  const simulator = await startSimulator({ limits: 'off', scale: 'small' })
  stack.defer(() => simulator.stop())
  const { location, token } = await chooseLocation(simulator, 'middle')
  const place = await options.database.make()
  stack.defer(() => place.remove())
  const receiver = await openReceiver()
  stack.defer(() => receiver.close())

  const start = () =>
    startHub(place, { simulatorUrl: simulator.url, environment: { CAUSEWAY_OUTBOUND_ALLOW: 'loopback' } })
  let hub: HubProcess = await start()
  const over = new AbortController()
  stack.defer(() => hub.kill())
  await hub.connectPrivateToken(token, location.id)
  const contactId = await findContact(hub, location.id)
  const path = await makeWorkflow(hub, { receiverUrl: receiver.url, contactId, locationId: location.id })

  let next = 0
  const send = async () => {
    while (next < runs && !over.signal.aborted) {
      const n = next++
      // The same key again and again until it is accepted: a sender that was cut off cannot know.
      while (!(await accept(() => hub.url, path, n)) && !over.signal.aborted) await sleep(50)
    }
  }
  const sending = Promise.all(Array.from({ length: sendersAtOnce }, send))
  let killsMidRun = 0
  for (let kill = 0; kill < kills; kill += 1) {
    // By what was sent, not by the clock: however fast the machine is, runs are under way.
    const sent = Math.floor(((kill + chance()) / kills) * runs)
    while (next < sent) await sleep(5)
    const got = receiver.received.length
    await hub.kill()
    if (receiver.received.length > got || next < runs || (await hasActive(place))) killsMidRun += 1
    await forgetWorkers(place)
    hub = await start()
    say(`kill ${kill + 1} of ${kills}, ${next} runs sent`)
  }
  await sending
  const deadline = performance.now() + endWithinMs
  while (performance.now() < deadline) {
    const { items } = await hub.get<{ items: { runs: { active: number }; key: string }[] }>('/v1/workflows')
    if (items.find(({ key }) => key === 'three-effects')?.runs.active === 0) break
    await sleep(500)
  }
  over.abort()
  const notes = await readNotes(hub, contactId, location.id)
  await hub.stop()
  const rows = await readRuns(place)
  return { kills, killsMidRun, ...compare(rows, runs, receiver.received, notes) }
}

async function makeWorkflow(
  hub: HubProcess,
  { receiverUrl, contactId, locationId }: { receiverUrl: string; contactId: string; locationId: string },
): Promise<string> {
  const definition = {
    key: 'three-effects',
    name: 'Three effects',
    locations: [locationId],
    trigger: { type: 'http' },
    steps: [
      {
        id: 'if',
        type: 'condition',
        if: { field: 'trigger.input.n', is: 'at_least', value: 0 },
        do: [
          { id: 'first', type: 'http', url: `${receiverUrl}/first`, body: { n: '{{ trigger.input.n }}' } },
        ],
      },
      {
        id: 'note',
        type: 'call',
        operation: 'contacts.create-note',
        path: { contactId },
        body: { body: 'run {{ trigger.input.n }}' },
      },
      { id: 'last', type: 'http', url: `${receiverUrl}/last`, body: { n: '{{ trigger.input.n }}' } },
    ],
  }
  const made = await hub.ask<{ hook: { url: string } }>('POST', '/v1/workflows', {
    definition,
    isEnabled: true,
  })
  return new URL(made.hook.url).pathname
}

async function findContact(hub: HubProcess, locationId: string): Promise<string> {
  const answer = await hub.ask<{ body: { contacts: { id: string }[] } }>('POST', '/v1/calls', {
    operation: 'contacts.search-contacts-advanced',
    locationId,
    body: { locationId, page: 1, pageLimit: 1 },
  })
  return answer.body.contacts[0]!.id
}

async function readNotes(hub: HubProcess, contactId: string, locationId: string): Promise<string[]> {
  const answer = await hub.ask<{ body: { notes: { body: string }[] } }>('POST', '/v1/calls', {
    operation: 'contacts.get-all-notes',
    locationId,
    path: { contactId },
    fresh: true,
  })
  return answer.body.notes.map(({ body }) => body)
}

async function accept(url: () => string, path: string, n: number): Promise<boolean> {
  try {
    const answer = await fetch(`${url()}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': `n${n}` },
      body: JSON.stringify({ n }),
    })
    await answer.arrayBuffer()
    return answer.status === 202
  } catch {
    // The hub is dead or not there yet.
    return false
  }
}

interface Received {
  path: string
  key: string
  n: number
}

async function openReceiver() {
  const received: Received[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const { n } = JSON.parse(Buffer.concat(chunks).toString()) as { n: number }
    received.push({ path: request.url ?? '', key: String(request.headers['idempotency-key']), n })
    response.end()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

interface RunEnd {
  n: number
  state: string
  code: string | null
  done: string[]
}

const readRuns = (place: DatabasePlace): Promise<RunEnd[]> =>
  place.read(async (kysely) => {
    const { rows } = await sql<RunEnd>`
      select (r.trigger -> 'input' ->> 'n')::int as n, r.state, r.problem ->> 'code' as code,
        coalesce((select array_agg(s.path) from workflow_run_steps s
          where s.run_id = r.id and s.state = 'succeeded'), '{}') as done
      from workflow_runs r where r.cause = 'http'`.execute(kysely)
    return rows
  })

const hasActive = async (place: DatabasePlace): Promise<boolean> =>
  place.kind === 'PostgreSQL' &&
  place.read(async (kysely) => {
    const { rows } = await sql`select 1 from workflow_runs where state = 'running' limit 1`.execute(kysely)
    return rows.length > 0
  })

/** On a server other processes wait until the dead one was silent for a while; the rounds do not. */
async function forgetWorkers(place: DatabasePlace): Promise<void> {
  if (place.kind === 'PostgreSQL')
    await place.read(async (kysely) => {
      await sql`delete from workflow_workers`.execute(kysely)
      await sql`update idempotent_calls set lease_until = clock_timestamp()`.execute(kysely)
    })
}

function compare(
  rows: readonly RunEnd[],
  runs: number,
  received: readonly Received[],
  notes: readonly string[],
) {
  const final = new Set(['succeeded', 'failed'])
  const ended = rows.filter(({ state }) => final.has(state))
  const undecided = ended.filter(({ code }) => code === 'gateway.outcome_unknown').length
  const keys = new Map<string, Set<string>>()
  for (const { path, n, key } of received) {
    const of = `${path} ${n}`
    keys.set(of, (keys.get(of) ?? new Set()).add(key))
  }
  const noteCounts = new Map<string, number>()
  for (const note of notes) noteCounts.set(note, (noteCounts.get(note) ?? 0) + 1)
  let effectsLost = 0
  for (const { n, done } of ended) {
    if (done.includes('first') && !keys.has(`/first ${n}`)) effectsLost += 1
    if (done.includes('last') && !keys.has(`/last ${n}`)) effectsLost += 1
    if (done.includes('note') && !noteCounts.has(`run ${n}`)) effectsLost += 1
  }
  const unexplained = ended.filter(
    ({ state, code }) => state === 'failed' && code !== 'gateway.outcome_unknown',
  ).length
  const doubled = [...keys.values()].reduce((sum, { size }) => sum + size - 1, 0)
  const doubledNotes = [...noteCounts.values()].reduce((sum, count) => sum + count - 1, 0)
  return {
    runs,
    runsLost:
      runs -
      new Set(ended.map(({ n }) => n)).size +
      (ended.length - new Set(ended.map(({ n }) => n)).size) +
      unexplained,
    effectsLost,
    effectsDoubled: doubled + doubledNotes,
    repeats: received.length - [...keys.values()].reduce((sum, { size }) => sum + size, 0),
    undecided,
  }
}
