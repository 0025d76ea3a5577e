import { Skeleton, Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { workflowQuery } from '../../data/workflows.ts'
import { ProblemNotice } from '../../parts/problem-notice.tsx'
import { Builder } from './builder/builder.tsx'
import type { Draft } from './draft/draft.types.ts'

const blank: Draft = { name: 'New workflow', trigger: { type: 'event', events: [] }, steps: [] }

/** A workflow that is not saved yet. */
export function NewWorkflowPage() {
  const navigate = useNavigate()
  return (
    <Builder
      workflow={undefined}
      first={blank}
      onSaved={({ id }) =>
        void navigate({ to: '/workflows/$workflowId', params: { workflowId: id }, replace: true })
      }
    />
  )
}

/** A workflow, to look at, change and try. */
export function WorkflowPage() {
  const { workflowId } = useParams({ from: '/signed-in/workflows/$workflowId' })
  const workflow = useQuery(workflowQuery(workflowId))
  if (workflow.isPending) {
    return (
      <Stack role="status" aria-label="Loading the workflow">
        <Skeleton h={38} w={320} />
        <Skeleton h={520} radius="lg" />
      </Stack>
    )
  }
  if (workflow.isError && workflow.data === undefined) {
    return (
      <ProblemNotice
        error={workflow.error}
        title="The workflow could not be loaded"
        onRetry={() => void workflow.refetch()}
      />
    )
  }
  return (
    <Builder key={workflowId} workflow={workflow.data} first={workflow.data.definition} onSaved={() => {}} />
  )
}
