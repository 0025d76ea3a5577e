import type { LoopOrder, LoopResult } from '../processes/sdk-loop.ts'
import { chooseLocation } from '../rig/choose-location.ts'
import type { DatabaseKind } from '../rig/database-places.ts'
import { fillLocation, type FirstSync } from '../rig/fill-location.ts'
import { startProcess } from '../rig/start-process.ts'
import { type SimulatorProcess, startSimulator } from '../rig/start-simulator.ts'
import type { Bench, Figure, Measurement } from './measurement.types.ts'

const aim = 3
const withinMs = 300_000
const dayMs = 86_400_000
/** 58 windows of seven whole days: what the hub reads. */
const days = 406

export const firstSyncUnlimited: Measurement = {
  name: 'first-sync-unlimited',
  question: 'How many records a second does a first sync store, beside a loop of the official SDK?',
  limitMs: 15 * 60_000,
  async measure(bench) {
    const figures: Figure[] = []
    for (const database of bench.databases) figures.push(await measureOn(database, bench))
    return figures
  },
}

async function measureOn(database: DatabaseKind, { say }: Bench): Promise<Figure> {
  say(`${database.name}: the SDK's loop …`)
  const peer = await runPeer(database)
  say(`${database.name}: the hub …`)
  const ours = await runHub(database)
  const [ourRate, peerRate] = [perSecond(ours), perSecond(peer)]
  return {
    what: 'first sync, unlimited: records/s / SDK loop',
    database: database.name,
    ours: `${Math.round(ourRate)}/s (${ours.records} in ${(ours.elapsedMs / 1000).toFixed(1)} s)`,
    beside: `${Math.round(peerRate)}/s (${peer.records} in ${(peer.elapsedMs / 1000).toFixed(1)} s)`,
    ratio: ourRate / peerRate,
    aim: `≥ ${aim}`,
    isReached: ourRate / peerRate >= aim,
    details: {
      peer,
      ours: { records: ours.records, elapsedMs: ours.elapsedMs, requests: ours.counters.byOperation },
      streams: ours.location.streams.map(({ stream, recordsStored, firstSyncedAt }) => ({
        stream,
        recordsStored,
        firstSyncedAt,
      })),
    },
  }
}

const perSecond = ({ records, elapsedMs }: { records: number; elapsedMs: number }): number =>
  (records / elapsedMs) * 1000

/** Each side has a simulator of its own, so that neither finds it warmed up by the other. */
async function withSimulator<Result>(
  work: (simulator: SimulatorProcess) => Promise<Result>,
): Promise<Result> {
  const simulator = await startSimulator({ limits: 'off' })
  try {
    return await work(simulator)
  } finally {
    await simulator.stop()
  }
}

const runHub = (database: DatabaseKind): Promise<FirstSync> =>
  withSimulator(async (simulator) => {
    const place = await database.make()
    try {
      return await fillLocation(simulator, place, { withinMs })
    } finally {
      await place.remove()
    }
  })

const runPeer = (database: DatabaseKind): Promise<LoopResult> =>
  withSimulator(async (simulator) => {
    const { location, token } = await chooseLocation(simulator, 'largest')
    const place = await database.make()
    const loop = startProcess(new URL('../processes/sdk-loop.ts', import.meta.url))
    const order: LoopOrder = {
      location: {
        simulatorUrl: simulator.url,
        privateToken: token,
        locationId: location.id,
        days: daysUntilYesterday(),
      },
      databaseUrl: place.url ?? null,
    }
    try {
      loop.send(order)
      return await loop.message(asResult)
    } finally {
      await loop.stop()
      await place.remove()
    }
  })

const daysUntilYesterday = (): string[] =>
  Array.from({ length: days }, (_, index) =>
    new Date(Date.now() - (days - index) * dayMs).toISOString().slice(0, 10),
  )

const asResult = (value: unknown): LoopResult | undefined =>
  typeof value === 'object' && value !== null && 'records' in value ? (value as LoopResult) : undefined
