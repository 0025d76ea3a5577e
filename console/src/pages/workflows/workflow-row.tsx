import type { WorkflowSummary } from '@causeway/hub/contract'
import { ActionIcon, Badge, Menu, Switch, Text, Tooltip, VisuallyHidden } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconDots, IconDownload, IconPlayerPause, IconPlayerPlay, IconTrash } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useDeleteWorkflow, usePatchWorkflow, workflowExportUrl } from '../../data/workflows.ts'
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx'
import { formatNumber } from '../../parts/format.ts'
import { RelativeTime } from '../../parts/relative-time.tsx'
import { LastRun } from '../runs/last-run.tsx'
import { triggerWords } from './trigger-words.ts'
import { wordsOfProblem } from './words-of-problem.ts'
import classes from './workflows.module.css'

/** One workflow: what starts it, how it went, and its switch. */
export function WorkflowRow({ workflow }: { workflow: WorkflowSummary }) {
  const { id, name, isEnabled, isPaused, runs } = workflow
  const patch = usePatchWorkflow()
  const switchTo = (changes: { isEnabled?: boolean; isPaused?: boolean }) =>
    patch.mutate(
      { id, ...changes },
      {
        onError: (error) =>
          notifications.show({
            color: 'red',
            title: `${name} was not switched`,
            message: wordsOfProblem(error),
          }),
      },
    )
  return (
    <li className={classes.row} data-testid="workflow-row" data-key={workflow.key}>
      <Switch
        aria-label={`${name} is on`}
        checked={patch.isPending ? (patch.variables.isEnabled ?? isEnabled) : isEnabled}
        onChange={(event) => switchTo({ isEnabled: event.currentTarget.checked })}
        data-testid="workflow-switch"
      />
      <Link to="/workflows/$workflowId" params={{ workflowId: id }} className={classes.words}>
        <Text component="span" display="block" fw={600} truncate dir="auto">
          {name}
        </Text>
        <Text component="span" display="block" size="xs" c="dimmed" truncate>
          {triggerWords(workflow.trigger)}
        </Text>
      </Link>
      <span className={classes.state}>
        {isPaused ? (
          <Badge color="orange">Paused</Badge>
        ) : runs.active > 0 ? (
          <Badge color="indigo">{formatNumber(runs.active)} running</Badge>
        ) : isEnabled && workflow.nextRunAt !== null ? (
          <Text size="xs" c="dimmed">
            next <RelativeTime at={workflow.nextRunAt} />
          </Text>
        ) : null}
      </span>
      <Link to="/runs" search={{ workflow: id } as never} className={classes.counts}>
        <Counts succeeded={runs.succeeded} failed={runs.failed} />
        <VisuallyHidden> of {name}</VisuallyHidden>
      </Link>
      <span className={classes.last}>
        {workflow.lastRunAt === null ? (
          <Text size="xs" c="dimmed">
            has not run yet
          </Text>
        ) : (
          <LastRun workflowId={id} at={workflow.lastRunAt} />
        )}
      </span>
      <More workflow={workflow} onPause={() => switchTo({ isPaused: !isPaused })} />
    </li>
  )
}

function Counts({ succeeded, failed }: { succeeded: number; failed: number }) {
  return (
    <Tooltip label="In the last 30 days">
      <span className="numbers">
        <Text component="span" size="sm" fw={600}>
          {formatNumber(succeeded + failed)}
        </Text>{' '}
        <Text component="span" size="xs" c="dimmed">
          {succeeded + failed === 1 ? 'run' : 'runs'}
        </Text>
        {failed > 0 && (
          <Text component="span" size="xs" c="var(--bad)" display="block">
            {formatNumber(failed)} failed
          </Text>
        )}
      </span>
    </Tooltip>
  )
}

function More({ workflow, onPause }: { workflow: WorkflowSummary; onPause: () => void }) {
  const remove = useDeleteWorkflow()
  const [asked, setAsked] = useState<WorkflowSummary>()
  return (
    <>
      <Menu position="bottom-end" width={220}>
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" aria-label={`More about ${workflow.name}`}>
            <IconDots size={17} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            leftSection={workflow.isPaused ? <IconPlayerPlay size={16} /> : <IconPlayerPause size={16} />}
            onClick={onPause}
          >
            {workflow.isPaused ? 'Go on' : 'Pause: runs stand still'}
          </Menu.Item>
          {(['yaml', 'json'] as const).map((format) => (
            <Menu.Item
              key={format}
              leftSection={<IconDownload size={16} />}
              component="a"
              href={workflowExportUrl(workflow.id, format)}
              download={`${workflow.key}.${format}`}
            >
              Export as {format.toUpperCase()}
            </Menu.Item>
          ))}
          <Menu.Item color="red" leftSection={<IconTrash size={16} />} onClick={() => setAsked(workflow)}>
            Delete
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <ConfirmDialog
        thing={asked}
        onClose={() => setAsked(undefined)}
        title={({ name }) => `Delete “${name}”?`}
        consequence={() => 'It and its versions are gone, and it runs no more. What its runs did stays done.'}
        action={remove}
        label="Delete"
        testId="confirm-delete-workflow"
      />
    </>
  )
}
