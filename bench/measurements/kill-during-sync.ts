import { isSame } from '../rig/compare-with-world.ts'
import type { DatabaseKind } from '../rig/database-places.ts'
import { isFlawless } from '../rig/find-violations.ts'
import { killDuringSync, type KillOutcome } from '../rig/kill-during-sync.ts'
import type { Bench, Figure, Measurement } from './measurement.types.ts'

const rounds = 30
/** Half a first sync, without limits. */
const longestLifeMs = 5000

export const killDuringSyncMeasurement: Measurement = {
  name: 'kill-during-sync',
  question: 'What is lost or doubled when the hub is killed (-9) again and again while it syncs?',
  limitMs: 30 * 60_000,
  async measure(bench) {
    const figures: Figure[] = []
    for (const database of bench.databases) figures.push(await measureOn(database, bench))
    return figures
  },
}

async function measureOn(database: DatabaseKind, { seed, say }: Bench): Promise<Figure> {
  const outcome = await killDuringSync({
    database,
    rounds,
    seed,
    scale: 'full',
    size: 'largest',
    longestLifeMs,
    say: (sentence) => say(`${database.name}: ${sentence}`),
  })
  const faults = countFaults(outcome)
  const { difference, killsMidRun } = outcome
  return {
    what: `kill -9, ${rounds} rounds: faults`,
    database: database.name,
    ours: `${faults} (${killsMidRun} kills in mid-run, ${difference.compared} records compared)`,
    beside: 'the CRM’s own records',
    ratio: faults,
    aim: '0',
    isReached: isSame(difference) && isFlawless(outcome.violations),
    details: { seed, ...outcome },
  }
}

function countFaults({ difference, violations }: KillOutcome): number {
  const { lost, leftOver, unlike, duplicated } = difference
  const counts = Object.values(violations).filter((value) => typeof value === 'number')
  return lost + leftOver + unlike + duplicated + counts.reduce((sum, count) => sum + count, 0)
}
