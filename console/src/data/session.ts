import type {
  ChangeHubSettings,
  CreateOwner,
  HubSettings,
  Session,
  SignIn,
} from '@causeway/hub/contract'
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { callHub } from './call-hub.ts'

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: ({ signal }) => callHub<Session>('/v1/session', { signal }),
  staleTime: 60_000,
})

export const settingsQuery = queryOptions({
  queryKey: ['settings'],
  queryFn: ({ signal }) => callHub<HubSettings>('/v1/settings', { signal }),
})

/** The session of a page that is only shown to people who are signed in, once it has been loaded. */
export const useSession = () => useQuery(sessionQuery).data

/** The name people know the hub by. */
export const useBrand = () => useSession()?.brand ?? 'Causeway'

export function useSignIn() {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: (body: SignIn) => callHub<unknown>('/v1/session', { method: 'POST', body }),
    onSuccess: () => queryClient.resetQueries(sessionQuery),
  })
}

export function useSignOut() {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: () => callHub<unknown>('/v1/session', { method: 'DELETE' }),
    onSuccess: async () => {
      queryClient.removeQueries({ predicate: (query) => query.queryKey[0] !== 'session' })
      await queryClient.resetQueries(sessionQuery)
    },
  })
}

export function useCreateOwner() {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: (body: CreateOwner) => callHub<unknown>('/v1/setup', { method: 'POST', body }),
    onSuccess: () => queryClient.resetQueries(sessionQuery),
  })
}

export function useChangeSettings() {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: (body: ChangeHubSettings) => callHub<HubSettings>('/v1/settings', { method: 'PATCH', body }),
    onSuccess: async (settings) => {
      queryClient.setQueryData(settingsQuery.queryKey, settings)
      await queryClient.invalidateQueries({ queryKey: sessionQuery.queryKey })
    },
  })
}
