import type { ClaimedRun, RunCommit, RunEffect, RunProblem, StepRow } from '../../store/runs.types.ts'
import type { WorkflowDefinition } from '../definition/workflow-definition.ts'
import type { ExpressionScope } from '../expressions/render-value.ts'
import type { StepContext, StepHandler, StepInput, StepOutcome, StepParts } from '../steps/step.types.ts'

/** The run is somebody else's now, or was ended by a person: nothing more of it may happen here. */
export class RunLost extends Error {
  override readonly name: string = 'RunLost'
}

/** The process stops: the run goes on elsewhere, or later, from what is recorded. */
export class RunLeft extends RunLost {}

/** How a list of steps ended. */
export type ListOutcome =
  | { kind: 'done' }
  /** Goes on at a step further down, or at `end`. */
  | { kind: 'jump'; to: string }
  /** Waits; `dueAt` is when to look again. */
  | { kind: 'parked'; dueAt: Date }
  /** A stop step, or the end of the run. */
  | { kind: 'stopped'; state: 'succeeded' | 'failed'; problem?: RunProblem | undefined }

export const done: ListOutcome = { kind: 'done' }

/** A step that is at work. */
export interface StepAt {
  path: string
  known: StepRow | undefined
  startedAt: string
}

/** Starts another workflow for a step, once however often it is asked. */
export type StartChild = (child: {
  id: string
  workflow: string
  input: unknown
  path: string
  waits: boolean
}) => Promise<void>

/** What became of another run. */
export interface ChildOutcome {
  state: string
  output: unknown
  problem: RunProblem | null
}

/** Where a run is recorded: the ledger, or for dry runs a list. */
export interface RunLedger {
  /** False: the run is not ours any more. */
  commit(commit: RunCommit): Promise<boolean>
  noteEffects(effects: RunEffect[]): Promise<void>
}

/** Does what a step does; a dry run plans it instead. */
export type PerformStep = (
  handler: StepHandler,
  input: StepInput,
  context: StepContext,
) => Promise<StepOutcome>

/** Everything a run needs while it is worked on. */
export interface RunParts {
  parts: StepParts
  ledger: RunLedger
  perform: PerformStep
  startChild: StartChild
  findChild: (runId: string) => Promise<ChildOutcome | undefined>
  /** Its workflow was paused. */
  isPaused: (workflowId: string) => boolean
  /** The process is about to stop: leave runs at the next step. */
  isStopping: () => boolean
  /** Waiting steps go on at once, as in a dry run. */
  skipsWaiting: boolean
  now: () => Date
}

/** A run in memory. */
export interface RunState {
  run: ClaimedRun
  definition: WorkflowDefinition
  /** What was recorded about it, by path. */
  recorded: Map<string, StepRow>
  /** Recorded with the next commit. */
  pending: StepRow[]
  /** The newest commit: those before it are done when it is. */
  committing?: Promise<boolean> | undefined
}

/** Where in the definition a step runs. */
export interface Frame {
  scope: ExpressionScope & { steps: Record<string, unknown> }
  /** Of paths inside loops: `each[3].` */
  prefix: string
}
