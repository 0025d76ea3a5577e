import type { HubEvent, Run } from '@causeway/hub/contract'
import { Alert, Button, Group, Skeleton, Stack, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconAlertTriangle, IconArrowLeft, IconPlayerStop, IconRefresh } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { locationsQuery } from '../../data/locations.ts'
import { isFinal, runQuery, useCancelRun, useLiveRun } from '../../data/runs.ts'
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx'
import { formatInstantWithSeconds } from '../../parts/format.ts'
import { JsonView } from '../../parts/json-view.tsx'
import { PageHeader } from '../../parts/page-header.tsx'
import { Panel } from '../../parts/panel.tsx'
import { ProblemNotice } from '../../parts/problem-notice.tsx'
import { RelativeTime } from '../../parts/relative-time.tsx'
import { causeWords, runStates, tookWords } from './describe-run.ts'
import { RerunDialog } from './rerun-dialog.tsx'
import { RunBadge } from './run-badge.tsx'
import { RunTimeline } from './run-timeline.tsx'
import classes from './runs.module.css'

/** One run: what started it, what each step did, and what can be done about it. */
export function RunPage() {
  const { runId } = useParams({ from: '/signed-in/runs/$runId' })
  const run = useQuery(runQuery(runId))
  useLiveRun(runId, run.data !== undefined && isFinal(run.data))
  if (run.isPending) {
    return (
      <Stack role="status" aria-label="Loading the run">
        <Skeleton h={38} w={320} />
        <Skeleton h={420} radius="lg" />
      </Stack>
    )
  }
  if (run.isError && run.data === undefined) {
    return (
      <ProblemNotice
        error={run.error}
        title="The run could not be loaded"
        onRetry={() => void run.refetch()}
      />
    )
  }
  return <Shown key={runId} run={run.data} />
}

function Shown({ run }: { run: Run }) {
  const navigate = useNavigate()
  const cancel = useCancelRun()
  const [cancelling, setCancelling] = useState<Run>()
  /** The step to begin again at; an empty name: where it failed. */
  const [rerunFrom, setRerunFrom] = useState<string>()
  const isOver = isFinal(run)
  return (
    <Stack gap="md">
      <PageHeader
        documentTitle={`Run of ${run.workflowName}`}
        title={
          <Group gap={10} component="span">
            <span dir="auto">{run.workflowName}</span>
            <RunBadge state={run.state} />
          </Group>
        }
        description={
          <>
            {causeWords(run)}, <RelativeTime at={run.createdAt} />
            {run.durationMs !== null && isOver && ` · took ${tookWords(run.durationMs)}`}
          </>
        }
        actions={
          <>
            <Button
              component={Link}
              to="/runs"
              search={{ workflow: run.workflowId } as never}
              variant="default"
              leftSection={<IconArrowLeft size={16} />}
            >
              All its runs
            </Button>
            <Button
              component={Link}
              to={`/workflows/${run.workflowId}`}
              variant="default"
              data-testid="open-workflow"
            >
              Open the workflow
            </Button>
            {isOver ? (
              <Button
                leftSection={<IconRefresh size={16} />}
                onClick={() => setRerunFrom('')}
                data-testid="rerun"
              >
                {run.state === 'failed' ? 'Retry' : 'Run again'}
              </Button>
            ) : (
              <Button
                color="red"
                variant="light"
                leftSection={<IconPlayerStop size={16} />}
                onClick={() => setCancelling(run)}
              >
                Cancel
              </Button>
            )}
          </>
        }
      />
      {run.problem !== null && <Problem run={run} onRerun={() => setRerunFrom('')} />}
      <div className={classes.columns}>
        <Panel title="Steps" description={stepWords(run)}>
          <RunTimeline run={run} onRerun={setRerunFrom} />
        </Panel>
        <Stack gap="md">
          <Panel title="About it">
            <Facts run={run} />
          </Panel>
          {run.event !== null && run.event !== undefined && (
            <Panel
              title="The event"
              description={run.eventType ?? undefined}
              actions={
                <Button
                  size="xs"
                  variant="default"
                  component={Link}
                  to="/events"
                  search={eventSearchOf(run.event) as never}
                  data-testid="open-event"
                >
                  Among the events
                </Button>
              }
            >
              <JsonView value={run.event} label="Event" />
            </Panel>
          )}
          {hasInput(run.trigger) && (
            <Panel title="What it was started with">
              <JsonView value={(run.trigger as { input: unknown }).input} label="Input" />
            </Panel>
          )}
        </Stack>
      </div>
      <ConfirmDialog
        thing={cancelling}
        onClose={() => setCancelling(undefined)}
        title={() => 'Cancel this run?'}
        consequence={() => 'No further step begins. What is done stays done.'}
        action={cancel}
        label="Cancel the run"
        testId="confirm-cancel"
      />
      <RerunDialog
        run={run}
        fromStep={rerunFrom}
        onClose={() => setRerunFrom(undefined)}
        onStarted={(again) => {
          setRerunFrom(undefined)
          notifications.show({ color: 'teal', message: 'It runs again.' })
          void navigate({ to: '/runs/$runId', params: { runId: again.id } })
        }}
      />
    </Stack>
  )
}

function Problem({ run, onRerun }: { run: Run; onRerun: () => void }) {
  const { problem, state } = run
  if (problem === null) return null
  const isPassing = state === 'waiting'
  return (
    <Alert
      color={isPassing ? 'yellow' : runStates[state].colour}
      icon={<IconAlertTriangle />}
      title={isPassing ? 'The last try failed; another comes' : runStates[state].explanation}
      data-testid="run-problem"
    >
      <Text size="sm" className="break-words">
        {problem.message}
      </Text>
      {problem.hint !== null && (
        <Text size="sm" mt={4} className="break-words">
          {problem.hint}
        </Text>
      )}
      <Group mt="sm" gap="md">
        {state === 'failed' && (
          <Button size="xs" variant="default" leftSection={<IconRefresh size={14} />} onClick={onRerun}>
            Retry from there
          </Button>
        )}
        <Text size="xs" c="dimmed" ff="monospace">
          {problem.code}
        </Text>
      </Group>
    </Alert>
  )
}

function Facts({ run }: { run: Run }) {
  const { data: locations = [] } = useQuery(locationsQuery)
  const location = locations.find(({ id }) => id === run.locationId)
  return (
    <dl className={classes.facts}>
      <Fact label="Version">{run.workflowVersion}</Fact>
      {run.locationId !== null && <Fact label="Location">{location?.name ?? run.locationId}</Fact>}
      <Fact label="Came up">{formatInstantWithSeconds(run.createdAt)}</Fact>
      {run.startedAt !== null && <Fact label="Began">{formatInstantWithSeconds(run.startedAt)}</Fact>}
      {run.finishedAt !== null && <Fact label="Ended">{formatInstantWithSeconds(run.finishedAt)}</Fact>}
      {run.dueAt !== null && !isFinal(run) && (
        <Fact label="Goes on">
          <RelativeTime at={run.dueAt} />
        </Fact>
      )}
      {run.rerunOf !== null && (
        <Fact label="Repeats">
          <RunLink runId={run.rerunOf}>an earlier run</RunLink>
        </Fact>
      )}
      {run.parentRunId !== null && (
        <Fact label="Started by">
          <RunLink runId={run.parentRunId}>a run of another workflow</RunLink>
        </Fact>
      )}
      {run.chain.length > 0 && (
        <Fact label="Before it">
          {run.chain.map(({ runId, name, workflowId }, place) => (
            <span key={runId}>
              {place > 0 && ' → '}
              <RunLink runId={runId}>{name ?? workflowId}</RunLink>
            </span>
          ))}
        </Fact>
      )}
      <Fact label="Id">
        <code>{run.id}</code>
      </Fact>
    </dl>
  )
}

const RunLink = ({ runId, children }: { runId: string; children: ReactNode }) => (
  <Link to="/runs/$runId" params={{ runId }} style={{ color: 'var(--mantine-color-anchor)' }}>
    {children}
  </Link>
)

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </>
  )
}

const hasInput = (trigger: unknown): boolean =>
  typeof trigger === 'object' &&
  trigger !== null &&
  'input' in trigger &&
  trigger.input !== undefined &&
  trigger.input !== null

const stepWords = ({ steps, stepCount }: Run) =>
  stepCount > steps.length ? `${stepCount} in all; the first ${steps.length} are shown` : ''

/** The address of the list of events that shows this one. */
function eventSearchOf(event: unknown): Record<string, string> {
  const { type, subject } = event as Partial<HubEvent>
  return {
    ...(type === undefined ? {} : { types: type }),
    ...(subject === undefined ? {} : { kind: subject.kind, subject: subject.id }),
  }
}
