import { z } from 'zod'
import { ConnectionStatus } from './connections.ts'

/** Kinds of record synced for a location, in the order a first sync starts them. */
export const streamNames = ['accounts', 'tags', 'categories', 'posts', 'statistics', 'comments'] as const
export const StreamName = z.enum(streamNames)
export type StreamName = z.infer<typeof StreamName>

export const Stream = z
  .object({
    stream: StreamName,
    state: z.enum(['waiting', 'running', 'failed', 'paused']),
    /** Progress of the pass under way or of the last one; `total` null while unknown. */
    done: z.int(),
    total: z.int().nullable(),
    recordsStored: z.int(),
    /** When the first complete pass ended; null: still filling. */
    firstSyncedAt: z.string().nullable(),
    lastStartedAt: z.string().nullable(),
    lastFinishedAt: z.string().nullable(),
    lastChangedAt: z.string().nullable(),
    nextRunAt: z.string(),
    intervalMs: z.int(),
    error: z.object({ code: z.string(), message: z.string(), hint: z.string().nullable() }).nullable(),
  })
  .meta({ id: 'Stream' })
export type Stream = z.infer<typeof Stream>

/** A sub-account of the CRM, as far as the hub knows it. */
export const Location = z
  .object({
    id: z.string(),
    companyId: z.string().nullable(),
    name: z.string(),
    timezone: z.string().nullable(),
    environment: z.enum(['live', 'simulator']),
    connectionId: z.string().nullable(),
    status: ConnectionStatus,
    statusMessage: z.string().nullable(),
    streams: z.array(Stream),
    /** True when every stream finished its first pass. */
    isFilled: z.boolean(),
    counts: z.object({
      accounts: z.int(),
      tags: z.int(),
      categories: z.int(),
      posts: z.int(),
      comments: z.int(),
      statisticDays: z.int(),
    }),
    /** Oldest `lastFinishedAt` of the streams: everything shown is at least as fresh as this. */
    dataAsOf: z.string().nullable(),
  })
  .meta({ id: 'Location' })
export type Location = z.infer<typeof Location>

export const SyncRequest = z
  .object({
    /** Streams to run now; default all. */
    streams: z.array(StreamName).min(1).optional(),
    /** Look at everything again instead of going on from the checkpoint. */
    full: z.boolean().default(false),
  })
  .meta({ id: 'SyncRequest' })
export type SyncRequest = z.input<typeof SyncRequest>
