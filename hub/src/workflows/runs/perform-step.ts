import { hash } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import type { WorkflowStep } from '../definition/workflow-definition.ts'
import { durationMs } from '../durations.ts'
import { renderText, renderUrl, renderValue } from '../expressions/render-value.ts'
import { asFailure, failureOf, type StepFailure } from '../steps/step-failure.ts'
import type { Fill, StepContext, StepHandler, StepInput } from '../steps/step.types.ts'
import { workflowErrors } from '../workflows.errors.ts'
import { retryDelayMs } from './plan-retry.ts'
import { flush, record } from './record-step.ts'
import {
  done,
  type Frame,
  type ListOutcome,
  RunLeft,
  RunLost,
  type RunParts,
  type RunState,
  type StepAt,
} from './run.types.ts'
import { stillWaits } from './wait-steps.ts'

/** Shorter than this a step waits here instead of being put away. */
const shortWaitMs = 1000
const defaultTimeoutMs = 60_000

/** Of a failure: what the step was given, and how often it was tried. */
const inputs = new WeakMap<StepFailure, StepInput>()
const tries = new WeakMap<StepFailure, number>()

/** Of a failure that `performStep` threw: what the step was given, and how often it was tried. */
export const triedOf = (
  failure: StepFailure,
): { input: StepInput | undefined; attempts: number | undefined } => ({
  input: inputs.get(failure),
  attempts: tries.get(failure),
})

/** Does what a step does, and tries again what may pass; what was done before is recorded before an effect begins. */
export async function performStep(
  parts: RunParts,
  state: RunState,
  step: WorkflowStep,
  frame: Frame,
  { handler, path, known, startedAt }: StepAt & { handler: StepHandler },
): Promise<ListOutcome> {
  const parked = stillWaits(parts, known)
  if (parked !== undefined) return parked
  const input = await prepare(parts, state, step, frame, handler)
  const hasEffect = handler.hasEffect(step)
  const mustKnow = step.type === 'http' && step.unknownOutcome === 'never'
  if (hasEffect) {
    if (mustKnow && known?.state === 'running')
      throw withInput(
        failureOf(
          workflowErrors.outcome_unknown(
            'The hub was stopped in mid-request; nobody knows whether it arrived',
          ),
        ),
        input,
      )
    if (parts.isPaused(state.run.workflowId)) return { kind: 'parked', dueAt: parts.now() }
    if (mustKnow) record(parts, state, step, path, { state: 'running', attempts: 0, startedAt, input })
    await flush(parts, state)
    if (parts.isStopping()) throw new RunLeft()
  }

  const context = contextOf(parts, state, step, path)
  const subjects = hasEffect ? (handler.subjectsOf?.(input) ?? []) : []
  await noteEffects(parts, state, subjects)
  for (let attempts = (known?.state === 'waiting' ? known.attempts : 0) + 1; ; attempts++) {
    try {
      const outcome = await withinTime(parts, handler, input, context)
      await noteEffects(
        parts,
        state,
        (outcome.subjectIds ?? []).filter((id) => !subjects.includes(id)),
      )
      const { output, callId } = outcome
      record(parts, state, step, path, { state: 'succeeded', input, output, callId, attempts, startedAt })
      frame.scope.steps[step.id] = { output }
      return done
    } catch (thrown) {
      if (thrown instanceof RunLost) throw thrown
      const failure = withInput(asFailure(thrown), input)
      tries.set(failure, attempts)
      const delayMs = retryDelayMs(step, attempts, failure)
      if (delayMs === undefined) throw failure
      if (delayMs <= shortWaitMs) await wait(delayMs)
      else {
        const dueAt = new Date(parts.now().getTime() + delayMs)
        const problem = { ...failure.problem, stepId: step.id }
        const row = { state: 'waiting' as const, input, problem, attempts, startedAt }
        record(parts, state, step, path, { ...row, dueAt: dueAt.toISOString() })
        return { kind: 'parked', dueAt }
      }
    }
  }
}

function withInput(failure: StepFailure, input: StepInput): StepFailure {
  inputs.set(failure, input)
  return failure
}

async function prepare(
  { parts }: RunParts,
  { run }: RunState,
  step: WorkflowStep,
  frame: Frame,
  handler: StepHandler,
): Promise<StepInput> {
  const { scope } = frame
  const fill: Fill = {
    scope,
    value: async (value) => renderValue(value, scope, parts.evaluate),
    text: (text) => renderText(text, scope, parts.evaluate),
    url: (text) => renderUrl(text, scope, parts.evaluate),
  }
  const edited = run.overrides.input
  const input = await handler.prepare(step, fill)
  return edited?.stepId === step.id && frame.prefix === '' ? { ...input, ...edited.fields } : input
}

function contextOf(
  { parts }: RunParts,
  { run, definition }: RunState,
  step: WorkflowStep,
  path: string,
): StepContext {
  const timeoutMs = step.timeout === undefined ? undefined : durationMs(step.timeout)
  return {
    parts,
    run,
    definition,
    step,
    path,
    idempotencyKey: idempotencyKey(run.id, path, run.overrides.tries?.[path] ?? 0),
    signal: neverAborted,
    timeoutMs,
  }
}

/** The same for every try: whoever gets a request twice does it once. Visible ASCII, at most 200 characters. */
function idempotencyKey(runId: string, path: string, tried: number): string {
  const place = path.length > 100 ? hash('sha256', path, 'base64url') : path
  return `${runId}-${place}${tried === 0 ? '' : `-${tried}`}`
}

const neverAborted = new AbortController().signal

async function withinTime(parts: RunParts, handler: StepHandler, input: StepInput, context: StepContext) {
  // Each try has its own time.
  const overdue = new AbortController()
  const timer = setTimeout(() => overdue.abort(), context.timeoutMs ?? defaultTimeoutMs)
  try {
    return await parts.perform(handler, input, { ...context, signal: overdue.signal })
  } catch (thrown) {
    if (!overdue.signal.aborted || thrown instanceof RunLost) throw thrown
    const error = workflowErrors.step_timeout(
      `The step was given up after ${context.step.timeout ?? `${defaultTimeoutMs / 1000}s`}`,
    )
    throw failureOf(error, { canRetry: true })
  } finally {
    clearTimeout(timer)
  }
}

async function noteEffects(
  { ledger }: RunParts,
  { run }: RunState,
  subjectIds: readonly string[],
): Promise<void> {
  if (subjectIds.length === 0 || run.locationId === null) return
  const chain = [...run.chain, { workflowId: run.workflowId, runId: run.id }]
  const { locationId } = run
  await ledger.noteEffects(subjectIds.map((subjectId) => ({ locationId, subjectId, chain })))
}
