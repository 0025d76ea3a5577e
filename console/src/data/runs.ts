import type { BulkRuns, RerunRequest, Run, RunPage, RunQuery, RunSummary } from '@causeway/hub/contract'
import {
  infiniteQueryOptions,
  keepPreviousData,
  queryOptions,
  useMutation,
  useQueryClient,
} from '@tanstack/react-query'
import { useEffect } from 'react'
import { callHub, queryString } from './call-hub.ts'
import { followStream } from './follow-stream.ts'
import type { Page } from './pages.ts'

/** Filters of the list of runs; `since` is how far back to look, in milliseconds. */
export type RunFilters = Omit<RunQuery, 'limit' | 'cursor' | 'from' | 'to'> & { since?: number }

const pathOf = (runId: string, part?: string) =>
  `/v1/runs/${encodeURIComponent(runId)}${part === undefined ? '' : `/${part}`}`

export const runsQuery = (filters: RunFilters) =>
  infiniteQueryOptions({
    queryKey: ['runs', 'list', filters],
    queryFn: ({ pageParam, signal }) => {
      const { since, ...asked } = filters
      const from = since === undefined ? undefined : new Date(Date.now() - since).toISOString()
      return callHub<RunPage>('/v1/runs', {
        query: { ...asked, from, limit: 50, cursor: pageParam },
        signal,
      })
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
  })

/** Failed runs nobody has retried or put aside, newest first. */
export const deadRunsQuery = (workflowId?: string) =>
  queryOptions({
    queryKey: ['runs', 'dead', workflowId],
    queryFn: ({ signal }) =>
      callHub<Page<RunSummary>>('/v1/runs', {
        query: { state: 'failed', dismissed: 'false', workflowId, limit: 200 },
        signal,
      }),
  })

export const runQuery = (runId: string) =>
  queryOptions({
    queryKey: ['runs', 'one', runId],
    queryFn: ({ signal }) => callHub<Run>(pathOf(runId), { signal }),
  })

/** True once nothing more will happen to the run by itself. */
export const isFinal = ({ state }: Pick<RunSummary, 'state'>) =>
  state !== 'queued' && state !== 'running' && state !== 'waiting'

/** Runs change in bursts: lists are asked again at most this often. */
const refreshAfterMs = 700

/** Keeps the lists of runs, and what the workflows say of theirs, as they are while the page is shown. */
export function useLiveRuns(workflowId?: string): void {
  const queryClient = useQueryClient()
  useEffect(() => {
    const stop = new AbortController()
    let timer: ReturnType<typeof setTimeout> | undefined
    const refresh = () => {
      timer = undefined
      void queryClient.invalidateQueries({ queryKey: ['runs', 'list'] })
      void queryClient.invalidateQueries({ queryKey: ['runs', 'dead'] })
      void queryClient.invalidateQueries({ queryKey: ['workflows', 'list'] })
    }
    void followStream({
      path: `/v1/runs/stream${queryString({ workflowId })}`,
      signal: stop.signal,
      onMessage: ({ event }) => {
        if (event === 'run') timer ??= setTimeout(refresh, refreshAfterMs)
      },
    })
    return () => {
      stop.abort()
      clearTimeout(timer)
    }
  }, [queryClient, workflowId])
}

/** Keeps one run as it is until it is over. */
export function useLiveRun(runId: string, isOver: boolean): void {
  const queryClient = useQueryClient()
  useEffect(() => {
    if (isOver) return undefined
    const stop = new AbortController()
    const { queryKey } = runQuery(runId)
    void followStream({
      path: `/v1/runs/stream${queryString({ runId })}`,
      signal: stop.signal,
      // What happened before the stream was open is in none of its messages.
      onState: (state) => state === 'live' && void queryClient.invalidateQueries({ queryKey }),
      onMessage: ({ event, data }) => {
        if (event === 'run') queryClient.setQueryData(queryKey, JSON.parse(data) as Run)
      },
    })
    return () => stop.abort()
  }, [queryClient, runId, isOver])
}

export function useCancelRun() {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: (runId: string) => callHub<unknown>(pathOf(runId, 'cancel'), { method: 'POST', body: {} }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['runs'] }),
  })
}

/** Runs again from a step, with what was kept of those before it. A failed run so waits for nobody any more. */
export function useRerun() {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: async ({ run: { id, state }, ...body }: RerunRequest & { run: Pick<Run, 'id' | 'state'> }) => {
      const again = await callHub<Run>(pathOf(id, 'rerun'), { method: 'POST', body })
      if (state === 'failed') await callHub('/v1/runs/dismiss', { method: 'POST', body: { runIds: [id] } })
      return again
    },
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['runs'] }),
  })
}

/** Retries many failed runs, or puts them aside. */
export function useBulkRuns(what: 'retry' | 'dismiss') {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: (body: BulkRuns) => callHub<{ count: number }>(`/v1/runs/${what}`, { method: 'POST', body }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['runs'] }),
  })
}
