import type { CreateDestination, CreatedDestination, Destination, TestDestination } from '@causeway/hub/contract'
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { callHub } from './call-hub.ts'

export const destinationsQuery = queryOptions({
  queryKey: ['destinations'],
  queryFn: async ({ signal }) => (await callHub<{ items: Destination[] }>('/v1/destinations', { signal })).items,
})

/** Adds a destination, or changes the one of an id; without a secret the stored one stays. */
export function useSaveDestination() {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: ({ id, body }: { id: string | undefined; body: CreateDestination }) =>
      id === undefined
        ? callHub<CreatedDestination>('/v1/destinations', { method: 'POST', body })
        : callHub<CreatedDestination>(`/v1/destinations/${id}`, { method: 'PUT', body }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: destinationsQuery.queryKey }),
  })
}

export function useRemoveDestination() {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => callHub<unknown>(`/v1/destinations/${id}`, { method: 'DELETE' }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: destinationsQuery.queryKey }),
  })
}

/** Connects to a destination, stored or not, and says what answered. */
export const useTestDestination = () =>
  useMutation({
    mutationFn: (wanted: { id: string } | TestDestination) =>
      'id' in wanted
        ? callHub<{ message: string }>(`/v1/destinations/${wanted.id}/test`, { method: 'POST', body: {} })
        : callHub<{ message: string }>('/v1/destination-tests', { method: 'POST', body: wanted }),
  })
