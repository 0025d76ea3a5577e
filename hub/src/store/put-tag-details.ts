import type { Kysely } from 'kysely'
import { appendEvents } from './events.store.ts'
import type { TagData, TagDetailsData } from './record.types.ts'
import { differingFields } from './records.store.ts'
import { storeErrors } from './store.errors.ts'
import type { Tables } from './tables.types.ts'
import { lockKind, type RecordOutcome, writeRecords } from './write-records.ts'

/** New details of one tag: they replace the old ones whole. */
export interface TagDetailsWrite {
  tagId: string
  details: TagDetailsData
  /** Refuse unless the stored version is this one; 0: there must be none yet. */
  expectedVersion?: number | undefined
}

/** Stores details of tags in the caller's transaction, all or none. */
export async function putTagDetails(
  trx: Kysely<Tables>,
  locationId: string,
  writes: readonly TagDetailsWrite[],
  at: Date,
): Promise<RecordOutcome<TagDetailsData>[]> {
  await lockKind(trx, locationId, 'tag_details')
  const names = await readTagNames(trx, locationId, writes)
  await checkVersions(trx, locationId, writes)
  const outcomes = await writeRecords<TagDetailsData>(trx, {
    locationId,
    kind: 'tag_details',
    records: writes.map(({ tagId, details }) => ({ id: tagId, data: details })),
    at,
  })
  await appendEvents(
    trx,
    outcomes
      .filter(({ change }) => change !== 'unchanged')
      .map(({ id, current, previous, version }) => ({
        locationId,
        type: 'tag.details_updated',
        subject: { kind: 'tag', id, version },
        occurredAt: at,
        data: {
          tagId: id,
          name: names.get(id) ?? null,
          details: current,
          previous: previous ?? null,
          changed: differingFields(previous ?? null, current),
        },
      })),
  )
  return outcomes
}

async function readTagNames(
  trx: Kysely<Tables>,
  locationId: string,
  writes: readonly TagDetailsWrite[],
): Promise<Map<string, string>> {
  const ids = writes.map(({ tagId }) => tagId)
  const rows = await trx
    .selectFrom('records')
    .select(['id', 'data'])
    .where('location_id', '=', locationId)
    .where('kind', '=', 'tag')
    .where('deleted_at', 'is', null)
    .where('id', 'in', ids.length === 0 ? [''] : ids.filter((id) => !id.includes('\0')).concat(''))
    .execute()
  const names = new Map(rows.map((row) => [row.id, (row.data as unknown as TagData).name]))
  const unknown = ids.filter((id) => !names.has(id))
  if (unknown.length > 0)
    throw storeErrors.record_unknown(`The location has no tag ${unknown.slice(0, 5).join(', ')}.`, {
      details: { tagIds: unknown.slice(0, 100) },
    })
  return names
}

async function checkVersions(
  trx: Kysely<Tables>,
  locationId: string,
  writes: readonly TagDetailsWrite[],
): Promise<void> {
  const expecting = writes.filter(({ expectedVersion }) => expectedVersion !== undefined)
  if (expecting.length === 0) return
  const rows = await trx
    .selectFrom('records')
    .select(['id', 'version', 'deleted_at'])
    .where('location_id', '=', locationId)
    .where('kind', '=', 'tag_details')
    .where(
      'id',
      'in',
      expecting.map(({ tagId }) => tagId),
    )
    .execute()
  const versions = new Map(rows.map((row) => [row.id, row.deleted_at === null ? row.version : 0]))
  for (const { tagId, expectedVersion } of expecting) {
    const version = versions.get(tagId) ?? 0
    if (version !== expectedVersion)
      throw storeErrors.version_conflict(
        `The details of tag ${tagId} are at version ${version}, not ${expectedVersion}.`,
        { details: { tagId, version } },
      )
  }
}
