import type { SocialClient } from '@causeway/client'
import type { Kysely } from 'kysely'
import type { Lane, Spender } from '../limits/limits.types.ts'
import type { Clock } from '../platform/clock.ts'
import type { Log } from '../platform/log.ts'
import type { StreamLease } from '../store/streams.store.ts'
import type { StreamName, Tables } from '../store/tables.types.ts'

/** Gives the client of a location; what `connections` offers. */
export type OpenClient = (
  locationId: string,
  lane: Lane,
  spender: Spender,
) => Promise<{ social: SocialClient }>

/** One run of one stream: what it may use. */
export interface StreamRun {
  kysely: Kysely<Tables>
  lease: StreamLease
  social: SocialClient
  clock: Clock
  log: Log
  /** Aborted when the hub stops or the lease is lost: a run ends at its last checkpoint then. */
  signal: AbortSignal
}

/** What a run found, for choosing when the next one is worth its calls. */
export interface PullResult {
  hasChanged: boolean
  /** When something is known to happen, such as a scheduled post coming due. */
  nextDueAt?: Date | undefined
  /** Set when the records are stored but not to be trusted in full: shown with the stream. */
  concern?: { code: string; message: string; hint: string } | undefined
}

/** Reads one kind of record of a location from the CRM into the store, from its checkpoint on. */
export type PullStream = (run: StreamRun) => Promise<PullResult>

export type PullStreams = Readonly<Record<StreamName, PullStream>>
