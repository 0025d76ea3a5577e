import type { Account } from '@causeway/client'
import type { AccountData } from '../../store/record.types.ts'
import { instantOrNull, textOrNull } from './plain-values.ts'

export const toAccountData = (account: Account): AccountData => ({
  profileId: textOrNull(account.profileId),
  platform: account.platform,
  type: textOrNull(account.type),
  name: account.name,
  avatarUrl: textOrNull(account.avatarUrl),
  expiresAt: instantOrNull(account.expiresAt),
  isExpired: account.isExpired,
  // The CRM says so only when the permission is missing, in practice.
  hasStatistics: account.hasStatisticsPermissions !== false,
  originId: textOrNull(account.originId),
})
