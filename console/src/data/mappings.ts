import type {
  CreateMappingOutput,
  Mapping,
  MappingChange,
  MappingDefinition,
  MappingOutput,
  MappingPreview,
  MappingSample,
  MappingSource,
  MappingVersion,
  QuarantinedRow,
  SavedMapping,
} from '@causeway/hub/contract'
import { infiniteQueryOptions, keepPreviousData, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { callHub } from './call-hub.ts'
import type { Page } from './pages.ts'

const pathOf = (name: string) => `/v1/mappings/${encodeURIComponent(name)}`

export const mappingsQuery = queryOptions({
  queryKey: ['mappings'],
  queryFn: async ({ signal }) => (await callHub<{ items: Mapping[] }>('/v1/mappings', { signal })).items,
})

export const mappingQuery = (name: string) =>
  queryOptions({
    queryKey: ['mappings', name],
    queryFn: ({ signal }) => callHub<Mapping>(pathOf(name), { signal }),
  })

export const mappingVersionsQuery = (name: string) =>
  queryOptions({
    queryKey: ['mappings', name, 'versions'],
    queryFn: async ({ signal }) =>
      (await callHub<{ items: MappingVersion[] }>(`${pathOf(name)}/versions`, { signal })).items,
  })

export const mappingDiffQuery = (name: string, from: number, to: number) =>
  queryOptions({
    queryKey: ['mappings', name, 'diff', from, to],
    queryFn: async ({ signal }) =>
      (await callHub<{ items: MappingChange[] }>(`${pathOf(name)}/diff`, { query: { from, to }, signal })).items,
  })

export const mappingSampleQuery = (source: MappingSource, locationIds: string[] | null) =>
  queryOptions({
    queryKey: ['mapping-sample', source, locationIds],
    queryFn: ({ signal }) =>
      callHub<MappingSample>('/v1/mapping-samples', { method: 'POST', body: { source, locationIds }, signal }),
    placeholderData: keepPreviousData,
  })

/** Up to 20 real records through a definition. */
export const mappingPreviewQuery = (definition: MappingDefinition) =>
  queryOptions({
    queryKey: ['mapping-preview', definition],
    queryFn: ({ signal }) =>
      callHub<MappingPreview>('/v1/mapping-previews', { method: 'POST', body: { definition }, signal }),
    placeholderData: keepPreviousData,
    gcTime: 60_000,
  })

/** What is written where; asked again soon while something is being filled. */
export const mappingOutputsQuery = (mapping?: string) =>
  queryOptions({
    queryKey: ['mapping-outputs', mapping ?? null],
    queryFn: async ({ signal }) =>
      (await callHub<{ items: MappingOutput[] }>('/v1/mapping-outputs', { query: { mapping }, signal })).items,
    refetchInterval: ({ state }) =>
      state.data?.some((output) => output.state === 'filling' || output.waiting > 0 || output.problem !== null) === true
        ? 1500
        : 10_000,
  })

export const mappingOutputQuery = (id: string) =>
  queryOptions({
    queryKey: ['mapping-outputs', 'one', id],
    queryFn: ({ signal }) => callHub<MappingOutput>(`/v1/mapping-outputs/${id}`, { signal }),
    refetchInterval: 3000,
  })

export const quarantineQuery = (outputId: string) =>
  infiniteQueryOptions({
    queryKey: ['quarantine', outputId],
    queryFn: ({ signal, pageParam }) =>
      callHub<Page<QuarantinedRow>>(`/v1/mapping-outputs/${outputId}/quarantine`, {
        query: { limit: 50, cursor: pageParam },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
    refetchInterval: 5000,
  })

/** Forgets what is known of mappings and outputs after something of them changed. */
function useRefresh() {
  const queryClient = useQueryClient()
  return () =>
    Promise.all(
      ['mappings', 'mapping-outputs', 'quarantine', 'destinations'].map((key) =>
        queryClient.invalidateQueries({ queryKey: [key] }),
      ),
    )
}

export function useSaveMapping() {
  const refresh = useRefresh()
  return useMutation({
    mutationFn: ({ name, ...body }: { name: string; definition: MappingDefinition; draft: boolean }) =>
      callHub<SavedMapping>(pathOf(name), { method: 'PUT', body }),
    onSuccess: refresh,
  })
}

export function useActivateVersion(name: string) {
  const refresh = useRefresh()
  return useMutation({
    mutationFn: (version: number) =>
      callHub<Mapping>(`${pathOf(name)}/versions/${version}/activate`, { method: 'POST', body: {} }),
    onSuccess: refresh,
  })
}

export function useDeleteMapping() {
  const refresh = useRefresh()
  return useMutation({
    mutationFn: (name: string) => callHub<unknown>(pathOf(name), { method: 'DELETE' }),
    onSuccess: refresh,
  })
}

export function useAddOutput() {
  const refresh = useRefresh()
  return useMutation({
    mutationFn: (body: CreateMappingOutput) =>
      callHub<MappingOutput>('/v1/mapping-outputs', { method: 'POST', body }),
    onSuccess: refresh,
  })
}

export function useRemoveOutput() {
  const refresh = useRefresh()
  return useMutation({
    mutationFn: (id: string) => callHub<unknown>(`/v1/mapping-outputs/${id}`, { method: 'DELETE' }),
    onSuccess: refresh,
  })
}

export function useActOnOutput() {
  const refresh = useRefresh()
  return useMutation({
    mutationFn: ({ id, verb }: { id: string; verb: 'pause' | 'resume' | 'refill' | 'retry' }) =>
      callHub<MappingOutput>(`/v1/mapping-outputs/${id}/${verb}`, { method: 'POST', body: {} }),
    onSuccess: refresh,
  })
}

type RowKey = Pick<QuarantinedRow, 'locationId' | 'sourceId'>

export function useRetryQuarantined(outputId: string) {
  const refresh = useRefresh()
  return useMutation({
    mutationFn: (rows: RowKey[] | undefined) =>
      callHub<{ count: number }>(`/v1/mapping-outputs/${outputId}/quarantine/retry`, {
        method: 'POST',
        body: rows === undefined ? {} : { rows },
      }),
    onSuccess: refresh,
  })
}

export function useDismissQuarantined(outputId: string) {
  const refresh = useRefresh()
  return useMutation({
    mutationFn: ({ locationId, sourceId }: RowKey) =>
      callHub<unknown>(`/v1/mapping-outputs/${outputId}/quarantine/dismiss`, {
        method: 'POST',
        body: { locationId, sourceId },
      }),
    onSuccess: refresh,
  })
}
