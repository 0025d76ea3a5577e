import type { Workflow } from '@causeway/hub/contract'
import {
  ActionIcon,
  Badge,
  Button,
  Group,
  Menu,
  SegmentedControl,
  Switch,
  TextInput,
  Tooltip,
  UnstyledButton,
} from '@mantine/core'
import {
  IconArrowBackUp,
  IconArrowForwardUp,
  IconArrowLeft,
  IconCircleCheck,
  IconDots,
  IconDownload,
  IconExclamationCircle,
  IconHistory,
  IconPlayerPause,
  IconPlayerPlay,
  IconRewindBackward30,
  IconTimeline,
  IconTrash,
} from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { notifications } from '@mantine/notifications'
import { useDeleteWorkflow, usePatchWorkflow, workflowExportUrl } from '../../../data/workflows.ts'
import { ConfirmDialog } from '../../../parts/confirm-dialog.tsx'
import { countOf } from '../../../parts/format.ts'
import { wordsOfProblem } from '../words-of-problem.ts'
import { useBuilder } from './builder-context.ts'
import classes from './builder.module.css'
import type { PlacedIssue } from './map-issues.ts'

export type View = 'picture' | 'source'

type BuilderBarProps = {
  workflow: Workflow | undefined
  view: View
  onView: (view: View) => void
  /** There is no room for a picture. */
  isNarrow: boolean
  issues: PlacedIssue[]
  /** The issues are those of the draft as it is. */
  isChecked: boolean
  isChanged: boolean
  history: { undo: () => void; redo: () => void; canUndo: boolean; canRedo: boolean }
  onOpen: (what: 'save' | 'versions' | 'dry-run' | 'run') => void
  onSelect: (id: string) => void
  onDeleted: () => void
}

/** Name, state and everything that is done with the workflow as a whole. */
export function BuilderBar(props: BuilderBarProps) {
  const { workflow, view, onView, isNarrow, history, isChanged, onOpen } = props
  const { draft, change } = useBuilder()
  return (
    <div className={classes.bar}>
      <Tooltip label="All workflows">
        <ActionIcon component={Link} to="/workflows" variant="subtle" color="gray" aria-label="All workflows">
          <IconArrowLeft size={18} />
        </ActionIcon>
      </Tooltip>
      <TextInput
        className={classes.name ?? ''}
        aria-label="Name of the workflow"
        value={draft.name}
        onChange={(event) => {
          const { value } = event.currentTarget
          change((before) => ({ ...before, name: value }), 'name')
        }}
        data-testid="workflow-name"
      />
      <Issues {...props} />
      <Group gap={8} wrap="wrap">
        {workflow !== undefined && <OnOff workflow={workflow} />}
        <Group gap={4} wrap="nowrap">
          <Tooltip label="Undo (Ctrl Z)">
            <ActionIcon
              variant="default"
              aria-label="Undo"
              disabled={!history.canUndo}
              onClick={history.undo}
              data-testid="undo"
            >
              <IconArrowBackUp size={17} />
            </ActionIcon>
          </Tooltip>
          <Tooltip label="Redo (Ctrl Y)">
            <ActionIcon
              variant="default"
              aria-label="Redo"
              disabled={!history.canRedo}
              onClick={history.redo}
              data-testid="redo"
            >
              <IconArrowForwardUp size={17} />
            </ActionIcon>
          </Tooltip>
        </Group>
        <SegmentedControl
          size="xs"
          aria-label="How it is shown"
          value={view}
          onChange={(next) => onView(next === 'source' ? 'source' : 'picture')}
          data={[
            { value: 'picture', label: isNarrow ? 'Steps' : 'Picture' },
            { value: 'source', label: 'YAML' },
          ]}
          data-testid="view"
        />
        <Button
          variant="default"
          leftSection={<IconRewindBackward30 size={16} />}
          onClick={() => onOpen('dry-run')}
          data-testid="open-dry-run"
        >
          Dry run
        </Button>
        {workflow !== undefined && (
          <Button
            variant="default"
            component={Link}
            to="/runs"
            search={{ workflow: workflow.id } as never}
            leftSection={<IconTimeline size={16} />}
            data-testid="open-runs"
          >
            Runs
          </Button>
        )}
        {workflow !== undefined && <More {...props} workflow={workflow} />}
        <Button
          onClick={() => onOpen('save')}
          disabled={workflow !== undefined && !isChanged}
          data-testid="save-workflow"
        >
          {workflow === undefined || isChanged ? 'Save' : 'Saved'}
        </Button>
      </Group>
    </div>
  )
}

/** How many mistakes there are; a click leads to the first. */
function Issues({ issues, isChecked, onSelect }: BuilderBarProps) {
  const errors = issues.filter(({ severity }) => severity === 'error')
  const [first] = errors
  if (first === undefined) {
    return (
      <span
        className={classes.issues}
        role="status"
        data-testid="issues"
        data-count={isChecked ? 0 : undefined}
      >
        {isChecked ? (
          <>
            <IconCircleCheck size={16} color="var(--good)" aria-hidden /> Complete
          </>
        ) : (
          'Checking…'
        )}
      </span>
    )
  }
  return (
    <span role="status">
      <UnstyledButton
        className={classes.issues ?? ''}
        data-tone="bad"
        onClick={() => onSelect(first.at === 'workflow' ? 'trigger' : first.at)}
        data-testid="issues"
        data-count={errors.length}
      >
        <IconExclamationCircle size={16} aria-hidden /> {countOf(errors.length, 'thing')} to mend
      </UnstyledButton>
    </span>
  )
}

function OnOff({ workflow }: { workflow: Workflow }) {
  const patch = usePatchWorkflow()
  return (
    <Group gap={8} wrap="nowrap">
      {workflow.isPaused && <Badge color="orange">Paused</Badge>}
      <Switch
        label={workflow.isEnabled ? 'On' : 'Off'}
        checked={workflow.isEnabled}
        disabled={patch.isPending}
        onChange={(event) =>
          patch.mutate(
            { id: workflow.id, isEnabled: event.currentTarget.checked },
            {
              onError: (error) =>
                notifications.show({
                  color: 'red',
                  title: 'It was not switched',
                  message: wordsOfProblem(error),
                }),
            },
          )
        }
        data-testid="workflow-on"
      />
    </Group>
  )
}

function More({ workflow, onOpen, onDeleted }: BuilderBarProps & { workflow: Workflow }) {
  const patch = usePatchWorkflow()
  const remove = useDeleteWorkflow()
  const [asked, setAsked] = useState<Workflow>()
  return (
    <>
      <Menu position="bottom-end" width={240}>
        <Menu.Target>
          <ActionIcon variant="default" aria-label="More" data-testid="workflow-more">
            <IconDots size={17} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            leftSection={<IconPlayerPlay size={16} />}
            onClick={() => onOpen('run')}
            data-testid="run-now"
          >
            Run it now
          </Menu.Item>
          <Menu.Item leftSection={<IconHistory size={16} />} onClick={() => onOpen('versions')}>
            Versions
          </Menu.Item>
          <Menu.Item
            leftSection={<IconPlayerPause size={16} />}
            onClick={() => patch.mutate({ id: workflow.id, isPaused: !workflow.isPaused })}
          >
            {workflow.isPaused ? 'Go on' : 'Pause: runs stand still'}
          </Menu.Item>
          <Menu.Divider />
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
          <Menu.Divider />
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
        onDone={onDeleted}
      />
    </>
  )
}
