import type { PutSecret, Secret } from '@causeway/hub/contract'
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { callHub } from './call-hub.ts'

export const secretsQuery = queryOptions({
  queryKey: ['secrets'],
  queryFn: async ({ signal }) => (await callHub<{ items: Secret[] }>('/v1/secrets', { signal })).items,
})

/** Names of the secrets that requests can send. */
export const secretNamesQuery = queryOptions({
  ...secretsQuery,
  select: (secrets) => secrets.map(({ name }) => name),
})

const pathOf = (name: string) => `/v1/secrets/${encodeURIComponent(name)}`

/** Makes a secret or changes it; without a value the stored one stays. */
export function useSaveSecret() {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: ({ name, body }: { name: string; body: PutSecret }) =>
      callHub<Secret>(pathOf(name), { method: 'PUT', body }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: secretsQuery.queryKey }),
  })
}

export function useRemoveSecret() {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: (name: string) => callHub<unknown>(pathOf(name), { method: 'DELETE' }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: secretsQuery.queryKey }),
  })
}
