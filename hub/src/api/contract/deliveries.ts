import { z } from 'zod'
import { Instant, PageQuery } from './shapes.ts'

/** An event type, or a prefix ending in `.*`. */
const EventType = z
  .string()
  .max(100)
  .regex(
    /^[a-z0-9_-]+(\.[a-z0-9_-]+)*(\.\*)?$/i,
    'Give a type such as post.published, or a prefix such as post.*',
  )

/** A condition on a field of the event; all of an endpoint's must hold. */
export const EventCondition = z
  .object({
    /** Path in the event, such as `data.platform` or `subject.kind`. */
    field: z
      .string()
      .min(1)
      .max(200)
      .regex(/^[^.\s]+(\.[^.\s]+)*$/, 'Give a path such as data.platform'),
    test: z.enum(['equals', 'differs', 'contains', 'exists', 'is_missing', 'greater', 'less', 'one_of']),
    /** What it is compared with; a list for `one_of`, left out for `exists` and `is_missing`. */
    value: z
      .union([
        z.string().max(1000),
        z.number(),
        z.boolean(),
        z.null(),
        z.array(z.union([z.string().max(1000), z.number(), z.boolean()])).max(100),
      ])
      .optional(),
  })
  .meta({ id: 'EventCondition' })
export type EventCondition = z.infer<typeof EventCondition>

/** `hmac`: `v1` with a shared secret. `ed25519`: `v1a` with a key pair, of which receivers have the public half. */
export const SigningKind = z.enum(['hmac', 'ed25519'])
export type SigningKind = z.infer<typeof SigningKind>

const settingsOfEndpoint = {
  /** Whole, http or https. Private addresses are refused unless CAUSEWAY_OUTBOUND_ALLOW lists them. */
  url: z.string().min(1).max(2000),
  description: z.string().trim().max(200),
  /** Exact types or prefixes ending in `.*`; empty: every type. */
  eventTypes: z.array(EventType).max(100),
  /** null: every location. */
  locationIds: z.array(z.string().min(1).max(100)).min(1).max(1000).nullable(),
  conditions: z.array(EventCondition).max(20),
  /** Deliveries a second; null: as fast as the receiver answers. */
  rate: z.int().min(1).max(10_000).nullable(),
  /** Requests at once. */
  concurrency: z.int().min(1).max(100),
  /** Deliveries of one subject, or of one location, one after the other. */
  orderBy: z.enum(['none', 'subject', 'location']),
  /**
   * Name of a published mapping: `data` holds the record it makes of the event, or of what the event is about, and
   * events it makes nothing of are not sent. null: `data` holds the event.
   */
  mapping: z.string().min(1).max(100).nullable(),
  /** Sent with every delivery; kept sealed and never shown again. */
  headers: z
    .record(z.string().max(100), z.string().max(8192))
    .refine((headers) => Object.keys(headers).length <= 20, 'Give at most 20 headers'),
}

export const CreateEndpoint = z
  .object({
    ...settingsOfEndpoint,
    description: settingsOfEndpoint.description.default(''),
    eventTypes: settingsOfEndpoint.eventTypes.default([]),
    locationIds: settingsOfEndpoint.locationIds.default(null),
    conditions: settingsOfEndpoint.conditions.default([]),
    rate: settingsOfEndpoint.rate.default(null),
    concurrency: settingsOfEndpoint.concurrency.default(10),
    orderBy: settingsOfEndpoint.orderBy.default('none'),
    mapping: settingsOfEndpoint.mapping.default(null),
    headers: settingsOfEndpoint.headers.default({}),
    signing: SigningKind.default('hmac'),
  })
  .meta({ id: 'CreateEndpoint' })
export type CreateEndpoint = z.input<typeof CreateEndpoint>

/** What is left out stays; `headers` replaces all of them. Enabling lets what waits go out. */
export const ChangeEndpoint = z
  .object({ ...settingsOfEndpoint, isEnabled: z.boolean() })
  .partial()
  .meta({ id: 'ChangeEndpoint' })
export type ChangeEndpoint = z.input<typeof ChangeEndpoint>

/** A secret that signs now, without itself. */
export const EndpointSecret = z.object({
  id: z.string(),
  kind: SigningKind,
  /** `whpk_…`, of `ed25519`. */
  publicKey: z.string().nullable(),
  createdAt: z.string(),
  /** Signs no longer from then on; null: the current one. */
  expiresAt: z.string().nullable(),
})
export type EndpointSecret = z.infer<typeof EndpointSecret>

/** An address of your app that events are sent to. */
export const Endpoint = z
  .object({
    id: z.string(),
    url: z.string(),
    description: z.string(),
    eventTypes: z.array(z.string()),
    locationIds: z.array(z.string()).nullable(),
    conditions: z.array(EventCondition),
    rate: z.int().nullable(),
    concurrency: z.int(),
    orderBy: z.enum(['none', 'subject', 'location']),
    /** Name of the mapping that makes what is sent; null: the event is sent. */
    mapping: z.string().nullable(),
    headerNames: z.array(z.string()),
    isEnabled: z.boolean(),
    /** `person`, `gone` (it answered 410), `failing` (for five days without a success). */
    disabledReason: z.enum(['person', 'gone', 'failing']).nullable(),
    disabledAt: z.string().nullable(),
    health: z.object({
      delivered: z.int(),
      givenUp: z.int(),
      /** Deliveries that wait; 10 000 stands for at least so many. */
      waiting: z.int(),
      /** Attempts that failed since the last success. */
      failures: z.int(),
      failingSince: z.string().nullable(),
      lastDeliveredAt: z.string().nullable(),
      lastFailedAt: z.string().nullable(),
      lastError: z.string().nullable(),
    }),
    ledger: z.object({ entries: z.int(), hash: z.string() }),
    createdAt: z.string(),
    updatedAt: z.string(),
  })
  .meta({ id: 'Endpoint' })
export type Endpoint = z.infer<typeof Endpoint>

export const EndpointDetail = Endpoint.extend({ secrets: z.array(EndpointSecret) }).meta({
  id: 'EndpointDetail',
})
export type EndpointDetail = z.infer<typeof EndpointDetail>

/** The only answer with what a receiver verifies with: `whsec_…`, or `whpk_…` for `ed25519`. */
export const ShownSecret = z.object({ kind: SigningKind, value: z.string() }).meta({ id: 'ShownSecret' })
export type ShownSecret = z.infer<typeof ShownSecret>

export const CreatedEndpoint = EndpointDetail.extend({ secret: ShownSecret }).meta({ id: 'CreatedEndpoint' })
export type CreatedEndpoint = z.infer<typeof CreatedEndpoint>

export const RotateSecret = z
  .object({
    signing: SigningKind.default('hmac'),
    /** How long deliveries are signed with the old secret too. */
    overlapHours: z.number().min(0).max(720).default(24),
  })
  .meta({ id: 'RotateSecret' })
export type RotateSecret = z.input<typeof RotateSecret>

export const RotatedSecret = z
  .object({ secret: ShownSecret, overlapUntil: z.string() })
  .meta({ id: 'RotatedSecret' })
export type RotatedSecret = z.infer<typeof RotatedSecret>

export const SendTestEvent = z
  .object({ eventType: EventType.default('endpoint.test') })
  .meta({ id: 'SendTestEvent' })
export type SendTestEvent = z.input<typeof SendTestEvent>

/** Goes through the log again for a span of it. */
export const RecoverEndpoint = z
  .object({
    from: Instant,
    to: Instant,
    /** `missing`: events it never got. `given_up`: also those tried in vain. `all`: also those it accepted. */
    which: z.enum(['missing', 'given_up', 'all']).default('given_up'),
    /** Only says how many would go out. */
    dryRun: z.boolean().default(false),
  })
  .meta({ id: 'RecoverEndpoint' })
export type RecoverEndpoint = z.input<typeof RecoverEndpoint>

/** How many deliveries go out. */
export const QueuedDeliveries = z.object({ queued: z.int() }).meta({ id: 'QueuedDeliveries' })
export type QueuedDeliveries = z.infer<typeof QueuedDeliveries>

/** How many deliveries go out, or would; `older` of them are of events from before the endpoint was made. */
export const RecoveredDeliveries = QueuedDeliveries.extend({ older: z.int() }).meta({
  id: 'RecoveredDeliveries',
})
export type RecoveredDeliveries = z.infer<typeof RecoveredDeliveries>

/** `waiting`: for its first or next attempt. `given_up`: nothing more is tried. */
export const DeliveryState = z.enum(['waiting', 'delivered', 'given_up'])
export type DeliveryState = z.infer<typeof DeliveryState>

/** One event for one endpoint. */
export const Delivery = z
  .object({
    id: z.string(),
    endpointId: z.string(),
    eventId: z.string(),
    /** Header `webhook-id`: the same for every attempt. */
    webhookId: z.string(),
    kind: z.enum(['event', 'test']),
    eventType: z.string(),
    locationId: z.string(),
    state: DeliveryState,
    attempts: z.int(),
    nextAttemptAt: z.string().nullable(),
    /** HTTP status of the last answer; null when there was none. */
    lastStatus: z.int().nullable(),
    lastError: z.string().nullable(),
    createdAt: z.string(),
    deliveredAt: z.string().nullable(),
  })
  .meta({ id: 'Delivery' })
export type Delivery = z.infer<typeof Delivery>

/** One request to an endpoint and its answer, secrets blacked out. */
export const DeliveryAttempt = z
  .object({
    id: z.string(),
    number: z.int(),
    at: z.string(),
    durationMs: z.int(),
    /** `refused`: answered with another status than 2xx. `failed`: no answer. */
    outcome: z.enum(['delivered', 'refused', 'failed']),
    status: z.int().nullable(),
    code: z.string().nullable(),
    message: z.string().nullable(),
    request: z.object({ url: z.string(), headers: z.record(z.string(), z.string()) }),
    response: z
      .object({ headers: z.record(z.string(), z.string()), body: z.string(), isCut: z.boolean() })
      .nullable(),
  })
  .meta({ id: 'DeliveryAttempt' })
export type DeliveryAttempt = z.infer<typeof DeliveryAttempt>

export const DeliveryDetail = Delivery.extend({
  /** Exactly what is sent. */
  body: z.string(),
  attemptList: z.array(DeliveryAttempt),
}).meta({ id: 'DeliveryDetail' })
export type DeliveryDetail = z.infer<typeof DeliveryDetail>

export const DeliveryQuery = PageQuery.extend({
  state: DeliveryState.optional(),
  eventType: z.string().max(100).optional(),
  eventId: z.uuid().optional(),
  from: Instant.optional(),
  to: Instant.optional(),
})
export type DeliveryQuery = z.input<typeof DeliveryQuery>

/** Which deliveries are sent again: some by id, or all of a state. */
export const ResendDeliveries = z
  .union([
    z.object({ ids: z.array(z.uuid()).min(1).max(1000) }),
    z.object({
      state: z.enum(['given_up', 'delivered']),
      from: Instant.optional(),
      to: Instant.optional(),
    }),
  ])
  .meta({ id: 'ResendDeliveries' })
export type ResendDeliveries = z.input<typeof ResendDeliveries>

/** A link by which somebody without an account sees one endpoint, sends again and rotates its secret. */
export const ReceiverLink = z
  .object({
    id: z.string(),
    /** Who has it, for people. */
    note: z.string(),
    createdAt: z.string(),
    expiresAt: z.string(),
    lastUsedAt: z.string().nullable(),
    revokedAt: z.string().nullable(),
  })
  .meta({ id: 'ReceiverLink' })
export type ReceiverLink = z.infer<typeof ReceiverLink>

export const CreateReceiverLink = z
  .object({ note: z.string().trim().max(200).default(''), days: z.int().min(1).max(365).default(30) })
  .meta({ id: 'CreateReceiverLink' })
export type CreateReceiverLink = z.input<typeof CreateReceiverLink>

/** The only answer with the address of the link. */
export const CreatedReceiverLink = ReceiverLink.extend({ url: z.string() }).meta({
  id: 'CreatedReceiverLink',
})
export type CreatedReceiverLink = z.infer<typeof CreatedReceiverLink>
