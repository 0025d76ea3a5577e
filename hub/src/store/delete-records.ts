import { type Kysely, sql } from 'kysely'
import { storableJson } from './canonical-json.ts'
import type { RecordKind, Tables } from './tables.types.ts'

/** A collection of records that a full pass speaks about. */
export interface Collection {
  locationId: string
  kind: RecordKind
}

/** A record that is gone. */
export interface DeletedRecord<Data extends object> {
  id: string
  previous: Data
  version: number
}

/** How many live records there are, and which of them the full pass did not see (at most `limit` ids). */
export async function findUnseen(
  kysely: Kysely<Tables>,
  { locationId, kind }: Collection,
  generation: number,
  limit = 1000,
): Promise<{ live: number; unseen: number; ids: string[] }> {
  const { rows } = await sql<{ live: number; unseen: number; ids: string[] | null }>`
    with unseen as (
      select id from records where location_id = ${locationId} and kind = ${kind} and deleted_at is null
        and seen_generation < ${generation}
    )
    select (select count(*)::int from records
        where location_id = ${locationId} and kind = ${kind} and deleted_at is null) as live,
      (select count(*)::int from unseen) as unseen,
      (select jsonb_agg(id) from (select id from unseen order by id limit ${limit}) as listed) as ids`.execute(
    kysely,
  )
  const found = rows[0]!
  return { live: found.live, unseen: found.unseen, ids: found.ids ?? [] }
}

/** Marks records deleted and appends the version that says so; records already deleted are left alone. */
export async function deleteRecords<Data extends object>(
  trx: Kysely<Tables>,
  { locationId, kind }: Collection,
  ids: readonly string[],
  at: Date,
): Promise<DeletedRecord<Data>[]> {
  if (ids.length === 0) return []
  const { rows } = await sql<{ id: string; data: Data; version: number }>`
    with gone as (
      update records set version = version + 1, deleted_at = greatest(${at.toISOString()}::timestamptz,
          changed_at + interval '1 millisecond'),
        changed_at = greatest(${at.toISOString()}::timestamptz, changed_at + interval '1 millisecond')
      where location_id = ${locationId} and kind = ${kind} and deleted_at is null
        and id in (select jsonb_array_elements_text(${storableJson(ids)}::text::jsonb))
      returning id, data, version, hash, changed_at
    ), closed as (
      update record_versions v set valid_to = gone.changed_at from gone
      where v.location_id = ${locationId} and v.kind = ${kind} and v.id = gone.id and v.version = gone.version - 1
    ), appended as (
      insert into record_versions (location_id, kind, id, version, data, hash, valid_from)
      select ${locationId}, ${kind}, id, version, null, hash, changed_at from gone
    )
    select id, data, version from gone order by id`.execute(trx)
  return rows.map(({ id, data, version }) => ({ id, previous: data, version }))
}
