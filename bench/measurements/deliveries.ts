import { setTimeout as sleep } from 'node:timers/promises'
import type { CreatedEndpoint } from '@causeway/hub/contract'
import type { Kysely } from 'kysely'
import { appendEvents } from '../../hub/src/store/events.store.ts'
import type { Tables } from '../../hub/src/store/tables.types.ts'
import type { ReceivedSince, ReceiverPlaces } from '../processes/receive-deliveries.ts'
import { type HubProcess, startHub } from '../rig/start-hub.ts'
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
  limitMs: 6 * 60_000,
  async measure({ databases, say }) {
    // Events come from another process, as those of other hubs do; an embedded database is closed to it.
    const database = databases.find(({ name }) => name === 'PostgreSQL')
    if (database === undefined) return []
    await using opened = new AsyncDisposableStack()
    const place = await database.make()
    opened.defer(() => place.remove())
    const hub = await startHub(place, {
      simulatorUrl: '',
      environment: { CAUSEWAY_OUTBOUND_ALLOW: 'loopback' },
    })
    opened.defer(() => hub.stop())
    const receiver = startProcess(new URL('../processes/receive-deliveries.ts', import.meta.url))
    opened.defer(() => receiver.stop())
    const { good, dead } = await receiver.message((value) => value as ReceiverPlaces)
    await makeEndpoint(hub, good)
    const deadId = await makeEndpoint(hub, dead)
    await setEnabled(hub, deadId, false)
    return await place.read(async (kysely) => {
      const run = { kysely, receiver }
      await measurePace(run, turn)

      say(`${burst} events at once …`)
      const startedAt = Date.now()
      for (let start = 0; start < burst; start += 500) await append(kysely, 500)
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
          await setEnabled(hub, deadId, isThere)
          const received = await measurePace(run, turn)
          ;(isThere ? beside : without).push(...received.waitsMs)
          atDead += received.atDead
        }
      if (atDead === 0) throw new Error('The dead endpoint was never tried')
      return [
        rateFigure(rate, all),
        paceFigure(paced),
        deadFigure(at(without, 0.95), at(beside, 0.95), { without, beside }),
      ]
    })
  },
}

async function makeEndpoint(hub: HubProcess, url: string): Promise<string> {
  const { id } = await hub.ask<CreatedEndpoint>('POST', '/v1/endpoints', { url, concurrency: 20 })
  return id
}

const setEnabled = (hub: HubProcess, id: string, isEnabled: boolean) =>
  hub.ask('PATCH', `/v1/endpoints/${id}`, { isEnabled })

/** Commits events of about a kilobyte; the instant in them is that before the transaction began. */
function append(kysely: Kysely<Tables>, count: number): Promise<void> {
  const occurredAt = new Date()
  return kysely.transaction().execute((trx) =>
    appendEvents(
      trx,
      Array.from({ length: count }, (_, number) => ({
        locationId: `location-${number % 10}`,
        type: 'post.published',
        subject: { kind: 'post', id: `post-${number}` },
        occurredAt,
        data: { number, text: 'x'.repeat(700) },
      })),
    ),
  )
}

async function measurePace(
  { kysely, receiver }: { kysely: Kysely<Tables>; receiver: StartedProcess },
  { events, everyMs, forMs }: typeof pace,
): Promise<ReceivedSince> {
  await sleep(settledMs)
  await ask(receiver)
  const rounds = forMs / everyMs
  const startedAt = performance.now()
  for (let round = 0; round < rounds; round++) {
    const waitMs = startedAt + round * everyMs - performance.now()
    if (waitMs > 0) await sleep(waitMs)
    await append(kysely, events)
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
    const some = await ask(receiver)
    all.waitsMs = all.waitsMs.concat(some.waitsMs)
    all.repeated += some.repeated
    all.atDead += some.atDead
    all.lastAt = Math.max(all.lastAt, some.lastAt)
  }
  return all
}

function ask(receiver: StartedProcess): Promise<ReceivedSince> {
  const answer = receiver.message((value) => value as ReceivedSince)
  receiver.send({})
  return answer
}

const at = (waitsMs: readonly number[], share: number): number =>
  waitsMs.toSorted((one, other) => one - other)[Math.floor(waitsMs.length * share)] ??
  Number.POSITIVE_INFINITY

const rateFigure = (rate: number, { repeated }: ReceivedSince): Figure => ({
  what: `deliveries a second to a local receiver, ${burst} events committed at once / ${wantedRate}`,
  database: 'PostgreSQL',
  ours: `${Math.round(rate)}/s, ${repeated} repeated`,
  beside: `${wantedRate}/s`,
  ratio: rate / wantedRate,
  aim: '≥ 1, none repeated',
  isReached: rate >= wantedRate && repeated === 0,
  details: { rate, repeated },
})

function paceFigure({ waitsMs, repeated }: ReceivedSince): Figure {
  const p95 = at(waitsMs, 0.95)
  return {
    what: `${longestMs} ms / time from commit to receipt at ${(1000 / pace.everyMs) * pace.events} events a second, p95`,
    database: 'PostgreSQL',
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
): Figure => ({
  what: 'time from commit to receipt without / with another endpoint that never answers, p95',
  database: 'PostgreSQL',
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
