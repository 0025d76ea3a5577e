import { afterEach, describe, expect, it } from 'vitest'
import { testDatabases } from '../../hub/src/store/test-database.ts'
import type { StreamName } from '../../hub/src/store/tables.types.ts'
import { type ForecastKind, forecastSync } from '../../hub/src/sync/forecast-sync.ts'
import { startSyncedLocation, type SyncedLocation } from './sync.suite.ts'

const everyStream: StreamName[] = ['accounts', 'tags', 'categories', 'posts', 'statistics', 'comments']

describe.each(await testDatabases())('the forecast of a sync on $name', (place) => {
  let copy: SyncedLocation
  afterEach(() => copy.close())
  const forecast = (kind: ForecastKind, streams: StreamName[] = everyStream) =>
    forecastSync(
      { kysely: copy.database.kysely, clock: copy.simulator.clock },
      { locationId: copy.locationId, streams, kind, quota: undefined },
    )
  /** Requests the CRM counts while it happens. */
  const spentBy = async (act: () => Promise<unknown>): Promise<number> => {
    const before = copy.simulator.requests.total
    await act()
    return copy.simulator.requests.total - before
  }

  it('is within a tenth of what a full sync and a usual run then spend', async () => {
    copy = await startSyncedLocation(place)
    const least = await forecast('full')
    expect(least.sentence).toMatch(/^This sync needs at least 6 calls, less than 0.1 % of the day’s limit/)
    copy.sync.start()
    await copy.filled()

    const full = await forecast('full')
    const spent = await spentBy(() => copy.run(everyStream, { full: true }))
    expect(spent).toBeGreaterThan(100)
    expect(Math.abs(full.calls - spent)).toBeLessThanOrEqual(spent / 10)
    expect(full.sentence).toMatch(
      /^This sync needs about \d+ calls, 0\.\d % of the day’s limit, and takes about/,
    )

    const changes = await forecast('changes')
    const usual = await spentBy(() => copy.run())
    expect(Math.abs(changes.calls - usual)).toBeLessThanOrEqual(Math.max(1, usual / 10))
    expect(changes.calls).toBeLessThan(full.calls / 5)
  })

  it('tells of each stream alone, and of weeks missed while the hub was away', async () => {
    copy = await startSyncedLocation(place)
    copy.sync.start()
    await copy.filled()
    const statistics = await forecast('changes', ['statistics'])
    copy.simulator.clock.advance(14 * 86_400_000)
    const after = await forecast('changes', ['statistics'])
    expect(after.calls).toBe(3 * statistics.calls)
    expect(after.streams.map(({ stream }) => stream)).toEqual(['statistics'])
  })
})
