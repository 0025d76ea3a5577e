import { randomBytes } from 'node:crypto'
import { createSimulator, demoApp, type Simulator, type SimulatorOptions } from '@causeway/simulator'
import { createConnections } from '../../hub/src/connections/create-connections.ts'
import type { AppView, Connections, FinishedInstall } from '../../hub/src/connections/connections.types.ts'
import { createLimiter } from '../../hub/src/limits/create-limiter.ts'
import type { Limiter } from '../../hub/src/limits/limits.types.ts'
import type { Clock } from '../../hub/src/platform/clock.ts'
import { createLog, type Log } from '../../hub/src/platform/log.ts'
import { createKeyring, type Keyring } from '../../hub/src/platform/secrets.ts'
import { randomToken } from '../../hub/src/platform/tokens.ts'
import type { HubDatabase } from '../../hub/src/store/database.ts'
import type { TestDatabase } from '../../hub/src/store/test-database.ts'

export const redirectUri = 'http://127.0.0.1:4400/oauth/crm/callback'

/** The hub's connections beside a simulated CRM, over real HTTP and on a real database. */
export interface ConnectedHub {
  simulator: Simulator
  database: HubDatabase
  connections: Connections
  limiter: Limiter
  keyring: Keyring
  clock: Clock & { advance(ms: number): void }
  log: Log
  /** Lines the hub logged. */
  logged: string[]
  app: AppView
  /** What a second process of the hub would have: its own memory, the same database and keys. */
  another(): Connections
  close(): Promise<void>
}

export async function startConnectedHub(
  testDatabase: TestDatabase,
  options: SimulatorOptions = {},
  masterKey: Buffer = randomBytes(32),
): Promise<ConnectedHub> {
  const simulator = await createSimulator({ port: 0, scale: 'small', ...options })
  const database = await testDatabase.open()
  const logged: string[] = []
  const log = createLog({ level: 'debug', destination: { write: (line: string) => void logged.push(line) } })
  const limiter = createLimiter({ kysely: database.kysely, log })
  const keyring = createKeyring({ current: { id: 'test', key: masterKey } })
  let offsetMs = 0
  const clock = {
    now: () => new Date(Date.now() + offsetMs),
    advance: (ms: number) => void (offsetMs += ms),
  }
  const made: Connections[] = []
  const another = (): Connections => {
    const connections = createConnections({ kysely: database.kysely, keyring, limiter, clock, log })
    made.push(connections)
    return connections
  }
  const connections = another()
  const app = await connections.createApp({
    name: 'Demo',
    environment: 'simulator',
    clientId: demoApp.clientId,
    clientSecret: demoApp.clientSecret,
    apiBaseUrl: simulator.url,
    consentBaseUrl: simulator.url,
    generation: 'v3',
  })
  return {
    simulator,
    database,
    connections,
    limiter,
    keyring,
    clock,
    log,
    logged,
    app,
    another,
    async close() {
      await Promise.all(made.map((one) => one.stop()))
      await limiter.stop()
      await database.close()
      await simulator.close()
    },
  }
}

/** Goes through an install as a browser does, consenting for a company or one location. */
export async function install(
  hub: ConnectedHub,
  target: { companyId: string; approvedLocations?: string[] | 'all' } | { locationId: string },
  options: { scopes?: string[] } = {},
): Promise<FinishedInstall> {
  const browser = randomToken()
  const { authorizeUrl } = await hub.connections.startInstall({ appId: hub.app.id, browser, redirectUri })
  const query = new URL(authorizeUrl).searchParams
  const { code } = hub.simulator.admin.install({
    ...target,
    redirectUri,
    scopes: options.scopes ?? (query.get('scope') ?? '').split(' '),
  })
  return hub.connections.finishInstall({ browser, code, state: query.get('state') ?? undefined })
}

/** An active location of the simulator, not in the sandbox. */
export function activeLocation(hub: ConnectedHub) {
  const location = hub.simulator.world.locations.find(({ isActive, isSandbox }) => isActive && !isSandbox)
  if (location === undefined) throw new Error('the simulated world has no active location')
  return location
}
