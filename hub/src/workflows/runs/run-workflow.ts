import { setImmediate as leaveTheLoop } from 'node:timers/promises'
import type { RunProblem, StepRow } from '../../store/runs.types.ts'
import type { WorkflowCondition, WorkflowStep } from '../definition/workflow-definition.ts'
import { durationMs } from '../durations.ts'
import { holds } from '../expressions/holds.ts'
import { renderText, renderValue, textOf } from '../expressions/render-value.ts'
import { asFailure, failureOf, problemOf, StepFailure } from '../steps/step-failure.ts'
import { handlerOf } from '../steps/step-handlers.ts'
import type { StepOf } from '../steps/step.types.ts'
import { workflowErrors } from '../workflows.errors.ts'
import { performStep, triedOf } from './perform-step.ts'
import { flush, record, recordOutput } from './record-step.ts'
import { runChild } from './run-child.ts'
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
import { runWait, runWaitForEvent } from './wait-steps.ts'

/** Steps without an effect recorded together at most, and items of a loop between two turns of the event loop. */
const mostPending = 200

/**
 * Runs a workflow from its beginning, or from where it was: what is recorded is not done again. Every step's result is
 * recorded before a step with an effect begins, so a process that dies in between repeats at most the effect it was
 * at, under the same idempotency key. Ends when the run ended or waits for something; both are recorded.
 * @throws RunLost when the run is not ours any more
 */
export async function runWorkflow(parts: RunParts, state: RunState): Promise<void> {
  const { run, definition } = state
  try {
    if (await isFilteredOut(parts, state)) return await finish(parts, state, { state: 'skipped' })
    const frame: Frame = { scope: scopeOf(state), prefix: '' }
    const outcome = await runList(parts, state, definition.steps, frame)
    if (outcome.kind === 'parked') {
      const dueAt = parts.isPaused(run.workflowId) ? 'infinity' : outcome.dueAt.toISOString()
      return await finish(parts, state, { state: 'waiting', dueAt })
    }
    if (outcome.kind === 'stopped')
      return await finish(parts, state, {
        state: outcome.state,
        problem: outcome.problem,
        output: lastOutput(frame),
      })
    await finish(parts, state, { state: 'succeeded', output: lastOutput(frame) })
  } catch (thrown) {
    // What was done is recorded before the run is left to somebody else.
    if (thrown instanceof RunLeft) await flush(parts, state)
    if (thrown instanceof RunLost) throw thrown
    await finish(parts, state, { state: 'failed', problem: asFailure(thrown).problem })
  }
}

async function finish(
  parts: RunParts,
  state: RunState,
  patch: Parameters<RunParts['ledger']['commit']>[0]['patch'],
) {
  const steps = state.pending.splice(0)
  if (!(await parts.ledger.commit({ runId: state.run.id, steps, patch }))) throw new RunLost()
}

/** Filters with expressions are asked once the run is there: nobody waits for them then. */
async function isFilteredOut({ parts }: RunParts, { run, definition, recorded }: RunState): Promise<boolean> {
  if (definition.filters.length === 0 || recorded.size > 0) return false
  const { trigger } = run
  const scope = { trigger, event: trigger.event, params: definition.params }
  return !(await holds({ all: definition.filters }, scope, parts.evaluate))
}

function scopeOf({ run, definition }: RunState): Frame['scope'] {
  const { event, ...trigger } = run.trigger
  return {
    trigger,
    event,
    steps: {},
    run: {
      id: run.id,
      workflowId: run.workflowId,
      locationId: run.locationId,
      startedAt: run.createdAt.toISOString(),
    },
    params: definition.params,
  }
}

/** What a run that is part of another gives to it. */
const lastOutput = ({ scope }: Frame): unknown =>
  (Object.values(scope.steps).at(-1) as { output?: unknown } | undefined)?.output ?? null

async function runList(
  parts: RunParts,
  state: RunState,
  steps: readonly WorkflowStep[],
  frame: Frame,
): Promise<ListOutcome> {
  for (let place = 0; place < steps.length; place++) {
    const step = steps[place]!
    const outcome = await runStep(parts, state, step, frame)
    const to = outcome.kind === 'jump' ? outcome.to : outcome.kind === 'done' ? step.next : undefined
    if (to === undefined) {
      if (outcome.kind === 'done') continue
      return outcome
    }
    if (to === 'end') return { kind: 'stopped', state: 'succeeded' }
    // Only forwards: definitions that jump back are refused.
    const target = steps.findIndex((one, position) => one.id === to && position > place)
    if (target < 0) return { kind: 'jump', to }
    place = target - 1
  }
  return done
}

async function runStep(
  parts: RunParts,
  state: RunState,
  step: WorkflowStep,
  frame: Frame,
): Promise<ListOutcome> {
  const path = frame.prefix + step.id
  const known = state.recorded.get(path)
  if (known?.state === 'skipped') return passOver(frame, step)
  if (known?.state === 'failed') return handleError(parts, state, step, frame, known.problem!)
  if (known?.state === 'succeeded') {
    frame.scope.steps[step.id] = { output: known.output ?? null }
    if (!isContainer(step)) return outcomeOfDone(step, known)
  }
  if (state.pending.length >= mostPending) await flush(parts, state)
  const startedAt = known?.startedAt ?? parts.now().toISOString()
  try {
    if (known?.state === 'succeeded') return await runContainer(parts, state, step, frame, path)
    if (step.isDisabled === true || (step.when !== undefined && !(await isTrue(parts, step.when, frame)))) {
      record(parts, state, step, path, { state: 'skipped', attempts: 0, startedAt })
      return passOver(frame, step)
    }
    refuseLate(parts, state)
    const handler = handlerOf(step.type)
    return handler === undefined
      ? await runControl(parts, state, step, frame, { path, known, startedAt })
      : await performStep(parts, state, step, frame, { handler, path, known, startedAt })
  } catch (thrown) {
    if (thrown instanceof RunLost) throw thrown
    const failure = asFailure(thrown)
    const problem = { ...failure.problem, stepId: failure.problem.stepId ?? step.id }
    // A step around the one that failed keeps what it decided, unless it deals with the failure.
    const hasDecided = isContainer(step) && state.recorded.get(path)?.state === 'succeeded'
    if (hasDecided && step.onError === undefined) throw failure
    const { input, attempts } = triedOf(failure)
    record(parts, state, step, path, {
      state: 'failed',
      problem,
      startedAt,
      attempts: attempts ?? known?.attempts ?? 1,
      ...(input !== undefined && { input }),
    })
    return handleError(parts, state, step, frame, problem)
  }
}

function passOver(frame: Frame, step: WorkflowStep): ListOutcome {
  frame.scope.steps[step.id] = { output: null }
  return done
}

/** Runs the steps for errors, or fails what is around the step. */
async function handleError(
  parts: RunParts,
  state: RunState,
  step: WorkflowStep,
  frame: Frame,
  problem: RunProblem,
): Promise<ListOutcome> {
  if (step.onError === undefined) throw new StepFailure(problem)
  frame.scope.steps[step.id] = { output: null, error: problem }
  return runList(parts, state, step.onError, frame)
}

function refuseLate(parts: RunParts, { run, definition }: RunState): void {
  const longest = durationMs(definition.timeout)
  if (longest !== undefined && parts.now().getTime() - run.createdAt.getTime() > longest)
    throw failureOf(workflowErrors.run_timeout(`The run took longer than ${definition.timeout}`))
}

const isTrue = ({ parts }: RunParts, condition: WorkflowCondition, frame: Frame): Promise<boolean> =>
  holds(condition, frame.scope, parts.evaluate)

const outcomeOfDone = (step: WorkflowStep, row: StepRow): ListOutcome =>
  step.type === 'stop' ? stopOutcome(step, row.output) : done

const isContainer = (step: WorkflowStep): boolean => step.type === 'condition' || step.type === 'branch'

async function runControl(
  parts: RunParts,
  state: RunState,
  step: WorkflowStep,
  frame: Frame,
  at: StepAt,
): Promise<ListOutcome> {
  switch (step.type) {
    case 'condition': {
      const held = await isTrue(parts, step.if, frame)
      recordOutput(parts, state, step, frame, at, { taken: held ? 'do' : 'else' })
      return runContainer(parts, state, step, frame, at.path)
    }
    case 'branch': {
      let taken: number | 'otherwise' = 'otherwise'
      for (const [place, one] of step.cases.entries()) {
        if (!(await isTrue(parts, one.if, frame))) continue
        taken = place
        break
      }
      recordOutput(parts, state, step, frame, at, { taken })
      return runContainer(parts, state, step, frame, at.path)
    }
    case 'loop':
      return runLoop(parts, state, step, frame, at)
    case 'delay':
    case 'wait_until':
      return runWait(parts, state, step, frame, at)
    case 'wait_for_event':
      return runWaitForEvent(parts, state, step, frame, at)
    case 'workflow':
      return runChild(parts, state, step, frame, at)
    case 'stop': {
      const reason =
        step.reason === undefined ? null : await renderText(step.reason, frame.scope, parts.parts.evaluate)
      recordOutput(parts, state, step, frame, at, { reason })
      return stopOutcome(step, { reason })
    }
    default:
      throw new TypeError(`No way to run a step of type ${step.type}`)
  }
}

function runContainer(
  parts: RunParts,
  state: RunState,
  step: WorkflowStep,
  frame: Frame,
  path: string,
): Promise<ListOutcome> {
  const { taken } = state.recorded.get(path)!.output as { taken: number | string }
  if (step.type === 'condition') return runList(parts, state, taken === 'do' ? step.do : step.else, frame)
  const { cases, otherwise } = step as StepOf<'branch'>
  return runList(parts, state, typeof taken === 'number' ? (cases[taken]?.do ?? []) : otherwise, frame)
}

function stopOutcome(step: StepOf<'stop'>, output: unknown): ListOutcome {
  if (step.as === 'succeeded') return { kind: 'stopped', state: 'succeeded' }
  const reason = textOf((output as { reason?: unknown } | null)?.reason)
  const error = workflowErrors.stopped_as_failed(
    reason === '' ? 'The workflow ended the run as failed' : reason,
  )
  return { kind: 'stopped', state: 'failed', problem: { ...problemOf(error), stepId: step.id } }
}

async function runLoop(
  parts: RunParts,
  state: RunState,
  step: StepOf<'loop'>,
  frame: Frame,
  at: StepAt,
): Promise<ListOutcome> {
  const items = await renderValue(step.over, frame.scope, parts.parts.evaluate)
  if (!Array.isArray(items))
    throw failureOf(
      workflowErrors.list_expected(
        `"over" yields ${items === undefined || items === null ? 'nothing' : `a ${typeof items}`}, not a list`,
      ),
    )
  if (items.length > step.limit)
    throw failureOf(
      workflowErrors.list_too_long(`The list has ${items.length} items, the limit is ${step.limit}`),
    )
  if (at.known === undefined)
    record(parts, state, step, at.path, {
      state: 'running',
      attempts: 1,
      startedAt: at.startedAt,
      input: { count: items.length },
    })

  const collected: unknown[] = []
  const problems: { index: number; problem: RunProblem }[] = []
  let parkedUntil: Date | undefined
  let ended: ListOutcome | undefined
  let thrown: unknown
  let next = 0
  const work = async () => {
    while (next < items.length && ended === undefined && thrown === undefined) {
      const index = next++
      if (index % mostPending === mostPending - 1) await leaveTheLoop()
      const inner: Frame = {
        scope: { ...frame.scope, steps: { ...frame.scope.steps }, item: items[index], index },
        prefix: `${at.path}[${index}].`,
      }
      try {
        const outcome = await runList(parts, state, step.do, inner)
        if (outcome.kind === 'parked') {
          if (parkedUntil === undefined || outcome.dueAt < parkedUntil) parkedUntil = outcome.dueAt
        } else if (outcome.kind === 'done') {
          if (step.collect !== undefined)
            collected[index] = (await renderValue(step.collect, inner.scope, parts.parts.evaluate)) ?? null
        } else ended ??= outcome
      } catch (problem) {
        if (problem instanceof RunLost || step.onItemError === 'stop') thrown ??= problem
        else problems.push({ index, problem: asFailure(problem).problem })
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(step.concurrency, items.length) }, work))
  if (thrown !== undefined) throw thrown as Error
  if (ended !== undefined) return ended
  if (parkedUntil !== undefined) return { kind: 'parked', dueAt: parkedUntil }
  const output = {
    count: items.length,
    failed: problems.length,
    ...(step.collect !== undefined && { items: Array.from(items, (_, index) => collected[index] ?? null) }),
    ...(problems.length > 0 && { problems: problems.toSorted((a, b) => a.index - b.index).slice(0, 20) }),
  }
  recordOutput(parts, state, step, frame, at, output, { count: items.length })
  return done
}
