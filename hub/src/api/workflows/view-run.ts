import type { RunRow, RunRowDetail } from '../../store/runs-lists.store.ts'
import type { StepRow } from '../../store/runs.types.ts'
import type { Workflows } from '../../workflows/create-workflows.ts'
import { visitSteps } from '../../workflows/definition/visit-steps.ts'
import type { Run, RunStep, RunSummary } from '../contract/index.ts'

/** Steps of a run shown at once. */
const mostSteps = 500
/** Longer values are cut: a page shows what happened, not megabytes. */
const longestValue = 200_000

type Names = ReadonlyMap<string, { name: string; key: string }>

/** Runs as lists show them. */
export async function viewRuns(
  { runs }: Pick<Workflows, 'runs'>,
  rows: readonly RunRow[],
): Promise<RunSummary[]> {
  const names = await runs.names([...new Set(rows.map(({ workflowId }) => workflowId))])
  return rows.map((row) => viewRun(row, names))
}

function viewRun(row: RunRow, names: Names): RunSummary {
  const { startedAt, finishedAt, dueAt, state } = row
  const isOver = finishedAt !== null
  const from = startedAt ?? row.createdAt
  return {
    id: row.id,
    workflowId: row.workflowId,
    workflowKey: names.get(row.workflowId)?.key ?? '',
    workflowName: names.get(row.workflowId)?.name ?? '',
    workflowVersion: row.workflowVersion,
    locationId: row.locationId,
    state: state as RunSummary['state'],
    cause: row.cause,
    eventId: row.eventId,
    eventType: row.eventType,
    createdAt: row.createdAt.toISOString(),
    startedAt: startedAt?.toISOString() ?? null,
    finishedAt: finishedAt?.toISOString() ?? null,
    durationMs:
      startedAt === null && !isOver
        ? null
        : Math.max(0, (finishedAt ?? new Date()).getTime() - from.getTime()),
    dueAt: state === 'waiting' ? (dueAt?.toISOString() ?? null) : null,
    problem: row.problem,
    isDismissed: row.isDismissed,
    parentRunId: row.parentRunId,
    rerunOf: row.rerunOf,
  }
}

/** A run with everything that happened in it. */
export async function viewRunDetail({ runs }: Pick<Workflows, 'runs'>, row: RunRowDetail): Promise<Run> {
  const [{ steps, count }, definition, names] = await Promise.all([
    runs.steps(row.id, mostSteps),
    runs.definition(row.workflowId, row.workflowVersion),
    runs.names([row.workflowId, ...row.chain.map(({ workflowId }) => workflowId)]),
  ])
  const titles = new Map(
    definition === undefined
      ? []
      : [...visitSteps(definition.steps)].map(({ step }) => [step.id, step.title]),
  )
  const { event, ...trigger } = row.trigger
  return {
    ...viewRun(row, names),
    trigger: shortened(trigger),
    event: shortened(event ?? null),
    definition: definition ?? {
      name: '',
      trigger: { type: 'manual' },
      filters: [],
      params: {},
      timeout: '30d',
      steps: [],
    },
    steps: steps.map((step) => viewStep(step, titles.get(step.stepId))),
    stepCount: count,
    chain: row.chain.map(({ workflowId, runId }) => ({
      workflowId,
      runId,
      name: names.get(workflowId)?.name ?? null,
    })),
  }
}

const viewStep = (step: StepRow, title: string | undefined): RunStep => ({
  path: step.path,
  stepId: step.stepId,
  type: step.type,
  title: title ?? null,
  state: step.state,
  input: shortened(step.input ?? null),
  output: shortened(step.output ?? null),
  problem: step.problem ?? null,
  attempts: step.attempts,
  startedAt: step.startedAt,
  finishedAt: step.finishedAt ?? null,
  durationMs: step.finishedAt === undefined ? null : Date.parse(step.finishedAt) - Date.parse(step.startedAt),
  dueAt: step.dueAt ?? null,
  callId: step.callId ?? null,
  childRunId: step.childRunId ?? null,
})

/** A value as a page can show it: one that is too long is told by its beginning. */
function shortened(value: unknown): unknown {
  const text = JSON.stringify(value) ?? 'null'
  return text.length <= longestValue
    ? value
    : { cut: true, letters: text.length, begins: text.slice(0, 2000) }
}
