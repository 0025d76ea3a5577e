import { appendEvents } from '../store/events.store.ts'
import { createStatisticsStore } from '../store/statistics.store.ts'
import { withinLease } from '../store/streams.store.ts'
import { type DailyStatistic, writeDailyStatistics } from '../store/write-statistics.ts'
import { milestoneBelow, statisticsFilledEvent } from './derive-events/derive-statistics-events.ts'
import { readAhead } from './read-ahead.ts'
import { readStatisticsWindow, statisticsAhead } from './read-statistics-window.ts'
import {
  addDays,
  backfillDays,
  windowBefore,
  windowDays,
  windowsFor,
  yesterdayOf,
} from './statistics-windows.ts'
import type { FillingPlan, Profile, StatisticsCheckpoint, StatisticsTask } from './statistics.types.ts'
import { eventContext } from './store-records.ts'
import type { StreamRun } from './sync.types.ts'

type ProfilesById = ReadonlyMap<string, Profile>

/** Reads the past of profiles that are new to the hub, or goes on doing so. */
export async function fillStatistics(
  run: StreamRun,
  profiles: readonly Profile[],
  given: StatisticsCheckpoint,
): Promise<{ checkpoint: StatisticsCheckpoint; hasChanged: boolean }> {
  const plan = given.plan ?? planFor(run, profiles, given)
  if (plan === undefined) return { checkpoint: given, hasChanged: false }
  const known: ProfilesById = new Map(profiles.map((profile) => [profile.profileId, profile]))
  const total = plan.profileIds.length * windowsFor(backfillDays)
  const tasks = Array.from({ length: total - plan.next }, (_, place) =>
    taskAt(plan, known, plan.next + place),
  )
  const options = { ahead: statisticsAhead, batch: statisticsAhead, signal: run.signal }
  let { next } = plan
  let hasChanged = false
  for await (const answers of readAhead(tasks, readStatisticsWindow(run), options)) {
    next += answers.length
    const rows = answers.flatMap(({ result }) => result)
    const checkpoint = { ...given, plan: { ...plan, next } }
    hasChanged = (await storeFilled(run, rows, checkpoint, { done: next, total })) || hasChanged
  }
  return { checkpoint: await closeFilling(run, plan, known, given), hasChanged }
}

function planFor(
  run: StreamRun,
  profiles: readonly Profile[],
  { filled = [] }: StatisticsCheckpoint,
): FillingPlan | undefined {
  const ids = new Set(profiles.map(({ profileId }) => profileId).filter((id) => !filled.includes(id)))
  return ids.size === 0 ? undefined : { anchor: yesterdayOf(run.clock), profileIds: [...ids], next: 0 }
}

/** Newest window first, so that what people look at first is there first. */
function taskAt(plan: FillingPlan, known: ProfilesById, number: number): StatisticsTask | undefined {
  const profile = known.get(plan.profileIds[number % plan.profileIds.length]!)
  const window = Math.floor(number / plan.profileIds.length)
  return profile === undefined ? undefined : { profile, days: windowBefore(plan.anchor, window) }
}

function storeFilled(
  run: StreamRun,
  rows: readonly DailyStatistic[],
  checkpoint: StatisticsCheckpoint,
  { done, total }: { done: number; total: number },
): Promise<boolean> {
  return withinLease(run.kysely, run.lease, async (trx) => {
    const changes = await writeDailyStatistics(trx, run.lease.locationId, rows, run.clock.now())
    const stored = changes.filter(({ previous }) => previous === null).length
    const hasChanged = changes.length > 0
    return {
      progress: { checkpoint: { ...checkpoint }, done, total, stored, hasChanged },
      result: hasChanged,
    }
  })
}

/** One event for each profile says that its past is there; milestones reached in the past are not news. */
async function closeFilling(
  run: StreamRun,
  plan: FillingPlan,
  known: ProfilesById,
  given: StatisticsCheckpoint,
): Promise<StatisticsCheckpoint> {
  const most = await createStatisticsStore(run.kysely).highest(
    run.lease.locationId,
    'followers',
    plan.profileIds,
  )
  const reached = [...most].map(([profileId, followers]) => [profileId, milestoneBelow(followers)] as const)
  const closed: StatisticsCheckpoint = {
    filled: [...new Set([...(given.filled ?? []), ...plan.profileIds])],
    through: given.through ?? plan.anchor,
    milestones: { ...Object.fromEntries(reached), ...given.milestones },
  }
  const context = eventContext(run, run.clock.now())
  const span = { from: addDays(plan.anchor, 1 - windowsFor(backfillDays) * windowDays), to: plan.anchor }
  const profiles = plan.profileIds.flatMap((id) => known.get(id) ?? [])
  await withinLease(run.kysely, run.lease, async (trx) => {
    await appendEvents(
      trx,
      profiles.map((profile) => statisticsFilledEvent(profile, span, context)),
    )
    return { progress: { checkpoint: { ...closed } }, result: undefined }
  })
  return closed
}
