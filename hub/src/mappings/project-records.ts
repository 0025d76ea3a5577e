import type { Expressions } from '../platform/expressions/create-expressions.ts'
import type { MappingDefinition } from '../store/mapping.types.ts'
import type { SourceRecord } from '../store/mapped-records.store.ts'
import type { QuarantinedRow } from '../store/quarantine.store.ts'
import { applyMapping } from './apply-mapping.ts'
import type { OutgoingRow } from './destinations/destination.types.ts'

/** What becomes of source records: rows to write, and records that cannot be mapped. */
export interface Projection {
  rows: OutgoingRow[]
  held: Omit<QuarantinedRow, 'outputId'>[]
}

/** Maps source records to rows. Those that are gone, or not of the mapping's locations, become deletions by key. */
export async function projectRecords(
  definition: MappingDefinition,
  records: readonly SourceRecord[],
  expressions: Pick<Expressions, 'evaluateAll'>,
): Promise<Projection> {
  const { locationIds, key, fields } = definition
  const allowed = locationIds === null ? undefined : new Set(locationIds)
  const isWanted = (record: SourceRecord) => !record.isGone && (allowed?.has(record.locationId) ?? true)
  const wanted = records.filter(isWanted)
  const unwanted = records.filter((record) => !isWanted(record))
  const keyFields = { fields: fields.filter(({ name }) => key.includes(name)) }
  const projection: Projection = { rows: [], held: [] }
  await project(wanted, definition, 'upsert')
  await project(unwanted, keyFields, 'delete')
  return projection

  async function project(
    some: readonly SourceRecord[],
    shape: Pick<MappingDefinition, 'fields'>,
    operation: OutgoingRow['operation'],
  ): Promise<void> {
    if (some.length === 0) return
    const mapped = await applyMapping(
      shape,
      some.map(({ data }) => data),
      expressions,
    )
    for (const [place, outcome] of mapped.entries()) {
      const { locationId, id: sourceId } = some[place]!
      if (outcome.ok)
        projection.rows.push({
          locationId,
          sourceId,
          operation,
          key: Object.fromEntries(key.map((name) => [name, outcome.record[name]])),
          record: operation === 'delete' ? null : outcome.record,
        })
      else
        projection.held.push({
          locationId,
          sourceId,
          reason: 'mapping',
          message: outcome.errors.map(({ field, message }) => `${field}: ${message}`).join(' '),
          errors: outcome.errors,
          record: null,
        })
    }
  }
}
