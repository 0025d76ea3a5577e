import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { createSimulator, type Simulator, type SimulatorOptions } from '@causeway/simulator'
import { afterEach, describe, expect, it } from 'vitest'
import { createConnections } from '../../hub/src/connections/create-connections.ts'
import type { Connections } from '../../hub/src/connections/connections.types.ts'
import { createLimiter } from '../../hub/src/limits/create-limiter.ts'
import type { Limiter } from '../../hub/src/limits/limits.types.ts'
import { systemClock } from '../../hub/src/platform/clock.ts'
import { createLog } from '../../hub/src/platform/log.ts'
import { loadMasterKeys } from '../../hub/src/platform/master-keys.ts'
import { createKeyring } from '../../hub/src/platform/secrets.ts'
import type { HubDatabase } from '../../hub/src/store/database.ts'
import { testDatabases } from '../../hub/src/store/test-database.ts'

interface ConnectedLocation {
  simulator: Simulator
  limiter: Limiter
  kysely: HubDatabase['kysely']
  connections: Connections
  locationId: string
  /** The CRM's token of the location, as another integration would use it. */
  token: string
  call: () => Promise<unknown>
}

const masterKey = randomBytes(32).toString('base64')
let closing: AsyncDisposableStack
afterEach(() => closing.disposeAsync())

/** A location of the simulated CRM with its limits on, connected by a private token. */
async function connect(options: SimulatorOptions, isSandbox: boolean): Promise<ConnectedLocation> {
  closing = new AsyncDisposableStack()
  const simulator = await createSimulator({ port: 0, scale: 'small', ...options })
  closing.defer(() => simulator.close())
  const [place] = await testDatabases()
  const database = await place!.open()
  closing.defer(() => database.close())
  const log = createLog({ level: 'silent' })
  const limiter = createLimiter({ kysely: database.kysely, log })
  closing.defer(() => limiter.stop())
  const keyring = createKeyring(loadMasterKeys({ dataFolder: '', setting: masterKey }).keys)
  const { kysely } = database
  const connections = createConnections({ kysely, keyring, limiter, clock: systemClock, log })
  closing.defer(() => connections.stop())
  const { id: locationId } = simulator.world.locations.find(
    (one) => one.isActive && one.isSandbox === isSandbox,
  )!
  const token = simulator.admin.createPrivateToken({ locationId }).token
  const api = { environment: 'simulator', apiBaseUrl: simulator.url, name: 'Tested' } as const
  await connections.connectPrivateToken({ ...api, token, locationId })
  const call = async () => {
    const { social } = await connections.openLocationClient(locationId, 'workflow')
    return social.listCategories({ limit: 1 })
  }
  return { simulator, limiter, kysely, connections, locationId, token, call }
}

const callOften = (call: () => Promise<unknown>, times: number) =>
  Promise.all(Array.from({ length: times }, call))

describe('the limits of the CRM', () => {
  it('are learned from its headers: a sandbox of 25 in 10 seconds refuses nothing', async () => {
    const { simulator, limiter, locationId, call } = await connect({ limits: 'standard' }, true)
    await callOften(call, 45)
    expect(simulator.requests.tooManyRequests).toBe(0)
    expect(await limiter.readQuota({ locationId })).toMatchObject([
      { burstLimit: 25, burstIntervalMs: 10_000, dailyLimit: 10_000 },
    ])
  }, 120_000)

  it('are shared with other integrations: room is made for them, and a refusal is answered by a pause', async () => {
    const profile = { maxRequests: 40, intervalMs: 2000, dailyRequests: 10_000, window: 'sliding' } as const
    const { simulator, token, kysely, locationId, call } = await connect({ limits: profile }, false)
    const url = `${simulator.url}/social-media-posting/${locationId}/categories?limit=1&skip=0`
    const headers = { authorization: `Bearer ${token}`, version: '2021-07-28' }
    const end = new AbortController()
    /** Half of every window, without asking us. */
    const stranger = async () => {
      while (!end.signal.aborted) {
        await (await fetch(url, { headers })).text()
        await sleep(100)
      }
    }
    const strangers = stranger()
    await callOften(call, 150)
    end.abort()
    await strangers
    // The stranger is refused too now and then; what was refused of ours was made again, and room was made for both.
    const [budget] = await kysely.selectFrom('call_budgets').selectAll().execute()
    expect(budget).toMatchObject({ burst_limit: 40 })
    expect(budget?.elsewhere).toBeGreaterThan(0)

    // Somebody takes all of it: our call is refused, waits out the window and is made again.
    await sleep(2100)
    await Promise.all(Array.from({ length: 40 }, async () => (await fetch(url, { headers })).text()))
    const startedAt = performance.now()
    await call()
    expect(performance.now() - startedAt).toBeGreaterThan(1000)
  }, 120_000)
})
