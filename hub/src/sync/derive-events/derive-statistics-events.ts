import type { NewEvent } from '../../store/events.store.ts'
import type { StatisticChange } from '../../store/write-statistics.ts'
import type { EventContext } from './event-context.ts'

/** The account the figures belong to. */
export interface StatisticsProfile {
  id: string
  profileId: string
  name: string
  platform: string
}

/** What is known of an account's figures before the changes. */
export interface StatisticsBaseline {
  /** Mean of daily impressions over the 28 days before a day; undefined when too few of them are known. */
  meanImpressionsBefore: (day: string) => number | undefined
  /** Highest milestone of followers told of already. */
  milestone: number
}

/** The default threshold: a day with more than twice the impressions of an average day of the four weeks before. */
export const thresholdFactor = 2
/** Below this mean a few views more would already count as a leap. */
export const leastMeanImpressions = 20

/** statistics.updated, metric.crossed_threshold and account.reached_follower_milestone of one account. */
export function deriveStatisticsEvents(
  profile: StatisticsProfile,
  changes: readonly StatisticChange[],
  baseline: StatisticsBaseline,
  context: EventContext,
): NewEvent[] {
  if (changes.length === 0) return []
  const about = eventMaker(profile, context)
  return [
    about('statistics.updated', summaryOf(changes)),
    ...thresholdEvents(changes, baseline, about),
    ...milestoneEvents(changes, baseline, about),
  ]
}

/** statistics.updated for the past of a profile that was filled back. */
export const statisticsFilledEvent = (
  profile: StatisticsProfile,
  span: { from: string; to: string },
  context: EventContext,
): NewEvent => eventMaker(profile, context)('statistics.updated', { ...span, initial: true })

const eventMaker =
  ({ id, profileId, name, platform }: StatisticsProfile, { locationId, at }: EventContext): MakeEvent =>
  (type, data) => ({
    locationId,
    type,
    subject: { kind: 'account', id },
    occurredAt: at,
    data: { profileId, accountName: name, platform, ...data },
  })

type MakeEvent = (type: string, data: Record<string, unknown>) => NewEvent

function summaryOf(changes: readonly StatisticChange[]) {
  const days = changes.map(({ day }) => day).sort()
  return {
    from: days[0],
    to: days.at(-1),
    newValues: changes.filter(({ previous }) => previous === null).length,
    restatedValues: changes.filter(({ previous }) => previous !== null).length,
  }
}

function thresholdEvents(
  changes: readonly StatisticChange[],
  baseline: StatisticsBaseline,
  about: MakeEvent,
): NewEvent[] {
  return changes.flatMap(({ metric, day, value, previous }) => {
    if (metric !== 'impressions') return []
    const mean = baseline.meanImpressionsBefore(day)
    if (mean === undefined || mean < leastMeanImpressions) return []
    const threshold = thresholdFactor * mean
    const hasCrossed = value > threshold && (previous === null || previous <= threshold)
    return hasCrossed
      ? [about('metric.crossed_threshold', { metric, day, value, threshold, rule: 'twice_the_28_day_mean' })]
      : []
  })
}

function milestoneEvents(
  changes: readonly StatisticChange[],
  { milestone: told }: StatisticsBaseline,
  about: MakeEvent,
): NewEvent[] {
  const most = mostFollowers(changes)
  const milestone = milestoneBelow(most.value)
  return milestone > told
    ? [about('account.reached_follower_milestone', { milestone, followers: most.value, day: most.day })]
    : []
}

const mostFollowers = (changes: readonly StatisticChange[]) =>
  changes
    .filter(({ metric }) => metric === 'followers')
    .reduce((best, row) => (row.value > best.value ? row : best), { value: 0, day: '' })

/** The milestones that changes newly reach, by profile. */
export function milestonesReached(
  changes: readonly StatisticChange[],
  told: Readonly<Record<string, number>>,
): Record<string, number> {
  const byProfile = Map.groupBy(changes, ({ accountId }) => accountId)
  const reached = [...byProfile].map(([id, rows]) => [id, milestoneBelow(mostFollowers(rows).value)] as const)
  return Object.fromEntries(reached.filter(([id, milestone]) => milestone > (told[id] ?? 0)))
}

/** The largest milestone (100, 250, 500, 1 000, 2 500, 5 000 …) that a number reaches; 0 below the first. */
export function milestoneBelow(followers: number): number {
  let milestone = 0
  for (let power = 100; power <= followers; power *= 10)
    for (const step of [1, 2.5, 5]) if (step * power <= followers) milestone = step * power
  return milestone
}
