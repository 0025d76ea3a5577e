import { expect, it } from 'vitest'
import { isSame } from '../../bench/rig/compare-with-world.ts'
import { type DatabaseKind, pglite, postgresAt } from '../../bench/rig/database-places.ts'
import { isFlawless } from '../../bench/rig/find-violations.ts'
import { killDuringSync } from '../../bench/rig/kill-during-sync.ts'
import { testServerUrl } from '../../hub/src/store/test-database.ts'

const server = await testServerUrl()
const databases: DatabaseKind[] = [pglite, ...(server === undefined ? [] : [postgresAt(server)])]

/** `npm run bench -- kill-during-sync` does the same with thirty rounds and the largest location. */
it.each(databases)(
  'a hub on $name that is killed while it syncs loses and doubles nothing',
  async (database) => {
    const outcome = await killDuringSync({
      database,
      rounds: 3,
      seed: 20_261_123,
      scale: 'small',
      size: 'middle',
      longestLifeMs: 600,
    })
    expect(isSame(outcome.difference), JSON.stringify(outcome.difference)).toBe(true)
    expect(isFlawless(outcome.violations), JSON.stringify(outcome.violations)).toBe(true)
    expect(outcome.difference.compared).toBeGreaterThan(1000)
    expect(outcome.killsMidRun).toBeGreaterThan(0)
  },
  240_000,
)
