import type { EventReader, RewindReader } from '@causeway/hub/contract'
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { callHub } from './call-hub.ts'

export const eventReadersQuery = queryOptions({
  queryKey: ['event-readers'],
  queryFn: async ({ signal }) =>
    (await callHub<{ items: EventReader[] }>('/v1/event-readers', { signal })).items,
  refetchInterval: 5000,
})

export function useRewindReader() {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: ({ name, to }: { name: string; to: RewindReader }) =>
      callHub<EventReader>(`/v1/event-readers/${encodeURIComponent(name)}/rewind`, { method: 'POST', body: to }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: eventReadersQuery.queryKey }),
  })
}
