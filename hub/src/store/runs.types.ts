/** What a run ended, or stands, as. */
export type RunState =
  | 'queued'
  | 'running'
  | 'waiting'
  | 'succeeded'
  | 'failed'
  | 'cancelled'
  | 'stopped'
  | 'skipped'

/** Why a run or a step failed. */
export interface RunProblem {
  code: string
  message: string
  hint: string | null
  stepId: string | null
  details: Record<string, unknown> | null
}

/** A workflow that led to a run, by which run. */
export interface ChainLink {
  workflowId: string
  runId: string
}

/** What starts a run; expressions read it as `trigger` and `event`. */
export interface RunTrigger {
  kind: 'event' | 'schedule' | 'manual' | 'http' | 'workflow'
  /** ISO 8601. */
  at: string
  input?: unknown
  /** The event as the log has it. */
  event?: unknown
  /** Of a schedule: the instant it was due at. */
  scheduledFor?: string
}

/** What a person changed for one run. */
export interface RunOverrides {
  /** Fields of a step, instead of what the definition says. */
  input?: { stepId: string; fields: Record<string, unknown> } | undefined
  /** How often a person had a step done anew, by path: part of its idempotency key. */
  tries?: Record<string, number> | undefined
}

export interface NewRun {
  id: string
  workflowId: string
  workflowVersion: number
  locationId: string | null
  state: RunState
  cause: RunTrigger['kind']
  eventId: string | null
  eventType: string | null
  /** The same key of one workflow makes one run. */
  dedupeKey: string | null
  trigger: RunTrigger
  chain: ChainLink[]
  orderKey: string | null
  concurrency: number | null
  /** Who works on it already. */
  worker: string | null
  /** `infinity` while its workflow is paused; null for one that never begins. */
  dueAt: string | null
  overrides?: RunOverrides | undefined
  problem?: RunProblem | undefined
  parentRunId?: string | null | undefined
  parentPath?: string | null | undefined
  rerunOf?: string | null | undefined
}

/** A run that somebody took to work on it. */
export interface ClaimedRun {
  id: string
  workflowId: string
  workflowVersion: number
  locationId: string | null
  trigger: RunTrigger
  chain: ChainLink[]
  overrides: RunOverrides
  createdAt: Date
  /** It was begun before: steps may be recorded. */
  wasBegun: boolean
}

/** What a step came to, or where it stands. */
export interface StepRow {
  path: string
  stepId: string
  type: string
  state: 'running' | 'waiting' | 'succeeded' | 'failed' | 'skipped'
  input?: unknown
  output?: unknown
  problem?: RunProblem | undefined
  attempts: number
  /** ISO 8601, as are the others. */
  startedAt: string
  finishedAt?: string | undefined
  dueAt?: string | undefined
  waitTypes?: string[] | undefined
  waitMatch?: unknown
  signal?: unknown
  callId?: string | undefined
  childRunId?: string | undefined
}

/** Where a run stands after its steps; a final state ends it. */
export interface RunPatch {
  state: RunState
  /** For `waiting`; `infinity` while its workflow is paused. */
  dueAt?: string | undefined
  output?: unknown
  problem?: RunProblem | undefined
}

/** What is recorded together about a run. */
export interface RunCommit {
  runId: string
  steps: StepRow[]
  patch?: RunPatch | undefined
}

/** What a run changed, by which its consequences are known. */
export interface RunEffect {
  locationId: string
  subjectId: string
  chain: ChainLink[]
}
