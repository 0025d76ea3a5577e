/** `npm run bench [-- name…] [--json] [--seed n]`: runs the measurements and prints one table of ratios. */
import { cpus } from 'node:os'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { providePostgres } from '../scripts/provide-postgres.ts'
import { catalogSearch } from './measurements/catalog-search.ts'
import { firstFill } from './measurements/first-fill.ts'
import { deliveries } from './measurements/deliveries.ts'
import { firstSyncLimited } from './measurements/first-sync-limited.ts'
import { firstSyncUnlimited } from './measurements/first-sync-unlimited.ts'
import { killDuringSyncMeasurement } from './measurements/kill-during-sync.ts'
import { gatewayReads } from './measurements/gateway-reads.ts'
import { liveEvents } from './measurements/live-events.ts'
import { manyLocations } from './measurements/many-locations.ts'
import type { Bench, Figure, Measurement } from './measurements/measurement.types.ts'
import { refreshRace } from './measurements/refresh-race.ts'
import { startToStatistics } from './measurements/start-to-statistics.ts'
import { webhookIngest } from './measurements/webhook-ingest.ts'
import { webhookKill } from './measurements/webhook-kill.ts'
import { workflowKill } from './measurements/workflow-kill.ts'
import { workflowRuns } from './measurements/workflow-runs.ts'
import { pglite, postgresAt } from './rig/database-places.ts'
import { printTable } from './rig/print-table.ts'

const measurements: Measurement[] = [
  startToStatistics,
  refreshRace,
  firstSyncUnlimited,
  firstSyncLimited,
  manyLocations,
  killDuringSyncMeasurement,
  gatewayReads,
  liveEvents,
  catalogSearch,
  firstFill,
  deliveries,
  webhookIngest,
  webhookKill,
  workflowRuns,
  workflowKill,
]

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean' }, seed: { type: 'string' } },
})
const say = (sentence: string) => console.error(`[bench] ${sentence}`)
const unknown = positionals.filter((name) => measurements.every((one) => one.name !== name))
if (unknown.length > 0) {
  say(
    `There is no measurement ${unknown.join(', ')}. There are: ${measurements.map(({ name }) => name).join(', ')}.`,
  )
  process.exit(2)
}
const chosen = measurements.filter(({ name }) => positionals.length === 0 || positionals.includes(name))

const postgres = await providePostgres(say)
const seed = values.seed === undefined ? Math.floor(Math.random() * 2 ** 32) : Number(values.seed)
const bench: Bench = {
  databases: [pglite, ...(postgres === undefined ? [] : [postgresAt(postgres.url)])],
  seed,
  say,
}
say(`${cpus().length} cores, Node ${process.version}, seed ${seed}.`)

const figures: Figure[] = []
const failures: string[] = []
for (const measurement of chosen) {
  say(`${measurement.name}: ${measurement.question}`)
  try {
    figures.push(...(await withinLimit(measurement, bench)))
  } catch (problem) {
    failures.push(`${measurement.name}: ${problem instanceof Error ? problem.message : String(problem)}`)
  }
}
postgres?.stop()

if (values.json === true) console.log(JSON.stringify({ seed, figures, failures }, undefined, 2))
else printTable(figures)
for (const failure of failures) say(`FAILED: ${failure}`)
// What a measurement that ran out of time left behind ends with this process, because its channel breaks.
process.exit(failures.length > 0 || figures.some(({ isReached }) => !isReached) ? 1 : 0)

async function withinLimit(measurement: Measurement, given: Bench): Promise<Figure[]> {
  const { promise: overdue, reject } = Promise.withResolvers<never>()
  const minutes = Math.round(measurement.limitMs / 60_000)
  const timer = setTimeout(() => reject(new Error(`not done after ${minutes} minutes`)), measurement.limitMs)
  try {
    return await Promise.race([measurement.measure(given), overdue])
  } finally {
    clearTimeout(timer)
  }
}
