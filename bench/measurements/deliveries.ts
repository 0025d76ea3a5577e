import { setTimeout as sleep } from 'node:timers/promises'
import type { CreatedEndpoint } from '@causeway/hub/contract'
import type { Appended, AppendingHub, AppendRequest } from '../processes/hub-that-appends.ts'
import type { ReceivedSince, ReceiverPlaces } from '../processes/receive-deliveries.ts'
import type { DatabaseKind } from '../rig/database-places.ts'
import { requestJson } from '../rig/request-json.ts'
import { type StartedProcess, startProcess } from '../rig/start-process.ts'
import type { Figure, Measurement } from './measurement.types.ts'

const burst = 10_000
const wantedRate = 1000
const longestMs = 500
/** A pace for the time from commit to receipt: so many events together, so often. */
const pace = { events: 20, everyMs: 20, forMs: 10_000 }
/** With and without the dead endpoint by turns: the machine's mood changes too. */
const turns = 12
const turn = { events: 4, everyMs: 20, forMs: 2000 }
const settledMs = 1000
const arrivedWithinMs = 60_000

/** How fast events reach an endpoint, and whether one that is dead is felt by the others. */
export const deliveries: Measurement = {
  name: 'deliveries',
  question: 'How fast do events reach an endpoint, and what does one that never answers change for it?',
  limitMs: 12 * 60_000,
  async measure({ databases, say }) {
    const figures: Figure[] = []
    for (const database of databases)
      figures.push(...(await measureOn(database, (sentence) => say(`${database.name}: ${sentence}`))))
    return figures
  },
}

async function measureOn(database: DatabaseKind, say: (sentence: string) => void): Promise<Figure[]> {
  await using opened = new AsyncDisposableStack()
  const place = await database.make()
  opened.defer(() => place.remove())
  const hub = startProcess(new URL('../processes/hub-that-appends.ts', import.meta.url), [], {
    environment: {
      ...place.environment,
      CAUSEWAY_PORT: '0',
      CAUSEWAY_LOG_LEVEL: 'error',
      CAUSEWAY_OUTBOUND_ALLOW: 'loopback',
    },
  })
  opened.defer(() => hub.stop())
  const reached = await hub.message((value) => value as AppendingHub)
  const receiver = startProcess(new URL('../processes/receive-deliveries.ts', import.meta.url))
  opened.defer(() => receiver.stop())
  const { good, dead } = await receiver.message((value) => value as ReceiverPlaces)
  const run = { hub, receiver }
  await makeEndpoint(reached, good)
  const deadId = await makeEndpoint(reached, dead)
  await setEnabled(reached, deadId, false)
  await measurePace(run, turn)

  say(`${burst} events at once …`)
  const startedAt = Date.now()
  for (let start = 0; start < burst; start += 500) await append(hub, 500)
  const all = await untilReceived(receiver, burst)
  const rate = burst / ((all.lastAt - startedAt) / 1000)

  say(`${(1000 / pace.everyMs) * pace.events} events a second …`)
  const paced = await measurePace(run, pace)

  say('with and without a dead endpoint …')
  const without: number[] = []
  const beside: number[] = []
  let atDead = 0
  for (let count = 0; count < turns; count++)
    // First one, then the other goes first, so that neither always follows the other.
    for (const isThere of count % 2 === 0 ? [false, true] : [true, false]) {
      await setEnabled(reached, deadId, isThere)
      const some = await measurePace(run, turn)
      ;(isThere ? beside : without).push(...some.waitsMs)
      atDead += some.atDead
    }
  if (atDead === 0) throw new Error('The dead endpoint was never tried')
  return [
    rateFigure(rate, all),
    paceFigure(paced),
    deadFigure(at(without, 0.95), at(beside, 0.95), { without, beside }),
  ].map((figure) => ({ ...figure, database: database.name }))
}

async function makeEndpoint(hub: AppendingHub, url: string): Promise<string> {
  const { id } = await ask<CreatedEndpoint>(hub, 'POST', '/v1/endpoints', { url, concurrency: 20 })
  return id
}

const setEnabled = (hub: AppendingHub, id: string, isEnabled: boolean) =>
  ask(hub, 'PATCH', `/v1/endpoints/${id}`, { isEnabled })

const ask = <Answer>({ url, token }: AppendingHub, method: string, path: string, body: unknown) =>
  requestJson<Answer>(method, `${url}${path}`, { body, headers: { authorization: `Bearer ${token}` } })

/** Has events committed, and waits until they are. */
async function append(hub: StartedProcess, events: number): Promise<void> {
  const committed = hub.message((value) => value as Appended)
  hub.send({ events } satisfies AppendRequest)
  await committed
}

async function measurePace(
  { hub, receiver }: { hub: StartedProcess; receiver: StartedProcess },
  { events, everyMs, forMs }: typeof pace,
): Promise<ReceivedSince> {
  await sleep(settledMs)
  await received(receiver)
  const rounds = forMs / everyMs
  const startedAt = performance.now()
  for (let round = 0; round < rounds; round++) {
    const waitMs = startedAt + round * everyMs - performance.now()
    if (waitMs > 0) await sleep(waitMs)
    await append(hub, events)
  }
  return untilReceived(receiver, rounds * events)
}

/** Adds up what the receiver tells until so much has come. */
async function untilReceived(receiver: StartedProcess, count: number): Promise<ReceivedSince> {
  const deadline = performance.now() + arrivedWithinMs
  const all: ReceivedSince = { waitsMs: [], repeated: 0, lastAt: 0, atDead: 0 }
  while (all.waitsMs.length < count) {
    if (performance.now() > deadline) throw new Error(`Only ${all.waitsMs.length} of ${count} arrived`)
    await sleep(50)
    const some = await received(receiver)
    all.waitsMs = all.waitsMs.concat(some.waitsMs)
    all.repeated += some.repeated
    all.atDead += some.atDead
    all.lastAt = Math.max(all.lastAt, some.lastAt)
  }
  return all
}

function received(receiver: StartedProcess): Promise<ReceivedSince> {
  const answer = receiver.message((value) => value as ReceivedSince)
  receiver.send({})
  return answer
}

const at = (waitsMs: readonly number[], share: number): number =>
  waitsMs.toSorted((one, other) => one - other)[Math.floor(waitsMs.length * share)] ??
  Number.POSITIVE_INFINITY

const rateFigure = (rate: number, { repeated }: ReceivedSince): Omit<Figure, 'database'> => ({
  what: `deliveries a second to a local receiver, ${burst} events committed at once / ${wantedRate}`,
  ours: `${Math.round(rate)}/s, ${repeated} repeated`,
  beside: `${wantedRate}/s`,
  ratio: rate / wantedRate,
  aim: '≥ 1, none repeated',
  isReached: rate >= wantedRate && repeated === 0,
  details: { rate, repeated },
})

function paceFigure({ waitsMs, repeated }: ReceivedSince): Omit<Figure, 'database'> {
  const p95 = at(waitsMs, 0.95)
  return {
    what: `${longestMs} ms / time from commit to receipt at ${(1000 / pace.everyMs) * pace.events} events a second, p95`,
    ours: `${p95} ms (p50 ${at(waitsMs, 0.5)}, p99 ${at(waitsMs, 0.99)})`,
    beside: `${longestMs} ms`,
    ratio: longestMs / p95,
    aim: '> 1, none repeated',
    isReached: p95 < longestMs && repeated === 0,
    details: { p50: at(waitsMs, 0.5), p95, p99: at(waitsMs, 0.99), repeated },
  }
}

const deadFigure = (
  without: number,
  beside: number,
  all: { without: number[]; beside: number[] },
): Omit<Figure, 'database'> => ({
  what: 'time from commit to receipt without / with another endpoint that never answers, p95',
  ours: `${beside} ms`,
  beside: `${without} ms`,
  ratio: without / beside,
  aim: '≥ 0.9',
  isReached: without / beside >= 0.9,
  details: {
    without: { p50: at(all.without, 0.5), p95: without },
    with: { p50: at(all.beside, 0.5), p95: beside },
  },
})
