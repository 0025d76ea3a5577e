import { type Kysely, type RawBuilder, sql } from 'kysely'
import { storableJson, storableText } from './canonical-json.ts'
import { fromCursor, type Page, type PageEnd, pageOfRows } from './page-cursor.ts'
import type { PostData, Stored } from './record.types.ts'
import { type ListQuery, type RecordRow, storedOf } from './records.store.ts'
import { storeErrors } from './store.errors.ts'
import type { Tables } from './tables.types.ts'

export type PostSort = 'newest' | 'oldest' | 'engagement'

/** Which posts; instants are ISO 8601, `from` inclusive and `to` exclusive, both about `displayAt`. */
export interface PostFilter extends ListQuery {
  tagId?: string | undefined
  accountId?: string | undefined
  status?: string | undefined
  platform?: string | undefined
  /** Words that all stand in the text. */
  text?: string | undefined
  from?: string | undefined
  to?: string | undefined
  sort?: PostSort | undefined
  /** The posts as they were at this instant. */
  asOf?: string | undefined
}

/** Reads posts. */
export function createPostsStore(kysely: Kysely<Tables>) {
  return {
    /** Posts that match, a page at a time; `total` on the first page. */
    list: (locationId: string, filter: PostFilter) => listPosts(kysely, locationId, filter),

    /** When the next scheduled post is due; undefined when none is. */
    async nextScheduledAt(locationId: string, after: Date): Promise<Date | undefined> {
      const { rows } = await sql<{ at: string | null }>`
        select min(data ->> 'scheduledAt') as at from records
        where location_id = ${locationId} and kind = 'post' and deleted_at is null
          and data ->> 'status' = 'scheduled' and data ->> 'scheduledAt' > ${after.toISOString()}`.execute(
        kysely,
      )
      const at = rows[0]?.at
      return at === null || at === undefined ? undefined : new Date(at)
    },

    /** Ids of live posts whose place in the calendar is at an instant or later. */
    async idsShownSince(locationId: string, from: Date): Promise<string[]> {
      const { rows } = await sql<{ id: string }>`
        select id from records where location_id = ${locationId} and kind = 'post' and deleted_at is null
          and ${displayAt} >= ${from.toISOString()}`.execute(kysely)
      return rows.map(({ id }) => id)
    },

    /** Which of these posts have live ones made from them, one for each account, when they were published. */
    async splitAmong(locationId: string, ids: readonly string[]): Promise<Set<string>> {
      if (ids.length === 0) return new Set()
      const { rows } = await sql<{ id: string }>`
        select distinct data ->> 'parentPostId' as id from records
        where location_id = ${locationId} and kind = 'post' and deleted_at is null
          and data ->> 'parentPostId' = any(${sql.val(ids.map(storableText))}::text[])`.execute(kysely)
      return new Set(rows.map(({ id }) => id))
    },
  }
}

const displayAt = sql`coalesce(data ->> 'displayAt', '')`
const engagement = sql`coalesce((data -> 'insights' ->> 'likes')::int, 0)
  + coalesce((data -> 'insights' ->> 'comments')::int, 0) + coalesce((data -> 'insights' ->> 'shares')::int, 0)`

async function listPosts(
  kysely: Kysely<Tables>,
  locationId: string,
  filter: PostFilter,
): Promise<Page<Stored<PostData>>> {
  const sort = filter.sort ?? 'newest'
  const end = filter.cursor === undefined ? undefined : fromCursor(filter.cursor, sort)
  const source = sourceOf(locationId, filter.asOf)
  const matches = sql.join([sql`true`, ...conditionsOf(filter)], sql` and `)
  const sortValue = sort === 'engagement' ? engagement : displayAt
  const order = sort === 'oldest' ? sql`${sortValue}, id desc` : sql`${sortValue} desc, id`
  const { rows } = await sql<RecordRow & { sort: string | number }>`
    select location_id, id, version, data, created_at, changed_at, deleted_at, ${sortValue} as sort
    from ${source} where ${matches} ${end === undefined ? sql`` : sql`and ${beyond(sort, sortValue, end)}`}
    order by ${order} limit ${filter.limit + 1}`.execute(kysely)
  const page = pageOfRows(
    rows,
    filter.limit,
    (row) => ({ sort, value: row.sort, id: row.id }),
    storedOf<PostData>,
  )
  if (end !== undefined) return page
  const counted = await sql<{ total: number }>`
    select count(*)::int as total from ${source} where ${matches}`.execute(kysely)
  return { ...page, total: counted.rows[0]!.total }
}

/** Live posts, or the versions that were valid at an instant. */
function sourceOf(locationId: string, asOf: string | undefined): RawBuilder<unknown> {
  if (asOf === undefined)
    return sql`(select * from records where location_id = ${locationId} and kind = 'post' and deleted_at is null) as p`
  return sql`(
    select v.location_id, v.id, v.version, v.data, r.created_at, v.valid_from as changed_at, null::timestamptz as deleted_at
    from record_versions v join records r using (location_id, kind, id)
    where v.location_id = ${locationId} and v.kind = 'post' and v.data is not null
      and v.valid_from <= ${asOf}::timestamptz and (v.valid_to is null or v.valid_to > ${asOf}::timestamptz)) as p`
}

function conditionsOf(filter: PostFilter): RawBuilder<unknown>[] {
  const conditions: RawBuilder<unknown>[] = []
  const contains = (field: string, value: string) =>
    sql`data -> ${sql.lit(field)} @> ${storableJson([value])}::text::jsonb`
  if (filter.tagId !== undefined) conditions.push(contains('tagIds', filter.tagId))
  if (filter.accountId !== undefined) conditions.push(contains('accountIds', filter.accountId))
  if (filter.platform !== undefined) conditions.push(contains('platforms', filter.platform))
  if (filter.status !== undefined) conditions.push(sql`data ->> 'status' = ${storableText(filter.status)}`)
  if (filter.from !== undefined) conditions.push(sql`${displayAt} >= ${instantText(filter.from)}`)
  if (filter.to !== undefined)
    conditions.push(sql`${displayAt} < ${instantText(filter.to)} and ${displayAt} <> ''`)
  for (const word of wordsOf(filter.text))
    conditions.push(sql`data ->> 'summary' ilike ${`%${escapeLike(word)}%`}`)
  return conditions
}

/** Instants in records are text of one form, so that they sort; bring the caller's to the same form. */
const instantText = (instant: string) => new Date(instant).toISOString()
const wordsOf = (text: string | undefined) =>
  storableText(text ?? '')
    .split(/\s+/u)
    .filter((word) => word !== '')
    .slice(0, 20)
const escapeLike = (word: string) => word.replaceAll(/[\\%_]/g, '\\$&')

function beyond(sort: PostSort, value: RawBuilder<unknown>, end: PageEnd): RawBuilder<unknown> {
  if ((sort === 'engagement') !== Number.isInteger(end.value))
    throw storeErrors.cursor_invalid('The cursor does not belong to this list.')
  const last = sort === 'engagement' ? sql`${end.value}::float8` : sql`${end.value}::text`
  return sort === 'oldest'
    ? sql`(${value} > ${last} or ${value} = ${last} and id < ${end.id})`
    : sql`(${value} < ${last} or ${value} = ${last} and id > ${end.id})`
}
