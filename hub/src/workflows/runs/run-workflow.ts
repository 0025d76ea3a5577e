import { hash } from 'node:crypto'
import { setImmediate as leaveTheLoop, setTimeout as wait } from 'node:timers/promises'
import { newId } from '../../platform/ids.ts'
import type { RunProblem, StepRow } from '../../store/runs.types.ts'
import { durationMs } from '../durations.ts'
import type { WorkflowCondition, WorkflowStep } from '../definition/workflow-definition.ts'
import { holds } from '../expressions/holds.ts'
import { renderText, renderUrl, renderValue, textOf } from '../expressions/render-value.ts'
import { asFailure, failureOf, problemOf, StepFailure } from '../steps/step-failure.ts'
import { handlerOf } from '../steps/step-handlers.ts'
import type { Fill, StepContext, StepHandler, StepInput, StepOf } from '../steps/step.types.ts'
import { nextTimeOfDay } from '../triggers/next-fire.ts'
import { workflowErrors } from '../workflows.errors.ts'
import { retryDelayMs } from './plan-retry.ts'
import { type Frame, type ListOutcome, RunLeft, RunLost, type RunParts, type RunState } from './run.types.ts'

/** Shorter than this a step waits here instead of being put away. */
const shortWaitMs = 1000
/** Steps without an effect recorded together at most, and items of a loop between two turns of the event loop. */
const mostPending = 200
/** Looks now and then whether another run ended, in case nobody told. */
const childLookMs = 300_000
const defaultTimeoutMs = 60_000

const done: ListOutcome = { kind: 'done' }

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

/** Records what waits to be recorded. Items of a loop wait for each other's records too. */
async function flush(parts: RunParts, state: RunState): Promise<void> {
  if (state.pending.length > 0) {
    const steps = state.pending.splice(0)
    state.committing = parts.ledger.commit({ runId: state.run.id, steps })
  }
  if (state.committing !== undefined && !(await state.committing)) throw new RunLost()
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
      : await runHandler(parts, state, step, frame, { handler, path, known, startedAt })
  } catch (thrown) {
    if (thrown instanceof RunLost) throw thrown
    const failure = asFailure(thrown)
    const problem = { ...failure.problem, stepId: failure.problem.stepId ?? step.id }
    // A step around the one that failed keeps what it decided, unless it deals with the failure.
    const hasDecided = isContainer(step) && state.recorded.get(path)?.state === 'succeeded'
    if (hasDecided && step.onError === undefined) throw failure
    const input = inputs.get(failure)
    record(parts, state, step, path, {
      state: 'failed',
      problem,
      startedAt,
      attempts: tries.get(failure) ?? known?.attempts ?? 1,
      ...(input !== undefined && { input }),
    })
    return handleError(parts, state, step, frame, problem)
  }
}

/** Of a failure: what the step was given, and how often it was tried. */
const inputs = new WeakMap<StepFailure, StepInput>()
const tries = new WeakMap<StepFailure, number>()
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

function record(
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

interface StepAt {
  path: string
  known: StepRow | undefined
  startedAt: string
}

const outcomeOfDone = (step: WorkflowStep, row: StepRow): ListOutcome =>
  step.type === 'stop' ? stopOutcome(step, row.output) : done

// --- steps that do something -----------------------------------------------------------------------------------

async function runHandler(
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

function stillWaits(parts: RunParts, known: StepRow | undefined): ListOutcome | undefined {
  if (known?.state !== 'waiting' || known.dueAt === undefined || parts.skipsWaiting) return undefined
  const dueAt = new Date(known.dueAt)
  return dueAt > parts.now() ? { kind: 'parked', dueAt } : undefined
}

// --- steps that decide, wait and repeat ------------------------------------------------------------------------

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

function recordOutput(
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

async function runWait(
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

async function runWaitForEvent(
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

async function runChild(
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
