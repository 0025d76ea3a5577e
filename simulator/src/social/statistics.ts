import { type OperationAnswer, socialRefusal } from '../simulator.types.ts'
import type { Account } from '../world/index.ts'
import {
  type DayValues,
  noValues,
  observeDay,
  reportsStatistics,
  statisticsPlatforms,
} from '../world/daily-statistics.ts'
import { dayNumberOf, weekdayNameOf } from '../world/time.ts'
import { bodyOf, type Fields, fieldsOf, parseInstant, textsOf } from './read-request.ts'
import type { SocialCall } from './social.types.ts'

/** Days from `first` to `last`, both included, in UTC. */
interface DayRange {
  first: number
  last: number
}

const maximumProfiles = 100
const defaultDays = 7
/** GHL names no maximum; ten years keep an absurd range from stopping the simulator. */
const maximumRangeDays = 3660

function readRange(body: Fields, name: string): DayRange | undefined {
  if (body[name] === undefined || body[name] === null) return undefined
  const range = fieldsOf(body, name) ?? {}
  const start = parseInstant(range['startDate'])
  const end = parseInstant(range['endDate'])
  if (start === undefined || end === undefined) {
    throw socialRefusal(400, `${name} must have startDate and endDate in ISO 8601 format`)
  }
  if (start >= end) throw socialRefusal(400, `${name}.startDate must be before ${name}.endDate`)
  const days = { first: dayNumberOf(start), last: dayNumberOf(end) }
  if (days.last - days.first >= maximumRangeDays) throw socialRefusal(400, `${name} is too long`)
  return days
}

/** The week before today, and the one before that. */
function defaultRanges(now: Date): { current: DayRange; previous: DayRange } {
  const today = dayNumberOf(now)
  return {
    current: { first: today - defaultDays, last: today - 1 },
    previous: { first: today - 2 * defaultDays, last: today - defaultDays - 1 },
  }
}

/** v2 knows no ranges; v3 compares only when it is told with what, or when it is told nothing. */
function readRanges({ request, now }: SocialCall, body: Fields): { current: DayRange; previous?: DayRange } {
  if (request.generation === 'v2') return defaultRanges(now)
  const current = readRange(body, 'currentRange')
  const previous = readRange(body, 'prevRange')
  if (current === undefined) {
    if (previous !== undefined) throw socialRefusal(400, 'prevRange can only be provided with currentRange')
    return defaultRanges(now)
  }
  return { current, ...(previous !== undefined && { previous }) }
}

function readProfiles(call: SocialCall, body: Fields): Account[] {
  const profileIds = new Set(textsOf(body, 'profileIds'))
  if (profileIds.size === 0) throw socialRefusal(422, ['profileIds should not be empty'])
  if (profileIds.size > maximumProfiles) {
    throw socialRefusal(400, `A maximum of ${maximumProfiles} accounts can be requested`)
  }
  const given = textsOf(body, 'platforms')
  const unknown = given.find((name) => !statisticsPlatforms.some((platform) => platform === name))
  if (unknown !== undefined) {
    throw socialRefusal(400, `each value in platforms must be one of: ${statisticsPlatforms.join(', ')}`)
  }
  return call.contents.accounts.filter(
    (account) =>
      profileIds.has(account.profileId) &&
      reportsStatistics(account) &&
      (given.length === 0 || given.includes(account.platform)),
  )
}

const addValues = (a: DayValues, b: DayValues): DayValues => ({
  posts: a.posts + b.posts,
  impressions: a.impressions + b.impressions,
  reach: a.reach + b.reach,
  likes: a.likes + b.likes,
  comments: a.comments + b.comments,
  shares: a.shares + b.shares,
  followers: a.followers + b.followers,
})

/** One value for each day and platform, summed over the platform's accounts. */
function buildSeries(call: SocialCall, accounts: Account[], range: DayRange): Map<string, DayValues[]> {
  const series = new Map<string, DayValues[]>()
  const length = range.last - range.first + 1
  for (const account of accounts) {
    const sums = series.get(account.platform) ?? Array.from({ length }, () => noValues)
    const values = sums.map((sum, index) =>
      addValues(sum, observeDay(call.world, call.contents, account, range.first + index, call.now)),
    )
    series.set(account.platform, values)
  }
  return series
}

/** Sums over the days; followers are those of the last day that has any. */
function totalOf(days: DayValues[]): DayValues {
  const followers = days.findLast((day) => day.followers > 0)?.followers ?? 0
  return { ...days.reduce(addValues, noValues), followers }
}

type Change = string | number | undefined

/** Percent with two decimals: a text in v2, a number in v3, and the number 0 when nothing changed (facts 6.6). */
function changeOf(isV3: boolean, current: number, previous: number | undefined): Change {
  if (previous === undefined) return undefined
  if (current === previous) return 0
  const percent = previous === 0 ? 100 : ((current - previous) / previous) * 100
  return isV3 ? Number(percent.toFixed(2)) : percent.toFixed(2)
}

type Metric = 'posts' | 'impressions' | 'reach'

interface Comparison {
  isV3: boolean
  current: Map<string, DayValues>
  previous: Map<string, DayValues> | undefined
}

const withChange = (name: string, change: Change) => (change === undefined ? {} : { [name]: change })

const sumOf = (totals: Map<string, DayValues>, metric: Metric): number =>
  [...totals.values()].reduce((sum, values) => sum + values[metric], 0)

function buildBreakdown({ isV3, current, previous }: Comparison, metric: Metric) {
  const total = sumOf(current, metric)
  const before = previous === undefined ? undefined : sumOf(previous, metric)
  const platforms = [...current].map(([platform, values]) => {
    const past = previous === undefined ? undefined : (previous.get(platform)?.[metric] ?? 0)
    const change = changeOf(isV3, values[metric], past)
    return [platform, { value: values[metric], ...withChange('change', change) }]
  })
  return {
    total,
    ...withChange('totalChange', changeOf(isV3, total, before)),
    platforms: Object.fromEntries(platforms),
  }
}

const engagementOf = ({ likes, comments, shares }: DayValues): number => likes + comments + shares

function buildEngagement({ isV3, current, previous }: Comparison) {
  const platforms = [...current].map(([platform, values]) => {
    const past = previous === undefined ? undefined : engagementOf(previous.get(platform) ?? noValues)
    const change = changeOf(isV3, engagementOf(values), past)
    const { likes, comments, shares } = values
    return [platform, { likes, comments, shares, ...withChange('change', change) }]
  })
  return Object.fromEntries(platforms)
}

const mapValues = <T, R>(map: Map<string, T>, change: (value: T) => R): Map<string, R> =>
  new Map([...map].map(([key, value]) => [key, change(value)]))

const buildPlatformTotals = (
  series: Map<string, DayValues[]>,
  metric: 'impressions' | 'followers' | 'likes',
) =>
  Object.fromEntries(
    mapValues(series, (days) => ({ total: totalOf(days)[metric], series: days.map((day) => day[metric]) })),
  )

/** Shares of an invented but plausible audience. */
const genderShares = { male: 0.41, female: 0.52, unknown: 0.07 }
const ageShares = {
  '13-17': 0.02,
  '18-24': 0.16,
  '25-34': 0.31,
  '35-44': 0.24,
  '45-54': 0.14,
  '55-64': 0.08,
  '65+': 0.05,
}

function buildDemographics(followers: number) {
  const gender = Object.entries(genderShares).map(([name, share]) => {
    const percentage = followers === 0 ? 0 : Math.round(share * 100)
    return [name, { total: Math.round(followers * share), percentage }]
  })
  const age = Object.entries(ageShares).map(([name, share]) => [name, Math.round(followers * share)])
  return { gender: { totals: Object.fromEntries(gender) }, age: { totals: Object.fromEntries(age) } }
}

function sumSeries(series: Map<string, DayValues[]>, length: number): DayValues[] {
  return Array.from({ length }, (_, index) =>
    [...series.values()].map((days) => days[index] ?? noValues).reduce(addValues, noValues),
  )
}

/** `POST /social-media-posting/statistics`: seven days or a range, summed over profiles by platform. */
export function getStatistics(call: SocialCall): OperationAnswer {
  const body = bodyOf(call)
  const accounts = readProfiles(call, body)
  const ranges = readRanges(call, body)
  const { first, last } = ranges.current
  const series = buildSeries(call, accounts, ranges.current)
  const current = mapValues(series, totalOf)
  const previous = ranges.previous && mapValues(buildSeries(call, accounts, ranges.previous), totalOf)
  const comparison = { isV3: call.request.generation === 'v3', current, previous }
  const days = sumSeries(series, last - first + 1)
  const total = [...current.values()].reduce(addValues, noValues)
  const { posts, likes, followers, impressions, comments } = total
  const results = {
    dayRange: days.map((_, index) => weekdayNameOf(first + index)),
    grouping: 'daily',
    totals: { posts, likes, followers, impressions, comments },
    postPerformance: {
      posts: Object.fromEntries(mapValues(series, (values) => values.map((day) => day.posts))),
      impressions: days.map((day) => day.impressions),
      likes: days.map((day) => day.likes),
      comments: days.map((day) => day.comments),
    },
    breakdowns: {
      posts: buildBreakdown(comparison, 'posts'),
      impressions: buildBreakdown(comparison, 'impressions'),
      reach: buildBreakdown(comparison, 'reach'),
      engagement: buildEngagement(comparison),
    },
    platformTotals: {
      impressions: buildPlatformTotals(series, 'impressions'),
      followers: buildPlatformTotals(series, 'followers'),
      likes: buildPlatformTotals(series, 'likes'),
    },
    demographics: buildDemographics(followers),
  }
  // The one social answer without the envelope (facts 6).
  return { body: { results, message: 'Analytics Built Successfully' } }
}
