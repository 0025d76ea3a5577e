import type { NewEvent } from '../../store/events.store.ts'
import type { AccountData } from '../../store/record.types.ts'
import { type EventContext, eventsAbout, formerValues, type RecordTransition } from './event-context.ts'

const facts = ({ name, platform, type, profileId, expiresAt }: AccountData) => ({
  name,
  platform,
  type,
  profileId,
  expiresAt,
})
const watched = ['name', 'avatarUrl', 'type', 'profileId', 'hasStatistics', 'expiresAt'] as const

/** account.connected, .disconnected, .expired, .updated: what became of a social profile. */
export function deriveAccountEvents(
  { previous, current, ...record }: RecordTransition<AccountData>,
  context: EventContext,
): NewEvent[] {
  const event = eventsAbout(context, 'account', record)
  if (current === undefined)
    return previous === undefined ? [] : [event('account.disconnected', facts(previous))]
  if (previous === undefined) return [event('account.connected', facts(current))]
  const { changed, former } = formerValues(previous, current, watched)
  return [
    ...(!previous.isExpired && current.isExpired ? [event('account.expired', facts(current))] : []),
    ...(previous.isExpired && !current.isExpired ? [event('account.connected', facts(current))] : []),
    ...(changed.length > 0
      ? [event('account.updated', { ...facts(current), changed, previous: former })]
      : []),
  ]
}

/** How long before the network withdraws its authorisation people are told. */
export const expiryNoticeMs = 7 * 24 * 60 * 60 * 1000

/** An account, and for which expiry people were told already. */
export interface ExpiringAccount {
  id: string
  version: number
  data: AccountData
  announcedExpiry: string | undefined
}

/** account.expiring, once for each date: seven days ahead, or when the hub first hears of a nearer one. */
export function deriveExpiringEvents(
  accounts: readonly ExpiringAccount[],
  context: EventContext,
): NewEvent[] {
  return accounts
    .filter(({ data, announcedExpiry }) => isExpiring(data, context.at) && data.expiresAt !== announcedExpiry)
    .map(({ id, version, data }) =>
      eventsAbout({ ...context, isInitial: false }, 'account', { id, version })(
        'account.expiring',
        facts(data),
      ),
    )
}

export const isExpiring = ({ expiresAt, isExpired }: AccountData, at: Date): boolean =>
  expiresAt !== null &&
  !isExpired &&
  Date.parse(expiresAt) > at.getTime() &&
  Date.parse(expiresAt) - at.getTime() <= expiryNoticeMs
