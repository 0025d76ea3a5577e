import { newId } from '../../platform/ids.ts'
import { renderValue } from '../expressions/render-value.ts'
import { failureOf } from '../steps/step-failure.ts'
import type { StepOf } from '../steps/step.types.ts'
import { workflowErrors } from '../workflows.errors.ts'
import { flush, record, recordOutput } from './record-step.ts'
import { done, type Frame, type ListOutcome, type RunParts, type RunState, type StepAt } from './run.types.ts'

/** Looks now and then whether another run ended, in case nobody told. */
const childLookMs = 300_000

/** Starts another workflow, and waits for its run if the step says so. */
export async function runChild(
  parts: RunParts,
  state: RunState,
  step: StepOf<'workflow'>,
  frame: Frame,
  at: StepAt,
): Promise<ListOutcome> {
  const { known } = at
  const input =
    known?.input === undefined
      ? {
          workflow: step.workflow,
          input: (await renderValue(step.input, frame.scope, parts.parts.evaluate)) ?? null,
        }
      : (known.input as { workflow: string; input: unknown })
  const id = known?.childRunId ?? newId()
  if (known?.childRunId === undefined) {
    // Written down before it is started: whoever goes on from here starts the same run, and no second one.
    const row = { state: 'waiting' as const, attempts: 1, startedAt: at.startedAt, input, childRunId: id }
    record(parts, state, step, at.path, row)
    await flush(parts, state)
  }
  await parts.startChild({ id, workflow: step.workflow, input: input.input, path: at.path, waits: step.wait })
  const row = { ...at, known: { ...state.recorded.get(at.path)!, childRunId: id } }
  if (!step.wait || parts.skipsWaiting) {
    recordOutput(parts, state, step, frame, row, { runId: id }, input)
    return done
  }
  const ended = (known?.signal as Awaited<ReturnType<RunParts['findChild']>>) ?? (await parts.findChild(id))
  if (ended === undefined) return { kind: 'parked', dueAt: new Date(parts.now().getTime() + childLookMs) }
  if (ended.state !== 'succeeded' && ended.state !== 'skipped')
    throw failureOf(
      workflowErrors.child_failed(`The run of ${step.workflow} ended as ${ended.state}`, {
        details: { runId: id, problem: ended.problem },
      }),
    )
  recordOutput(parts, state, step, frame, row, ended.output ?? null, input)
  return done
}
