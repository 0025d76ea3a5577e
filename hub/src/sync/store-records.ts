import { deleteRecords } from '../store/delete-records.ts'
import { appendEvents, type NewEvent } from '../store/events.store.ts'
import { type StreamProgress, withinLease } from '../store/streams.store.ts'
import type { RecordKind } from '../store/tables.types.ts'
import { type IncomingRecord, type RecordOutcome, writeRecords } from '../store/write-records.ts'
import type { EventContext, RecordTransition } from './derive-events/event-context.ts'
import type { StreamRun } from './sync.types.ts'

/** Records read from the CRM, and how their changes become events. */
export interface RecordBatch<Data extends object> {
  kind: RecordKind
  records: readonly IncomingRecord<Data>[]
  /** Ids of records that are gone. */
  deletedIds?: readonly string[]
  /** The full pass the records were seen by. */
  generation?: number | undefined
  derive: (transition: RecordTransition<Data>, context: EventContext) => NewEvent[]
  /** Events that no record's change tells of, such as a date coming near. */
  alsoDerive?: (outcomes: readonly RecordOutcome<Data>[], context: EventContext) => NewEvent[]
  progress: StreamProgress
}

/** What storing a batch came to. */
export interface StoredBatch<Data extends object> {
  outcomes: RecordOutcome<Data>[]
  hasChanged: boolean
}

/** Stores records, deletes, versions, events and the checkpoint in one transaction, under the stream's lease. */
export function storeRecords<Data extends object>(
  run: StreamRun,
  batch: RecordBatch<Data>,
): Promise<StoredBatch<Data>> {
  const { locationId } = run.lease
  const at = run.clock.now()
  const context = eventContext(run, at)
  return withinLease(run.kysely, run.lease, async (trx) => {
    const outcomes = await writeRecords(trx, { locationId, at, ...batch })
    const deleted = await deleteRecords<Data>(
      trx,
      { locationId, kind: batch.kind },
      batch.deletedIds ?? [],
      at,
    )
    const changes = outcomes.filter(({ change }) => change !== 'unchanged')
    const events = [...changes.map(transitionOf), ...deleted].flatMap((transition) =>
      batch.derive(transition, context),
    )
    await appendEvents(trx, [...events, ...(batch.alsoDerive?.(outcomes, context) ?? [])])
    const stored = changes.filter(({ change }) => change !== 'updated').length - deleted.length
    const hasChanged = changes.length + deleted.length > 0
    return { progress: { ...batch.progress, stored, hasChanged }, result: { outcomes, hasChanged } }
  })
}

export const eventContext = (run: StreamRun, at: Date): EventContext => ({
  locationId: run.lease.locationId,
  at,
  isInitial: run.lease.firstSyncedAt === null,
})

/** A record that comes back after its deletion is as good as new. */
const transitionOf = <Data extends object>(outcome: RecordOutcome<Data>): RecordTransition<Data> => ({
  id: outcome.id,
  version: outcome.version,
  current: outcome.current,
  previous: outcome.change === 'restored' ? undefined : outcome.previous,
})
