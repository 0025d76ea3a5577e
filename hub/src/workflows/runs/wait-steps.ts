import type { StepRow } from '../../store/runs.types.ts'
import type { WorkflowCondition } from '../definition/workflow-definition.ts'
import { durationMs } from '../durations.ts'
import { renderText, renderValue } from '../expressions/render-value.ts'
import { failureOf } from '../steps/step-failure.ts'
import type { StepInput, StepOf } from '../steps/step.types.ts'
import { nextTimeOfDay } from '../triggers/next-fire.ts'
import { workflowErrors } from '../workflows.errors.ts'
import { record, recordOutput } from './record-step.ts'
import { done, type Frame, type ListOutcome, type RunParts, type RunState, type StepAt } from './run.types.ts'

/** What a step was put away for, if its time has not come. */
export function stillWaits(parts: RunParts, known: StepRow | undefined): ListOutcome | undefined {
  if (known?.state !== 'waiting' || known.dueAt === undefined || parts.skipsWaiting) return undefined
  const dueAt = new Date(known.dueAt)
  return dueAt > parts.now() ? { kind: 'parked', dueAt } : undefined
}

/** Puts the run away for a time. */
export async function runWait(
  parts: RunParts,
  state: RunState,
  step: StepOf<'delay'> | StepOf<'wait_until'>,
  frame: Frame,
  at: StepAt,
): Promise<ListOutcome> {
  const now = parts.now()
  const dueAt =
    at.known?.dueAt === undefined ? await endOfWait(parts, step, frame, now) : new Date(at.known.dueAt)
  const input = { until: dueAt.toISOString() }
  if (dueAt <= now || parts.skipsWaiting) {
    recordOutput(parts, state, step, frame, at, { waitedUntil: dueAt.toISOString() }, input)
    return done
  }
  record(parts, state, step, at.path, {
    state: 'waiting',
    attempts: 1,
    startedAt: at.startedAt,
    dueAt: dueAt.toISOString(),
    input,
  })
  return { kind: 'parked', dueAt }
}

async function endOfWait(
  { parts }: RunParts,
  step: StepOf<'delay'> | StepOf<'wait_until'>,
  { scope }: Frame,
  now: Date,
): Promise<Date> {
  if (step.type === 'delay') {
    const text = await renderText(step.for, scope, parts.evaluate)
    const ms = durationMs(text)
    if (ms === undefined)
      throw failureOf(
        workflowErrors.value_invalid(`"${text.slice(0, 100)}" is no length of time such as 15m or 2h`),
      )
    return new Date(now.getTime() + ms)
  }
  const text = await renderText(step.until, scope, parts.evaluate)
  const at = nextTimeOfDay(text, step.timezone, now) ?? new Date(/^\d{4}-\d\d/.test(text) ? text : Number.NaN)
  if (Number.isNaN(at.getTime()))
    throw failureOf(
      workflowErrors.value_invalid(`"${text.slice(0, 100)}" is neither an instant nor a time of day`),
    )
  return at
}

/** Puts the run away until an event comes that fits, or its time is over. */
export async function runWaitForEvent(
  parts: RunParts,
  state: RunState,
  step: StepOf<'wait_for_event'>,
  frame: Frame,
  at: StepAt,
): Promise<ListOutcome> {
  const { known } = at
  const now = parts.now()
  if (known?.signal !== undefined) {
    recordOutput(
      parts,
      state,
      step,
      frame,
      at,
      { event: known.signal, timedOut: false },
      known.input as StepInput,
    )
    return done
  }
  const dueAt =
    known?.dueAt === undefined ? new Date(now.getTime() + durationMs(step.timeout)!) : new Date(known.dueAt)
  if (dueAt <= now || parts.skipsWaiting) {
    if (step.onTimeout === 'fail' && !parts.skipsWaiting)
      throw failureOf(
        workflowErrors.wait_timeout(`No ${step.events.join(' or ')} came within ${step.timeout}`),
      )
    recordOutput(parts, state, step, frame, at, { event: null, timedOut: true }, { events: step.events })
    return done
  }
  if (known === undefined) {
    const match = await fillMatch(parts, step.match, frame)
    record(parts, state, step, at.path, {
      state: 'waiting',
      attempts: 1,
      startedAt: at.startedAt,
      dueAt: dueAt.toISOString(),
      waitTypes: [...step.events],
      waitMatch: match ?? null,
      input: { events: step.events, ...(match !== undefined && { match }) },
    })
  }
  return { kind: 'parked', dueAt }
}

/** What is compared with is the run's; where the value is found is the event's that comes. */
async function fillMatch(
  parts: RunParts,
  match: WorkflowCondition | undefined,
  frame: Frame,
): Promise<WorkflowCondition | undefined> {
  if (match === undefined) return undefined
  const all = (list: WorkflowCondition[]) =>
    Promise.all(list.map(async (one) => (await fillMatch(parts, one, frame))!))
  if ('all' in match) return { all: await all(match.all) }
  if ('any' in match) return { any: await all(match.any) }
  if ('not' in match) return { not: (await fillMatch(parts, match.not, frame))! }
  if ('expression' in match) return match
  const value = await renderValue(match.value, frame.scope, parts.parts.evaluate)
  return { ...match, ...(value !== undefined && { value }) }
}
