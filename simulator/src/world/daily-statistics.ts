import { fractionOf } from './chance.ts'
import { dayMs, dayNumberOf, hourMs, startOfDay, weekdayOf } from './time.ts'
import type { Account, LocationContents, Platform, World } from './world.types.ts'

/** What one account did on one day, as far as it is known at some instant. */
export interface DayValues {
  posts: number
  impressions: number
  reach: number
  likes: number
  comments: number
  shares: number
  followers: number
}

export const noValues: DayValues = {
  posts: 0,
  impressions: 0,
  reach: 0,
  likes: 0,
  comments: 0,
  shares: 0,
  followers: 0,
}

/** Networks the statistics endpoint covers. */
export const statisticsPlatforms = [
  'facebook',
  'instagram',
  'linkedin',
  'google',
  'pinterest',
  'youtube',
  'tiktok',
] as const satisfies Platform[]

/** Facts 6.4: LinkedIn reports pages only, TikTok business accounts only, and the permission must be there. */
export function reportsStatistics(account: Account): boolean {
  if (!account.hasStatisticsPermissions) return false
  if (account.platform === 'linkedin') return account.type === 'page'
  if (account.platform === 'tiktok') return account.type === 'business'
  return statisticsPlatforms.some((platform) => platform === account.platform)
}

/** Impressions per follower and day, and the share of them that react. */
const habits: Record<Platform, { reachPerFollower: number; likeRate: number }> = {
  facebook: { reachPerFollower: 0.11, likeRate: 0.021 },
  instagram: { reachPerFollower: 0.19, likeRate: 0.044 },
  linkedin: { reachPerFollower: 0.14, likeRate: 0.026 },
  google: { reachPerFollower: 1.9, likeRate: 0.002 },
  tiktok: { reachPerFollower: 0.62, likeRate: 0.052 },
  youtube: { reachPerFollower: 0.33, likeRate: 0.031 },
  pinterest: { reachPerFollower: 0.71, likeRate: 0.012 },
  threads: { reachPerFollower: 0.1, likeRate: 0.03 },
  community: { reachPerFollower: 0.4, likeRate: 0.05 },
}

/** Sunday to Saturday: shops are looked at before the weekend, offices in the middle of the week. */
const leisureWeek = [0.86, 0.9, 0.94, 1, 1.08, 1.2, 1.12]
const officeWeek = [0.45, 1.05, 1.22, 1.25, 1.16, 0.95, 0.5]

const campaignDays = 14

/** A peak of one and a half to four times in about a quarter of all fortnights. */
function campaignFactor(seed: number, profileId: string, day: number): number {
  const fortnight = Math.floor(day / campaignDays)
  if (fractionOf(seed, profileId, 'campaign', fortnight) > 0.25) return 1
  const middle = 3 + fractionOf(seed, profileId, 'campaign-middle', fortnight) * 8
  const height = 0.5 + 2.5 * fractionOf(seed, profileId, 'campaign-height', fortnight)
  const distance = (day % campaignDays) - middle
  return 1 + height * Math.exp(-(distance * distance) / 4)
}

/** How the day turns out in the end, as a factor of an ordinary day; zero on the odd day when nothing was counted. */
function dayFactor(seed: number, account: Account, day: number): number {
  const { profileId, platform } = account
  if (fractionOf(seed, profileId, 'outage', day) < 0.015) return 0
  const week = platform === 'linkedin' ? officeWeek : leisureWeek
  const season = 1 + 0.15 * Math.sin(((day % 365) / 365) * 2 * Math.PI)
  const noise = 0.8 + 0.4 * fractionOf(seed, profileId, 'noise', day)
  return (week[weekdayOf(day)] ?? 1) * season * noise * campaignFactor(seed, profileId, day)
}

/** Networks count late: hours since the day began, and the share of its final value seen by then. */
const arrivals: readonly (readonly [hours: number, share: number])[] = [
  [0, 0],
  [24, 0.84],
  [48, 0.95],
  [72, 0.985],
  [96, 1],
]

/** The share of a day's final value that is known; it moves in six-hour steps, as the networks' reports do. */
function arrivedShare(day: number, now: Date): number {
  const sinceStart = now.getTime() - day * dayMs
  const hours = Math.floor(sinceStart / (6 * hourMs)) * 6
  if (hours <= 0) return 0
  for (const [index, [untilHours, share]] of arrivals.entries()) {
    if (hours > untilHours) continue
    const [fromHours, fromShare] = arrivals[index - 1] ?? [0, 0]
    return fromShare + ((share - fromShare) * (hours - fromHours)) / (untilHours - fromHours)
  }
  return 1
}

/** On one day in five the networks first count too much and take some back on the fourth day. */
function correction(seed: number, account: Account, day: number, now: Date): number {
  const ageDays = (now.getTime() - day * dayMs) / dayMs
  const isCorrected = fractionOf(seed, account.profileId, 'corrected', day) < 0.2
  return isCorrected && ageDays >= 1 && ageDays < 4 ? 1.06 : 1
}

/** The day on which every account has its `initialFollowers`; fixed, so that a later start tells the same past. */
const followersEpochDay = dayNumberOf(Date.UTC(2026, 0, 1))

/** Slow growth with small waves. */
function followersOn(world: World, account: Account, day: number): number {
  const years = (day - followersEpochDay) / 365
  const wave = 0.004 * Math.sin(day / 9 + fractionOf(world.seed, account.profileId, 'phase') * 6)
  return Math.max(0, Math.round(account.initialFollowers * (Math.exp(account.yearlyGrowth * years) + wave)))
}

/**
 * The statistics of an account on a day, as the network would report them at `now`. A pure function of the seed,
 * the account, the day, the posts of that day and `now`: nothing is stored, and the last days still change.
 */
export function observeDay(
  world: World,
  contents: LocationContents,
  account: Account,
  day: number,
  now: Date,
): DayValues {
  if (day < world.firstStatisticsDay || startOfDay(day) > now || !reportsStatistics(account)) return noValues
  const posts = contents.publishedPerDay.get(account.id)?.get(day) ?? 0
  const followers = followersOn(world, account, day)
  const { reachPerFollower, likeRate } = habits[account.platform]
  const final =
    followers * reachPerFollower * dayFactor(world.seed, account, day) * (1 + 0.25 * Math.min(posts, 4))
  const impressions = Math.round(final * arrivedShare(day, now) * correction(world.seed, account, day, now))
  const likes = Math.round(
    impressions * likeRate * (0.7 + 0.6 * fractionOf(world.seed, account.profileId, 'l', day)),
  )
  return {
    posts,
    impressions,
    reach: Math.round(impressions * 0.72),
    likes,
    comments: Math.round(likes * 0.09),
    shares: Math.round(likes * 0.05),
    followers,
  }
}
