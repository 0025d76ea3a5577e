import type { Run, RunStep } from '@causeway/hub/contract'
import { Alert, Badge, Button, Collapse, Group, Stack, Text, ThemeIcon, UnstyledButton } from '@mantine/core'
import {
  IconAlertTriangle,
  IconChevronDown,
  IconChevronRight,
  IconRefresh,
  IconTimeline,
} from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { isFinal } from '../../data/runs.ts'
import { EmptyState } from '../../parts/empty-state.tsx'
import { countOf, formatInstantWithSeconds } from '../../parts/format.ts'
import { JsonView } from '../../parts/json-view.tsx'
import { RelativeTime } from '../../parts/relative-time.tsx'
import { useNow } from '../../parts/use-now.ts'
import { lookOf } from '../workflows/step-kinds.tsx'
import { stepStates, tookWords } from './describe-run.ts'
import classes from './runs.module.css'

type RunTimelineProps = { run: Run; onRerun: (stepId: string) => void }

/** Each step of a run in the order it began, with what it was given and gave. */
export function RunTimeline({ run, onRerun }: RunTimelineProps) {
  if (run.steps.length === 0) {
    return (
      <EmptyState icon={<IconTimeline />} title={isFinal(run) ? 'No step ran' : 'No step has begun yet'}>
        {isFinal(run) ? 'The run ended before its first step.' : 'This page follows it.'}
      </EmptyState>
    )
  }
  return (
    <ol className={classes.timeline} data-testid="timeline">
      {run.steps.map((step) => (
        <Step
          key={step.path}
          step={step}
          canRerun={isFinal(run) && !step.path.includes('[')}
          onRerun={onRerun}
        />
      ))}
    </ol>
  )
}

type StepProps = { step: RunStep; canRerun: boolean; onRerun: (stepId: string) => void }

function Step({ step, canRerun, onRerun }: StepProps) {
  const [chosen, setChosen] = useState<boolean>()
  // What failed is what one came for.
  const isOpen = chosen ?? step.state === 'failed'
  const look = lookOf(step.type)
  const state = stepStates[step.state]
  return (
    <li className={classes.step} data-testid="run-step" data-state={step.state} data-step={step.stepId}>
      <UnstyledButton
        className={classes.stepHead ?? ''}
        onClick={() => setChosen(!isOpen)}
        aria-expanded={isOpen}
      >
        <ThemeIcon variant="light" color={look.colour} size={34} radius="md">
          <look.icon size={18} stroke={1.8} />
        </ThemeIcon>
        <span className={classes.what}>
          <Text component="span" display="block" size="sm" fw={600} truncate dir="auto">
            {step.title ?? look.label}
          </Text>
          <Text component="span" display="block" size="xs" c="dimmed" truncate>
            {step.path}
            {step.attempts > 1 && ` · ${countOf(step.attempts, 'try', 'tries')}`}
          </Text>
        </span>
        <Text component="span" size="xs" c="dimmed" className="numbers">
          <Took step={step} />
        </Text>
        <Badge size="sm" color={state.colour}>
          {state.label}
        </Badge>
        {isOpen ? <IconChevronDown size={16} aria-hidden /> : <IconChevronRight size={16} aria-hidden />}
      </UnstyledButton>
      <Collapse expanded={isOpen}>
        {isOpen && <Details step={step} canRerun={canRerun} onRerun={onRerun} />}
      </Collapse>
    </li>
  )
}

function Took({ step }: { step: RunStep }) {
  const now = useNow(step.finishedAt === null ? 1000 : 60_000)
  if (step.state === 'waiting' && step.dueAt !== null) {
    return (
      <>
        goes on <RelativeTime at={step.dueAt} />
      </>
    )
  }
  if (step.durationMs !== null) return tookWords(step.durationMs)
  return step.finishedAt === null ? tookWords(Math.max(0, now - Date.parse(step.startedAt))) : null
}

function Details({ step, canRerun, onRerun }: StepProps) {
  return (
    <Stack gap="sm" className={classes.details ?? ''}>
      {step.problem !== null && (
        <Alert
          color={step.state === 'failed' ? 'red' : 'yellow'}
          icon={<IconAlertTriangle />}
          title={step.problem.code}
          py={10}
          data-testid="step-problem"
        >
          <Text size="sm" className="break-words">
            {step.problem.message}
          </Text>
          {step.problem.hint !== null && (
            <Text size="sm" mt={4} className="break-words">
              {step.problem.hint}
            </Text>
          )}
        </Alert>
      )}
      <Text size="xs" c="dimmed">
        Began {formatInstantWithSeconds(step.startedAt)}
        {step.finishedAt !== null && `, ended ${formatInstantWithSeconds(step.finishedAt)}`}
      </Text>
      <Part title="It was given" value={step.input} />
      <Part title="It gave" value={step.output} />
      <Group gap="xs">
        {step.callId !== null && (
          <Button
            size="xs"
            variant="default"
            component={Link}
            to={`/calls?call=${encodeURIComponent(step.callId)}`}
          >
            Its call to the CRM
          </Button>
        )}
        {step.childRunId !== null && (
          <Button size="xs" variant="default" component={Link} to={`/runs/${step.childRunId}`}>
            The run it started
          </Button>
        )}
        {canRerun && (
          <Button
            size="xs"
            variant="default"
            leftSection={<IconRefresh size={14} />}
            onClick={() => onRerun(step.stepId)}
            data-testid="rerun-from"
          >
            Run again from here
          </Button>
        )}
      </Group>
    </Stack>
  )
}

function Part({ title, value }: { title: string; value: unknown }) {
  if (value === undefined || value === null) return null
  return (
    <div>
      <Text component="h3" size="sm" fw={600} m={0} mb={6}>
        {title}
      </Text>
      <JsonView value={value} label={title} />
    </div>
  )
}
