import type { Checkpoint } from '../store/streams.store.ts'
import type { RecordKind } from '../store/tables.types.ts'
import type { IncomingRecord, RecordOutcome } from '../store/write-records.ts'
import { type LookUp, settleMissing } from './settle-missing.ts'
import { type RecordBatch, storeRecords } from './store-records.ts'
import type { PullResult, StreamRun } from './sync.types.ts'

/** A collection small enough to be read whole each time. */
export interface WholeList<Data extends object> {
  kind: RecordKind
  read: () => Promise<IncomingRecord<Data>[]>
  lookUp: (ids: readonly string[]) => Promise<LookUp<Data>>
  derive: RecordBatch<Data>['derive']
  /** What else there is to tell and remember, given every record of the list. */
  close?: (outcomes: readonly RecordOutcome<Data>[]) => {
    alsoDerive: NonNullable<RecordBatch<Data>['alsoDerive']>
    checkpoint: Checkpoint
  }
}

/** Reads a collection, stores what changed, and removes what is gone. */
export async function pullWholeList<Data extends object>(
  run: StreamRun,
  { kind, read, lookUp, derive, close }: WholeList<Data>,
): Promise<PullResult> {
  const { suspectSince }: { suspectSince?: number } = run.lease.checkpoint
  const generation = run.lease.generation + 1
  const records = await read()
  const first = await storeRecords(run, {
    kind,
    records,
    generation,
    derive,
    progress: { generation, done: records.length, total: records.length },
  })
  const settled = await settleMissing(run, { kind, generation, suspectSince, lookUp })
  const closing = close?.(first.outcomes)
  const last = await storeRecords(run, {
    kind,
    records: settled.found,
    deletedIds: settled.deletedIds,
    generation,
    derive,
    ...(closing !== undefined && { alsoDerive: closing.alsoDerive }),
    progress: {
      checkpoint: {
        ...closing?.checkpoint,
        ...(settled.suspectSince !== undefined && { suspectSince: settled.suspectSince }),
      },
    },
  })
  return { hasChanged: first.hasChanged || last.hasChanged, concern: settled.concern }
}
