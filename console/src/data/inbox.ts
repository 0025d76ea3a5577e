import type {
  Completeness,
  InboxCounts,
  InboxDelivery,
  InboxDetail,
  InboxPage,
  InboxQuery,
  InboxReplay,
  InboxReplayed,
  NewWebhookKey,
  WebhookKey,
} from '@causeway/hub/contract'
import { infiniteQueryOptions, keepPreviousData, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { callHub } from './call-hub.ts'

/** Filters of the inbox; `since` is how far back to look, in milliseconds. */
export type InboxFilters = Omit<InboxQuery, 'limit' | 'cursor' | 'from' | 'to'> & { since?: number }

const askedFor = ({ since, ...filters }: InboxFilters) => ({
  ...filters,
  ...(since !== undefined && { from: new Date(Date.now() - since).toISOString() }),
})

export const inboxQuery = (filters: InboxFilters) =>
  infiniteQueryOptions({
    queryKey: ['inbox', 'list', filters],
    queryFn: ({ pageParam, signal }) =>
      callHub<InboxPage>('/v1/inbox', {
        query: { ...askedFor(filters), limit: 100, cursor: pageParam },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
  })

export const inboxCountsQuery = queryOptions({
  queryKey: ['inbox', 'counts'],
  queryFn: ({ signal }) => callHub<InboxCounts>('/v1/inbox/counts', { signal }),
  refetchInterval: 5000,
})

export const deliveryQuery = (deliveryId: string) =>
  queryOptions({
    queryKey: ['inbox', 'one', deliveryId],
    queryFn: ({ signal }) => callHub<InboxDetail>(`/v1/inbox/${encodeURIComponent(deliveryId)}`, { signal }),
    // Its turn comes within a moment: what became of it should be seen.
    refetchInterval: ({ state }) =>
      state.data?.state === 'waiting' || state.data?.state === 'retrying' ? 1500 : false,
  })

export function useReplayDelivery() {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: (deliveryId: string) =>
      callHub<InboxDelivery>(`/v1/inbox/${encodeURIComponent(deliveryId)}/replay`, { method: 'POST' }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['inbox'] }),
  })
}

/** How many webhooks a replay would process anew. */
export const replayableQuery = (filters: InboxFilters) =>
  queryOptions({
    queryKey: ['inbox', 'replayable', filters],
    queryFn: ({ signal }) =>
      callHub<InboxReplayed>('/v1/inbox/replay', {
        method: 'POST',
        body: { ...askedFor(filters), dryRun: true } satisfies InboxReplay,
        signal,
      }),
    staleTime: 0,
  })

export function useReplayMatching() {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: (filters: InboxFilters) =>
      callHub<InboxReplayed>('/v1/inbox/replay', {
        method: 'POST',
        body: askedFor(filters) satisfies InboxReplay,
      }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['inbox'] }),
  })
}

export const webhookKeysQuery = queryOptions({
  queryKey: ['webhook-keys'],
  queryFn: async ({ signal }) => (await callHub<{ items: WebhookKey[] }>('/v1/webhook-keys', { signal })).items,
})

export function useAddWebhookKey() {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: (body: NewWebhookKey) => callHub<WebhookKey>('/v1/webhook-keys', { method: 'POST', body }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: webhookKeysQuery.queryKey }),
  })
}

export function useRetireWebhookKey() {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: (id: string) =>
      callHub<WebhookKey>(`/v1/webhook-keys/${encodeURIComponent(id)}/retire`, { method: 'POST' }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: webhookKeysQuery.queryKey }),
  })
}

export const completenessQuery = (locationId: string) =>
  queryOptions({
    queryKey: ['completeness', locationId],
    queryFn: ({ signal }) =>
      callHub<Completeness>(`/v1/locations/${encodeURIComponent(locationId)}/completeness`, { signal }),
    refetchInterval: 30_000,
  })

export function useCheckCompleteness(locationId: string) {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: () =>
      callHub<Completeness>(`/v1/locations/${encodeURIComponent(locationId)}/completeness/check`, {
        method: 'POST',
      }),
    onSuccess: (found) => queryClient.setQueryData(completenessQuery(locationId).queryKey, found),
  })
}
