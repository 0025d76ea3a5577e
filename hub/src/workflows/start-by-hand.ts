import { setImmediate as leaveTheLoop } from 'node:timers/promises'
import { newId } from '../platform/ids.ts'
import { hashToken, isSameHash } from '../platform/tokens.ts'
import { createEventsStore } from '../store/events.store.ts'
import { createRunListsStore } from '../store/runs-lists.store.ts'
import { createRunsStore } from '../store/runs.store.ts'
import type { ChainLink, StepRow } from '../store/runs.types.ts'
import type { Engine } from './create-engine.ts'
import type { KnownWorkflow } from './definition/keep-definitions.ts'
import { findStep, visitSteps } from './definition/visit-steps.ts'
import type { WorkflowDefinition } from './definition/workflow-definition.ts'
import { newRunOf, type RunRequest } from './runs/start-runs.ts'
import { problemOf } from './steps/step-failure.ts'
import { checkInput } from './triggers/check-input.ts'
import { workflowErrors } from './workflows.errors.ts'
import type { WorkflowsOptions } from './workflows.types.ts'

/** A request to an inbound HTTP trigger. */
export interface HookRequest {
  /** What stands in the path: the secret, or the key of the workflow. */
  token: string
  /** Of the headers, where the secret travels there. */
  secret: string | undefined
  body: unknown
  locationId: string | undefined
  /** The run that sent it, when it was one of ours. */
  causedBy: string | undefined
  idempotencyKey: string | undefined
}

/** Requests that wait to be stored at most: whoever comes then is asked to come again. */
const mostWaiting = 20_000
const mostTogether = 500

/** Starts runs for people, for programs that call in, and again. */
export function createStarter(
  options: Pick<WorkflowsOptions, 'kysely' | 'clock' | 'listLocations'> & { engine: Engine },
) {
  const { kysely, clock, engine, listLocations } = options
  const events = createEventsStore(kysely)
  const lists = createRunListsStore(kysely)
  const runs = createRunsStore(kysely)
  const gather = gatherRuns(engine)

  const placesOf = async ({ definition }: KnownWorkflow): Promise<(string | null)[]> => {
    const connected = await listLocations()
    const own = definition.locations ?? connected
    return own.length === 0 ? [null] : own
  }

  return {
    /**
     * Runs a workflow now: for its locations or the one named, or for an event of the log.
     * @throws `workflows.input_invalid`, `workflows.event_unknown`
     */
    async run(
      workflow: KnownWorkflow,
      request: {
        locationId?: string | undefined
        input?: unknown
        eventId?: string | undefined
        idempotencyKey?: string | undefined
      },
    ): Promise<string[]> {
      const { trigger } = workflow.definition
      const event =
        request.eventId === undefined
          ? undefined
          : (await events.read({ ids: [request.eventId], limit: 1 })).events[0]
      if (request.eventId !== undefined && event === undefined)
        throw workflowErrors.event_unknown(`There is no event ${request.eventId.slice(0, 100)}`)
      if (trigger.type === 'manual' || trigger.type === 'http') checkInput(trigger.input, request.input)
      const places =
        event !== undefined
          ? [event.locationId]
          : request.locationId === undefined
            ? await placesOf(workflow)
            : [request.locationId]
      const at = clock.now().toISOString()
      const requests = places.map((locationId): RunRequest => ({
        id: newId(),
        workflow,
        locationId,
        trigger: { kind: 'manual', at, input: request.input, ...(event !== undefined && { event }) },
        chain: [],
        eventId: event?.id,
        eventType: event?.type,
        ...(request.idempotencyKey !== undefined && {
          dedupeKey: `manual ${request.idempotencyKey} ${locationId ?? ''}`,
        }),
      }))
      const made = await engine.startRuns(requests)
      const keys = requests.flatMap(({ dedupeKey }) => dedupeKey ?? [])
      return keys.length === 0 ? made : runs.findByKeys(workflow.id, keys)
    },

    /**
     * Takes a request of somebody outside: stored before it is answered, many at a time.
     * @throws `workflows.hook_unknown`, `workflows.hook_secret_wrong`, `workflows.not_enabled`, `workflows.input_invalid`,
     * `workflows.hook_busy`
     */
    async receive(request: HookRequest): Promise<{ runId: string; isNew: boolean }> {
      const workflow = await findByHook(engine, request)
      if (!workflow.isEnabled)
        throw workflowErrors.not_enabled('The workflow behind this address is not enabled')
      const { trigger, locations } = workflow.definition
      if (trigger.type === 'http') checkInput(trigger.input, request.body)
      if (request.locationId !== undefined && locations?.includes(request.locationId) === false)
        throw workflowErrors.location_needed('The workflow is not for this location')
      const id = newId()
      const dedupeKey = request.idempotencyKey === undefined ? undefined : `http ${request.idempotencyKey}`
      const isNew = await gather({
        id,
        workflow,
        locationId: request.locationId ?? (locations?.length === 1 ? locations[0]! : null),
        trigger: { kind: 'http', at: clock.now().toISOString(), input: request.body },
        chain: await chainOf(request.causedBy),
        dedupeKey,
      })
      if (isNew || dedupeKey === undefined) return { runId: id, isNew }
      const [first] = await runs.findByKeys(workflow.id, [dedupeKey])
      return { runId: first ?? id, isNew }
    },

    /**
     * Runs again from a step: those before it keep their results, and its input can be another.
     * @throws `workflows.run_unknown`, `workflows.run_not_over`, `workflows.step_unknown`
     */
    async rerun(
      runId: string,
      request: {
        fromStep?: string | undefined
        input?: Record<string, unknown> | undefined
        useNewest?: boolean | undefined
      },
    ): Promise<string> {
      const run = await lists.find(runId)
      if (run === undefined) throw workflowErrors.run_unknown(`There is no run ${runId.slice(0, 100)}`)
      if (run.finishedAt === null) throw workflowErrors.run_not_over('The run has not ended')
      const known = (await engine.definitions.list()).find(({ id }) => id === run.workflowId)
      if (known === undefined) throw workflowErrors.workflow_unknown('The workflow of this run was deleted')
      const own = await engine.definitions.version(run.workflowId, run.workflowVersion)
      const isNewest = request.useNewest === true || own === undefined
      const workflow: KnownWorkflow = isNewest
        ? known
        : { ...known, version: run.workflowVersion, definition: own }
      const { steps } = await lists.steps(runId, 1_000_000)
      const from = request.fromStep ?? run.problem?.stepId ?? undefined
      const kept = keptSteps(workflow.definition, steps, from)
      const row = newRunOf(
        {
          workflow,
          locationId: run.locationId,
          trigger: run.trigger,
          chain: [],
          eventId: run.eventId ?? undefined,
          eventType: run.eventType ?? undefined,
        },
        null,
      )
      const overrides =
        request.input !== undefined && from !== undefined
          ? { input: { stepId: from, fields: request.input } }
          : undefined
      await lists.insertWithSteps({ ...row, rerunOf: runId, overrides }, kept)
      engine.wake()
      return row.id
    },

    /** @throws `workflows.run_unknown`, `workflows.run_over` */
    async cancel(runId: string): Promise<void> {
      const wasCancelled = await runs.cancel(
        runId,
        problemOf(workflowErrors.cancelled('A person cancelled the run')),
      )
      if (wasCancelled) return
      const run = await lists.find(runId)
      if (run === undefined) throw workflowErrors.run_unknown(`There is no run ${runId.slice(0, 100)}`)
      throw workflowErrors.run_over(`The run is over already: ${run.state}`)
    },
  }

  async function chainOf(causedBy: string | undefined): Promise<ChainLink[]> {
    if (causedBy === undefined || !/^[\da-f-]{36}$/i.test(causedBy)) return []
    return (await runs.chainOf(causedBy)) ?? []
  }
}

async function findByHook(engine: Engine, { token, secret }: HookRequest): Promise<KnownWorkflow> {
  const workflows = (await engine.definitions.recent()).filter(
    ({ definition }) => definition.trigger.type === 'http',
  )
  const byHeader = workflows.find(
    ({ key, definition }) =>
      key === token && definition.trigger.type === 'http' && definition.trigger.secret === 'header',
  )
  if (byHeader !== undefined) {
    const isRight =
      secret !== undefined && byHeader.hookHash !== null && isSameHash(hashToken(secret), byHeader.hookHash)
    if (!isRight) throw workflowErrors.hook_secret_wrong('The secret is missing or wrong')
    return byHeader
  }
  const hash = hashToken(token)
  const byPath = workflows.find(
    ({ hookHash, definition }) =>
      definition.trigger.type === 'http' &&
      definition.trigger.secret === 'path' &&
      hookHash !== null &&
      isSameHash(hash, hookHash),
  )
  if (byPath === undefined) throw workflowErrors.hook_unknown('Nothing listens at this address')
  return byPath
}

/** Stores runs many at a time: those that arrive while the last ones are being written go together. */
function gatherRuns(engine: Engine): (request: RunRequest) => Promise<boolean> {
  let waiting: { request: RunRequest; done: (isNew: boolean) => void; failed: (problem: unknown) => void }[] =
    []
  let isWorking = false

  async function work(): Promise<void> {
    isWorking = true
    while (waiting.length > 0) {
      await leaveTheLoop()
      const batch = waiting.slice(0, mostTogether)
      waiting = waiting.slice(batch.length)
      try {
        const made = new Set(await engine.startRuns(batch.map(({ request }) => request)))
        for (const { request, done } of batch) done(made.has(request.id!))
      } catch (problem) {
        for (const { failed } of batch) failed(problem)
      }
    }
    isWorking = false
  }

  return (request) =>
    new Promise((done, failed) => {
      if (waiting.length >= mostWaiting)
        return failed(
          workflowErrors.hook_busy('More requests arrive than can be stored', {
            headers: { 'retry-after': '1' },
          }),
        )
      waiting.push({ request, done, failed })
      if (!isWorking) void work()
    })
}

/** What a new run keeps of an old one: every result from before the step it begins at. */
function keptSteps(
  definition: WorkflowDefinition,
  steps: readonly StepRow[],
  from: string | undefined,
): StepRow[] {
  if (from === undefined) return []
  const target = findStep(definition.steps, from)
  if (target === undefined || target.parents.some(({ type }) => type === 'loop'))
    throw workflowErrors.step_unknown(`There is no step "${from}" to begin at`)
  const before = new Set(
    target.before
      .filter((step) => !target.parents.includes(step))
      .flatMap((step) => [...visitSteps([step])].map(({ step: one }) => one.id)),
  )
  // The steps around it keep what they decided, so that the way leads there again.
  const around = new Set(target.parents.map(({ id }) => id))
  return steps.filter(({ stepId, state }) => {
    if (stepId === from) return false
    if (around.has(stepId)) return state === 'succeeded' || state === 'failed'
    return before.has(stepId) && state !== 'waiting' && state !== 'running'
  })
}
