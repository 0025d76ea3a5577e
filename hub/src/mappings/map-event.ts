import type { Expressions } from '../platform/expressions/create-expressions.ts'
import type { StoredEvent } from '../store/events.store.ts'
import type { MappedRecordsStore } from '../store/mapped-records.store.ts'
import type { MappingsStore } from '../store/mappings.store.ts'
import { projectRecords } from './project-records.ts'

/** What became of an event, or why nothing did. */
export type MappedEvent = { ok: true; record: Record<string, unknown> } | { ok: false; message: string }

/**
 * Makes the record of an event: of the event itself, or of what it is about, as that is now. Of what was deleted the
 * key fields are left.
 */
export async function mapEvent(
  parts: {
    stores: { mappings: Pick<MappingsStore, 'find'>; records: Pick<MappedRecordsStore, 'byIds'> }
    expressions: Pick<Expressions, 'evaluateAll'>
  },
  mappingId: string,
  { id, locationId, subject }: Pick<StoredEvent, 'id' | 'locationId' | 'subject'>,
): Promise<MappedEvent> {
  const mapping = await parts.stores.mappings.find({ id: mappingId })
  if (mapping === undefined) return { ok: false, message: 'The mapping it was to be made by was deleted.' }
  const { definition, name } = mapping
  if (definition === null) return { ok: false, message: `The mapping ${name} was never published.` }
  const { source } = definition
  const sourceId = source.kind === 'event' ? id : subject.id
  const records = await parts.stores.records.byIds(source, locationId, [sourceId])
  if (records.length === 0) return { ok: false, message: `The hub has no ${source.kind} ${sourceId}.` }
  // The location was asked about when the event was taken.
  const { rows, held } = await projectRecords(
    { ...definition, locationIds: null },
    records,
    parts.expressions,
  )
  return rows[0] === undefined
    ? { ok: false, message: `Mapping ${name}: ${held[0]!.message}` }
    : { ok: true, record: rows[0].record ?? rows[0].key }
}
