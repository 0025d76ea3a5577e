import type { WorkflowIssue } from '@causeway/hub/contract'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { checkWorkflow } from '../../../data/workflows.ts'
import type { Draft } from '../draft/draft.types.ts'
import { listSteps } from '../draft/edit-draft.ts'
import { missingFields } from '../forms/step-fields.ts'

const noIssues: WorkflowIssue[] = []

/** What is wrong with a draft: what lacks at once, everything else as the hub finds it. */
export function useCheck(draft: Draft) {
  const [settled] = useDebouncedValue(draft, 450)
  const check = useQuery({
    queryKey: ['workflow-check', settled],
    queryFn: ({ signal }) => checkWorkflow({ definition: settled }, signal),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    gcTime: 30_000,
  })
  const local = useMemo(() => localIssues(draft), [draft])
  const issues = useMemo(() => {
    const told = check.data?.issues ?? noIssues
    const known = new Set(local.map(({ path }) => path))
    return [...local, ...told.filter(({ path }) => !known.has(path))]
  }, [check.data, local])
  return {
    issues,
    isCurrent: settled === draft && !check.isPlaceholderData && !check.isPending,
    problem: check.error,
  }
}

/** What lacks, in words that say what to do. */
function localIssues(draft: Draft): WorkflowIssue[] {
  const { trigger, name } = draft
  const isAnyEvent =
    trigger.type !== 'event' || (Array.isArray(trigger['events']) && trigger['events'].length > 0)
  return [
    ...(name.trim() === '' ? [issueAt('name', 'The workflow needs a name.')] : []),
    ...(isAnyEvent ? [] : [issueAt('trigger.events', 'Choose what happens.')]),
    ...(draft.steps.length === 0 ? [issueAt('steps', 'Add a step below the trigger.')] : []),
    ...listSteps(draft).flatMap(({ step, list, index }) =>
      Object.entries(missingFields(step)).map(([field, message]) =>
        issueAt([...list, index, field].join('.'), message, step.id),
      ),
    ),
  ]
}

const issueAt = (path: string, message: string, stepId: string | null = null): WorkflowIssue => ({
  path,
  message,
  stepId,
  severity: 'error',
  suggestions: [],
  line: null,
  column: null,
})
