import { findUnseen } from '../store/delete-records.ts'
import type { RecordKind } from '../store/tables.types.ts'
import type { IncomingRecord } from '../store/write-records.ts'
import { syncErrors } from './sync.errors.ts'
import type { PullResult, StreamRun } from './sync.types.ts'

/** What asking for records by id found. */
export interface LookUp<Data extends object> {
  found: IncomingRecord<Data>[]
  /** Ids the CRM does not know. */
  goneIds: string[]
}

/** Records that a full pass did not see. */
export interface MissingRecords<Data extends object> {
  kind: RecordKind
  generation: number
  /** Generation of the last full pass, when that one missed too many records to believe it. */
  suspectSince?: number | undefined
  /** Asks the CRM for records one by one. */
  lookUp: (ids: readonly string[]) => Promise<LookUp<Data>>
}

/** What to do about records that a full pass did not see. */
export interface Settlement<Data extends object> {
  deletedIds: string[]
  /** Records the pass overlooked. */
  found: IncomingRecord<Data>[]
  /** Set when the next full pass has to confirm what this one claims. */
  suspectSince?: number | undefined
  concern?: PullResult['concern']
}

/** Up to so many missing records are asked for one by one; of more a sample. */
export const sampleSize = 25
const largestDelete = 100_000
/** The brake: more than this share of a collection, and more than a handful, does not vanish at once. */
const massShare = 0.1
const massCount = 5

/**
 * Decides which records a complete full pass proved deleted. Records it merely overlooked, because the list moved
 * while it was read, are asked for by id. When a large part of the collection is missing, nothing is deleted until
 * the next full pass misses the same records.
 */
export async function settleMissing<Data extends object>(
  run: StreamRun,
  missing: MissingRecords<Data>,
): Promise<Settlement<Data>> {
  const collection = { locationId: run.lease.locationId, kind: missing.kind }
  // Under suspicion only what neither pass saw counts.
  const generation = missing.suspectSince ?? missing.generation
  const { live, unseen, ids } = await findUnseen(run.kysely, collection, generation, largestDelete)
  if (unseen === 0) return { deletedIds: [], found: [] }
  const isSample = ids.length > sampleSize
  const { found, goneIds } = await missing.lookUp(isSample ? sampleOf(ids) : ids)
  const isMass = unseen > massCount && unseen > massShare * live
  if (isMass && goneIds.length > 0 && missing.suspectSince === undefined) {
    run.log.warn({ ...collection, live, unseen }, 'suspiciously many records are missing, deleting none yet')
    return {
      deletedIds: [],
      found,
      suspectSince: missing.generation,
      concern: concernAbout(unseen, live, missing.kind),
    }
  }
  // One of the sample that exists means that the pass overlooked records: the others prove nothing then.
  return { deletedIds: isSample && found.length === 0 ? ids : goneIds, found }
}

const sampleOf = (ids: readonly string[]): string[] =>
  Array.from({ length: sampleSize }, (_, place) => ids[Math.floor((place * ids.length) / sampleSize)]!)

function concernAbout(unseen: number, live: number, kind: RecordKind): PullResult['concern'] {
  const { code, message, hint } = syncErrors.mass_delete_suspected(
    `${unseen} of ${live} records of kind ${kind} are missing from the CRM at once.`,
  )
  return { code, message, hint: hint ?? '' }
}
