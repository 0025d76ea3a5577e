import { z } from 'zod'
import { Instant, PageQuery } from './shapes.ts'

export const CatalogKind = z.enum(['operation', 'trigger'])
export const CallAccess = z.enum(['read', 'write'])
export const TriggerSource = z.enum(['webhook', 'derived', 'schedule', 'manual', 'http'])
/** A JSON Schema (2020-12). */
const Schema = z.record(z.string(), z.unknown())

/** A call the CRM offers, or something that can start an automation, as lists show it. */
export const CatalogItem = z
  .object({
    /** `contacts.get-contact`, `post.published`: never changes. */
    id: z.string(),
    kind: CatalogKind,
    module: z.string(),
    moduleTitle: z.string(),
    title: z.string(),
    summary: z.string(),
    /** Null for triggers, as are method and path. */
    access: CallAccess.nullable(),
    method: z.string().nullable(),
    path: z.string().nullable(),
    /** Generations of the CRM's API that offer it. */
    generations: z.array(z.enum(['v2', 'v3'])),
    scopes: z.array(z.string()),
    /** Scopes the connection of the location asked for lacks; null when no location was named or they are unknown. */
    missingScopes: z.array(z.string()).nullable(),
    /** Whose token it takes: `company`, `location`, `none`. */
    tokenClasses: z.array(z.string()),
    isDestructive: z.boolean(),
    costsMoney: z.boolean(),
    isDeprecated: z.boolean(),
    /** It hands out the CRM's own tokens, which the hub keeps: it cannot be called. */
    isWithheld: z.boolean(),
    pagination: z.string().nullable(),
    /** Null for operations. */
    source: TriggerSource.nullable(),
  })
  .meta({ id: 'CatalogItem' })
export type CatalogItem = z.infer<typeof CatalogItem>

export const OperationDefinition = z
  .object({
    generation: z.enum(['v2', 'v3']),
    /** `v3.contacts.get-contact`. */
    operationId: z.string(),
    method: z.string(),
    path: z.string(),
    /** Values the `Version` header may have, the first is sent. */
    versions: z.array(z.string()),
    parameters: z.array(
      z.object({
        name: z.string(),
        in: z.enum(['path', 'query', 'header']),
        required: z.boolean(),
        schema: Schema,
      }),
    ),
    body: z.object({ contentTypes: z.array(z.string()), required: z.boolean(), schema: Schema }).nullable(),
    success: z.object({ status: z.int(), schema: Schema.nullable() }),
    failureStatuses: z.array(z.int()),
    /** Values that pass the hub's checks. */
    example: z.object({
      path: z.record(z.string(), z.string()),
      query: z.record(z.string(), z.unknown()),
      body: z.unknown().optional(),
    }),
    exampleAnswer: z.unknown().optional(),
    /** Where the official SDK has it: `contacts.getContact`. */
    sdk: z.object({ service: z.string(), method: z.string() }).nullable(),
  })
  .meta({ id: 'OperationDefinition' })
export type OperationDefinition = z.infer<typeof OperationDefinition>

export const CatalogEntry = CatalogItem.extend({
  /** Of operations, newest generation first; empty for triggers. */
  definitions: z.array(OperationDefinition),
  trigger: z
    .object({
      /** Of webhooks: the CRM's name of the event, the `type` of its body (null: it carries none), what to mind. */
      webhook: z
        .object({ event: z.string(), type: z.string().nullable(), traps: z.array(z.string()) })
        .nullable(),
      payload: Schema,
      example: z.unknown(),
    })
    .nullable(),
  /** Entries people look at next. */
  related: z.array(z.object({ id: z.string(), title: z.string() })),
}).meta({ id: 'CatalogEntry' })
export type CatalogEntry = z.infer<typeof CatalogEntry>

export const CatalogQuery = z.object({
  /** Words to look for, best hits first: `send sms`. Without them by module, operations first, and title. */
  q: z.string().max(200).optional(),
  kind: CatalogKind.optional(),
  module: z.string().max(60).optional(),
  access: CallAccess.optional(),
  source: TriggerSource.optional(),
  /** Tells what this location's connection lacks. */
  locationId: z.string().max(100).optional(),
  /** With `locationId`: only what its scopes allow. */
  allowed: z.enum(['true', 'false']).optional(),
  limit: z.coerce.number().int().min(1).max(2000).default(50),
  cursor: PageQuery.shape.cursor,
})
export type CatalogQuery = z.input<typeof CatalogQuery>

export const CatalogModule = z
  .object({ module: z.string(), title: z.string(), operations: z.int(), triggers: z.int() })
  .meta({ id: 'CatalogModule' })
export type CatalogModule = z.infer<typeof CatalogModule>

/** One difference between what the CRM publishes now and what the hub was built for. */
export const DriftChange = z
  .object({
    kind: z.enum(['added', 'removed', 'changed']),
    operationId: z.string(),
    /** Entry of the catalog; null for what the catalog does not have yet. */
    entryId: z.string().nullable(),
    method: z.string(),
    path: z.string(),
    /** In plain words: `The field "userId" of the body is now required.` */
    sentences: z.array(z.string()),
    /** True when calls that worked may be refused now, or answers may miss what was there. */
    isBreaking: z.boolean(),
    /** What uses the operation: parts of the hub (`sync of posts`), workflows and mappings by name. */
    affects: z.array(z.string()),
  })
  .meta({ id: 'DriftChange' })
export type DriftChange = z.infer<typeof DriftChange>

/** The last comparison with published files. */
export const DriftReport = z
  .object({
    comparedAt: Instant,
    /** Folder or commit the files came from, as the person named it. */
    source: z.string().max(1000),
    operations: z.int().min(0).max(1_000_000),
    changes: z.array(DriftChange).max(10_000),
  })
  .meta({ id: 'DriftReport' })
export type DriftReport = z.infer<typeof DriftReport>

/** Answers of the CRM that did not fit the published schema, counted by place. */
export const ObservedDrift = z
  .object({
    operationId: z.string(),
    entryId: z.string().nullable(),
    /** Such as `results.posts[].createdAt`. */
    place: z.string(),
    problem: z.string(),
    count: z.int(),
    firstSeenAt: z.string(),
    lastSeenAt: z.string(),
  })
  .meta({ id: 'ObservedDrift' })
export type ObservedDrift = z.infer<typeof ObservedDrift>

export const Drift = z
  .object({ report: DriftReport.nullable(), observed: z.array(ObservedDrift) })
  .meta({ id: 'Drift' })
export type Drift = z.infer<typeof Drift>
