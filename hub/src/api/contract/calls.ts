import { z } from 'zod'
import { StreamName } from './locations.ts'
import { Day, Instant, PageQuery } from './shapes.ts'

const Values = z.record(z.string().max(200), z.unknown())

/** A call of an operation by its id in the catalog. */
export const CallOperation = z
  .object({
    /** Id of a catalog entry (`contacts.get-contact`), or of one generation's operation (`v2.contacts.get-contact`). */
    operation: z.string().min(1).max(200),
    /** Location (or company) to call for; needed when the operation's own parameters do not name it. */
    locationId: z.string().min(1).max(100).optional(),
    companyId: z.string().min(1).max(100).optional(),
    /** Default: the newest generation that offers it. */
    generation: z.enum(['v2', 'v3']).optional(),
    path: z.record(z.string().max(200), z.union([z.string().max(1000), z.number()])).default({}),
    query: Values.default({}),
    body: z.unknown().optional(),
    /** Says that a destructive or costly call is meant. */
    confirm: z.boolean().default(false),
    /** Shows what would be sent and sends nothing. */
    dryRun: z.boolean().default(false),
    /** Past the cache, with the permission `live`. */
    fresh: z.boolean().default(false),
    /** A write with the same key gets the first one's answer for 24 hours. */
    idempotencyKey: z.string().min(1).max(200).optional(),
  })
  .meta({ id: 'CallOperation' })
export type CallOperation = z.input<typeof CallOperation>

export const CallSource = z.enum(['crm', 'cache', 'replay'])

/** What a call gave: the CRM's own status and body, also when it refused. */
export const OperationAnswer = z
  .object({
    kind: z.literal('answer'),
    callId: z.string(),
    status: z.int(),
    body: z.unknown(),
    source: CallSource,
    asOf: z.string(),
    durationMs: z.number(),
    /** Why an older answer stands in, when one does. */
    insteadOf: z.string().nullable(),
    /** What the hub changed in the request: `query.limit: 10 sent as "10"`. */
    coerced: z.array(z.string()),
  })
  .meta({ id: 'OperationAnswer' })
export type OperationAnswer = z.infer<typeof OperationAnswer>

/** What a call would send. */
export const OperationPlan = z
  .object({
    kind: z.literal('plan'),
    method: z.string(),
    url: z.string(),
    headers: z.record(z.string(), z.string()),
    body: z.unknown(),
    locationId: z.string().nullable(),
    companyId: z.string().nullable(),
    isCached: z.boolean(),
    needsConfirm: z.boolean(),
    coerced: z.array(z.string()),
    budget: z
      .object({ burstFree: z.int(), burstLimit: z.int(), dailyUsed: z.int(), dailyLimit: z.int() })
      .nullable(),
  })
  .meta({ id: 'OperationPlan' })
export type OperationPlan = z.infer<typeof OperationPlan>

export const CallSurface = z.enum(['crm-path', 'v1', 'console', 'cli', 'mcp', 'workflow', 'sync'])
/** `ok`: the CRM did it. `refused`: the CRM answered with 4xx. `failed`: no usable answer. `stopped`: by the hub. */
export const CallOutcome = z.enum(['ok', 'refused', 'failed', 'stopped'])

/** A line of the call log. Secrets never get into it. */
export const CallRecord = z
  .object({
    id: z.string(),
    at: z.string(),
    /** Entry of the catalog; null for paths it does not list. */
    entryId: z.string().nullable(),
    /** `v3.contacts.get-contact`, or `GET /path`. */
    operationId: z.string(),
    title: z.string(),
    method: z.string(),
    path: z.string(),
    access: z.enum(['read', 'write']),
    locationId: z.string().nullable(),
    companyId: z.string().nullable(),
    caller: z.object({ kind: z.string(), id: z.string().nullable(), name: z.string() }),
    surface: CallSurface,
    lane: z.string(),
    outcome: CallOutcome,
    /** HTTP status of the CRM; null when it gave none. */
    status: z.int().nullable(),
    /** Code of the problem, when there was one. */
    code: z.string().nullable(),
    source: CallSource.nullable(),
    durationMs: z.number(),
    /** How many calls the line stands for: answers from the cache are counted by the minute. */
    count: z.int(),
    /** Times the CRM was asked. */
    attempts: z.int(),
    idempotencyKey: z.string().nullable(),
    traceId: z.string().nullable(),
  })
  .meta({ id: 'CallRecord' })
export type CallRecord = z.infer<typeof CallRecord>

export const CallDetail = CallRecord.extend({
  /** What was asked, with secrets blacked out and long values cut. */
  request: z.object({ query: z.unknown(), body: z.unknown() }),
  /** The problem's sentence and hint. */
  message: z.string().nullable(),
  hint: z.string().nullable(),
  answerBytes: z.int().nullable(),
}).meta({ id: 'CallDetail' })
export type CallDetail = z.infer<typeof CallDetail>

export const CallQuery = PageQuery.extend({
  locationId: z.string().max(100).optional(),
  entryId: z.string().max(200).optional(),
  outcome: CallOutcome.optional(),
  source: CallSource.optional(),
  surface: CallSurface.optional(),
  access: z.enum(['read', 'write']).optional(),
  callerId: z.string().max(100).optional(),
  /** Words in operation, path, caller, code or trace id. */
  q: z.string().max(200).optional(),
  from: Instant.optional(),
  to: Instant.optional(),
})
export type CallQuery = z.input<typeof CallQuery>

export const CallExportQuery = CallQuery.omit({ limit: true, cursor: true }).extend({
  format: z.enum(['csv', 'ndjson']).default('ndjson'),
})
export type CallExportQuery = z.input<typeof CallExportQuery>

/** Who spent what of the CRM's daily limit. */
export const Spending = z
  .object({
    day: Day,
    locationId: z.string().nullable(),
    companyId: z.string().nullable(),
    lane: z.string(),
    /** `sync`, `console`, or the name of an API key. */
    spender: z.string(),
    /** Requests the CRM counted. */
    calls: z.int(),
    refused: z.int(),
  })
  .meta({ id: 'Spending' })
export type Spending = z.infer<typeof Spending>

export const SpendingQuery = z.object({
  locationId: z.string().max(100).optional(),
  from: Day.optional(),
  to: Day.optional(),
})
export type SpendingQuery = z.input<typeof SpendingQuery>

/** What to forecast; `streams` are names separated by commas, by default all. */
export const ForecastQuery = z.object({
  locationId: z.string().min(1).max(500),
  streams: z
    .string()
    .max(200)
    .transform((text) => text.split(',').map((name) => name.trim()))
    .pipe(z.array(StreamName).min(1))
    .optional(),
  /** `full`: everything is looked at again. `changes`: a usual run. */
  kind: z.enum(['full', 'changes']).default('full'),
})
export type ForecastQuery = z.input<typeof ForecastQuery>

/** What a sync of a location would spend. */
export const Forecast = z
  .object({
    locationId: z.string(),
    /** `This sync needs about 412 calls, 0.2 % of today's limit, and takes about a minute.` */
    sentence: z.string(),
    calls: z.int(),
    shareOfDay: z.number(),
    seconds: z.number(),
    streams: z.array(z.object({ stream: z.string(), calls: z.int(), basis: z.string() })),
    budget: z
      .object({ burstLimit: z.int(), burstIntervalMs: z.int(), dailyLimit: z.int(), dailyUsed: z.int() })
      .nullable(),
  })
  .meta({ id: 'Forecast' })
export type Forecast = z.infer<typeof Forecast>
