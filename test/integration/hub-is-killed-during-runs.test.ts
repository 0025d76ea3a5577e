import { expect, it } from 'vitest'
import { type DatabaseKind, pglite, postgresAt } from '../../bench/rig/database-places.ts'
import { killDuringRuns } from '../../bench/rig/kill-during-runs.ts'
import { testServerUrl } from '../../hub/src/store/test-database.ts'

const server = await testServerUrl()
const databases: DatabaseKind[] = [pglite, ...(server === undefined ? [] : [postgresAt(server)])]

/** `npm run bench -- workflow-kill` does the same with 2 000 runs. */
it.each(databases)(
  'a hub on $name that is killed while workflows run loses and doubles no effect',
  async (database) => {
    const outcome = await killDuringRuns({ database, runs: 300, kills: 3, seed: 20_261_126 })
    expect(outcome, JSON.stringify(outcome)).toMatchObject({ runsLost: 0, effectsLost: 0, effectsDoubled: 0 })
    expect(outcome.killsMidRun).toBeGreaterThan(0)
  },
  240_000,
)
