import type { Agent } from '@causeway/hub/contract'
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { callHub } from './call-hub.ts'
import { readAllPages } from './pages.ts'

export const agentsQuery = queryOptions({
  queryKey: ['agents'],
  queryFn: ({ signal }) => readAllPages<Agent>('/v1/agents', {}, signal),
})

export function useEndAgent() {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => callHub<unknown>(`/v1/agents/${encodeURIComponent(id)}`, { method: 'DELETE' }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: agentsQuery.queryKey }),
  })
}
