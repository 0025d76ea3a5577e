import type {
  CallDetail,
  CallOperation,
  CallQuery,
  CallRecord,
  Forecast,
  OperationAnswer,
  OperationPlan,
  Spending,
} from '@causeway/hub/contract'
import { infiniteQueryOptions, keepPreviousData, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { callHub, queryString } from './call-hub.ts'
import { type FormCall, sendForm } from './send-form.ts'
import type { Page } from './pages.ts'

/** Filters of the call log; `since` is how far back to look, in milliseconds. */
export type CallFilters = Omit<CallQuery, 'limit' | 'cursor' | 'from' | 'to'> & { since?: number }

const askedFor = ({ since, ...filters }: CallFilters) => ({
  ...filters,
  from: since === undefined ? undefined : new Date(Date.now() - since).toISOString(),
})

export const callsQuery = (filters: CallFilters) =>
  infiniteQueryOptions({
    queryKey: ['calls', 'list', filters],
    queryFn: ({ pageParam, signal }) =>
      callHub<Page<CallRecord>>('/v1/calls', {
        query: { ...askedFor(filters), limit: 100, cursor: pageParam },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
  })

export const callQuery = (callId: string) =>
  queryOptions({
    queryKey: ['calls', 'one', callId],
    queryFn: ({ signal }) => callHub<CallDetail>(`/v1/calls/${encodeURIComponent(callId)}`, { signal }),
  })

/** Where the browser downloads what the filters show. */
export const callsExportUrl = (filters: CallFilters, format: 'csv' | 'ndjson') =>
  `/v1/calls/export${queryString({ ...askedFor(filters), format })}`

/** Calls an operation, or shows what would be sent. */
export function useCallOperation() {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: (call: CallOperation | FormCall) =>
      'form' in call
        ? sendForm(call)
        : callHub<OperationAnswer | OperationPlan>('/v1/calls', { method: 'POST', body: call }),
    onSettled: () =>
      Promise.all(
        ['calls', 'quota', 'spending'].map((name) => queryClient.invalidateQueries({ queryKey: [name] })),
      ),
  })
}

export const spendingQuery = (locationId: string | undefined, from: string, to: string) =>
  queryOptions({
    queryKey: ['spending', locationId, from, to],
    queryFn: async ({ signal }) => {
      const { items } = await callHub<{ items: Spending[] }>('/v1/calls/spending', {
        query: { locationId, from, to },
        signal,
      })
      return items
    },
    placeholderData: keepPreviousData,
    refetchInterval: 30_000,
  })

export const forecastQuery = (locationId: string) =>
  queryOptions({
    queryKey: ['forecast', locationId],
    queryFn: ({ signal }) =>
      callHub<Forecast>('/v1/quota/forecast', { query: { locationId, kind: 'full' }, signal }),
  })
