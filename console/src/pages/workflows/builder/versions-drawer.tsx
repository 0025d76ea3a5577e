import type { Workflow, WorkflowVersion } from '@causeway/hub/contract'
import { Badge, Button, Drawer, Group, Skeleton, Stack, Text } from '@mantine/core'
import { IconArrowBackUp } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { workflowVersionsQuery } from '../../../data/workflows.ts'
import { ProblemNotice } from '../../../parts/problem-notice.tsx'
import { RelativeTime } from '../../../parts/relative-time.tsx'
import type { Draft } from '../draft/draft.types.ts'
import classes from './builder.module.css'
import { DraftDiff } from './draft-diff.tsx'

type VersionsDrawerProps = {
  isOpen: boolean
  workflow: Workflow
  onClose: () => void
  onTake: (definition: Draft) => void
}

/** Every version that was saved, what it changed, and a way back to it. */
export function VersionsDrawer({ isOpen, workflow, onClose, onTake }: VersionsDrawerProps) {
  return (
    <Drawer
      opened={isOpen}
      onClose={onClose}
      size={560}
      title="Versions"
      closeButtonProps={{ 'aria-label': 'Close the versions' }}
    >
      {isOpen && <Versions workflow={workflow} onTake={onTake} />}
    </Drawer>
  )
}

function Versions({ workflow, onTake }: Pick<VersionsDrawerProps, 'workflow' | 'onTake'>) {
  const versions = useQuery(workflowVersionsQuery(workflow.id))
  const [opened, setOpened] = useState<number>()
  if (versions.isPending) return <Skeleton h={240} role="status" aria-label="Loading the versions" />
  if (versions.isError) {
    return (
      <ProblemNotice
        error={versions.error}
        title="The versions could not be loaded"
        onRetry={() => void versions.refetch()}
      />
    )
  }
  const ordered = versions.data.toSorted((one, other) => other.version - one.version)
  return (
    <ul className={classes.outcomes} data-testid="versions">
      {ordered.map((version, place) => (
        <li key={version.version} className={classes.outcome}>
          <button
            type="button"
            onClick={() => setOpened(opened === version.version ? undefined : version.version)}
            aria-expanded={opened === version.version}
            style={{
              all: 'unset',
              boxSizing: 'border-box',
              display: 'flex',
              gap: 10,
              padding: '10px 12px',
              width: '100%',
              cursor: 'pointer',
            }}
          >
            <div style={{ flex: 1, minWidth: 0 }}>
              <Group gap={8}>
                <Text fw={600} size="sm">
                  Version {version.version}
                </Text>
                {version.version === workflow.version && <Badge size="sm">runs now</Badge>}
              </Group>
              <Text size="xs" c="dimmed">
                {version.createdBy}, <RelativeTime at={version.createdAt} />
              </Text>
              {version.note !== null && <Text size="sm">{version.note}</Text>}
            </div>
          </button>
          {opened === version.version && (
            <Change
              version={version}
              before={ordered[place + 1]}
              isCurrent={version.version === workflow.version}
              onTake={onTake}
            />
          )}
        </li>
      ))}
    </ul>
  )
}

type ChangeProps = {
  version: WorkflowVersion
  before: WorkflowVersion | undefined
  isCurrent: boolean
  onTake: (definition: Draft) => void
}

function Change({ version, before, isCurrent, onTake }: ChangeProps) {
  return (
    <Stack gap="sm" p={12} pt={0}>
      {before === undefined ? (
        <Text size="sm" c="dimmed">
          The first version.
        </Text>
      ) : (
        <DraftDiff before={before.definition} after={version.definition} />
      )}
      {!isCurrent && (
        <Button
          size="xs"
          variant="default"
          leftSection={<IconArrowBackUp size={14} />}
          style={{ alignSelf: 'flex-start' }}
          onClick={() => onTake(version.definition)}
        >
          Take it as the draft
        </Button>
      )}
    </Stack>
  )
}
