import type {
  AppliedWorkflow,
  ApplyWorkflow,
  DryRun,
  DryRunRequest,
  HubEvent,
  PatchWorkflow,
  RunWorkflow,
  SaveWorkflow,
  StepTest,
  SwitchOnTemplate,
  TestStep,
  Workflow,
  WorkflowCheck,
  WorkflowHook,
  WorkflowSchema,
  WorkflowSummary,
  WorkflowTemplate,
  WorkflowVersion,
} from '@causeway/hub/contract'
import { keepPreviousData, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { callHub } from './call-hub.ts'
import { type Page, readAllPages } from './pages.ts'

const root = '/v1/workflows'
const pathOf = (workflowId: string, part?: string) =>
  `${root}/${encodeURIComponent(workflowId)}${part === undefined ? '' : `/${part}`}`

/** A list the hub may answer whole or as one page. */
const itemsOf = <Item>(answer: Item[] | Pick<Page<Item>, 'items'>) => (Array.isArray(answer) ? answer : answer.items)

export const workflowsQuery = queryOptions({
  queryKey: ['workflows', 'list'],
  queryFn: ({ signal }) => readAllPages<WorkflowSummary>(root, {}, signal),
})

export const workflowQuery = (workflowId: string) =>
  queryOptions({
    queryKey: ['workflows', 'one', workflowId],
    queryFn: ({ signal }) => callHub<Workflow>(pathOf(workflowId), { signal }),
  })

export const workflowVersionsQuery = (workflowId: string) =>
  queryOptions({
    queryKey: ['workflows', 'one', workflowId, 'versions'],
    queryFn: async ({ signal }) =>
      itemsOf(await callHub<WorkflowVersion[] | Page<WorkflowVersion>>(pathOf(workflowId, 'versions'), { signal })),
  })

export const workflowTemplatesQuery = queryOptions({
  queryKey: ['workflows', 'templates'],
  queryFn: async ({ signal }) =>
    itemsOf(await callHub<WorkflowTemplate[] | Page<WorkflowTemplate>>(`${root}/templates`, { signal })),
})

/** Kinds of steps and events, with schemas and examples: what a builder offers. */
export const workflowSchemaQuery = queryOptions({
  queryKey: ['workflow-schema'],
  queryFn: ({ signal }) => callHub<WorkflowSchema>(`${root}/schema`, { signal }),
  staleTime: 3_600_000,
})

/** Events of these types to try expressions on, newest first. */
export const workflowSamplesQuery = (types: string[]) =>
  queryOptions({
    queryKey: ['workflow-samples', ...types],
    queryFn: async ({ signal }) =>
      itemsOf(
        await callHub<HubEvent[] | Page<HubEvent>>(`${root}/samples`, {
          query: { type: types.join(',') },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
  })

/** Names of the tables, endpoints and files that records can be written to. */
export const destinationNamesQuery = queryOptions({
  queryKey: ['destinations', 'names'],
  queryFn: async ({ signal }) => {
    const { items } = await callHub<{ items: { name: string }[] }>('/v1/destinations', { signal })
    return items.map(({ name }) => name)
  },
})

/** Where the browser downloads a workflow as a file. */
export const workflowExportUrl = (workflowId: string, format: 'yaml' | 'json') =>
  `${pathOf(workflowId, 'export')}?format=${format}`

export const checkWorkflow = (body: { definition: unknown } | { source: string }, signal?: AbortSignal) =>
  callHub<WorkflowCheck>(`${root}/validate`, { method: 'POST', body, ...(signal === undefined ? {} : { signal }) })

/** Tries one step; nothing is sent unless `send` says so. */
export const testStep = (body: TestStep, signal?: AbortSignal) =>
  callHub<StepTest>(`${root}/test-step`, { method: 'POST', body, ...(signal === undefined ? {} : { signal }) })

/** What a definition would have done with past events. */
export const dryRunWorkflow = (body: DryRunRequest) => callHub<DryRun>(`${root}/dry-run`, { method: 'POST', body })

export const applyWorkflow = (body: ApplyWorkflow) =>
  callHub<AppliedWorkflow>(`${root}/apply`, { method: 'POST', body })

export function useApplyWorkflow() {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: applyWorkflow,
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['workflows'] }),
  })
}

/** Makes a workflow, or a new version of one. */
export function useSaveWorkflow(workflowId: string | undefined) {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: (body: SaveWorkflow) =>
      workflowId === undefined
        ? callHub<Workflow>(root, { method: 'POST', body })
        : callHub<Workflow>(pathOf(workflowId), { method: 'PUT', body }),
    onSuccess: async (workflow) => {
      queryClient.setQueryData(workflowQuery(workflow.id).queryKey, workflow)
      await queryClient.invalidateQueries({ queryKey: ['workflows'] })
    },
  })
}

/** Switches workflows on and off, pauses and resumes them. */
export function usePatchWorkflow() {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: ({ id, ...body }: PatchWorkflow & { id: string }) =>
      callHub<Workflow>(pathOf(id), { method: 'PATCH', body }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['workflows'] }),
  })
}

export function useDeleteWorkflow() {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: (workflowId: string) => callHub<unknown>(pathOf(workflowId), { method: 'DELETE' }),
    onSuccess: async (_answer, workflowId) => {
      queryClient.removeQueries({ queryKey: workflowQuery(workflowId).queryKey })
      await queryClient.invalidateQueries({ queryKey: ['workflows'] })
    },
  })
}

export function useSwitchOnTemplate() {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: ({ key, ...body }: SwitchOnTemplate & { key: string }) =>
      callHub<Workflow>(`${root}/templates/${encodeURIComponent(key)}`, { method: 'POST', body }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['workflows'] }),
  })
}

export function useRunWorkflow(workflowId: string) {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: (body: RunWorkflow) =>
      callHub<{ runIds: string[] }>(pathOf(workflowId, 'run'), { method: 'POST', body }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['runs'] }),
  })
}

/** A new address or secret for calls from outside; the one before stops working. */
export function useMakeHook(workflowId: string) {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: () => callHub<WorkflowHook>(pathOf(workflowId, 'hook'), { method: 'POST', body: {} }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: workflowQuery(workflowId).queryKey }),
  })
}
