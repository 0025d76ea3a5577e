import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { createLog } from '../../platform/log.ts'
import { createRunsStore } from '../../store/runs.store.ts'
import { createEventReadersStore } from '../../store/event-readers.store.ts'
import { testDatabases } from '../../store/test-database.ts'
import { openEngine } from '../test-engine.ts'
import { createRunRetention } from './forget-old-runs.ts'

const patience = { timeout: 15_000, interval: 50 }

it.each(await testDatabases())(
  'runs that ended long ago are deleted, those that wait are not, on $name',
  async (place) => {
    const database = await place.open()
    const { kysely } = database
    const hub = openEngine(database)
    try {
      await expect.poll(() => createEventReadersStore(kysely).list(), patience).toHaveLength(1)
      const quick = await hub.add({
        name: 'Ends',
        trigger: { type: 'event', events: ['tag.created'] },
        steps: [{ id: 'words', type: 'transform', value: 'done' }],
      })
      const slow = await hub.add({
        name: 'Waits',
        trigger: { type: 'event', events: ['post.published'] },
        steps: [{ id: 'rest', type: 'delay', for: '90d' }],
      })
      await hub.tell(...Array.from({ length: 12 }, () => ({ type: 'tag.created' })), {
        type: 'post.published',
      })
      await expect
        .poll(
          async () => (await hub.runs(quick)).filter(({ state }) => state === 'succeeded').length,
          patience,
        )
        .toBe(12)
      await expect
        .poll(async () => (await hub.runs(slow)).map(({ state }) => state), patience)
        .toEqual(['waiting'])
      await sql`update workflow_runs set created_at = created_at - interval '31 days'
      where id not in (select id from workflow_runs where workflow_id = ${quick} limit 2)`.execute(kysely)

      const retention = createRunRetention({
        runs: createRunsStore(kysely),
        clock: { now: () => new Date() },
        log: createLog({ level: 'silent' }),
        keepDays: 30,
      })
      expect(await retention.forget()).toBe(10)
      expect(await hub.runs(quick)).toHaveLength(2)
      expect(await hub.runs(slow)).toHaveLength(1)
      const { rows } = await sql<{ runs: number }>`
      select count(distinct run_id)::int as runs from workflow_run_steps`.execute(kysely)
      expect(rows).toEqual([{ runs: 3 }])
      expect(await retention.forget()).toBe(0)
    } finally {
      await hub.stop()
      await database.close()
    }
  },
)
