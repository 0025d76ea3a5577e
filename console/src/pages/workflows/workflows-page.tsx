import type { WorkflowSummary } from '@causeway/hub/contract'
import { Button, Skeleton, Stack } from '@mantine/core'
import { IconFileImport, IconPlus, IconSitemap } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useLiveRuns } from '../../data/runs.ts'
import { workflowsQuery } from '../../data/workflows.ts'
import { EmptyState } from '../../parts/empty-state.tsx'
import { countOf } from '../../parts/format.ts'
import { PageHeader } from '../../parts/page-header.tsx'
import { Panel } from '../../parts/panel.tsx'
import { ProblemNotice } from '../../parts/problem-notice.tsx'
import { DeadRuns } from '../runs/dead-runs.tsx'
import { ImportDialog } from './gallery/import-dialog.tsx'
import { TemplateGallery } from './gallery/template-gallery.tsx'
import { WorkflowRow } from './workflow-row.tsx'
import classes from './workflows.module.css'

/** What happens by itself: the workflows there are, and those that only need to be switched on. */
export function WorkflowsPage() {
  const workflows = useQuery(workflowsQuery)
  const [isImporting, setImporting] = useState(false)
  useLiveRuns()
  return (
    <Stack gap="md">
      <PageHeader
        title="Workflows"
        description={workflows.data === undefined ? 'What happens by itself' : describe(workflows.data)}
        actions={
          <>
            <Button
              variant="default"
              leftSection={<IconFileImport size={16} />}
              onClick={() => setImporting(true)}
              data-testid="import-workflow"
            >
              Import
            </Button>
            <Button
              component={Link}
              to="/workflows/new"
              leftSection={<IconPlus size={16} />}
              data-testid="new-workflow"
            >
              New workflow
            </Button>
          </>
        }
      />
      <DeadRuns />
      {workflows.isPending && <ListSkeleton />}
      {workflows.isError && workflows.data === undefined && (
        <ProblemNotice
          error={workflows.error}
          title="The workflows could not be loaded"
          onRetry={() => void workflows.refetch()}
        />
      )}
      {workflows.data?.length === 0 && (
        <Panel>
          <EmptyState icon={<IconSitemap />} title="Nothing happens by itself yet">
            Switch on one of the ready workflows below, or build your own.
          </EmptyState>
        </Panel>
      )}
      {workflows.data !== undefined && workflows.data.length > 0 && (
        <Panel flush>
          <ul className={classes.rows} aria-label="Workflows" data-testid="workflow-list">
            {workflows.data.map((workflow) => (
              <WorkflowRow key={workflow.id} workflow={workflow} />
            ))}
          </ul>
        </Panel>
      )}
      <TemplateGallery />
      <ImportDialog isOpen={isImporting} onClose={() => setImporting(false)} />
    </Stack>
  )
}

function describe(workflows: WorkflowSummary[]): string {
  if (workflows.length === 0) return 'What happens by itself'
  const on = workflows.filter(({ isEnabled, isPaused }) => isEnabled && !isPaused).length
  return `${countOf(workflows.length, 'workflow')}, ${on} on`
}

const ListSkeleton = () => (
  <Panel>
    <Stack gap="lg" role="status" aria-label="Loading the workflows">
      {[1, 2, 3].map((row) => (
        <Skeleton key={row} h={44} />
      ))}
    </Stack>
  </Panel>
)
