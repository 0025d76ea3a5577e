import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { createConnections } from '../../hub/src/connections/create-connections.ts'
import { createLimiter } from '../../hub/src/limits/create-limiter.ts'
import { systemClock } from '../../hub/src/platform/clock.ts'
import { createLog } from '../../hub/src/platform/log.ts'
import { loadMasterKeys } from '../../hub/src/platform/master-keys.ts'
import { createKeyring } from '../../hub/src/platform/secrets.ts'
import type { ManyCallsOrder, ManyCallsPlace, ManyCallsResult } from '../processes/call-many-locations.ts'
import type { DatabaseKind, DatabasePlace } from './database-places.ts'
import { startProcess } from './start-process.ts'
import { type SimulatorProcess, startSimulator } from './start-simulator.ts'

export interface ManyLocationsOptions {
  /** A server: several processes cannot share the embedded database. */
  database: DatabaseKind
  processes: number
  locations: number
  /** Calls for each location, of all processes together. */
  callsEach: number
  say: (sentence: string) => void
}

export interface ManyLocationsOutcome {
  calls: number
  failures: string[]
  /** From the first call asked for to the last answered. */
  elapsedMs: number
  /** The same of the location that was through first, and last. */
  fastestMs: number
  slowestMs: number
  /** Requests the CRM refused for its limits. */
  refused: number
  /** How long calls of a person took in the middle of it, in order. */
  personMs: number[]
  cpuSeconds: { hubs: number; simulator: number }
}

const windowMs = 10_000
const masterKey = randomBytes(32).toString('base64')

/** Calls the CRM for many locations from several processes of the hub, as fast as its limits let them. */
export async function callManyLocations(options: ManyLocationsOptions): Promise<ManyLocationsOutcome> {
  await using stack = new AsyncDisposableStack()
  const simulator = await startSimulator({
    limits: 'standard',
    scale: 'small',
    moreLocations: options.locations,
  })
  stack.defer(() => simulator.stop())
  const place = await options.database.make()
  stack.defer(() => place.remove())
  options.say(`connecting ${options.locations} locations …`)
  const locationIds = await connectLocations(simulator, place)
  const words: ManyCallsPlace = { databaseUrl: place.url ?? '', masterKey, locationIds }
  const hubs = Array.from({ length: options.processes }, () =>
    startProcess(new URL('../processes/call-many-locations.ts', import.meta.url), [JSON.stringify(words)]),
  )
  for (const hub of hubs) stack.defer(() => hub.stop())
  await Promise.all(hubs.map((hub) => hub.message((value) => (value === 'ready' ? value : undefined))))

  // What connecting cost of the windows is over before the clock runs.
  await sleep(windowMs + 1000)
  await simulator.resetRequests()
  options.say(`calling, about ${Math.round((options.callsEach * windowMs) / 100_000)} seconds …`)
  const simulatorBefore = await simulator.cpuSeconds()
  const callsOfProcess = options.callsEach / options.processes
  const results = await Promise.all(
    hubs.map((hub, index) => {
      const order: ManyCallsOrder = {
        callsEach: callsOfProcess,
        inFlightEach: Math.ceil(callsOfProcess / 2),
        personEveryMs: index === 0 ? 100 : 0,
      }
      hub.send(order)
      return hub.message(asResult)
    }),
  )
  const { tooManyRequests } = (await simulator.state()).requests
  return {
    ...summaryOf(results, locationIds),
    refused: tooManyRequests,
    ...(await cpuOf(results, simulator, simulatorBefore)),
  }
}

function summaryOf(results: readonly ManyCallsResult[], locationIds: readonly string[]) {
  const startedAt = Math.min(...results.map((result) => result.startedAt))
  const spans = locationIds.map(
    (id) => Math.max(...results.map(({ finishedAt }) => finishedAt[id] ?? Number.NaN)) - startedAt,
  )
  return {
    calls: results.reduce((sum, { answered }) => sum + answered, 0),
    failures: results.flatMap(({ failures }) => failures),
    elapsedMs: Math.max(...spans),
    fastestMs: Math.min(...spans),
    slowestMs: Math.max(...spans),
    personMs: results.flatMap(({ personMs }) => personMs).toSorted((one, other) => one - other),
  }
}

async function cpuOf(results: readonly ManyCallsResult[], simulator: SimulatorProcess, before: number) {
  const hubs = results.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0)
  return { cpuSeconds: { hubs, simulator: (await simulator.cpuSeconds()) - before } }
}

const asResult = (value: unknown): ManyCallsResult | undefined =>
  typeof value === 'object' && value !== null && 'finishedAt' in value
    ? (value as ManyCallsResult)
    : undefined

/** Connects the added locations by private tokens, as a person would enter them. */
async function connectLocations(simulator: SimulatorProcess, place: DatabasePlace): Promise<string[]> {
  return place.read(async (kysely) => {
    const log = createLog({ level: 'silent' })
    const limiter = createLimiter({ kysely, log })
    const connections = createConnections({
      kysely,
      keyring: createKeyring(loadMasterKeys({ dataFolder: place.dataFolder, setting: masterKey }).keys),
      limiter,
      clock: systemClock,
      log,
    })
    for (const { id, token } of simulator.moreLocations)
      await connections.connectPrivateToken({
        environment: 'simulator',
        token,
        locationId: id,
        name: id,
        apiBaseUrl: simulator.url,
      })
    await connections.stop()
    await limiter.stop()
    return simulator.moreLocations.map(({ id }) => id)
  })
}
