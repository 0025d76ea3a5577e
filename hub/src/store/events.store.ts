import { type Kysely, sql } from 'kysely'
import { newId } from '../platform/ids.ts'
import { storableJson } from './canonical-json.ts'
import { storeErrors } from './store.errors.ts'
import type { Tables } from './tables.types.ts'

/** Something that happened, about to be recorded. */
export interface NewEvent {
  /** Default: a new one. */
  id?: string | undefined
  locationId: string
  /** Past tense, `<subject>.<what happened>`. */
  type: string
  subject: { kind: string; id: string; version?: number | null | undefined }
  occurredAt: Date | string
  data: Record<string, unknown>
}

/** An event of the log; instants are ISO 8601. */
export interface StoredEvent {
  id: string
  /** Opaque place in the log. */
  position: string
  locationId: string
  type: string
  subject: { kind: string; id: string; version: number | null }
  occurredAt: string
  recordedAt: string
  data: Record<string, unknown>
}

export interface EventFilter {
  /** Undefined: every location. */
  locationIds?: readonly string[] | undefined
  /** Exact types, or prefixes ending in `.*`. */
  types?: readonly string[] | undefined
  subjectKind?: string | undefined
  subjectId?: string | undefined
  /** Only these events. */
  ids?: readonly string[] | undefined
}

export interface EventRead extends EventFilter {
  /** Only events beyond this position, in the direction of reading. */
  after?: string | undefined
  limit: number
  /** Default `oldest`. */
  order?: 'oldest' | 'newest' | undefined
  /** Only events recorded then or later. */
  since?: Date | undefined
}

/** Events to insert in one statement: more would make one parameter of many megabytes. */
const batchSize = 1000

/** Appends events to the log. Call it in the transaction of the change they tell of. */
export async function appendEvents(trx: Kysely<Tables>, events: readonly NewEvent[]): Promise<void> {
  for (let start = 0; start < events.length; start += batchSize)
    await appendBatch(trx, events.slice(start, start + batchSize))
}

async function appendBatch(trx: Kysely<Tables>, events: readonly NewEvent[]): Promise<void> {
  const input = storableJson(
    events.map(({ id, locationId, type, subject, occurredAt, data }) => ({
      id: id ?? newId(),
      location_id: locationId,
      type,
      subject_kind: subject.kind,
      subject_id: subject.id,
      subject_version: subject.version ?? null,
      occurred_at: new Date(occurredAt).toISOString(),
      data,
    })),
  )
  await sql`
    insert into events (id, location_id, type, subject_kind, subject_id, subject_version, occurred_at, data)
    select (item ->> 'id')::uuid, item ->> 'location_id', item ->> 'type', item ->> 'subject_kind',
      item ->> 'subject_id', (item ->> 'subject_version')::int, (item ->> 'occurred_at')::timestamptz, item -> 'data'
    from jsonb_array_elements(${input}::text::jsonb) with ordinality as list(item, place) order by place`.execute(
    trx,
  )
}

/** The event log. Readers go by `position` and never miss an event, however the transactions that wrote overlapped. */
export function createEventsStore(kysely: Kysely<Tables>) {
  return {
    /** Events beyond a position, and the position to go on from (that of the last event, else `after`). */
    async read(query: EventRead): Promise<{ events: StoredEvent[]; position: string | undefined }> {
      const events = await readEvents(kysely, query)
      return { events, position: events.at(-1)?.position ?? query.after }
    },

    /** Position of the newest event that can be read; undefined in an empty log. */
    async latestPosition(): Promise<string | undefined> {
      return (await readEvents(kysely, { limit: 1, order: 'newest' }))[0]?.position
    },

    /** The furthest position before everything recorded at an instant or later. */
    positionBefore: (instant: Date) => positionBefore(kysely, instant),

    /** How many events lie beyond a position, counted up to `most`, and when the oldest of those was recorded. */
    async countBeyond(position: string, most: number): Promise<{ events: number; since: Date | null }> {
      const found = await sql<{ events: number; since: Date | null }>`
        select count(*)::int as events, min(recorded_at) as since from (
          select recorded_at from events where ${visible} and ${beyond(position, 'asc')}
          order by xid, seq limit ${most}) as unread`.execute(kysely)
      return found.rows[0] ?? { events: 0, since: null }
    },

    /** Deletes up to `most` of the oldest events, of those recorded before an instant; several processes may do it at once. */
    async deleteOldest(before: Date, most: number): Promise<number> {
      // The log grows at its end: what is old is at the beginning, and nothing beyond need be looked at.
      const deleted = await sql`
        delete from events where seq in (
          select seq from (select seq, recorded_at from events order by seq limit ${most}) as oldest
          where recorded_at < ${before.toISOString()}::timestamptz)`.execute(kysely)
      return Number(deleted.numAffectedRows ?? 0)
    },
  }
}
export type EventsStore = ReturnType<typeof createEventsStore>

/** A transaction still open may yet add events with a smaller xid: wait for it rather than skip them. */
const visible = sql<boolean>`xid < pg_snapshot_xmin(pg_current_snapshot())`

async function readEvents(kysely: Kysely<Tables>, query: EventRead): Promise<StoredEvent[]> {
  const direction = query.order === 'newest' ? 'desc' : 'asc'
  const { since } = query
  const from = since === undefined ? undefined : await positionBefore(kysely, since)
  const rows = await kysely
    .selectFrom('events')
    .selectAll()
    .where(visible)
    .$if(from !== undefined, (some) => some.where(beyond(from!, 'asc')).where('recorded_at', '>=', since!))
    .$if(query.after !== undefined, (some) => some.where(beyond(query.after!, direction)))
    .$if(query.locationIds !== undefined, (some) => some.where(oneOf('location_id', query.locationIds!)))
    .$if(query.types !== undefined, (some) => some.where(ofTypes(query.types!)))
    .$if(query.ids !== undefined, (some) =>
      some.where(sql<boolean>`id = any(${sql.val([...query.ids!])}::uuid[])`),
    )
    .$if(query.subjectKind !== undefined, (some) => some.where('subject_kind', '=', query.subjectKind!))
    .$if(query.subjectId !== undefined, (some) => some.where('subject_id', '=', query.subjectId!))
    .orderBy('xid', direction)
    .orderBy('seq', direction)
    .limit(query.limit)
    .execute()
  return rows.map((row) => ({
    id: row.id,
    position: `${row.xid}-${row.seq}`,
    locationId: row.location_id,
    type: row.type,
    subject: { kind: row.subject_kind, id: row.subject_id, version: row.subject_version },
    occurredAt: row.occurred_at.toISOString(),
    recordedAt: row.recorded_at.toISOString(),
    data: row.data,
  }))
}

/** Transactions that overlapped may have recorded events of one moment in another order than they began. */
const overlapMs = 5 * 60_000

/** Instants are not indexed, but grow with `seq`: a search by halves needs a few reads by key. */
async function positionBefore(kysely: Kysely<Tables>, instant: Date): Promise<string> {
  const early = new Date(instant.getTime() - overlapMs)
  const ends = await sql<{ low: number | null; high: number | null }>`
    select min(seq)::float8 as low, max(seq)::float8 as high from events`.execute(kysely)
  let low = ends.rows[0]?.low ?? 0
  let high = (ends.rows[0]?.high ?? 0) + 1
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    const found = await kysely
      .selectFrom('events')
      .select(['seq', 'recorded_at'])
      .where('seq', '>=', middle)
      .orderBy('seq')
      .limit(1)
      .executeTakeFirst()
    if (found !== undefined && found.recorded_at < early) low = found.seq + 1
    else high = middle
  }
  const first = await kysely
    .selectFrom('events')
    .select(['xid', 'seq'])
    .where(sql<boolean>`xid >= (select xid from events where seq >= ${low}::bigint order by seq limit 1)`)
    .where('recorded_at', '>=', instant)
    .orderBy('xid')
    .orderBy('seq')
    .limit(1)
    .executeTakeFirst()
  if (first !== undefined) return `${first.xid}-${first.seq - 1}`
  const [newest] = await readEvents(kysely, { limit: 1, order: 'newest' })
  return newest?.position ?? '0-0'
}

/** @throws `store.position_invalid` */
export function checkPosition(position: string): { xid: string; seq: string } {
  const [, xid, seq] = /^(\d{1,19})-(\d{1,15})$/.exec(position) ?? []
  if (xid === undefined || seq === undefined)
    throw storeErrors.position_invalid(`${JSON.stringify(position)} is not a position of the log.`)
  return { xid, seq }
}

function beyond(position: string, direction: 'asc' | 'desc') {
  const { xid, seq } = checkPosition(position)
  return direction === 'asc'
    ? sql<boolean>`(xid, seq) > (${xid}::text::xid8, ${seq}::text::bigint)`
    : sql<boolean>`(xid, seq) < (${xid}::text::xid8, ${seq}::text::bigint)`
}

const oneOf = (column: string, values: readonly string[]) =>
  sql<boolean>`${sql.ref(column)} = any(${sql.val([...values])}::text[])`

function ofTypes(types: readonly string[]) {
  const exact = types.filter((type) => !type.endsWith('.*'))
  const prefixes = types.filter((type) => type.endsWith('.*')).map((type) => type.slice(0, -1))
  return sql<boolean>`(type = any(${sql.val(exact)}::text[]) or exists (
    select 1 from unnest(${sql.val(prefixes)}::text[]) as prefix where starts_with(type, prefix)))`
}
