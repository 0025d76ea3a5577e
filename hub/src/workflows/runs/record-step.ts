import type { StepRow } from '../../store/runs.types.ts'
import type { WorkflowStep } from '../definition/workflow-definition.ts'
import type { StepInput } from '../steps/step.types.ts'
import { type Frame, RunLost, type RunParts, type RunState, type StepAt } from './run.types.ts'

/** What a step came to: known from now on, recorded with the next commit. */
export function record(
  parts: RunParts,
  state: RunState,
  step: WorkflowStep,
  path: string,
  row: Pick<StepRow, 'state' | 'attempts' | 'startedAt'> & Partial<StepRow>,
): StepRow {
  const isOver = row.state !== 'waiting' && row.state !== 'running'
  const full: StepRow = {
    path,
    stepId: step.id,
    type: step.type,
    ...(isOver && { finishedAt: parts.now().toISOString() }),
    ...row,
  }
  const place = state.pending.findIndex((one) => one.path === path)
  if (place >= 0) state.pending[place] = full
  else state.pending.push(full)
  state.recorded.set(path, full)
  return full
}

/** What a step gave, for the steps after it. */
export function recordOutput(
  parts: RunParts,
  state: RunState,
  step: WorkflowStep,
  frame: Frame,
  { path, startedAt, known }: StepAt,
  output: unknown,
  input?: StepInput,
): void {
  record(parts, state, step, path, {
    state: 'succeeded',
    ...(input !== undefined && { input }),
    output,
    attempts: 1,
    startedAt,
    childRunId: known?.childRunId,
  })
  frame.scope.steps[step.id] = { output }
}

/** Records what waits to be recorded. Items of a loop wait for each other's records too. */
export async function flush(parts: RunParts, state: RunState): Promise<void> {
  if (state.pending.length > 0) {
    const steps = state.pending.splice(0)
    state.committing = parts.ledger.commit({ runId: state.run.id, steps })
  }
  if (state.committing !== undefined && !(await state.committing)) throw new RunLost()
}
