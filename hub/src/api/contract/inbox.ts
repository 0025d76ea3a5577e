import { z } from 'zod'
import { HubEvent } from './events.ts'
import { Day, Instant, PageQuery, searchPageOf } from './shapes.ts'

/*
 * GET  /v1/inbox                 InboxQuery -> InboxPage, newest first
 * GET  /v1/inbox/counts          InboxCounts
 * GET  /v1/inbox/{id}            InboxDetail
 * POST /v1/inbox/{id}/replay     -> InboxDelivery
 * POST /v1/inbox/replay          InboxReplay -> InboxReplayed
 * GET  /v1/webhook-keys          -> { items: WebhookKey[] }
 * POST /v1/webhook-keys          NewWebhookKey -> WebhookKey (201)
 * POST /v1/webhook-keys/{id}/retire  -> WebhookKey
 * GET  /v1/locations/{locationId}/completeness         -> Completeness
 * POST /v1/locations/{locationId}/completeness/check   -> Completeness, after looking now
 */

/**
 * How far a delivery is. `waiting`: its turn comes. `retrying`: it failed and is tried again. `processed`: its effects
 * are stored. `failed`: given up until a person replays it. `unreadable`: signed, but no JSON object the hub reads.
 */
export const InboxState = z.enum(['waiting', 'retrying', 'processed', 'failed', 'unreadable'])
export type InboxState = z.infer<typeof InboxState>

/** What proved that a delivery comes from the CRM; `unchecked`: the developer's bypass let it in without proof. */
export const InboxVerdict = z.enum(['ed25519', 'rsa', 'unchecked'])
export type InboxVerdict = z.infer<typeof InboxVerdict>

const Failure = z.object({ code: z.string(), message: z.string(), hint: z.string().nullable() })

/** A webhook of the CRM that the hub accepted. */
export const InboxDelivery = z
  .object({
    id: z.string(),
    receivedAt: z.string(),
    /** The CRM's id of the delivery, the same in its retries; null: it carried none. */
    webhookId: z.string().nullable(),
    /** As the CRM names it, such as `ContactTagUpdate`; null: neither body nor URL tells. */
    event: z.string().nullable(),
    /** Trigger of the catalog, such as `contact.created`; null for events the catalog does not know. */
    triggerId: z.string().nullable(),
    locationId: z.string().nullable(),
    companyId: z.string().nullable(),
    appId: z.string().nullable(),
    /** When the CRM made it, by its own word. */
    sentAt: z.string().nullable(),
    bytes: z.int(),
    verdict: InboxVerdict,
    state: InboxState,
    attempts: z.int(),
    /** When it is tried (again); null when nothing is due. */
    nextAttemptAt: z.string().nullable(),
    processedAt: z.string().nullable(),
    /** How often the CRM delivered it again. */
    duplicates: z.int(),
    /** What it caused, one sentence each: `Contact stored`, `Tag "vip" added`. */
    outcome: z.array(z.string()),
    /** Why the last attempt failed. */
    error: Failure.nullable(),
  })
  .meta({ id: 'InboxDelivery' })
export type InboxDelivery = z.infer<typeof InboxDelivery>

export const InboxAttempt = z
  .object({
    at: z.string(),
    durationMs: z.number(),
    error: Failure.nullable(),
    /** What it caused, as `outcome` of the delivery is what the last one did. */
    outcome: z.array(z.string()).optional(),
  })
  .meta({ id: 'InboxAttempt' })
export type InboxAttempt = z.infer<typeof InboxAttempt>

export const InboxDetail = InboxDelivery.extend({
  /** Headers as they came, names in lower case. */
  headers: z.record(z.string(), z.string()),
  /** The parsed body; null when it is unreadable. */
  body: z.record(z.string(), z.unknown()).nullable(),
  /** The very bytes the signature covers, in base64. */
  raw: z.string(),
  /** Key that proved it; null when unchecked, or when the key is gone. */
  keyId: z.string().nullable(),
  /** SHA-256 of the bytes, hexadecimal. */
  sha256: z.string(),
  /** The last attempts, newest first. */
  attemptLog: z.array(InboxAttempt),
  /** Events it put into the log, oldest first. */
  events: z.array(HubEvent),
}).meta({ id: 'InboxDetail' })
export type InboxDetail = z.infer<typeof InboxDetail>

const filters = {
  locationId: z.string().max(100).optional(),
  /** The CRM's name of the event, or the trigger's id. */
  type: z.string().max(100).optional(),
  verdict: InboxVerdict.optional(),
  state: InboxState.optional(),
  /** A webhook's, location's or company's id, or part of an event's name, of what came of it or of the body, in capitals or not. */
  q: z.string().trim().min(1).max(200).optional(),
  from: Instant.optional(),
  to: Instant.optional(),
}

export const InboxQuery = PageQuery.extend(filters)
export type InboxQuery = z.input<typeof InboxQuery>

export const InboxPage = searchPageOf(InboxDelivery)
export type InboxPage = z.infer<typeof InboxPage>

/** Which deliveries to process anew: all that match every filter. At least one filter must be given. */
export const InboxReplay = z
  .object({
    ...filters,
    /** Only says how many there are. */
    dryRun: z.boolean().default(false),
  })
  .refine(
    (given) => Object.entries(given).some(([name, value]) => name !== 'dryRun' && value !== undefined),
    'Give at least one filter.',
  )
  .meta({ id: 'InboxReplay' })
export type InboxReplay = z.input<typeof InboxReplay>

export const InboxReplayed = z.object({ queued: z.int() }).meta({ id: 'InboxReplayed' })
export type InboxReplayed = z.infer<typeof InboxReplayed>

/** Why deliveries were refused. Their bodies are not kept. */
export const RefusalReason = z.enum([
  'signature_missing',
  'signature_malformed',
  'signature_wrong',
  'scheme_retired',
  'too_large',
  'stale',
  'future',
  'incomplete',
  'overloaded',
])
export type RefusalReason = z.infer<typeof RefusalReason>

export const InboxCounts = z
  .object({
    /** Stored deliveries by state, within the locations the caller may see. */
    states: z.record(InboxState, z.int()),
    /** Deliveries that came again and were answered without storing them twice. */
    duplicates: z.int(),
    /** Over the last 30 days; only for callers that may see every location. */
    refused: z.array(z.object({ reason: RefusalReason, count: z.int(), lastAt: z.string() })),
    /** When the oldest delivery that still waits arrived. */
    oldestWaitingAt: z.string().nullable(),
  })
  .meta({ id: 'InboxCounts' })
export type InboxCounts = z.infer<typeof InboxCounts>

/** A public key whose signatures the hub believes. */
export const WebhookKey = z
  .object({
    id: z.string(),
    name: z.string(),
    algorithm: z.enum(['ed25519', 'rsa']),
    /** SPKI in base64. */
    spki: z.string(),
    /** `published`: by the CRM, built in. `added`: by a person. `simulator`: of the simulator this hub is set to. */
    source: z.enum(['published', 'added', 'simulator']),
    createdAt: z.string(),
    retiredAt: z.string().nullable(),
    /** Last accepted delivery it signed, to the minute; null: none yet. */
    lastUsedAt: z.string().nullable(),
  })
  .meta({ id: 'WebhookKey' })
export type WebhookKey = z.infer<typeof WebhookKey>

export const NewWebhookKey = z
  .object({
    name: z.string().trim().min(1).max(100),
    /** SPKI public key, in base64 or PEM. */
    key: z.string().trim().min(40).max(4000),
  })
  .meta({ id: 'NewWebhookKey' })
export type NewWebhookKey = z.input<typeof NewWebhookKey>

/** How many changes of contacts the CRM's webhooks told of, and how many the hub had to find itself. */
export const Completeness = z
  .object({
    locationId: z.string(),
    /** Announced share of all changes over `days`, 0 to 1; null while there were none. */
    score: z.number().nullable(),
    announced: z.int(),
    found: z.int(),
    /** Newest first, at most 30. */
    days: z.array(z.object({ day: Day, announced: z.int(), found: z.int(), score: z.number().nullable() })),
    lastCheckedAt: z.string().nullable(),
    nextCheckAt: z.string().nullable(),
    /** The rolling look at all contacts, a part with each check: it finds deletions. null: none was begun. */
    sweep: z
      .object({
        seen: z.int(),
        total: z.int().nullable(),
        /** When all had been looked at last. */
        finishedAt: z.string().nullable(),
      })
      .nullable(),
    /** Why the last check failed. */
    error: Failure.nullable(),
  })
  .meta({ id: 'Completeness' })
export type Completeness = z.infer<typeof Completeness>
