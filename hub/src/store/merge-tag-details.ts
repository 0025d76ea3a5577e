import type { Kysely } from 'kysely'
import { putTagDetails } from './put-tag-details.ts'
import { storeErrors } from './store.errors.ts'
import type { Tables } from './tables.types.ts'
import { lockKind } from './write-records.ts'

/**
 * Changes some details of tags of one location and leaves the others; null takes a detail away. All or none.
 * @throws `store.version_conflict` when the details are not as they were compared any more; `store.record_unknown`
 */
export async function mergeTagDetails(
  kysely: Kysely<Tables>,
  locationId: string,
  changes: readonly {
    tagId: string
    details: Record<string, unknown>
    isAsCompared(details: Record<string, unknown>): boolean
  }[],
  at: Date,
): Promise<void> {
  await kysely.transaction().execute(async (trx) => {
    await lockKind(trx, locationId, 'tag_details')
    const rows = await trx
      .selectFrom('records')
      .select(['id', 'data'])
      .where('location_id', '=', locationId)
      .where('kind', '=', 'tag_details')
      .where('deleted_at', 'is', null)
      .where(
        'id',
        'in',
        changes.map(({ tagId }) => tagId),
      )
      .execute()
    const known = new Map(rows.map(({ id, data }) => [id, data]))
    const late = changes.find((change) => !change.isAsCompared(known.get(change.tagId) ?? {}))
    if (late !== undefined)
      throw storeErrors.version_conflict(`The details of tag ${late.tagId} were changed a moment ago.`)
    const writes = changes.map(({ tagId, details }) => ({
      tagId,
      details: Object.fromEntries(
        Object.entries({ ...known.get(tagId), ...details }).filter(([, value]) => value !== null),
      ),
    }))
    await putTagDetails(trx, locationId, writes, at)
  })
}
