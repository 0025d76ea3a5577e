import { listTriggers } from '@causeway/spec'
import { createEventsStore, type StoredEvent } from '../store/events.store.ts'
import { newId } from '../platform/ids.ts'
import type { ClaimedRun, RunCommit, RunPatch, RunProblem, RunTrigger, StepRow } from '../store/runs.types.ts'
import type { WorkflowDefinition } from './definition/workflow-definition.ts'
import { findStep } from './definition/visit-steps.ts'
import type { RunParts } from './runs/run.types.ts'
import { runWorkflow } from './runs/run-workflow.ts'
import type { PerformStep } from './runs/run.types.ts'
import { listensTo, passesFilters } from './triggers/match-event.ts'
import { workflowErrors } from './workflows.errors.ts'
import type { WorkflowsOptions } from './workflows.types.ts'

/** What a step would come to. */
export interface TriedStep {
  path: string
  stepId: string
  type: string
  outcome: 'done' | 'planned' | 'skipped' | 'failed'
  input: unknown
  output: unknown
  problem: RunProblem | null
}

/** What a run would come to. */
export interface TriedRun {
  eventId: string | null
  eventType: string | null
  at: string
  locationId: string | null
  outcome: 'would_succeed' | 'would_fail' | 'would_wait' | 'filtered'
  problem: RunProblem | null
  steps: TriedStep[]
}

export interface DryRunResult {
  from: Date
  to: Date
  matched: number
  wouldRun: number
  runs: TriedRun[]
  isCut: boolean
}

export type Rehearsal = ReturnType<typeof createRehearsal>

const monthMs = 30 * 86_400_000
const readAtOnce = 500
/** Events looked at, of the trigger's types. */
const mostEvents = 20_000

/** Tries workflows without any effect: calls are planned, requests and writes are shown, nobody waits. */
export function createRehearsal(options: WorkflowsOptions) {
  const { kysely, clock } = options
  const events = createEventsStore(kysely)

  /** Runs a definition from a trigger in memory. */
  async function rehearse(
    definition: WorkflowDefinition,
    trigger: RunTrigger,
    locationId: string | null,
  ): Promise<TriedRun> {
    const rows = new Map<string, StepRow>()
    const plans = new Map<string, unknown>()
    let patch: RunPatch | undefined
    const run = aRun(trigger, locationId)
    const parts: RunParts = {
      parts: options,
      ledger: {
        async commit(commit: RunCommit) {
          for (const row of commit.steps) rows.set(row.path, row)
          patch = commit.patch ?? patch
          return true
        },
        noteEffects: async () => {},
      },
      perform: planning((path, plan) => plans.set(path, plan)),
      startChild: async () => {},
      findChild: async () => undefined,
      isPaused: () => false,
      isStopping: () => false,
      skipsWaiting: true,
      now: () => clock.now(),
    }
    await runWorkflow(parts, { run, definition, recorded: new Map(), pending: [] })
    const event = trigger.event as StoredEvent | undefined
    const steps = [...rows.values()].map((row) => triedOf(row, plans))
    const waits = [...rows.values()].some(({ type }) =>
      ['delay', 'wait_until', 'wait_for_event'].includes(type),
    )
    return {
      eventId: event?.id ?? null,
      eventType: event?.type ?? null,
      at: event?.recordedAt ?? trigger.at,
      locationId,
      outcome:
        patch?.state === 'skipped'
          ? 'filtered'
          : patch?.state === 'failed'
            ? 'would_fail'
            : waits
              ? 'would_wait'
              : 'would_succeed',
      problem: patch?.problem ?? null,
      steps,
    }
  }

  return {
    /** What a definition would have done for the events of a period, or would do now for an input. */
    async dryRun(
      definition: WorkflowDefinition,
      request: {
        from?: Date | undefined
        to?: Date | undefined
        details: number
        input?: unknown
        locationId?: string | undefined
      },
    ): Promise<DryRunResult> {
      const to = request.to ?? clock.now()
      const from = request.from ?? new Date(to.getTime() - monthMs)
      const { trigger } = definition
      if (trigger.type !== 'event') {
        const locationId =
          request.locationId ?? definition.locations?.[0] ?? (await options.listLocations())[0] ?? null
        const kind = trigger.type === 'schedule' ? 'schedule' : trigger.type === 'http' ? 'http' : 'manual'
        const tried = await rehearse(
          definition,
          { kind, at: to.toISOString(), input: request.input },
          locationId,
        )
        const wouldRun = tried.outcome === 'filtered' ? 0 : 1
        return { from, to, matched: 1, wouldRun, runs: [tried], isCut: false }
      }
      const locationIds = request.locationId === undefined ? definition.locations : [request.locationId]
      const runs: TriedRun[] = []
      let matched = 0
      let wouldRun = 0
      let after: string | undefined
      for (;;) {
        const page = await events.read({
          types: trigger.events,
          locationIds,
          after,
          limit: readAtOnce,
          order: 'newest',
        })
        for (const event of page.events) {
          const at = new Date(event.recordedAt)
          if (at < from) return { from, to, matched, wouldRun, runs, isCut: false }
          if (at > to || !listensTo(definition, event)) continue
          matched += 1
          const passes = passesFilters(definition, event)
          if (passes === false) continue
          if (runs.length < request.details || passes === undefined) {
            const tried = await rehearse(definition, eventTrigger(event), event.locationId)
            if (tried.outcome === 'filtered') continue
            if (runs.length < request.details) runs.push(tried)
          }
          wouldRun += 1
        }
        if (page.events.length < readAtOnce) return { from, to, matched, wouldRun, runs, isCut: false }
        if (matched >= mostEvents) return { from, to, matched, wouldRun, runs, isCut: true }
        after = page.position
      }
    },

    /**
     * Tries one step on real data; `send` makes it do what it says instead of planning it.
     * @throws `workflows.step_unknown`, `workflows.event_unknown`
     */
    async testStep(
      definition: WorkflowDefinition,
      request: {
        stepId: string
        eventId?: string | undefined
        input?: unknown
        locationId?: string | undefined
        steps: Record<string, unknown>
        item?: unknown
        send: boolean
      },
    ): Promise<TriedStep & { durationMs: number; context: Record<string, unknown> }> {
      const found = findStep(definition.steps, request.stepId)
      if (found === undefined) throw workflowErrors.step_unknown(`There is no step "${request.stepId}"`)
      const trigger = await sampleTrigger(definition, request)
      const event = trigger.event as StoredEvent | undefined
      const locationId =
        request.locationId ??
        event?.locationId ??
        definition.locations?.[0] ??
        (await options.listLocations())[0] ??
        null
      const startedAt = performance.now()
      const plans = new Map<string, unknown>()
      const rows = new Map<string, StepRow>()
      const known = Object.entries(request.steps).map(([id, output]): [string, StepRow] => [
        id,
        {
          path: id,
          stepId: id,
          type: 'transform',
          state: 'succeeded',
          output,
          attempts: 1,
          startedAt: trigger.at,
        },
      ])
      const alone = { ...found.step, next: undefined, onError: undefined, retry: { attempts: 1 } }
      const before = known.map(([id]) => ({ id, type: 'transform' as const, value: null }))
      const inLoop =
        request.item === undefined
          ? [alone]
          : [
              {
                id: 'loop_',
                type: 'loop' as const,
                over: [request.item],
                concurrency: 1,
                limit: 1,
                onItemError: 'stop' as const,
                do: [alone],
              },
            ]
      const run = aRun(trigger, locationId)
      const parts: RunParts = {
        parts: options,
        ledger: {
          async commit(commit) {
            for (const row of commit.steps) rows.set(row.path, row)
            return true
          },
          noteEffects: async () => {},
        },
        perform: request.send
          ? (handler, input, context) => handler.perform(input, context)
          : planning((path, plan) => plans.set(path, plan)),
        startChild: async () => {},
        findChild: async () => undefined,
        isPaused: () => false,
        isStopping: () => false,
        skipsWaiting: true,
        now: () => clock.now(),
      }
      const state = {
        run,
        recorded: new Map(known),
        pending: [],
        definition: { ...definition, filters: [], steps: [...before, ...inLoop] },
      }
      await runWorkflow(parts, state)
      const row = [...rows.values()].find(({ stepId }) => stepId === request.stepId)
      const { event: own, ...rest } = trigger
      const context = {
        trigger: rest,
        event: own ?? null,
        steps: request.steps,
        params: definition.params,
        run: { id: run.id, locationId },
        ...(request.item !== undefined && { item: request.item, index: 0 }),
      }
      const tried = row === undefined ? undefined : triedOf(row, plans)
      return {
        ...(tried ?? {
          path: request.stepId,
          stepId: request.stepId,
          type: found.step.type,
          outcome: 'skipped',
          input: null,
          output: null,
          problem: null,
        }),
        durationMs: performance.now() - startedAt,
        context,
      }
    },

    /** Events of some types, newest first, to try expressions on. */
    samples: async (types: readonly string[], locationIds: readonly string[] | undefined, limit: number) =>
      (await events.read({ types, locationIds, limit, order: 'newest' })).events,
  }

  /** A real event where there is one, else the catalog's example. */
  async function sampleTrigger(
    definition: WorkflowDefinition,
    request: { eventId?: string | undefined; input?: unknown },
  ): Promise<RunTrigger> {
    const { trigger } = definition
    const at = clock.now().toISOString()
    if (request.eventId !== undefined) {
      const [event] = (await events.read({ ids: [request.eventId], limit: 1 })).events
      if (event === undefined)
        throw workflowErrors.event_unknown(`There is no event ${request.eventId.slice(0, 100)}`)
      return eventTrigger(event)
    }
    if (trigger.type !== 'event')
      return {
        kind: trigger.type === 'schedule' ? 'schedule' : trigger.type === 'http' ? 'http' : 'manual',
        at,
        input: request.input ?? null,
      }
    const found = await events.read({
      types: trigger.events,
      locationIds: definition.locations,
      limit: 1,
      order: 'newest',
    })
    if (found.events[0] !== undefined) return eventTrigger(found.events[0])
    const example = listTriggers().find(({ id }) => id === trigger.events[0])?.example ?? {}
    const event = {
      id: newId(),
      position: '0-0',
      locationId: definition.locations?.[0] ?? 'location',
      type: trigger.events[0],
      subject: { kind: 'example', id: 'example', version: null },
      occurredAt: at,
      recordedAt: at,
      data: example,
    }
    return { kind: 'event', at, event }
  }
}

const eventTrigger = (event: StoredEvent): RunTrigger => ({ kind: 'event', at: event.recordedAt, event })

const aRun = (trigger: RunTrigger, locationId: string | null): ClaimedRun => ({
  id: newId(),
  workflowId: '00000000-0000-0000-0000-000000000000',
  workflowVersion: 0,
  locationId,
  trigger,
  chain: [],
  overrides: {},
  createdAt: new Date(),
  wasBegun: false,
})

/** Plans what has an effect, calls included, and does what has none. */
const planning =
  (onPlanned: (path: string, plan: unknown) => void): PerformStep =>
  async (handler, input, context) => {
    if (handler.plan === undefined && !handler.hasEffect(context.step))
      return handler.perform(input, withoutCrm(context))
    const plan =
      handler.plan === undefined ? { planned: input, output: {} } : await handler.plan(input, context)
    onPlanned(context.path, plan.planned)
    return { output: plan.output }
  }

/** Statistics are read from the store: a rehearsal asks the CRM nothing. */
const withoutCrm = (context: Parameters<PerformStep>[2]): Parameters<PerformStep>[2] => ({
  ...context,
  parts: { ...context.parts, pullStatistics: async () => {} },
})

function triedOf(row: StepRow, plans: ReadonlyMap<string, unknown>): TriedStep {
  const { path, stepId, type, state, problem } = row
  const isPlanned = plans.has(path)
  return {
    path,
    stepId,
    type,
    outcome: state === 'failed' ? 'failed' : state === 'skipped' ? 'skipped' : isPlanned ? 'planned' : 'done',
    input: (isPlanned ? plans.get(path) : row.input) ?? null,
    output: row.output ?? null,
    problem: problem ?? null,
  }
}
