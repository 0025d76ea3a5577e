import type { Location } from '@causeway/hub/contract'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useEffect, useSyncExternalStore } from 'react'
import { locationsQuery } from '../data/locations.ts'

const storageKey = 'causeway-location'
const changed = 'causeway-location-chosen'

/**
 * The location a person works with: the one in the address, else the one looked at last, else the one that
 * has most to show. Undefined while unknown or when there is none.
 */
export function useCurrentLocation(): Location | undefined {
  const { locationId } = useParams({ strict: false })
  const { data: locations } = useQuery(locationsQuery)
  const last = useSyncExternalStore(onChosen, remembered)
  const named = locations?.find((location) => location.id === locationId)
  useEffect(() => {
    if (named !== undefined) remember(named.id)
  }, [named])
  if (locationId !== undefined) return named
  return locations?.find((location) => location.id === last) ?? mostToShow(locations ?? [])
}

/** The location with most posts among those that work. */
export const mostToShow = (locations: Location[]) =>
  locations.toSorted((one, other) => rank(other) - rank(one)).at(0)

/** A first sync knows early how many posts will come: the choice then does not jump while they arrive. */
function rank({ status, counts, streams }: Location): number {
  const posts = streams.find(({ stream }) => stream === 'posts')
  return (status === 'ok' ? 1e9 : 0) + Math.max(counts.posts, posts?.total ?? 0)
}

/** Makes a location the one to work with, on pages whose address names none. */
export function chooseLocation(locationId: string): void {
  remember(locationId)
  window.dispatchEvent(new Event(changed))
}

function onChosen(listener: () => void) {
  window.addEventListener(changed, listener)
  return () => window.removeEventListener(changed, listener)
}

function remember(locationId: string) {
  try {
    localStorage.setItem(storageKey, locationId)
  } catch {
    // Without storage the choice lasts as long as the address.
  }
}

function remembered(): string | null {
  try {
    return localStorage.getItem(storageKey)
  } catch {
    return null
  }
}
