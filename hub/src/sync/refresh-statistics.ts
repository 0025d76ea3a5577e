import { appendEvents } from '../store/events.store.ts'
import { withinLease } from '../store/streams.store.ts'
import { type DailyStatistic, writeDailyStatistics } from '../store/write-statistics.ts'
import { deriveStatisticsEvents, milestonesReached } from './derive-events/derive-statistics-events.ts'
import { readAhead } from './read-ahead.ts'
import { readMeans } from './read-means.ts'
import { readStatisticsWindow, statisticsAhead } from './read-statistics-window.ts'
import { backfillDays, daysBetween, windowBefore, windowsFor, yesterdayOf } from './statistics-windows.ts'
import type { Profile, StatisticsCheckpoint, StatisticsTask } from './statistics.types.ts'
import { eventContext } from './store-records.ts'
import type { StreamRun } from './sync.types.ts'

/** Reads the newest window again, for the CRM restates it, and those missed while the hub was away. */
export async function refreshStatistics(
  run: StreamRun,
  profiles: readonly Profile[],
  given: StatisticsCheckpoint,
): Promise<boolean> {
  const yesterday = yesterdayOf(run.clock)
  const tasks = tasksOf(profiles, given.through ?? yesterday, yesterday)
  const options = { ahead: statisticsAhead, batch: statisticsAhead, signal: run.signal }
  let checkpoint = given
  let hasChanged = false
  let done = 0
  for await (const answers of readAhead(tasks, readStatisticsWindow(run), options)) {
    done += answers.length
    if (done === tasks.length) checkpoint = { ...checkpoint, through: yesterday }
    const rows = answers.flatMap(({ result }) => result)
    const stored = await storeRefreshed(run, profiles, rows, checkpoint, { done, total: tasks.length })
    checkpoint = stored.checkpoint
    hasChanged ||= stored.hasChanged
  }
  return hasChanged
}

function tasksOf(profiles: readonly Profile[], through: string, yesterday: string): StatisticsTask[] {
  const missed = windowsFor(Math.max(0, daysBetween(through, yesterday)))
  const windows = Math.min(windowsFor(backfillDays), 1 + missed)
  return Array.from({ length: windows }, (_, number) =>
    profiles.map((profile) => ({ profile, days: windowBefore(yesterday, number) })),
  ).flat()
}

async function storeRefreshed(
  run: StreamRun,
  profiles: readonly Profile[],
  rows: readonly DailyStatistic[],
  checkpoint: StatisticsCheckpoint,
  { done, total }: { done: number; total: number },
): Promise<{ checkpoint: StatisticsCheckpoint; hasChanged: boolean }> {
  const { lease } = run
  const context = { ...eventContext(run, run.clock.now()), isInitial: false }
  return withinLease(run.kysely, lease, async (trx) => {
    const changes = await writeDailyStatistics(trx, lease.locationId, rows, context.at)
    const means = await readMeans(trx, lease.locationId, changes)
    const reached = checkpoint.milestones ?? {}
    const byProfile = Map.groupBy(changes, ({ accountId }) => accountId)
    const events = profiles.flatMap((profile) => {
      const baseline = {
        meanImpressionsBefore: means(profile.profileId),
        milestone: reached[profile.profileId] ?? 0,
      }
      return deriveStatisticsEvents(profile, byProfile.get(profile.profileId) ?? [], baseline, context)
    })
    await appendEvents(trx, events)
    const next = { ...checkpoint, milestones: { ...reached, ...milestonesReached(changes, reached) } }
    const stored = changes.filter(({ previous }) => previous === null).length
    const hasChanged = changes.length > 0
    return {
      progress: { checkpoint: next, done, total, stored, hasChanged },
      result: { checkpoint: next, hasChanged },
    }
  })
}
