import type { AccountPlan, LocationPlan } from './businesses.ts'
import { fractionOf, integerOf } from './chance.ts'
import { digitsOf, objectIdOf } from './make-ids.ts'
import { dayMs, dayNumberOf, hourMs, type WorldTimes } from './time.ts'
import type { Account, AccountGroup, AccountType, Platform } from './world.types.ts'

/** Share of a business's followers each network has. */
const audienceShare: Record<Platform, number> = {
  facebook: 1,
  instagram: 1.3,
  linkedin: 0.35,
  google: 0.12,
  tiktok: 0.9,
  youtube: 0.4,
  pinterest: 0.5,
  threads: 0.25,
  community: 0.08,
}

const initialsOf = (name: string): string =>
  name
    .split(/\s+/)
    .filter((word) => /^\p{L}/u.test(word))
    .slice(0, 2)
    .map((word) => Array.from(word)[0] ?? '')
    .join('')
    .toUpperCase()

/** A picture that needs no network: the initials on the account's own colour. */
export function makeAvatar(name: string, seed: number): string {
  const hue = integerOf(0, 359, seed, 'avatar', name)
  const picture =
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96"><rect width="96" height="96" fill="hsl(${hue} 55% 42%)"/>` +
    `<text x="48" y="60" font-family="sans-serif" font-size="36" fill="#fff" text-anchor="middle">${initialsOf(name)}</text></svg>`
  return `data:image/svg+xml,${encodeURIComponent(picture)}`
}

/** GHL's account id; the type is part of it where a network has several kinds of profile. */
function accountIdOf(account: {
  oauthId: string
  locationId: string
  originId: string
  platform: Platform
  type: AccountType
}): string {
  const parts = [account.oauthId, account.locationId, account.originId]
  const hasSeveralTypes = account.platform === 'linkedin' || account.platform === 'tiktok'
  return [...parts, ...(hasSeveralTypes ? [account.type] : [])].join('_')
}

const metaOf = (platform: Platform, originId: string, seed: number): Record<string, unknown> => {
  if (platform === 'instagram') return { pageId: digitsOf(15, seed, 'page', originId), loginType: 'facebook' }
  if (platform === 'google') return { storeCode: digitsOf(4, seed, 'store', originId), isVerified: true }
  if (platform === 'linkedin') return { urn: `urn:li:organization:${originId}` }
  return {}
}

interface AccountDraft {
  seed: number
  locationId: string
  platform: Platform
  type: AccountType
  name: string
  originId: string
  oauthId: string
  now: Date
  expiresAt: Date
  followers?: number
  hasStatisticsPermissions?: boolean
}

/** A connected profile from the facts a sign-in yields. */
export function makeAccount(draft: AccountDraft): Account {
  const { seed, locationId, platform, type, name, originId, oauthId } = draft
  return {
    id: accountIdOf({ oauthId, locationId, originId, platform, type }),
    oauthId,
    profileId: objectIdOf(seed, 'profile', locationId, platform, originId),
    locationId,
    originId,
    platform,
    type,
    name,
    avatar: makeAvatar(name, seed),
    meta: metaOf(platform, originId, seed),
    expiresAt: draft.expiresAt,
    hasStatisticsPermissions: draft.hasStatisticsPermissions ?? true,
    syncPosts: false,
    initialFollowers: draft.followers ?? integerOf(40, 900, seed, 'followers', originId),
    yearlyGrowth: 0.06 + 0.4 * fractionOf(seed, 'growth', originId),
    createdAt: draft.now,
    updatedAt: draft.now,
  }
}

function makePlannedAccount(
  seed: number,
  locationId: string,
  plan: LocationPlan,
  account: AccountPlan,
  index: number,
  times: WorldTimes,
): Account {
  const keys = [seed, 'account', locationId, account.platform, index] as const
  const days = account.days ?? integerOf(25, 85, ...keys, 'expires')
  const isPerson = account.platform === 'linkedin' && account.type === 'profile'
  const made = makeAccount({
    seed,
    locationId,
    platform: account.platform,
    type: account.type,
    name: isPerson ? `${plan.name} · Studio lead` : plan.name,
    originId: digitsOf(account.platform === 'instagram' ? 17 : 15, ...keys, 'origin'),
    oauthId: objectIdOf(...keys, 'oauth'),
    now: new Date(times.anchor.getTime() - integerOf(440, 800, ...keys, 'connected') * dayMs),
    // Whole days, so that a world made twice on one day is the same.
    expiresAt: new Date((dayNumberOf(times.startedAt) + days) * dayMs + 14 * hourMs),
    followers: Math.round(
      plan.followers * audienceShare[account.platform] * (0.8 + 0.4 * fractionOf(...keys)),
    ),
    hasStatisticsPermissions: account.hasStatistics ?? true,
  })
  return { ...made, updatedAt: new Date(made.expiresAt.getTime() - 60 * dayMs) }
}

/** The connected profiles of a location as planned, with tokens that end around the world's start. */
export const makeAccounts = (
  seed: number,
  locationId: string,
  plan: LocationPlan,
  times: WorldTimes,
): Account[] =>
  plan.accounts.map((account, index) => makePlannedAccount(seed, locationId, plan, account, index, times))

/** One group of everything, and one of the visual networks where there are at least two. */
export function makeGroups(seed: number, locationId: string, accounts: Account[]): AccountGroup[] {
  const visual = accounts.filter(({ platform }) => ['instagram', 'tiktok', 'pinterest'].includes(platform))
  const groups = [
    { name: 'All channels', members: accounts },
    { name: 'Visual', members: visual },
  ]
  return groups
    .filter(({ members }) => members.length > 1)
    .map(({ name, members }) => ({
      id: objectIdOf(seed, 'group', locationId, name),
      name,
      accountIds: members.map(({ id }) => id),
    }))
}
