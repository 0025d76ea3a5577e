import type { Kysely } from 'kysely'
import { newId } from '../../platform/ids.ts'
import { insertRuns } from '../../store/runs.store.ts'
import type { ChainLink, ClaimedRun, NewRun, RunTrigger } from '../../store/runs.types.ts'
import type { Tables } from '../../store/tables.types.ts'
import type { KnownWorkflow } from '../definition/keep-definitions.ts'
import { evaluateIn, textOf } from '../expressions/render-value.ts'
import { splitText } from '../expressions/split-text.ts'
import { problemOf } from '../steps/step-failure.ts'
import { workflowErrors } from '../workflows.errors.ts'

/** So many workflows may follow from one another. */
export const longestChain = 8

/** What is to be started. */
export interface RunRequest {
  /** Default: a new one. */
  id?: string | undefined
  workflow: KnownWorkflow
  locationId: string | null
  trigger: RunTrigger
  chain: ChainLink[]
  eventId?: string | undefined
  eventType?: string | undefined
  dedupeKey?: string | undefined
  parentRunId?: string | undefined
  parentPath?: string | undefined
}

/** Makes the row of a run; `worker` takes it at once where nothing speaks against it. */
export function newRunOf(request: RunRequest, worker: string | null): NewRun {
  const { workflow, locationId, trigger, chain } = request
  const { definition } = workflow
  const problem = loopProblem(workflow, chain)
  const orderKey = orderKeyOf(request)
  const isLimited = orderKey !== null || definition.concurrency !== undefined
  const isTaken = worker !== null && problem === undefined && !isLimited && !workflow.isPaused
  return {
    id: request.id ?? newId(),
    workflowId: workflow.id,
    workflowVersion: workflow.version,
    locationId,
    state: problem === undefined ? (isTaken ? 'running' : 'queued') : 'stopped',
    cause: trigger.kind,
    eventId: request.eventId ?? null,
    eventType: request.eventType ?? null,
    dedupeKey: request.dedupeKey ?? null,
    trigger,
    chain,
    orderKey,
    concurrency: definition.concurrency ?? null,
    worker: isTaken ? worker : null,
    dueAt: problem === undefined ? (workflow.isPaused ? 'infinity' : new Date().toISOString()) : null,
    problem,
    parentRunId: request.parentRunId,
    parentPath: request.parentPath,
  }
}

/** A new run as whoever takes it knows it. */
export const claimedOf = (run: NewRun): ClaimedRun => ({
  id: run.id,
  workflowId: run.workflowId,
  workflowVersion: run.workflowVersion,
  locationId: run.locationId,
  trigger: run.trigger,
  chain: run.chain,
  overrides: run.overrides ?? {},
  createdAt: new Date(),
  wasBegun: false,
})

/**
 * Stores new runs, the first `room` of them as the worker's.
 * @returns those that are the worker's, and the ids of all that were made
 */
export async function storeRuns(
  trx: Kysely<Tables>,
  requests: readonly RunRequest[],
  { worker, room }: { worker: string; room: number },
): Promise<{ taken: ClaimedRun[]; made: string[] }> {
  let left = room
  const rows = requests.map((request) => {
    const row = newRunOf(request, left > 0 ? worker : null)
    if (row.worker !== null) left -= 1
    return row
  })
  const made = await insertRuns(trx, rows)
  return {
    taken: rows.filter(({ id, worker: owner }) => owner !== null && made.has(id)).map(claimedOf),
    made: rows.filter(({ id }) => made.has(id)).map(({ id }) => id),
  }
}

/** Why a run must not begin: its workflow caused it itself, or the chain of workflows is too long. */
function loopProblem(workflow: KnownWorkflow, chain: readonly ChainLink[]) {
  const own = chain.find(({ workflowId }) => workflowId === workflow.id)
  if (own !== undefined)
    return problemOf(
      workflowErrors.loop_stopped(
        `"${workflow.name}" was triggered by what its own run ${own.runId} did. It was stopped before it went round for ever.`,
        { details: { chain } },
      ),
    )
  if (chain.length < longestChain) return undefined
  return problemOf(
    workflowErrors.loop_stopped(
      `"${workflow.name}" is the ${chain.length + 1}th workflow that follows from one cause; ${longestChain} are allowed.`,
      { details: { chain } },
    ),
  )
}

/** Plain paths only: the order must be known before anything runs. */
function orderKeyOf({ workflow, trigger, locationId }: RunRequest): string | null {
  const { orderBy, params } = workflow.definition
  if (orderBy === undefined) return null
  const { event, ...rest } = trigger
  const scope = { trigger: rest, event, params, run: { locationId } }
  const { parts } = splitText(orderBy)
  const nothing = () => Promise.resolve({ ok: true as const, value: undefined })
  const text = parts.map((part) => {
    const value = typeof part === 'string' ? part : evaluateIn(part.expression, scope, nothing)
    return value instanceof Promise ? '' : textOf(value)
  })
  return text.join('').slice(0, 500)
}
