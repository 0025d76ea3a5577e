import { type OperationAnswer, socialRefusal } from '../simulator.types.ts'
import type { Account } from '../world/index.ts'
import { answerWith } from './envelope.ts'
import { paramOf } from './read-request.ts'
import type { SocialCall } from './social.types.ts'

const presentAccount = (account: Account, now: Date) => ({
  id: account.id,
  oauthId: account.oauthId,
  profileId: account.profileId,
  name: account.name,
  avatar: account.avatar,
  platform: account.platform,
  type: account.type,
  expire: account.expiresAt.toISOString(),
  isExpired: account.expiresAt <= now,
  originId: account.originId,
  meta: account.meta,
  deleted: false,
  updatedAt: account.updatedAt.toISOString(),
  hasStatisticsPermissions: account.hasStatisticsPermissions,
  buildingStatistics: false,
  syncPosts: account.syncPosts,
})

export function listAccounts(call: SocialCall): OperationAnswer {
  const { accounts, groups } = call.contents
  return answerWith(call, 'Fetched Accounts', {
    accounts: accounts.map((account) => presentAccount(account, call.now)),
    groups,
  })
}

/** Disconnects a profile and takes it out of its groups; posts that were planned for it will fail. */
export function deleteAccount(call: SocialCall): OperationAnswer {
  const { contents } = call
  const wanted = paramOf(call, 'id')
  const index = contents.accounts.findIndex(({ id }) => id === wanted)
  if (index === -1) throw socialRefusal(404, 'Account not found')
  contents.accounts.splice(index, 1)
  for (const group of contents.groups) {
    group.accountIds = group.accountIds.filter((id) => id !== wanted)
  }
  return answerWith(call, 'Deleted Account', { locationId: contents.location.id, id: wanted })
}
