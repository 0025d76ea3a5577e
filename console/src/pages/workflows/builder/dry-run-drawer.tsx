import type { DryRun } from '@causeway/hub/contract'
import {
  Alert,
  Badge,
  Collapse,
  Drawer,
  Group,
  Loader,
  SegmentedControl,
  Stack,
  Text,
  UnstyledButton,
} from '@mantine/core'
import { IconAlertTriangle, IconChevronDown, IconChevronRight } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { dryRunWorkflow } from '../../../data/workflows.ts'
import { formatInstant } from '../../../parts/format.ts'
import { JsonView } from '../../../parts/json-view.tsx'
import { ProblemNotice } from '../../../parts/problem-notice.tsx'
import { describeEvent } from '../../events/describe-event.ts'
import { findStep } from '../draft/edit-draft.ts'
import { stepTitle } from '../step-kinds.tsx'
import { useBuilder } from './builder-context.ts'
import classes from './builder.module.css'

const outcomes = {
  would_succeed: { label: 'Would be done', colour: 'teal' },
  would_fail: { label: 'Would fail', colour: 'red' },
  would_wait: { label: 'Would wait', colour: 'orange' },
  filtered: { label: 'Filtered out', colour: 'gray' },
} as const

type DryRunDrawerProps = { isOpen: boolean; onClose: () => void }

/** What the draft would have done with what happened: nothing is sent or written. */
export function DryRunDrawer({ isOpen, onClose }: DryRunDrawerProps) {
  return (
    <Drawer
      opened={isOpen}
      onClose={onClose}
      size={640}
      title="What it would have done"
      closeButtonProps={{ 'aria-label': 'Close the dry run' }}
      data-testid="dry-run"
    >
      {isOpen && <Result />}
    </Drawer>
  )
}

function Result() {
  const { draft, locationId } = useBuilder()
  const [days, setDays] = useState('30')
  const isEvent = draft.trigger.type === 'event'
  const dryRun = useQuery({
    queryKey: ['workflow-dry-run', draft, days, locationId],
    queryFn: () =>
      dryRunWorkflow({
        definition: draft,
        from: new Date(Date.now() - Number(days) * 86_400_000).toISOString(),
        ...(locationId === undefined || isEvent ? {} : { locationId }),
      }),
    retry: false,
    staleTime: 60_000,
    gcTime: 0,
  })
  return (
    <Stack>
      <SegmentedControl
        aria-label="How far back"
        value={days}
        onChange={setDays}
        data={[
          { value: '1', label: '1 day' },
          { value: '7', label: '7 days' },
          { value: '30', label: '30 days' },
        ]}
      />
      {dryRun.isPending && (
        <Group role="status">
          <Loader size="sm" />
          <Text size="sm">Going through what happened…</Text>
        </Group>
      )}
      {dryRun.isError && (
        <ProblemNotice
          error={dryRun.error}
          title="The dry run did not work"
          onRetry={() => void dryRun.refetch()}
        />
      )}
      {dryRun.data !== undefined && <Told dryRun={dryRun.data} />}
    </Stack>
  )
}

function Told({ dryRun }: { dryRun: DryRun }) {
  return (
    <>
      <div>
        <Text fw={650} size="lg" data-testid="dry-run-sentence">
          {dryRun.sentence}
        </Text>
        <Text size="sm" c="dimmed">
          Nothing was sent or written.
          {dryRun.isCut && ' There was too much to look at all of it: this is the newest part.'}
        </Text>
      </div>
      <ul className={classes.outcomes}>
        {dryRun.runs.map((run, place) => (
          // A schedule has no events to name its runs by.
          // oxlint-disable-next-line react/no-array-index-key
          <Outcome key={run.eventId ?? place} run={run} />
        ))}
      </ul>
      {dryRun.wouldRun > dryRun.runs.length && (
        <Text size="xs" c="dimmed" ta="center">
          {dryRun.wouldRun - dryRun.runs.length} more are only counted
        </Text>
      )}
    </>
  )
}

function Outcome({ run }: { run: DryRun['runs'][number] }) {
  const { draft } = useBuilder()
  const [isOpen, setOpen] = useState(false)
  const outcome = outcomes[run.outcome]
  const title = (stepId: string) => {
    const step = findStep(draft, stepId)?.step
    return step === undefined ? stepId : stepTitle(step)
  }
  return (
    <li className={classes.outcome}>
      <UnstyledButton onClick={() => setOpen(!isOpen)} aria-expanded={isOpen}>
        {isOpen ? <IconChevronDown size={15} /> : <IconChevronRight size={15} />}
        <span style={{ flex: 1, minWidth: 0 }}>
          <Text component="span" size="sm" fw={600} display="block">
            {run.eventType === null ? 'Started' : eventWords(run.eventType)}
          </Text>
          <Text component="span" size="xs" c="dimmed" display="block">
            {formatInstant(run.at)}
          </Text>
        </span>
        <Badge size="sm" color={outcome.colour}>
          {outcome.label}
        </Badge>
      </UnstyledButton>
      <Collapse expanded={isOpen}>
        <Stack gap="sm" p={12} pt={4}>
          {run.problem !== null && (
            <Alert color="red" icon={<IconAlertTriangle />} py={8}>
              {run.problem.message} {run.problem.hint}
            </Alert>
          )}
          {run.steps.map((step) => (
            <div key={step.path}>
              <Text size="sm" fw={600}>
                {title(step.stepId)}{' '}
                <Text component="span" size="xs" c="dimmed">
                  {step.outcome === 'planned' ? 'would be sent' : step.outcome}
                </Text>
              </Text>
              {step.input !== undefined && step.input !== null && (
                <JsonView value={step.input} label={`Input of ${title(step.stepId)}`} />
              )}
            </div>
          ))}
        </Stack>
      </Collapse>
    </li>
  )
}

const eventWords = (type: string) => describeEvent({ type })
