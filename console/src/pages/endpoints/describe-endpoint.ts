import type { Delivery, DeliveryState, Endpoint } from '@causeway/hub/contract'
import { formatNumber } from '../../parts/format.ts'

export const deliveryStates: Record<DeliveryState, { label: string; colour: string }> = {
  waiting: { label: 'Waiting', colour: 'blue' },
  delivered: { label: 'Delivered', colour: 'teal' },
  given_up: { label: 'Given up', colour: 'red' },
}

export const disabledReasons = {
  person: 'It was switched off by hand.',
  gone: 'It answered that it is gone for good (410).',
  failing: 'It failed for five days without one success.',
} as const

/** How an endpoint does, in a word. */
export function conditionOf({ isEnabled, health }: Endpoint): { label: string; colour: string } {
  if (!isEnabled) return { label: 'Disabled', colour: 'gray' }
  if (health.failingSince !== null) return { label: 'Failing', colour: 'red' }
  return health.lastDeliveredAt === null
    ? { label: 'Nothing sent yet', colour: 'blue' }
    : { label: 'Working', colour: 'teal' }
}

export const nameOf = ({ description, url }: Endpoint): string =>
  description === '' ? hostOf(url) : description

/** The hub counts no further: see the contract. */
const mostCounted = 10_000

export const waitingWords = (waiting: number): string =>
  waiting >= mostCounted ? `${formatNumber(mostCounted)} or more` : formatNumber(waiting)

const hostOf = (url: string): string => URL.parse(url)?.host ?? url

/** What an endpoint gets, in a sentence. */
export function wishOf({ eventTypes, locationIds, conditions }: Endpoint): string {
  const types = eventTypes.length === 0 ? 'every event' : eventTypes.join(', ')
  const where =
    locationIds === null
      ? 'of every location'
      : `of ${locationIds.length === 1 ? 'one location' : `${locationIds.length} locations`}`
  const only =
    conditions.length === 0
      ? ''
      : `, if ${conditions.length === 1 ? 'a condition holds' : `${conditions.length} conditions hold`}`
  return `${types} ${where}${only}`
}

/** What came of a delivery so far. */
export function outcomeOf({ state, attempts, lastStatus, lastError }: Delivery): string {
  const tries = attempts === 1 ? '1 attempt' : `${attempts} attempts`
  if (attempts === 0) return 'not tried yet'
  if (state === 'delivered') return `answered ${lastStatus ?? ''} · ${tries}`
  return `${lastStatus === null ? (lastError ?? 'no answer') : `answered ${lastStatus}`} · ${tries}`
}
