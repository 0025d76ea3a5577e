/**
 * One of the processes that need the same expired token: opens the hub's store, connections and limits, and waits.
 * Told to go, it lets many callers call the CRM at once and answers how many got their answer.
 */
import process from 'node:process'
import { createConnections } from '../../hub/src/connections/create-connections.ts'
import { createLimiter } from '../../hub/src/limits/create-limiter.ts'
import { systemClock } from '../../hub/src/platform/clock.ts'
import { createLog } from '../../hub/src/platform/log.ts'
import { loadMasterKeys } from '../../hub/src/platform/master-keys.ts'
import { createKeyring } from '../../hub/src/platform/secrets.ts'
import { openDatabase } from '../../hub/src/store/database.ts'

/** What the process is started with, as JSON. */
export interface CallerPlace {
  databaseUrl: string
  masterKey: string
  locationId: string
}

/** What it is told. */
export interface CallerOrder {
  callers: number
}

/** What it answers. */
export interface CallerResult {
  answered: number
  failures: string[]
  elapsedMs: number
}

const { databaseUrl, masterKey, locationId } = JSON.parse(process.argv[2] ?? '{}') as CallerPlace
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

async function callOnce(): Promise<void> {
  const { social } = await connections.openLocationClient(locationId, 'interactive')
  await social.listCategories({ limit: 1 })
}

async function callAtOnce({ callers }: CallerOrder): Promise<CallerResult> {
  const startedAt = performance.now()
  const outcomes = await Promise.allSettled(Array.from({ length: callers }, callOnce))
  const failures = outcomes.flatMap((outcome) =>
    outcome.status === 'rejected' ? [String(outcome.reason)] : [],
  )
  return {
    answered: outcomes.length - failures.length,
    failures: [...new Set(failures)].slice(0, 5),
    elapsedMs: performance.now() - startedAt,
  }
}

process.on('message', (order) => {
  void callAtOnce(order as CallerOrder).then((result) => process.send?.(result))
})
process.once('disconnect', () => process.exit())
process.once('SIGTERM', () => process.exit())
process.send?.('ready')
