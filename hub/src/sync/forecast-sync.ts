import type { Kysely } from 'kysely'
import { publishedLimits } from '../limits/read-feedback.ts'
import type { BudgetQuota } from '../limits/limits.types.ts'
import type { Clock } from '../platform/clock.ts'
import { type CollectionSizes, readCollectionSizes } from '../store/collection-sizes.store.ts'
import type { AccountData, Stored } from '../store/record.types.ts'
import { createRecordsStore } from '../store/records.store.ts'
import type { Checkpoint } from '../store/streams.store.ts'
import type { StreamName, Tables } from '../store/tables.types.ts'
import { commentPaging, isCommentsPassDue, networksOf } from './pull-comments.ts'
import { isPostsPassDue, postPaging, recentMs } from './pull-posts.ts'
import { isAskable } from './pull-statistics.ts'
import { countPages } from './read-pages.ts'
import type { StatisticsCheckpoint } from './statistics.types.ts'
import { backfillDays, daysBetween, windowsFor, yesterdayOf } from './statistics-windows.ts'

/** What to forecast: a look at everything again, or what a usual run asks for. */
export type ForecastKind = 'full' | 'changes'

export interface StreamForecast {
  stream: StreamName
  calls: number
  /** What the number comes from, in words. */
  basis: string
}

export interface SyncForecast {
  locationId: string
  /** All of it in one sentence. */
  sentence: string
  calls: number
  /** Part of the day's limit, 0 to 1 and above. */
  shareOfDay: number
  /** How long the limits make it last. */
  seconds: number
  streams: StreamForecast[]
  budget: Pick<BudgetQuota, 'burstLimit' | 'burstIntervalMs' | 'dailyLimit' | 'dailyUsed'> | null
}

export interface ForecastRequest {
  locationId: string
  streams: readonly StreamName[]
  kind: ForecastKind
  /** The location's budget; undefined: nothing was asked of the CRM yet. */
  quota: BudgetQuota | undefined
}

/** What is stored of a location, as far as it decides how many calls a stream needs. */
interface StreamFacts {
  sizes: CollectionSizes
  accounts: readonly Stored<AccountData>[]
  checkpoint: Checkpoint
  isFull: boolean
  clock: Clock
}

/** Tags and categories are read whole, so many at a time. */
const searchPageSize = 100
/** Slots that copying leaves to people when it begins. */
const reserve = 2

const forecasts: Record<StreamName, (facts: StreamFacts) => Omit<StreamForecast, 'stream'>> = {
  accounts: () => ({ calls: 1, basis: 'all accounts come in one answer' }),
  tags: ({ sizes }) => wholeList(sizes.tags, 'tags'),
  categories: ({ sizes }) => wholeList(sizes.categories, 'categories'),
  posts: forecastPosts,
  statistics: forecastStatistics,
  comments: forecastComments,
}

/**
 * Says how many calls a sync would need, from what the store holds of the location. What changed in the CRM since is
 * not known, so a few more or less may come; a location that was never synced tells only the least.
 */
export async function forecastSync(
  parts: { kysely: Kysely<Tables>; clock: Clock },
  request: ForecastRequest,
): Promise<SyncForecast> {
  const { locationId, quota } = request
  const rows = await readStreams(parts.kysely, locationId)
  const accounts = await createRecordsStore(parts.kysely).all<AccountData>(locationId, 'account')
  const recentFrom = new Date(parts.clock.now().getTime() - recentMs)
  const sizes = await readCollectionSizes(parts.kysely, locationId, recentFrom)
  const streams = request.streams.map((stream): StreamForecast & { isKnown: boolean } => {
    const row = rows.get(stream)
    if (row === undefined || row.first_synced_at === null)
      return { stream, isKnown: false, ...unknown(stream) }
    const isFull = request.kind === 'full' || row.full_requested
    const facts = { sizes, accounts, checkpoint: row.checkpoint, isFull, clock: parts.clock }
    return { stream, isKnown: true, ...forecasts[stream](facts) }
  })
  const calls = streams.reduce((sum, one) => sum + one.calls, 0)
  const budget = quota ?? { ...publishedLimits, dailyUsed: 0, burstFree: publishedLimits.burstLimit }
  const shareOfDay = calls / budget.dailyLimit
  const seconds = secondsFor(calls, budget)
  const isLeast = streams.some(({ isKnown }) => !isKnown)
  return {
    locationId,
    calls,
    shareOfDay,
    seconds,
    sentence: sentenceOf({ calls, shareOfDay, seconds, isLeast, left: budget.dailyLimit - budget.dailyUsed }),
    streams: streams.map(({ stream, calls: ofStream, basis }) => ({ stream, calls: ofStream, basis })),
    budget: quota === undefined ? null : budgetOf(quota),
  }
}

async function readStreams(kysely: Kysely<Tables>, locationId: string) {
  const rows = await kysely
    .selectFrom('streams')
    .select(['stream', 'checkpoint', 'first_synced_at', 'full_requested'])
    .where('location_id', '=', locationId)
    .execute()
  return new Map(rows.map((row) => [row.stream, row]))
}

const unknown = (stream: StreamName) => ({
  calls: 1,
  basis: `at least one: how many ${stream} there are is known after the first sync`,
})

function wholeList(count: number, what: string) {
  // A full page without a larger total is followed by a look whether there is more.
  const calls = count === searchPageSize ? 2 : Math.max(1, Math.ceil(count / searchPageSize))
  return { calls, basis: `${number(count)} ${what}, ${searchPageSize} a page` }
}

function forecastPosts({ sizes, checkpoint, isFull, clock }: StreamFacts) {
  const isWhole = isPostsPassDue({ isFull, checkpoint, now: clock.now() })
  const count = isWhole ? sizes.posts : sizes.recentPosts
  const what = isWhole ? 'posts' : 'recent and coming posts'
  return {
    calls: countPages(count, postPaging),
    basis: `${number(count)} ${what}, ${postPaging.pageSize} a page`,
  }
}

function forecastStatistics({ accounts, checkpoint, isFull, clock }: StreamFacts) {
  const { plan, filled = [], through }: StatisticsCheckpoint = checkpoint
  const profileIds = [...new Set(accounts.filter(isAskable).map(({ profileId }) => profileId))]
  const filledNow = isFull ? [] : filled
  const windows = windowsFor(backfillDays)
  const unfilled = profileIds.filter((id) => !filledNow.includes(id)).length
  const filling = plan === undefined ? unfilled * windows : plan.profileIds.length * windows - plan.next
  const yesterday = yesterdayOf(clock)
  const missed = windowsFor(Math.max(0, daysBetween(through ?? yesterday, yesterday)))
  const refreshed = profileIds.filter((id) => filledNow.includes(id)).length
  const refreshing = refreshed * Math.min(windows, 1 + missed)
  return {
    calls: filling + refreshing,
    basis: `${number(profileIds.length)} accounts, a call for each week of each: ${number(filling)} of the past, ${number(refreshing)} of late`,
  }
}

function forecastComments({ sizes, accounts, checkpoint, isFull, clock }: StreamFacts) {
  const networks = networksOf(accounts).map(({ platform }) => sizes.commentsByPlatform[platform] ?? 0)
  const isWhole = isCommentsPassDue({ isFull, checkpoint, now: clock.now() })
  const calls = networks.reduce((sum, count) => sum + (isWhole ? countPages(count, commentPaging) : 1), 0)
  const count = networks.reduce((sum, one) => sum + one, 0)
  const basis = isWhole
    ? `${number(count)} comments on ${networks.length} networks, ${commentPaging.pageSize} a page`
    : `the latest comments of ${networks.length} networks`
  return { calls, basis }
}

type Budget = Pick<BudgetQuota, 'burstLimit' | 'burstIntervalMs' | 'dailyLimit' | 'dailyUsed' | 'burstFree'>

/** The first calls take what is free, the others wait for their window. */
function secondsFor(calls: number, { burstLimit, burstIntervalMs, burstFree }: Budget): number {
  const waiting = Math.max(0, calls - Math.max(0, burstFree - reserve))
  const perSecond = (burstLimit * 1000) / burstIntervalMs
  return Math.max(1, Math.ceil(waiting / perSecond))
}

const budgetOf = ({ burstLimit, burstIntervalMs, dailyLimit, dailyUsed }: BudgetQuota) => ({
  burstLimit,
  burstIntervalMs,
  dailyLimit,
  dailyUsed,
})

function sentenceOf(of: {
  calls: number
  shareOfDay: number
  seconds: number
  isLeast: boolean
  left: number
}): string {
  const { calls, shareOfDay, seconds, isLeast, left } = of
  const amount = `${isLeast ? 'at least' : 'about'} ${number(calls)} ${calls === 1 ? 'call' : 'calls'}`
  const needs = `This sync needs ${amount}, ${percent(shareOfDay)} of the day’s limit, and takes ${duration(seconds)}.`
  if (calls <= left) return needs
  return `${needs} Only ${number(Math.max(0, left))} are left today: the rest follows tomorrow.`
}

const number = (value: number): string => value.toLocaleString('en-US').replaceAll(',', ' ')

function percent(share: number): string {
  const value = share * 100
  if (value > 0 && value < 0.1) return 'less than 0.1 %'
  return `${value < 10 ? Math.round(value * 10) / 10 : Math.round(value)} %`
}

function duration(seconds: number): string {
  if (seconds < 10) return 'a few seconds'
  if (seconds < 50) return `about ${Math.round(seconds / 10) * 10} seconds`
  if (seconds < 90) return 'about a minute'
  const minutes = Math.round(seconds / 60)
  if (minutes < 90) return `about ${minutes} minutes`
  return `about ${Math.round(minutes / 60)} hours`
}
