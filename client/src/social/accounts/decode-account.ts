import type { ReportDrift } from '../../read-fields.ts'
import { readFields } from '../../read-fields.ts'
import type { Account, AccountGroup } from '../social.types.ts'

/** An account, or undefined (reported) when it has no id to be known by. */
export function decodeAccount(value: unknown, path: string, report: ReportDrift): Account | undefined {
  const fields = readFields(value, path, report)
  const id = fields?.text('id') ?? fields?.text('_id')
  if (!fields || id === undefined) {
    if (fields) report(path, 'an account without an id')
    return undefined
  }
  return {
    id,
    profileId: fields.text('profileId'),
    oauthId: fields.text('oauthId') ?? fields.text('oAuthId'),
    originId: fields.text('originId'),
    name: fields.text('name') ?? '',
    avatarUrl: fields.text('avatar'),
    platform: fields.text('platform') ?? 'unknown',
    type: fields.text('type'),
    expiresAt: fields.instant('expire'),
    isExpired: fields.flag('isExpired') ?? false,
    isDeleted: fields.flag('deleted') ?? false,
    hasStatisticsPermissions: fields.flag('hasStatisticsPermissions'),
    isBuildingStatistics: fields.flag('buildingStatistics') ?? false,
    syncsPosts: fields.flag('syncPosts') ?? false,
    updatedAt: fields.instant('updatedAt'),
    meta: fields.object('meta'),
    raw: fields.raw,
  }
}

/** A group of accounts. */
export function decodeAccountGroup(
  value: unknown,
  path: string,
  report: ReportDrift,
): AccountGroup | undefined {
  const fields = readFields(value, path, report)
  const id = fields?.text('id')
  if (!fields || id === undefined) return undefined
  return { id, name: fields.text('name') ?? '', accountIds: fields.texts('accountIds'), raw: fields.raw }
}
