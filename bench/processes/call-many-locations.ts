/**
 * A process of the hub: opens the hub's store, connections and limits, and waits. Told to go, it calls the CRM for
 * every location it is told of, as fast as the limits let it, and answers when the last call of each was answered.
 */
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { createConnections } from '../../hub/src/connections/create-connections.ts'
import { createLimiter } from '../../hub/src/limits/create-limiter.ts'
import type { Lane } from '../../hub/src/limits/limits.types.ts'
import { systemClock } from '../../hub/src/platform/clock.ts'
import { createLog } from '../../hub/src/platform/log.ts'
import { loadMasterKeys } from '../../hub/src/platform/master-keys.ts'
import { createKeyring } from '../../hub/src/platform/secrets.ts'
import { openDatabase } from '../../hub/src/store/database.ts'

/** What the process is started with, as JSON. */
export interface ManyCallsPlace {
  databaseUrl: string
  masterKey: string
  locationIds: string[]
}

/** What it is told. */
export interface ManyCallsOrder {
  callsEach: number
  /** Calls asked for together, of each location. */
  inFlightEach: number
  /** Somebody at a screen: a call to some location every so often, until the others are done; 0: nobody. */
  personEveryMs: number
}

/** What it answers. Times are those of the machine's clock. */
export interface ManyCallsResult {
  startedAt: number
  /** When the last call of each location was answered. */
  finishedAt: Record<string, number>
  answered: number
  failures: string[]
  /** How long each call of the person took. */
  personMs: number[]
  /** Seconds of a core this process used. */
  cpuSeconds: number
}

const { databaseUrl, masterKey, locationIds } = JSON.parse(process.argv[2] ?? '{}') as ManyCallsPlace
const log = createLog({ level: 'silent' })
const database = await openDatabase({ url: databaseUrl, dataFolder: '' })
const limiter = createLimiter({ kysely: database.kysely, log })
const keyring = createKeyring(loadMasterKeys({ dataFolder: '', setting: masterKey }).keys)
const connections = createConnections({
  kysely: database.kysely,
  keyring,
  limiter,
  clock: systemClock,
  log,
})

async function callOnce(locationId: string, lane: Lane): Promise<void> {
  const { social } = await connections.openLocationClient(locationId, lane)
  await social.listCategories({ limit: 1 })
}

async function callAll(order: ManyCallsOrder): Promise<ManyCallsResult> {
  const cpuBefore = process.cpuUsage()
  const startedAt = Date.now()
  const finishedAt: Record<string, number> = {}
  const failures = new Set<string>()
  let answered = 0
  const end = new AbortController()

  async function callLocation(locationId: string): Promise<void> {
    let left = order.callsEach
    const caller = async (): Promise<void> => {
      while (left-- > 0)
        try {
          await callOnce(locationId, 'workflow')
          answered += 1
        } catch (problem) {
          failures.add(String(problem))
        }
    }
    await Promise.all(Array.from({ length: order.inFlightEach }, caller))
    finishedAt[locationId] = Date.now()
  }

  async function person(): Promise<number[]> {
    const tookMs: number[] = []
    const calls: Promise<void>[] = []
    for (let turn = 0; order.personEveryMs > 0 && !end.signal.aborted; turn++) {
      await sleep(order.personEveryMs)
      const locationId = locationIds[(turn * 37) % locationIds.length] ?? ''
      const askedAt = performance.now()
      calls.push(
        callOnce(locationId, 'interactive').then(
          () => void tookMs.push(performance.now() - askedAt),
          (problem: unknown) => void failures.add(String(problem)),
        ),
      )
    }
    await Promise.all(calls)
    return tookMs
  }

  const looking = person()
  await Promise.all(locationIds.map(callLocation))
  end.abort()
  const personMs = await looking
  const { user, system } = process.cpuUsage(cpuBefore)
  return {
    startedAt,
    finishedAt,
    answered,
    failures: [...failures].slice(0, 5),
    personMs,
    cpuSeconds: (user + system) / 1e6,
  }
}

process.on('message', (order) => {
  void callAll(order as ManyCallsOrder).then((result) => process.send?.(result))
})
process.once('disconnect', () => process.exit())
process.once('SIGTERM', () => process.exit())
// A hub that runs has called each location before: what is measured is not its start.
for (let turn = 0; turn < 2; turn++) await Promise.all(locationIds.map((id) => callOnce(id, 'interactive')))
process.send?.('ready')
