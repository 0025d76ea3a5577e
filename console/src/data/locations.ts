import type { Location, SyncRequest } from '@causeway/hub/contract'
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { callHub } from './call-hub.ts'
import { readAllPages } from './pages.ts'

export const locationsQuery = queryOptions({
  queryKey: ['locations'],
  queryFn: ({ signal }) => readAllPages<Location>('/v1/locations', {}, signal),
})

/**
 * Keeps the locations fresh: a first sync is watched as it goes, afterwards events tell most. Used once, in the
 * shell, as every user of an interval would ask on its own.
 */
export function useFreshLocations(): void {
  useQuery({
    ...locationsQuery,
    refetchInterval: (query) => (query.state.data?.some(isFilling) === true ? 1500 : 15_000),
  })
}

/** True while a location's first pass is under way: it is neither complete nor stopped by its connection. */
export const isFilling = (location: Location) =>
  !location.isFilled && (location.status === 'ok' || location.status === 'expiring' || location.status === 'degraded')

/** The location with this id among those the hub knows; undefined while loading or when there is none. */
export const useLocationById = (locationId: string | undefined) =>
  useQuery({ ...locationsQuery, select: (all) => all.find((one) => one.id === locationId) }).data

export function useSyncNow() {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: ({ locationId, ...body }: SyncRequest & { locationId: string }) =>
      callHub<unknown>(`/v1/locations/${encodeURIComponent(locationId)}/sync`, { method: 'POST', body }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: locationsQuery.queryKey }),
  })
}
