import type { ClaimedRun } from '../../store/runs.types.ts'
import type { StepType, WorkflowDefinition, WorkflowStep } from '../definition/workflow-definition.ts'
import type { ExpressionScope } from '../expressions/render-value.ts'
import type { WorkflowsOptions } from '../workflows.types.ts'

export type StepOf<Type extends StepType> = Extract<WorkflowStep, { type: Type }>
/** What a step was given, with the expressions filled in. */
export type StepInput = Record<string, unknown>

/** Fills in the expressions of a step's fields. */
export interface Fill {
  value(value: unknown): Promise<unknown>
  text(text: string): Promise<string>
  url(text: string): Promise<string>
  scope: ExpressionScope
}

/** Where a step works. */
export interface StepContext {
  parts: StepParts
  run: Pick<ClaimedRun, 'id' | 'workflowId' | 'locationId' | 'chain'>
  definition: WorkflowDefinition
  step: WorkflowStep
  path: string
  /** The same for every try of this step of this run: whoever gets it twice does it once. */
  idempotencyKey: string
  /** Aborted when the step takes too long. */
  signal: AbortSignal
  timeoutMs: number | undefined
}

export type StepParts = Pick<
  WorkflowsOptions,
  | 'kysely'
  | 'gateway'
  | 'evaluate'
  | 'send'
  | 'pullStatistics'
  | 'applyMapping'
  | 'writeToDestination'
  | 'openSecret'
  | 'clock'
>

export interface StepOutcome {
  output: unknown
  callId?: string | undefined
  /** What was changed, by which its consequences are known again. */
  subjectIds?: string[]
}

/** A kind of step that does something and goes on. What decides, waits or repeats is the interpreter's. */
export interface StepHandler<Type extends StepType = StepType> {
  /** Something outside of the run changes: everything before it is recorded first. */
  hasEffect(step: StepOf<Type>): boolean
  /** @throws `workflows.expression_failed`, `workflows.value_invalid` */
  prepare(step: StepOf<Type>, fill: Fill): Promise<StepInput>
  /** Ids of what it is about to change, by which its consequences are known again. */
  subjectsOf?(input: StepInput): string[]
  perform(input: StepInput, context: StepContext): Promise<StepOutcome>
  /** What it would do, for dry runs; default its input. */
  plan?(input: StepInput, context: StepContext): Promise<{ planned: unknown; output: unknown }>
}
