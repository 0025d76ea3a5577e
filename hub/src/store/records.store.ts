import { type Kysely, sql } from 'kysely'
import { storableText } from './canonical-json.ts'
import { fromCursor, type Page, pageOfRows } from './page-cursor.ts'
import type { AccountData, CategoryData, CommentData, RecordEnvelope, Stored } from './record.types.ts'
import type { RecordKind, Tables } from './tables.types.ts'

/** A row of `records`, or of its versions, as the lists select it. */
export interface RecordRow {
  location_id: string
  id: string
  version: number
  data: Record<string, unknown>
  created_at: Date
  changed_at: Date
  deleted_at: Date | null
}

/** One version of a record: `data` null says it was deleted. */
export interface RecordVersionView {
  version: number
  validFrom: string
  validTo: string | null
  data: Record<string, unknown> | null
  /** Top-level fields that differ from the version before. */
  changed: string[]
}

export interface ListQuery {
  limit: number
  cursor?: string | undefined
}

/** Live records of a location, by kind. */
export interface RecordCounts {
  accounts: number
  tags: number
  categories: number
  posts: number
  comments: number
  /** Days for which there is any statistic. */
  statisticDays: number
}

/** What every record has, whatever its kind. */
export const envelopeOf = (row: RecordRow): RecordEnvelope => ({
  id: row.id,
  locationId: row.location_id,
  version: row.version,
  createdAt: row.created_at.toISOString(),
  changedAt: row.changed_at.toISOString(),
  deletedAt: row.deleted_at?.toISOString() ?? null,
})

/** Data first, so that a field of the record can never stand in for one of the envelope. */
export const storedOf = <Data extends object>(row: RecordRow): Stored<Data> => ({
  ...(row.data as Data),
  ...envelopeOf(row),
})

/** Reads records of every kind; posts and tags have stores of their own with richer questions. */
export function createRecordsStore(kysely: Kysely<Tables>) {
  return {
    /** Accounts by name. */
    listAccounts: (locationId: string, query: ListQuery) =>
      listByName<AccountData>(kysely, locationId, 'account', query),

    /** Categories by name. */
    listCategories: (locationId: string, query: ListQuery) =>
      listByName<CategoryData>(kysely, locationId, 'category', query),

    /** Comments, newest first; of one post when asked. */
    listComments: (locationId: string, query: ListQuery & { postId?: string | undefined }) =>
      listComments(kysely, locationId, query),

    /** Every live record of a kind, without paging: for kinds that are few, such as accounts. */
    async all<Data extends object>(locationId: string, kind: RecordKind): Promise<Stored<Data>[]> {
      const rows = await kysely
        .selectFrom('records')
        .select(['location_id', 'id', 'version', 'data', 'created_at', 'changed_at', 'deleted_at'])
        .where('location_id', '=', locationId)
        .where('kind', '=', kind)
        .where('deleted_at', 'is', null)
        .orderBy('id')
        .execute()
      return rows.map((row) => storedOf<Data>(row))
    },

    /** One record, deleted ones included; undefined when the hub never saw it. */
    async find<Data extends object>(
      locationId: string,
      kind: RecordKind,
      id: string,
    ): Promise<Stored<Data> | undefined> {
      const row = await kysely
        .selectFrom('records')
        .select(['location_id', 'id', 'version', 'data', 'created_at', 'changed_at', 'deleted_at'])
        .where('location_id', '=', locationId)
        .where('kind', '=', kind)
        .where('id', '=', storableText(id))
        .executeTakeFirst()
      return row === undefined ? undefined : storedOf<Data>(row)
    },

    /** What the CRM sent when the records last changed, in the order of `ids`; unknown and deleted ones are left out. */
    async rawOf(
      locationId: string,
      kind: RecordKind,
      ids: readonly string[],
    ): Promise<Record<string, unknown>[]> {
      const { rows } = await sql<{ raw: Record<string, unknown> }>`
        select r.raw from unnest(${sql.val(ids.map(storableText))}::text[]) with ordinality as wanted(id, place)
        join records r on r.location_id = ${locationId} and r.kind = ${kind} and r.id = wanted.id
        where r.deleted_at is null and r.raw is not null order by place`.execute(kysely)
      return rows.map(({ raw }) => raw)
    },

    /** Versions of a record, newest first. */
    history: (locationId: string, kind: RecordKind, id: string, limit = 200) =>
      readHistory(kysely, locationId, kind, id, limit),

    /** How much is stored for each location. */
    count: (locationIds: readonly string[]) => countRecords(kysely, locationIds),
  }
}

async function listByName<Data extends object>(
  kysely: Kysely<Tables>,
  locationId: string,
  kind: RecordKind,
  { limit, cursor }: ListQuery,
): Promise<Page<Stored<Data>>> {
  const end = cursor === undefined ? undefined : fromCursor(cursor, 'name')
  const beyond = end === undefined ? sql`` : sql`and (lower(data ->> 'name'), id) > (${end.value}, ${end.id})`
  const { rows } = await sql<RecordRow & { sort: string }>`
    select location_id, id, version, data, created_at, changed_at, deleted_at, lower(data ->> 'name') as sort
    from records where location_id = ${locationId} and kind = ${kind} and deleted_at is null ${beyond}
    order by sort, id limit ${limit + 1}`.execute(kysely)
  const page = pageOfRows(
    rows,
    limit,
    (row) => ({ sort: 'name', value: row.sort, id: row.id }),
    storedOf<Data>,
  )
  return end === undefined ? { ...page, total: await countKind(kysely, locationId, kind) } : page
}

async function listComments(
  kysely: Kysely<Tables>,
  locationId: string,
  { limit, cursor, postId }: ListQuery & { postId?: string | undefined },
): Promise<Page<Stored<CommentData>>> {
  const end = cursor === undefined ? undefined : fromCursor(cursor, 'newest')
  const at = sql`coalesce(data ->> 'commentedAt', '')`
  const beyond =
    end === undefined ? sql`` : sql`and (${at} < ${end.value} or ${at} = ${end.value} and id > ${end.id})`
  const ofPost = postId === undefined ? sql`` : sql`and data ->> 'postId' = ${storableText(postId)}`
  const { rows } = await sql<RecordRow & { sort: string }>`
    select location_id, id, version, data, created_at, changed_at, deleted_at, ${at} as sort
    from records where location_id = ${locationId} and kind = 'comment' and deleted_at is null ${ofPost} ${beyond}
    order by sort desc, id limit ${limit + 1}`.execute(kysely)
  return pageOfRows(
    rows,
    limit,
    (row) => ({ sort: 'newest', value: row.sort, id: row.id }),
    storedOf<CommentData>,
  )
}

async function countKind(kysely: Kysely<Tables>, locationId: string, kind: RecordKind): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from records
    where location_id = ${locationId} and kind = ${kind} and deleted_at is null`.execute(kysely)
  return rows[0]!.count
}

async function readHistory(
  kysely: Kysely<Tables>,
  locationId: string,
  kind: RecordKind,
  id: string,
  limit: number,
): Promise<RecordVersionView[]> {
  const rows = await kysely
    .selectFrom('record_versions')
    .select(['version', 'data', 'valid_from', 'valid_to'])
    .where('location_id', '=', locationId)
    .where('kind', '=', kind)
    .where('id', '=', storableText(id))
    .orderBy('version', 'desc')
    .limit(limit + 1)
    .execute()
  return rows.slice(0, limit).map((row, place) => ({
    version: row.version,
    validFrom: row.valid_from.toISOString(),
    validTo: row.valid_to?.toISOString() ?? null,
    data: row.data,
    changed: differingFields(rows[place + 1]?.data ?? null, row.data),
  }))
}

/** Names of the top-level fields that differ between two versions. */
export function differingFields(
  before: Record<string, unknown> | null,
  after: Record<string, unknown> | null,
): string[] {
  const names = new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])
  return [...names].filter((name) => JSON.stringify(before?.[name]) !== JSON.stringify(after?.[name])).sort()
}

async function countRecords(
  kysely: Kysely<Tables>,
  locationIds: readonly string[],
): Promise<Map<string, RecordCounts>> {
  const ids = sql`any(${sql.val([...locationIds])}::text[])`
  const { rows } = await sql<{ location_id: string; kind: string; count: number }>`
    select location_id, kind, count(*)::int as count from records
    where location_id = ${ids} and deleted_at is null group by location_id, kind
    union all
    select location_id, 'day', count(distinct day)::int from daily_statistics
    where location_id = ${ids} group by location_id`.execute(kysely)
  const counts = new Map(locationIds.map((id) => [id, noRecords()]))
  for (const row of rows) {
    const field = countFields[row.kind]
    const found = counts.get(row.location_id)
    if (field !== undefined && found !== undefined) found[field] = row.count
  }
  return counts
}

const countFields: Record<string, keyof RecordCounts> = {
  account: 'accounts',
  tag: 'tags',
  category: 'categories',
  post: 'posts',
  comment: 'comments',
  day: 'statisticDays',
}

const noRecords = (): RecordCounts => ({
  accounts: 0,
  tags: 0,
  categories: 0,
  posts: 0,
  comments: 0,
  statisticDays: 0,
})
