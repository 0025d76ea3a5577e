/**
 * Workflows, as files and API know them.
 *
 * A definition is `{ name, trigger, filters, steps, … }`. `steps` run from top to bottom; `condition`
 * (`if`, `do`, `else`), `branch` (`cases` of `if` and `do`, `otherwise`) and `loop` (`over`, `do`) hold lists of steps, and any step may hold `onError`, steps that run when it fails for good. So
 * a canvas draws a list downwards and forks where a step holds lists. `next: <id>` on a step jumps forward, to a later
 * step of its own list or of a list around it; backwards is refused as a cycle. Ids are unique in the whole definition.
 *
 * Every text of a step may hold expressions, `{{ … }}` in JSONata, over `trigger` (`kind`, `at`, and the `input` of
 * manual, HTTP and sub-workflow triggers), `event` (a HubEvent: `event.data`, `event.subject.id`, `event.locationId`),
 * `steps.<id>.output`, `run` (`id`, `workflowId`, `locationId`, `startedAt`), `params` (values asked when it was
 * switched on), and in loops `item` and `index`. A text that is one expression and nothing else yields the
 * expression's value of any kind; otherwise the values are put into the text.
 *
 * Routes (`…` = /v1/workflows):
 *   GET …                      WorkflowSummary page        POST …                     make one: SaveWorkflow → Workflow
 *   GET …/:id                  Workflow                    PUT …/:id                  save a new version: SaveWorkflow
 *   PATCH …/:id                PatchWorkflow (isEnabled, isPaused)                    DELETE …/:id
 *   POST …/validate            { definition | source } → WorkflowCheck
 *   POST …/apply               { source: YAML or JSON } → AppliedWorkflow (made or updated by `key`)
 *   GET …/:id/export?format=yaml|json                       the definition as a file
 *   GET …/:id/versions         WorkflowVersion[]           GET …/:id/diff?from=&to=   WorkflowDiff
 *   POST …/:id/run             RunWorkflow → { runIds }    POST …/:id/dry-run         DryRunRequest → DryRun
 *   POST …/dry-run             the same for a definition that is not saved
 *   POST …/test-step           TestStep → StepTest         POST …/:id/hook            makes a new secret: WorkflowHook
 *   GET …/schema               JSON schema of the definition, and StepKind[] for palettes and forms
 *   GET …/samples?type=        events to try expressions on
 *   GET …/templates            WorkflowTemplate[]          POST …/templates/:key      SwitchOnTemplate → Workflow
 *   GET /v1/runs               RunQuery → RunPage          GET /v1/runs/:id           Run with its steps
 *   POST /v1/runs/:id/cancel   POST /v1/runs/:id/rerun     RerunRequest → Run
 *   POST /v1/runs/retry        BulkRuns → { count }        POST /v1/runs/dismiss      BulkRuns → { count }
 *   GET /v1/runs/stream        SSE: `run` events with a RunSummary; with ?runId= `run` events with the whole Run
 *   POST /hooks/:token         inbound HTTP: the body is `trigger.input` → 202 { runId }
 * Dead letters are `GET /v1/runs?state=failed&dismissed=false`.
 */
import { z } from 'zod'
import { Instant, PageQuery, searchPageOf } from './shapes.ts'

/** Names a step: letters, digits and underscores, so that expressions read `steps.<id>.output`. */
export const StepId = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9_]{0,59}$/, 'must be letters, digits and underscores, beginning with a letter')
/** Names a workflow in files and URLs. */
export const WorkflowKey = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,79}$/, 'must be lower case letters, digits and dashes')
/** A length of time: `30s`, `15m`, `2h`, `7d`. */
export const Duration = z
  .string()
  .regex(/^\d{1,6}(ms|s|m|h|d|w)$/, 'must be a number and ms, s, m, h, d or w, such as 15m')
  .meta({ id: 'Duration' })
/** Text that may hold expressions. */
const Text = z.string().max(20_000)
/** Any JSON; every text in it may hold expressions. */
const Value = z.unknown()

export const comparisons = [
  'equals',
  'not_equals',
  'contains',
  'not_contains',
  'starts_with',
  'ends_with',
  'in',
  'not_in',
  'greater',
  'at_least',
  'less',
  'at_most',
  'before',
  'after',
  'exists',
  'missing',
] as const
export const Comparison = z.enum(comparisons).meta({ id: 'Comparison' })

/** Something that holds or not: a comparison, an expression, or several joined. */
export type WorkflowCondition =
  | { field: string; is: z.infer<typeof Comparison>; value?: unknown }
  | { expression: string }
  | { all: WorkflowCondition[] }
  | { any: WorkflowCondition[] }
  | { not: WorkflowCondition }
export const WorkflowCondition: z.ZodType<WorkflowCondition, WorkflowCondition> = z
  .union([
    z.strictObject({
      /** Where the value is: `event.data.status`, `steps.look.output.body.contact.tags`. */
      field: z.string().min(1).max(500),
      is: Comparison,
      /** Text and lists are compared without regard to case; not needed for `exists` and `missing`. */
      value: Value.optional(),
    }),
    /** JSONata that yields true. */
    z.strictObject({ expression: z.string().min(1).max(20_000) }),
    z.strictObject({ all: z.lazy(() => z.array(WorkflowCondition).min(1).max(50)) }),
    z.strictObject({ any: z.lazy(() => z.array(WorkflowCondition).min(1).max(50)) }),
    z.strictObject({ not: z.lazy(() => WorkflowCondition) }),
  ])
  .meta({ id: 'WorkflowCondition' })

/** What starts a workflow. */
export const WorkflowTrigger = z
  .discriminatedUnion('type', [
    z.strictObject({
      type: z.literal('event'),
      /** Triggers of the catalog or event types, and prefixes ending in `.*`: `post.published`, `contact.*`. */
      events: z.array(z.string().min(1).max(200)).min(1).max(50),
      /** Also for what the first sync of a location finds, thousands perhaps. */
      includeInitial: z.boolean().default(false),
      /** Passes over events its own runs caused; without it such a run is stopped, and says that it goes in a circle. */
      ignoreOwn: z.boolean().default(false),
    }),
    z.strictObject({
      type: z.literal('schedule'),
      /** Five or six fields: `0 9 * * 1` is Mondays at nine. */
      cron: z.string().min(1).max(200),
      /** IANA name. A time that a change of clocks skips comes right after it; one that comes twice counts once. */
      timezone: z.string().min(1).max(100).default('UTC'),
      /** A run for each location, or one in all. */
      each: z.enum(['location', 'once']).default('location'),
    }),
    z.strictObject({
      type: z.literal('manual'),
      /** JSON schema of `trigger.input`; forms are built from it. */
      input: z.record(z.string(), z.unknown()).optional(),
    }),
    z.strictObject({
      type: z.literal('http'),
      /** `path`: whoever knows the URL. `header`: also `Authorization: Bearer <secret>` or `X-Hook-Secret`. */
      secret: z.enum(['path', 'header']).default('path'),
      input: z.record(z.string(), z.unknown()).optional(),
    }),
    z.strictObject({
      type: z.literal('segment'),
      segment: z.string().min(1).max(200),
      change: z.enum(['entered', 'left']),
    }),
  ])
  .meta({ id: 'WorkflowTrigger' })
export type WorkflowTrigger = z.infer<typeof WorkflowTrigger>

/** Tries again what failed in a way that may pass: no answer, 429, 5xx. */
export const StepRetry = z
  .strictObject({
    /** Tries in all; 1: never again. */
    attempts: z.int().min(1).max(20).default(5),
    /** Before the second try; then `factor` times longer each time, up to `longest`. */
    delay: Duration.default('5s'),
    factor: z.number().min(1).max(10).default(3),
    longest: Duration.default('1h'),
  })
  .meta({ id: 'StepRetry' })

/** Steps within a step; `WorkflowStep` tells their types, which a schema that holds itself cannot. */
const Steps: z.ZodType<unknown[]> = z.lazy(() => z.array(WorkflowStep).max(100))

const BranchCase = z.strictObject({
  title: z.string().max(200).optional(),
  if: WorkflowCondition,
  do: Steps.default([]),
})

/** What every step may say. */
const common = {
  id: StepId,
  /** Shown to people instead of the id. */
  title: z.string().max(200).optional(),
  /** For people who read the definition. */
  note: z.string().max(2000).optional(),
  /** The step is passed over, with output null. */
  isDisabled: z.boolean().optional(),
  /** Only when this holds; else the step is passed over. */
  when: WorkflowCondition.optional(),
  /** The step to go on with, further down; `end` ends the run. Default: the next of the list. */
  next: z.string().max(60).optional(),
  retry: StepRetry.partial().optional(),
  /** Given up after this, for each try. */
  timeout: Duration.optional(),
  /**
   * Steps when it failed for good; `steps.<id>.error` says why. Afterwards the run goes on behind the step. Without
   * them the run fails.
   */
  onError: Steps.optional(),
}

const httpMethods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD'] as const

const AnyStep = z
  .discriminatedUnion('type', [
    z.strictObject({
      ...common,
      type: z.literal('call'),
      /** Id of an operation of the catalog. Output: `{ status, body, callId, source }`. */
      operation: z.string().min(1).max(200),
      /** Default: the run's location. */
      locationId: Text.optional(),
      path: z.record(z.string(), Value).default({}),
      query: z.record(z.string(), Value).default({}),
      body: Value.optional(),
      /** Says that a destructive or costly call is meant. */
      confirm: z.boolean().default(false),
      /** Past the cache. */
      fresh: z.boolean().default(false),
    }),
    z.strictObject({
      ...common,
      type: z.literal('map'),
      /** Id or key of a mapping; or `fields`, each a text with expressions. Output: the record. */
      mapping: z.string().max(200).optional(),
      /** What is mapped; default the event. */
      source: Value.optional(),
      fields: z.record(z.string().max(200), Value).optional(),
    }),
    z.strictObject({
      ...common,
      type: z.literal('write'),
      /** Id or name of a destination, or `records`: the hub's own. Output: `{ written }`. */
      destination: z.string().min(1).max(200).default('records'),
      /**
       * What the records are called: the hub's own as in /v1/workflow-records/{collection}, a table (made when there is
       * none), a file, or the name an endpoint is told. Default: the key of the workflow.
       */
      collection: z.string().max(100).optional(),
      /** A record with the same key is replaced; without one each is added. Records with an `id` go by that in a table. */
      key: Text.optional(),
      /** One record, or a list. */
      record: Value,
    }),
    z.strictObject({
      ...common,
      type: z.literal('condition'),
      if: WorkflowCondition,
      do: Steps.default([]),
      else: Steps.default([]),
    }),
    z.strictObject({
      ...common,
      type: z.literal('branch'),
      /** The first that holds is taken. */
      cases: z.array(BranchCase).min(1).max(20),
      otherwise: Steps.default([]),
    }),
    z.strictObject({
      ...common,
      type: z.literal('loop'),
      /** A list: `{{ steps.find.output.body.contacts }}`. Steps inside read `item` and `index`. */
      over: Value,
      /** Items at a time. */
      concurrency: z.int().min(1).max(50).default(1),
      /** More items than this fail the step. */
      limit: z.int().min(1).max(100_000).default(10_000),
      /** `stop`: the first item that fails, fails the loop. `continue`: the others go on, and failures are counted. */
      onItemError: z.enum(['stop', 'continue']).default('stop'),
      /** Output: `{ count, failed, items }`, `items` holding what `collect` yields for each. */
      collect: Value.optional(),
      do: Steps,
    }),
    z.strictObject({ ...common, type: z.literal('delay'), for: z.union([Duration, Text]) }),
    z.strictObject({
      ...common,
      type: z.literal('wait_until'),
      /** An instant (`{{ event.data.scheduledAt }}`), or a time of day (`09:00`) in `timezone`. */
      until: Text,
      timezone: z.string().max(100).default('UTC'),
    }),
    z.strictObject({
      ...common,
      type: z.literal('wait_for_event'),
      events: z.array(z.string().min(1).max(200)).min(1).max(50),
      /** Over `event`, the one that came; values may hold expressions over the run. */
      match: WorkflowCondition.optional(),
      /** Output: `{ event, timedOut }`. */
      timeout: Duration.default('7d'),
      onTimeout: z.enum(['continue', 'fail']).default('continue'),
    }),
    z.strictObject({
      ...common,
      type: z.literal('http'),
      method: z.enum(httpMethods).default('POST'),
      /** Values put into it are percent-encoded. */
      url: Text,
      headers: z.record(z.string().max(100), Text).default({}),
      /** JSON unless it is a text. Output: `{ status, headers, body }`. */
      body: Value.optional(),
      /** Statuses that are no failure; default 2xx. */
      acceptStatuses: z.array(z.int().min(100).max(599)).max(20).optional(),
      /**
       * `repeat`: after a crash in mid-request it is sent again with the same Idempotency-Key. `never`: it is not, and
       * the run fails for a person to look.
       */
      unknownOutcome: z.enum(['repeat', 'never']).default('repeat'),
    }),
    z.strictObject({ ...common, type: z.literal('transform'), value: Value }),
    z.strictObject({
      ...common,
      type: z.literal('send_message'),
      channel: z.enum(['SMS', 'Email', 'WhatsApp', 'IG', 'FB', 'Live_Chat']),
      contactId: Text,
      message: Text.optional(),
      subject: Text.optional(),
      html: Text.optional(),
    }),
    z.strictObject({
      ...common,
      type: z.literal('update_contact_tags'),
      contactId: Text,
      add: z.array(Text).max(100).default([]),
      remove: z.array(Text).max(100).default([]),
    }),
    z.strictObject({
      ...common,
      type: z.literal('save_tag_details'),
      tagId: Text,
      /** Fields to set; those not named stay. */
      details: z.record(z.string().max(200), Value),
    }),
    z.strictObject({
      ...common,
      type: z.literal('pull_statistics'),
      /** Days, `YYYY-MM-DD`; default the last seven. Output: the statistics with change, as /v1/…/statistics. */
      from: Text.optional(),
      to: Text.optional(),
      /** Asks the CRM first. */
      fresh: z.boolean().default(true),
    }),
    z.strictObject({
      ...common,
      type: z.literal('stop'),
      /** `failed` puts the run among the failed ones. */
      as: z.enum(['succeeded', 'failed']).default('succeeded'),
      reason: Text.optional(),
    }),
    z.strictObject({
      ...common,
      type: z.literal('workflow'),
      /** Key of the workflow; `input` is its `trigger.input`. Output: that of its last step, when `wait`. */
      workflow: WorkflowKey,
      input: Value.optional(),
      wait: z.boolean().default(true),
    }),
  ])
  .meta({ id: 'WorkflowStep' })
type AnyStep = z.output<typeof AnyStep>
type WithNested<Step> = Step extends { type: 'condition' }
  ? Omit<Step, 'do' | 'else'> & { do: WorkflowStep[]; else: WorkflowStep[] }
  : Step extends { type: 'branch' }
    ? Omit<Step, 'cases' | 'otherwise'> & { cases: WorkflowBranchCase[]; otherwise: WorkflowStep[] }
    : Step extends { type: 'loop' }
      ? Omit<Step, 'do'> & { do: WorkflowStep[] }
      : Step
type WithErrorSteps<Step> = Step extends unknown
  ? Omit<Step, 'onError'> & { onError?: WorkflowStep[] | undefined }
  : never
export interface WorkflowBranchCase {
  title?: string | undefined
  if: WorkflowCondition
  do: WorkflowStep[]
}

/** A step with everything filled in that has a default. */
export type WorkflowStep = WithErrorSteps<WithNested<AnyStep>>
export const WorkflowStep = AnyStep as unknown as z.ZodType<WorkflowStep>
export type StepType = AnyStep['type']
/** The schema of each kind of step. */
export const stepSchemas: readonly z.ZodObject[] = AnyStep.options

export const WorkflowParameter = z.strictObject({
  type: z.enum(['text', 'url', 'number', 'boolean', 'timezone', 'cron', 'tag', 'email', 'list']),
  title: z.string().max(200),
  description: z.string().max(1000).optional(),
  default: z.unknown().optional(),
  required: z.boolean().default(true),
})
export type WorkflowParameter = z.infer<typeof WorkflowParameter>

/** A workflow as a file holds it. */
export const WorkflowDefinition = z
  .strictObject({
    /** Names it in files; default made of the name. */
    key: WorkflowKey.optional(),
    name: z.string().trim().min(1).max(200),
    description: z.string().max(5000).optional(),
    /** Locations it is for; default all. */
    locations: z.array(z.string().min(1).max(100)).min(1).max(1000).optional(),
    trigger: WorkflowTrigger,
    /** All must hold, or there is no run. */
    filters: z.array(WorkflowCondition).max(50).default([]),
    /** Values asked when it is switched on; `params` holds them. */
    params: z.record(z.string().max(60), z.unknown()).default({}),
    /** Runs at a time; default no limit. */
    concurrency: z.int().min(1).max(1000).optional(),
    /** Runs with the same value come one after the other, in order: `{{ event.subject.id }}`. */
    orderBy: Text.optional(),
    /** A run that takes longer fails. */
    timeout: Duration.default('30d'),
    steps: z.array(WorkflowStep).min(1).max(200),
  })
  .meta({ id: 'WorkflowDefinition' })
export type WorkflowDefinition = z.infer<typeof WorkflowDefinition>

/** A mistake in a definition; `path` is where: `steps.0.do.1.operation`. */
export const WorkflowIssue = z
  .object({
    path: z.string(),
    message: z.string(),
    /** The step it is in. */
    stepId: z.string().nullable(),
    /** `warning`: it can be saved, but look. */
    severity: z.enum(['error', 'warning']),
    suggestions: z.array(z.string()),
    /** In the text it was read from, and in the expression. Counted from 1. */
    line: z.int().nullable(),
    column: z.int().nullable(),
  })
  .meta({ id: 'WorkflowIssue' })
export type WorkflowIssue = z.infer<typeof WorkflowIssue>

export const CheckWorkflow = z.union([
  z.object({ definition: z.unknown() }),
  z.object({ source: z.string().max(1_000_000) }),
])
export const WorkflowCheck = z
  .object({ isValid: z.boolean(), issues: z.array(WorkflowIssue), definition: z.unknown() })
  .meta({ id: 'WorkflowCheck' })
export type WorkflowCheck = z.infer<typeof WorkflowCheck>

export const RunCounts = z.object({
  /** Of the last 30 days. */
  succeeded: z.int(),
  failed: z.int(),
  /** Now. */
  active: z.int(),
})
export const WorkflowSummary = z
  .object({
    id: z.string(),
    key: z.string(),
    name: z.string(),
    description: z.string().nullable(),
    version: z.int(),
    isEnabled: z.boolean(),
    /** Runs that were begun stand still, and new ones wait. */
    isPaused: z.boolean(),
    /** Key of the template it was made from. */
    template: z.string().nullable(),
    trigger: WorkflowTrigger,
    locations: z.array(z.string()).nullable(),
    /** When the schedule comes next. */
    nextRunAt: z.string().nullable(),
    lastRunAt: z.string().nullable(),
    runs: RunCounts,
    createdAt: z.string(),
    updatedAt: z.string(),
  })
  .meta({ id: 'WorkflowSummary' })
export type WorkflowSummary = z.infer<typeof WorkflowSummary>

export const WorkflowHook = z
  .object({
    /** Whole URL to post to. With `path` the secret is in it: shown once, when it was made, null otherwise. */
    url: z.string().nullable(),
    /** With `header`, sent as `Authorization: Bearer <secret>`: shown once, when it was made, null otherwise. */
    secret: z.string().nullable(),
  })
  .meta({ id: 'WorkflowHook' })
export type WorkflowHook = z.infer<typeof WorkflowHook>

export const Workflow = WorkflowSummary.extend({
  definition: WorkflowDefinition,
  /** Of inbound HTTP triggers. The URL is shown to those who may change workflows. */
  hook: WorkflowHook.nullable(),
  /** Warnings of the check. */
  issues: z.array(WorkflowIssue),
}).meta({ id: 'Workflow' })
export type Workflow = z.infer<typeof Workflow>

export const SaveWorkflow = z.object({
  definition: z.unknown(),
  /** What was changed, for the list of versions. */
  note: z.string().max(500).optional(),
  isEnabled: z.boolean().optional(),
  /** Refused when somebody saved meanwhile: the version that was edited. */
  expectedVersion: z.int().optional(),
})
export type SaveWorkflow = z.infer<typeof SaveWorkflow>
export const PatchWorkflow = z.object({
  isEnabled: z.boolean().optional(),
  isPaused: z.boolean().optional(),
})
export type PatchWorkflow = z.infer<typeof PatchWorkflow>

export const ApplyWorkflow = z.object({
  /** YAML or JSON. */
  source: z.string().min(1).max(1_000_000),
  isEnabled: z.boolean().optional(),
  note: z.string().max(500).optional(),
  /** Says what would change, and changes nothing. */
  dryRun: z.boolean().default(false),
})
export type ApplyWorkflow = z.input<typeof ApplyWorkflow>

export const WorkflowChange = z.object({
  path: z.string(),
  kind: z.enum(['added', 'removed', 'changed']),
  before: z.unknown(),
  after: z.unknown(),
})
export const WorkflowDiff = z
  .object({ from: z.int().nullable(), to: z.int().nullable(), changes: z.array(WorkflowChange) })
  .meta({ id: 'WorkflowDiff' })
export type WorkflowDiff = z.infer<typeof WorkflowDiff>
export const AppliedWorkflow = z
  .object({
    change: z.enum(['created', 'updated', 'unchanged']),
    /** Null when nothing was saved yet. */
    workflow: Workflow.nullable(),
    diff: WorkflowDiff,
    issues: z.array(WorkflowIssue),
  })
  .meta({ id: 'AppliedWorkflow' })
export type AppliedWorkflow = z.infer<typeof AppliedWorkflow>

export const WorkflowVersion = z
  .object({
    version: z.int(),
    createdAt: z.string(),
    createdBy: z.string(),
    note: z.string().nullable(),
    definition: WorkflowDefinition,
  })
  .meta({ id: 'WorkflowVersion' })
export type WorkflowVersion = z.infer<typeof WorkflowVersion>

/**
 * `queued`: its turn comes. `running`. `waiting`: for a time, an event, another workflow or a retry. `skipped`: a
 * filter with an expression did not hold. `stopped`: by the loop guard. The last five are final.
 */
export const RunState = z.enum([
  'queued',
  'running',
  'waiting',
  'succeeded',
  'failed',
  'cancelled',
  'stopped',
  'skipped',
])
export type RunState = z.infer<typeof RunState>
export const RunProblem = z.object({
  code: z.string(),
  message: z.string(),
  hint: z.string().nullable(),
  /** The step it happened in. */
  stepId: z.string().nullable(),
  details: z.record(z.string(), z.unknown()).nullable(),
})
export type RunProblem = z.infer<typeof RunProblem>

export const RunSummary = z
  .object({
    id: z.string(),
    workflowId: z.string(),
    workflowKey: z.string(),
    workflowName: z.string(),
    workflowVersion: z.int(),
    locationId: z.string().nullable(),
    state: RunState,
    /** `event`, `schedule`, `manual`, `http`, `workflow`. */
    cause: z.string(),
    /** Of the event that caused it. */
    eventId: z.string().nullable(),
    eventType: z.string().nullable(),
    createdAt: z.string(),
    startedAt: z.string().nullable(),
    finishedAt: z.string().nullable(),
    /** Working time is not told from waiting: from start to end, or to now. */
    durationMs: z.number().nullable(),
    /** When it goes on. */
    dueAt: z.string().nullable(),
    problem: RunProblem.nullable(),
    isDismissed: z.boolean(),
    /** The run that started it, and the run it repeats. */
    parentRunId: z.string().nullable(),
    rerunOf: z.string().nullable(),
  })
  .meta({ id: 'RunSummary' })
export type RunSummary = z.infer<typeof RunSummary>

export const RunStep = z
  .object({
    /** The step's id; in loops with the item's place: `each[3].send`. */
    path: z.string(),
    stepId: z.string(),
    type: z.string(),
    title: z.string().nullable(),
    state: z.enum(['running', 'waiting', 'succeeded', 'failed', 'skipped']),
    /** What it was given, with the expressions filled in. Long values are cut in lists. */
    input: z.unknown(),
    output: z.unknown(),
    problem: RunProblem.nullable(),
    attempts: z.int(),
    startedAt: z.string(),
    finishedAt: z.string().nullable(),
    durationMs: z.number().nullable(),
    dueAt: z.string().nullable(),
    /** Of a call, in the log of calls. */
    callId: z.string().nullable(),
    childRunId: z.string().nullable(),
  })
  .meta({ id: 'RunStep' })
export type RunStep = z.infer<typeof RunStep>

export const Run = RunSummary.extend({
  trigger: z.unknown(),
  /** The event that caused it, as it was. */
  event: z.unknown(),
  /** The definition it runs by. */
  definition: WorkflowDefinition,
  /** In order of their start; of long loops the first 500. */
  steps: z.array(RunStep),
  stepCount: z.int(),
  /** Workflows that led to this run, first cause first. */
  chain: z.array(z.object({ workflowId: z.string(), runId: z.string(), name: z.string().nullable() })),
}).meta({ id: 'Run' })
export type Run = z.infer<typeof Run>

export const RunQuery = PageQuery.extend({
  workflowId: z.string().max(100).optional(),
  locationId: z.string().max(100).optional(),
  /** One or several separated by commas. */
  state: z.string().max(200).optional(),
  eventId: z.string().max(100).optional(),
  dismissed: z.enum(['true', 'false']).optional(),
  from: Instant.optional(),
  to: Instant.optional(),
  /** Words that are all in the run, in capitals or not: its id, workflow, problem, and what it was started with. */
  q: z.string().trim().min(1).max(200).optional(),
})
export type RunQuery = z.input<typeof RunQuery>
export const RunPage = searchPageOf(RunSummary)
export type RunPage = z.infer<typeof RunPage>

export const RunStreamQuery = z.object({
  runId: z.string().max(100).optional(),
  workflowId: z.string().max(100).optional(),
  locationId: z.string().max(100).optional(),
})

export const RunWorkflow = z.object({
  /** Default: the definition's locations, else every connected one. */
  locationId: z.string().min(1).max(100).optional(),
  input: z.unknown().optional(),
  /** Runs for this event of the log instead, as if it happened now. */
  eventId: z.string().max(100).optional(),
  /** The same key again gives the same runs. */
  idempotencyKey: z.string().min(1).max(200).optional(),
})
export type RunWorkflow = z.infer<typeof RunWorkflow>

export const RerunRequest = z.object({
  /** A step outside of loops; those before it keep their results. Default: the step that failed. */
  fromStep: z.string().max(60).optional(),
  /** Given to that step instead of what the definition says: its fields, without expressions. */
  input: z.record(z.string(), z.unknown()).optional(),
  /** Run by the newest version of the workflow instead of the run's own. */
  useNewest: z.boolean().default(false),
})
export type RerunRequest = z.input<typeof RerunRequest>

export const BulkRuns = z.object({
  /** These; or all failed ones that fit. */
  runIds: z.array(z.string().max(100)).max(1000).optional(),
  workflowId: z.string().max(100).optional(),
  locationId: z.string().max(100).optional(),
})
export type BulkRuns = z.infer<typeof BulkRuns>

export const DryRunRequest = z.object({
  /** Needed where the workflow is not saved. */
  definition: z.unknown().optional(),
  /** Events recorded since; default 30 days ago. */
  from: Instant.optional(),
  to: Instant.optional(),
  /** Runs shown with their steps; the others are only counted. */
  details: z.int().min(0).max(200).default(50),
  /** Of manual and HTTP triggers: what to try. */
  input: z.unknown().optional(),
  locationId: z.string().max(100).optional(),
})
export type DryRunRequest = z.input<typeof DryRunRequest>

export const DryRunStep = z.object({
  path: z.string(),
  stepId: z.string(),
  type: z.string(),
  /** `planned`: it would have an effect and is only shown. */
  outcome: z.enum(['done', 'planned', 'skipped', 'failed']),
  input: z.unknown(),
  output: z.unknown(),
  problem: RunProblem.nullable(),
})
export const DryRunOutcome = z.object({
  eventId: z.string().nullable(),
  eventType: z.string().nullable(),
  at: z.string(),
  locationId: z.string().nullable(),
  outcome: z.enum(['would_succeed', 'would_fail', 'would_wait', 'filtered']),
  problem: RunProblem.nullable(),
  steps: z.array(DryRunStep),
})
export const DryRun = z
  .object({
    /** `From 27 October to 26 November this would have run 41 times.` */
    sentence: z.string(),
    from: z.string(),
    to: z.string(),
    /** Events of the trigger's types, and those that passed the filters. */
    matched: z.int(),
    wouldRun: z.int(),
    runs: z.array(DryRunOutcome),
    /** True when there were too many events to look at all. */
    isCut: z.boolean(),
  })
  .meta({ id: 'DryRun' })
export type DryRun = z.infer<typeof DryRun>

export const TestStep = z.object({
  definition: z.unknown(),
  stepId: StepId,
  /** Real data: an event of the log; default the newest that fits the trigger, else the trigger's example. */
  eventId: z.string().max(100).optional(),
  input: z.unknown().optional(),
  locationId: z.string().max(100).optional(),
  /** Outputs of other steps, where they are known. */
  steps: z.record(z.string(), z.unknown()).default({}),
  /** An item, for steps in loops. */
  item: z.unknown().optional(),
  /** Makes calls and requests instead of planning them. */
  send: z.boolean().default(false),
})
export type TestStep = z.input<typeof TestStep>
export const StepTest = DryRunStep.extend({
  durationMs: z.number(),
  /** Everything expressions could read. */
  context: z.record(z.string(), z.unknown()),
}).meta({ id: 'StepTest' })
export type StepTest = z.infer<typeof StepTest>

/** A kind of step for palettes: what it does, and the JSON schema of its fields. */
export const StepKind = z.object({
  type: z.string(),
  title: z.string(),
  summary: z.string(),
  group: z.enum(['act', 'decide', 'wait', 'data']),
  hasEffect: z.boolean(),
  schema: z.record(z.string(), z.unknown()),
  example: z.unknown(),
})
export type StepKind = z.infer<typeof StepKind>
export const WorkflowSchema = z.object({
  definition: z.record(z.string(), z.unknown()),
  steps: z.array(StepKind),
  /** Types for `trigger.events`. */
  events: z.array(
    z.object({ type: z.string(), title: z.string(), module: z.string(), example: z.unknown() }),
  ),
})
export type WorkflowSchema = z.infer<typeof WorkflowSchema>

export const WorkflowTemplate = z
  .object({
    key: z.string(),
    name: z.string(),
    description: z.string(),
    category: z.string(),
    /** On after the first connect. */
    isDefault: z.boolean(),
    parameters: z.record(z.string(), WorkflowParameter),
    definition: z.unknown(),
    /** Workflow made from it, when there is one. */
    workflowId: z.string().nullable(),
    isEnabled: z.boolean(),
  })
  .meta({ id: 'WorkflowTemplate' })
export type WorkflowTemplate = z.infer<typeof WorkflowTemplate>

export const SwitchOnTemplate = z.object({
  parameters: z.record(z.string(), z.unknown()).default({}),
  locations: z.array(z.string().max(100)).min(1).optional(),
  isEnabled: z.boolean().default(true),
})
export type SwitchOnTemplate = z.input<typeof SwitchOnTemplate>
