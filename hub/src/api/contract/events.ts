import { z } from 'zod'
import { Instant, PageQuery } from './shapes.ts'

/** Something that happened, past tense. Events of one location are in order. */
export const HubEvent = z
  .object({
    id: z.string(),
    /** Opaque place in the log: pass as `after`, or as `Last-Event-ID` of the stream. */
    position: z.string(),
    locationId: z.string(),
    /** Such as `post.published`. */
    type: z.string(),
    subject: z.object({ kind: z.string(), id: z.string(), version: z.int().nullable() }),
    occurredAt: z.string(),
    recordedAt: z.string(),
    data: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'HubEvent' })
export type HubEvent = z.infer<typeof HubEvent>

export const EventQuery = PageQuery.extend({
  locationId: z.string().max(100).optional(),
  /** Exact types or prefixes ending in `.*`, separated by commas. */
  types: z.string().max(2000).optional(),
  subjectKind: z.string().max(40).optional(),
  subjectId: z.string().max(300).optional(),
  /** Only events recorded then or later. */
  since: Instant.optional(),
  /** `newest` first (default) or `oldest` first. */
  order: z.enum(['newest', 'oldest']).default('newest'),
})
export type EventQuery = z.input<typeof EventQuery>

/** Filters of the live stream; without `since`, `after` and `Last-Event-ID` it begins now. */
export const EventStreamQuery = EventQuery.pick({
  locationId: true,
  types: true,
  subjectKind: true,
  subjectId: true,
  since: true,
}).extend({ after: z.string().max(100).optional() })
export type EventStreamQuery = z.input<typeof EventStreamQuery>

/** A part of the hub that reads the event log from a place of its own. */
export const EventReader = z
  .object({
    name: z.string(),
    /** Of the last event it handled; null: it is at the beginning of the log. */
    position: z.string().nullable(),
    /** Events it has yet to read, counted up to 10 000. */
    eventsBehind: z.int(),
    /** Age of the oldest of those, in seconds; 0 when it has read everything. */
    secondsBehind: z.number(),
    /** Failures in a row. */
    failures: z.int(),
    /** Why it failed last; null when it reads. */
    error: z.string().nullable(),
    /** When it tries again after a failure. */
    retryAt: z.string().nullable(),
    /** When it last went on, failed or was rewound. */
    updatedAt: z.string(),
  })
  .meta({ id: 'EventReader' })
export type EventReader = z.infer<typeof EventReader>

/** Where a reader goes on: it reads again (or for the first time) everything from there. */
export const RewindReader = z
  .union([
    z.object({ position: z.string().max(100) }).strict(),
    z.object({ since: Instant }).strict(),
    z.object({ beginning: z.literal(true) }).strict(),
  ])
  .meta({ id: 'RewindReader' })
export type RewindReader = z.input<typeof RewindReader>
