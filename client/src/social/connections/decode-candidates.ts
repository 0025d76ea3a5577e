import type { Fields, ReportDrift } from '../../read-fields.ts'
import { readFields } from '../../read-fields.ts'
import type { AccountCandidate, AttachedAccount } from './connections.types.ts'

/** Each network names its lists differently; what stands in one, a page or a profile, is told by the key. */
const listKeys = ['pages', 'profile', 'profiles', 'accounts', 'groups', 'locations'] as const

const typeByKey: Partial<Record<(typeof listKeys)[number], string>> = {
  pages: 'page',
  profile: 'profile',
  profiles: 'profile',
  groups: 'group',
  locations: 'location',
}

/** Everything the network offers, from all of its lists. */
export function decodeCandidates(results: Fields, report: ReportDrift): AccountCandidate[] {
  return listKeys.flatMap((key) =>
    results.list(key, (item, path) => decodeCandidate(item, path, typeByKey[key], report)),
  )
}

function decodeCandidate(
  value: unknown,
  path: string,
  listType: string | undefined,
  report: ReportDrift,
): AccountCandidate | undefined {
  const fields = readFields(value, path, report)
  if (!fields) return undefined
  // Google wraps the place together with the account it belongs to.
  const place = fields.fields('location') ?? fields
  const id = place.text('id') ?? place.text('originId') ?? place.text('name')
  if (id === undefined) {
    report(path, 'a candidate without an id')
    return undefined
  }
  return {
    id,
    name: place.text('title') ?? place.text('name') ?? id,
    avatarUrl: place.text('avatar'),
    type: place.text('type') ?? listType,
    isConnected: place.flag('isConnected') ?? fields.flag('isConnected') ?? false,
    raw: fields.raw,
  }
}

/** The record of a connected account. */
export function decodeAttachedAccount(results: Fields, report: ReportDrift): AttachedAccount | undefined {
  const id = results.text('_id') ?? results.text('id')
  if (id === undefined) {
    report(results.path, 'an attached account without an id')
    return undefined
  }
  return {
    id,
    oauthId: results.text('oAuthId') ?? results.text('oauthId'),
    originId: results.text('originId'),
    platform: results.text('platform'),
    type: results.text('type'),
    name: results.text('name') ?? '',
    raw: results.raw,
  }
}
