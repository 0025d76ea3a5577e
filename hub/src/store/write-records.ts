import { type Kysely, sql } from 'kysely'
import { fingerprint, storableJson, storableText } from './canonical-json.ts'
import type { RecordKind, Tables } from './tables.types.ts'

/** A record as a stream read it: our shape, and what the CRM sent. */
export interface IncomingRecord<Data extends object> {
  id: string
  data: Data
  raw?: object | null
}

export type RecordChange = 'created' | 'updated' | 'unchanged' | 'restored'

/** What writing one record came to. */
export interface RecordOutcome<Data extends object> {
  id: string
  change: RecordChange
  current: Data
  /** What the hub held before; undefined when it held nothing, and for an unchanged record `current` itself. */
  previous: Data | undefined
  version: number
}

export interface RecordWrite<Data extends object> {
  locationId: string
  kind: RecordKind
  records: readonly IncomingRecord<Data>[]
  /** Number of the full pass that saw the records; records it never saw are deletes. */
  generation?: number | undefined
  at: Date
}

/**
 * Stores records, keeping every version: only records whose data differ are written again, and their versions
 * closed and appended. Two writers of one location and kind follow each other. Of an id given twice the last counts.
 * `raw` is kept as it was when the data last changed.
 */
export async function writeRecords<Data extends object>(
  trx: Kysely<Tables>,
  write: RecordWrite<Data>,
): Promise<RecordOutcome<Data>[]> {
  const incoming = new Map(
    write.records.map((record) => {
      const id = storableText(record.id)
      return [id, { ...record, id, hash: fingerprint(record.data) }]
    }),
  )
  if (incoming.size === 0) return []
  await lockKind(trx, write.locationId, write.kind)
  const held = await readHeld<Data>(trx, write, [...incoming.values()])
  const outcomes: RecordOutcome<Data>[] = []
  const changed: ChangedRow[] = []
  const untouched: string[] = []
  for (const record of incoming.values()) {
    const before = held.get(record.id)
    const change = changeOf(before, record.hash)
    const version = change === 'unchanged' ? before!.version : (before?.version ?? 0) + 1
    const previous = change === 'unchanged' ? record.data : (before?.data ?? undefined)
    outcomes.push({ id: record.id, change, current: record.data, previous, version })
    if (change === 'unchanged') untouched.push(record.id)
    else changed.push({ ...record, raw: record.raw ?? null, version, at: instantAfter(before, write.at) })
  }
  await storeChanged(trx, write, changed)
  await markSeen(trx, write, untouched)
  return outcomes
}

interface HeldRow<Data> {
  id: string
  version: number
  hash: string
  changed_at: Date
  deleted_at: Date | null
  data: Data | null
}

interface ChangedRow {
  id: string
  version: number
  data: object
  raw: object | null
  hash: string
  at: string
}

function changeOf(before: HeldRow<unknown> | undefined, hash: string): RecordChange {
  if (before === undefined) return 'created'
  if (before.deleted_at !== null) return 'restored'
  return before.hash === hash ? 'unchanged' : 'updated'
}

/** Versions of a record never overlap or run backwards, even when the clock does. */
function instantAfter(before: { changed_at: Date } | undefined, at: Date): string {
  const earliest = before === undefined ? 0 : before.changed_at.getTime() + 1
  return new Date(Math.max(at.getTime(), earliest)).toISOString()
}

/** Serialises writers of one kind in one location until the transaction ends, new records included. */
export async function lockKind(trx: Kysely<Tables>, locationId: string, kind: RecordKind): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`records/${locationId}/${kind}`}, 0))`.execute(
    trx,
  )
}

/** What is held of the ids; data only where it differs, since most records of most passes did not change. */
async function readHeld<Data extends object>(
  trx: Kysely<Tables>,
  { locationId, kind }: { locationId: string; kind: RecordKind },
  records: readonly { id: string; hash: string }[],
): Promise<Map<string, HeldRow<Data>>> {
  const keys = storableJson(records.map(({ id, hash }) => ({ id, hash })))
  const { rows } = await sql<HeldRow<Data>>`
    select r.id, r.version, r.hash, r.changed_at, r.deleted_at,
      case when r.hash <> i.hash or r.deleted_at is not null then r.data end as data
    from jsonb_to_recordset(${keys}::text::jsonb) as i(id text, hash text)
    join records r on r.location_id = ${locationId} and r.kind = ${kind} and r.id = i.id`.execute(trx)
  return new Map(rows.map((row) => [row.id, row]))
}

async function storeChanged(
  trx: Kysely<Tables>,
  { locationId, kind, generation }: { locationId: string; kind: RecordKind; generation?: number | undefined },
  rows: readonly ChangedRow[],
): Promise<void> {
  if (rows.length === 0) return
  const input = storableJson(
    rows.map(({ id, version, data, raw, hash, at }) => ({ id, version, data, raw, hash, at })),
  )
  await sql`
    with input as materialized (
      select * from jsonb_to_recordset(${input}::text::jsonb)
        as i(id text, version int, data jsonb, raw jsonb, hash text, at timestamptz)
    ), stored as (
      insert into records (location_id, kind, id, version, data, raw, hash, created_at, changed_at, seen_generation)
      select ${locationId}, ${kind}, id, version, data, raw, hash, at, at, ${generation ?? 0}::bigint from input
      on conflict (location_id, kind, id) do update set
        version = excluded.version, data = excluded.data, raw = excluded.raw, hash = excluded.hash,
        changed_at = excluded.changed_at, deleted_at = null,
        seen_generation = greatest(records.seen_generation, excluded.seen_generation)
    ), closed as (
      update record_versions v set valid_to = input.at from input
      where v.location_id = ${locationId} and v.kind = ${kind} and v.id = input.id and v.version = input.version - 1
    )
    insert into record_versions (location_id, kind, id, version, data, hash, valid_from)
    select ${locationId}, ${kind}, id, version, data, hash, at from input`.execute(trx)
}

/** Notes that a full pass saw records. */
export async function markSeen(
  trx: Kysely<Tables>,
  { locationId, kind, generation }: { locationId: string; kind: RecordKind; generation?: number | undefined },
  ids: readonly string[],
): Promise<void> {
  if (generation === undefined || ids.length === 0) return
  await sql`
    update records set seen_generation = ${generation}
    where location_id = ${locationId} and kind = ${kind} and seen_generation < ${generation}
      and id in (select jsonb_array_elements_text(${storableJson(ids)}::text::jsonb))`.execute(trx)
}
