import { randomBytes } from 'node:crypto'
import { demoApp } from '@causeway/simulator'
import { sql } from 'kysely'
import type { CallerOrder, CallerPlace, CallerResult } from '../processes/call-with-token.ts'
import { createConnections } from '../../hub/src/connections/create-connections.ts'
import { createLimiter } from '../../hub/src/limits/create-limiter.ts'
import { systemClock } from '../../hub/src/platform/clock.ts'
import { createLog } from '../../hub/src/platform/log.ts'
import { loadMasterKeys } from '../../hub/src/platform/master-keys.ts'
import { createKeyring } from '../../hub/src/platform/secrets.ts'
import type { DatabaseKind, DatabasePlace } from './database-places.ts'
import { startProcess } from './start-process.ts'
import { type SimulatorProcess, startSimulator } from './start-simulator.ts'

export interface RaceOptions {
  /** A server: two processes cannot share the embedded database. */
  database: DatabaseKind
  processes: number
  /** Callers in each process. */
  callers: number
}

/** One race: who knew that the token had expired, and what came of it. */
export interface RaceOutcome {
  expiryKnownTo: 'hub' | 'CRM'
  answered: number
  failures: string[]
  /** Refresh tokens that the CRM exchanged. */
  refreshes: number
  /** Refreshes that were repeated in the CRM's grace. */
  repeats: number
  slowestMs: number
}

const dayMs = 86_400_000
const masterKey = randomBytes(32).toString('base64')

/**
 * Lets callers of several processes need one expired token at the same moment: first one that the hub knows to be
 * expired, then one that only the CRM knows of, which every caller learns by a refused call.
 */
export async function raceForRefresh(options: RaceOptions): Promise<RaceOutcome[]> {
  await using stack = new AsyncDisposableStack()
  const simulator = await startSimulator({ limits: 'off', scale: 'small' })
  stack.defer(() => simulator.stop())
  const place = await options.database.make()
  stack.defer(() => place.remove())
  const locationId = await installApp(simulator, place)
  const words: CallerPlace = { databaseUrl: place.url ?? '', masterKey, locationId }
  const callers = Array.from({ length: options.processes }, () =>
    startProcess(new URL('../processes/call-with-token.ts', import.meta.url), [JSON.stringify(words)]),
  )
  for (const caller of callers) stack.defer(() => caller.stop())
  await Promise.all(
    callers.map((caller) => caller.message((value) => (value === 'ready' ? value : undefined))),
  )

  const outcomes: RaceOutcome[] = []
  for (const expiryKnownTo of ['hub', 'CRM'] as const) {
    await simulator.moveClock({ advanceMs: 2 * dayMs })
    if (expiryKnownTo === 'hub') await expireInStore(place)
    await simulator.resetRequests()
    const order: CallerOrder = { callers: options.callers }
    const results = await Promise.all(
      callers.map((caller) => {
        caller.send(order)
        return caller.message(asResult)
      }),
    )
    const { tokenRotations, refreshRepeats } = (await simulator.state()).requests
    outcomes.push({
      expiryKnownTo,
      answered: results.reduce((sum, { answered }) => sum + answered, 0),
      failures: results.flatMap(({ failures }) => failures),
      refreshes: tokenRotations,
      repeats: refreshRepeats,
      slowestMs: Math.max(...results.map(({ elapsedMs }) => elapsedMs)),
    })
  }
  return outcomes
}

const asResult = (value: unknown): CallerResult | undefined =>
  typeof value === 'object' && value !== null ? (value as CallerResult) : undefined

async function expireInStore(place: DatabasePlace): Promise<void> {
  await place.read(async (kysely) => {
    await sql`update connections set access_expires_at = clock_timestamp() - interval '1 minute'`.execute(
      kysely,
    )
  })
}

/** Installs the simulator's app on one location, as a person of that location would; gives the location. */
async function installApp(simulator: SimulatorProcess, place: DatabasePlace): Promise<string> {
  const { locations } = await simulator.state()
  const locationId = locations.find(({ isActive, isSandbox }) => isActive && isSandbox !== true)?.id
  if (locationId === undefined) throw new Error('The simulator has no active location')
  const redirectUri = 'http://127.0.0.1:4400/oauth/crm/callback'
  await place.read(async (kysely) => {
    const log = createLog({ level: 'silent' })
    const limiter = createLimiter({ kysely, log })
    const connections = createConnections({
      kysely,
      keyring: createKeyring(loadMasterKeys({ dataFolder: place.dataFolder, setting: masterKey }).keys),
      limiter,
      clock: systemClock,
      log,
    })
    const app = await connections.createApp({
      name: 'bench',
      environment: 'simulator',
      clientId: demoApp.clientId,
      clientSecret: demoApp.clientSecret,
      apiBaseUrl: simulator.url,
      consentBaseUrl: simulator.url,
      generation: 'v3',
    })
    const { authorizeUrl } = await connections.startInstall({ appId: app.id, browser: 'bench', redirectUri })
    const asked = new URL(authorizeUrl).searchParams
    const { code } = await simulator.admin<{ code: string }>('POST', '/install', {
      locationId,
      redirectUri,
      scopes: asked.get('scope')?.split(' '),
    })
    await connections.finishInstall({ browser: 'bench', code, state: asked.get('state') ?? undefined })
    await connections.stop()
    await limiter.stop()
  })
  return locationId
}
