import type { StatisticsPlatform } from '@causeway/client'
import type { AccountData, Stored } from '../store/record.types.ts'
import { fillStatistics } from './fill-statistics.ts'
import { readStoredAccounts } from './pull-accounts.ts'
import { refreshStatistics } from './refresh-statistics.ts'
import type { Profile, StatisticsCheckpoint } from './statistics.types.ts'
import type { PullResult, StreamRun } from './sync.types.ts'

const supported: readonly string[] = [
  'facebook',
  'instagram',
  'linkedin',
  'google',
  'pinterest',
  'youtube',
  'tiktok',
] satisfies StatisticsPlatform[]

/** Reads daily statistics: 400 days back once for each profile, then the last seven days again and again. */
export async function pullStatistics(run: StreamRun): Promise<PullResult> {
  const profiles = (await readStoredAccounts(run)).filter(isAskable)
  const given: StatisticsCheckpoint = run.lease.isFull
    ? startAnew(run.lease.checkpoint)
    : run.lease.checkpoint
  const filledBefore = new Set(given.filled)
  const filling = await fillStatistics(run, profiles, given)
  const refreshable = profiles.filter(({ profileId }) => filledBefore.has(profileId))
  const isRefreshed = await refreshStatistics(run, refreshable, filling.checkpoint)
  return { hasChanged: filling.hasChanged || isRefreshed }
}

/** Whether the CRM gives statistics of an account. */
export const isAskable = (account: Stored<AccountData>): account is Profile =>
  account.profileId !== null && account.hasStatistics && supported.includes(account.platform)

/** Everything is to be read again; a filling that is under way goes on. */
const startAnew = ({ plan, milestones }: StatisticsCheckpoint): StatisticsCheckpoint => ({
  ...(plan !== undefined && { plan }),
  ...(milestones !== undefined && { milestones }),
})
