import type {
  App,
  Connection,
  ConnectPrivateToken,
  CreateApp,
  Diagnosis,
  Quota,
  StartedInstall,
} from '@causeway/hub/contract'
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { callHub } from './call-hub.ts'
import { locationsQuery } from './locations.ts'
import { readAllPages } from './pages.ts'

export const connectionsQuery = queryOptions({
  queryKey: ['connections'],
  queryFn: ({ signal }) => readAllPages<Connection>('/v1/connections', {}, signal),
})

export const appsQuery = queryOptions({
  queryKey: ['apps'],
  queryFn: ({ signal }) => readAllPages<App>('/v1/apps', {}, signal),
})

export const quotaQuery = queryOptions({
  queryKey: ['quota'],
  queryFn: ({ signal }) => readAllPages<Quota>('/v1/quota', {}, signal),
  refetchInterval: 10_000,
})

export const diagnosisQuery = (connectionId: string) =>
  queryOptions({
    queryKey: ['diagnosis', connectionId],
    queryFn: ({ signal }) =>
      callHub<Diagnosis>(`/v1/connections/${encodeURIComponent(connectionId)}/diagnosis`, { signal }),
    staleTime: 0,
    gcTime: 0,
  })

const createApp = (body: CreateApp) => callHub<App>('/v1/apps', { method: 'POST', body })

/** Leaves the console for the CRM's consent page; the promise stays open, as the page is going away. */
async function goToConsent(appId: string, returnTo: string): Promise<never> {
  const { authorizeUrl } = await callHub<StartedInstall>('/v1/connections/install', {
    method: 'POST',
    body: { appId, returnTo },
  })
  window.location.assign(authorizeUrl)
  return new Promise<never>(() => {})
}

/** Creates the app if none is given by id, then sends the browser to its consent page. */
export function useInstall() {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: async ({ app, returnTo }: { app: CreateApp | { id: string }; returnTo: string }) => {
      const appId = 'id' in app ? app.id : (await createApp(app)).id
      return goToConsent(appId, returnTo)
    },
    onError: () => queryClient.invalidateQueries({ queryKey: appsQuery.queryKey }),
  })
}

export function useConnectPrivateToken() {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: (body: ConnectPrivateToken) =>
      callHub<Connection>('/v1/connections/private-token', { method: 'POST', body }),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: connectionsQuery.queryKey })
      await queryClient.invalidateQueries({ queryKey: locationsQuery.queryKey })
    },
  })
}

export function useDisconnect() {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: (connectionId: string) =>
      callHub<unknown>(`/v1/connections/${encodeURIComponent(connectionId)}`, { method: 'DELETE' }),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: connectionsQuery.queryKey })
      await queryClient.invalidateQueries({ queryKey: locationsQuery.queryKey })
    },
  })
}

export function useRemoveApp() {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: (appId: string) => callHub<unknown>(`/v1/apps/${encodeURIComponent(appId)}`, { method: 'DELETE' }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: appsQuery.queryKey }),
  })
}
