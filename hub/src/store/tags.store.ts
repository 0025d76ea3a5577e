import { type Kysely, type RawBuilder, sql } from 'kysely'
import { storableJson, storableText } from './canonical-json.ts'
import { fromCursor, type Page, pageOfRows } from './page-cursor.ts'
import { putTagDetails, type TagDetailsWrite } from './put-tag-details.ts'
import type { Stored, TagData, TagDetailsData } from './record.types.ts'
import { type ListQuery, type RecordRow, storedOf } from './records.store.ts'
import type { Tables } from './tables.types.ts'

/** How the posts of a location use a tag. */
export interface TagUsage {
  posts: number
  publishedPosts: number
  likes: number
  comments: number
  shares: number
  /** `displayAt` of its newest published post. */
  lastUsedAt: string | null
}

/** A tag, what the user's own app says about it, and its use. */
export type TagView = Stored<TagData> & {
  details: TagDetailsData | null
  detailsVersion: number | null
  detailsChangedAt: string | null
  usage: TagUsage
}

/** Use of a tag in one week; `week` is the Monday, `YYYY-MM-DD`. */
export interface TagWeek {
  week: string
  posts: number
  /** Likes, comments and shares of these posts. */
  engagement: number
}

export interface TagQuery extends ListQuery {
  /** Part of the name. */
  text?: string | undefined
  sort?: 'name' | 'usage' | undefined
}

/** Reads tags with their details and use, and writes the details. */
export function createTagsStore(kysely: Kysely<Tables>) {
  return {
    /** Tags by name, or the most used first; `total` on the first page. */
    list: (locationId: string, query: TagQuery) => listTags(kysely, locationId, query),

    /** One tag, deleted ones included; undefined when the hub never saw it. */
    async find(locationId: string, tagId: string): Promise<TagView | undefined> {
      const id = storableText(tagId)
      const { rows } = await sql<TagRow>`${selectTags(locationId, id)} where r.id = ${id}`.execute(kysely)
      return rows[0] === undefined ? undefined : tagOf(rows[0])
    },

    /** Use of a tag by week, oldest first, from its first post to its last and without gaps, at most 104 weeks. */
    weeks: (locationId: string, tagId: string) => readWeeks(kysely, locationId, tagId),

    /** Tags as the CRM sent them, by name. */
    async listRaw(
      locationId: string,
      { searchText, skip, limit }: { searchText?: string | undefined; skip: number; limit: number },
    ): Promise<{ tags: Record<string, unknown>[]; total: number }> {
      const matches = nameContains(searchText)
      const { rows } = await sql<{ raw: Record<string, unknown> | null; total: number }>`
        with found as (select raw, data, id from records r
          where location_id = ${locationId} and kind = 'tag' and deleted_at is null and ${matches})
        select page.raw, counted.total from (select count(*)::int as total from found) counted
        left join lateral (select raw, data, id from found order by lower(data ->> 'name'), id
          limit ${limit} offset ${skip}) page on true
        order by lower(page.data ->> 'name'), page.id`.execute(kysely)
      return { tags: rows.flatMap(({ raw }) => (raw === null ? [] : [raw])), total: rows[0]?.total ?? 0 }
    },

    /**
     * Creates or replaces details of tags, all or none, with their `tag.details_updated` events.
     * @throws `store.record_unknown` for a tag the location does not have, `store.version_conflict`
     */
    putDetails: (locationId: string, writes: readonly TagDetailsWrite[], at: Date) =>
      kysely.transaction().execute((trx) => putTagDetails(trx, locationId, writes, at)),
  }
}

interface TagRow extends RecordRow {
  sort: string | number
  details: TagDetailsData | null
  details_version: number | null
  details_changed_at: Date | null
  posts: number
  published_posts: number
  likes: number
  comments: number
  shares: number
  last_used_at: string | null
}

const tagOf = (row: TagRow): TagView => ({
  ...storedOf<TagData>(row),
  details: row.details,
  detailsVersion: row.details_version,
  detailsChangedAt: row.details_changed_at?.toISOString() ?? null,
  usage: {
    posts: row.posts,
    publishedPosts: row.published_posts,
    likes: row.likes,
    comments: row.comments,
    shares: row.shares,
    lastUsedAt: row.last_used_at,
  },
})

const insight = (name: string) => sql`coalesce((p.data -> 'insights' ->> ${sql.lit(name)})::int, 0)`
const nameContains = (text: string | undefined): RawBuilder<unknown> =>
  text === undefined || text === ''
    ? sql`true`
    : sql`r.data ->> 'name' ilike ${`%${storableText(text).replaceAll(/[\\%_]/g, '\\$&')}%`}`

/** Tags of a location with details and use; one pass over its posts, or over one tag's posts by index. */
function selectTags(locationId: string, tagId?: string): RawBuilder<unknown> {
  const ofTag =
    tagId === undefined ? sql`` : sql`and p.data -> 'tagIds' @> ${storableJson([tagId])}::text::jsonb`
  return sql`
    with uses as (
      select tag_id, count(*)::int as posts,
        (count(*) filter (where p.data ->> 'status' = 'published'))::int as published_posts,
        sum(${insight('likes')})::float8 as likes, sum(${insight('comments')})::float8 as comments,
        sum(${insight('shares')})::float8 as shares,
        max(p.data ->> 'displayAt') filter (where p.data ->> 'status' = 'published') as last_used_at
      from records p cross join lateral jsonb_array_elements_text(p.data -> 'tagIds') as tag_id
      where p.location_id = ${locationId} and p.kind = 'post' and p.deleted_at is null ${ofTag}
      group by tag_id
    ), r as (
      select r.location_id, r.id, r.version, r.data, r.created_at, r.changed_at, r.deleted_at,
        lower(r.data ->> 'name') as name, d.data as details, d.version as details_version,
        d.changed_at as details_changed_at, coalesce(uses.posts, 0) as posts,
        coalesce(published_posts, 0) as published_posts, coalesce(likes, 0) as likes,
        coalesce(comments, 0) as comments, coalesce(shares, 0) as shares, last_used_at
      from records r
      left join records d on d.location_id = r.location_id and d.kind = 'tag_details' and d.id = r.id
        and d.deleted_at is null
      left join uses on uses.tag_id = r.id
      where r.location_id = ${locationId} and r.kind = 'tag'
    )
    select * from r`
}

async function listTags(kysely: Kysely<Tables>, locationId: string, query: TagQuery): Promise<Page<TagView>> {
  const sort = query.sort ?? 'name'
  const end = query.cursor === undefined ? undefined : fromCursor(query.cursor, sort)
  const byName = sort === 'name'
  const beyond =
    end === undefined
      ? sql``
      : byName
        ? sql`and (name, id) > (${String(end.value)}, ${end.id})`
        : sql`and (posts < ${Number(end.value)}::float8 or posts = ${Number(end.value)}::float8 and id > ${end.id})`
  const { rows } = await sql<TagRow & { name: string }>`${selectTags(locationId)}
    where deleted_at is null and ${nameContains(query.text)} ${beyond}
    order by ${byName ? sql`name, id` : sql`posts desc, id`} limit ${query.limit + 1}`.execute(kysely)
  const endOf = (row: TagRow & { name: string }) => ({
    sort,
    value: byName ? row.name : row.posts,
    id: row.id,
  })
  const page = pageOfRows(rows, query.limit, endOf, tagOf)
  return end === undefined ? { ...page, total: await countTags(kysely, locationId, query.text) } : page
}

async function countTags(
  kysely: Kysely<Tables>,
  locationId: string,
  text: string | undefined,
): Promise<number> {
  const { rows } = await sql<{ total: number }>`
    select count(*)::int as total from records r
    where location_id = ${locationId} and kind = 'tag' and deleted_at is null and ${nameContains(text)}`.execute(
    kysely,
  )
  return rows[0]!.total
}

const weekMs = 7 * 24 * 60 * 60 * 1000
const mostWeeks = 104

async function readWeeks(kysely: Kysely<Tables>, locationId: string, tagId: string): Promise<TagWeek[]> {
  const { rows } = await sql<TagWeek>`
    select to_char(date_trunc('week', (p.data ->> 'displayAt')::timestamptz at time zone 'UTC'), 'YYYY-MM-DD') as week,
      count(*)::int as posts,
      sum(${insight('likes')} + ${insight('comments')} + ${insight('shares')})::float8 as engagement
    from records p
    where p.location_id = ${locationId} and p.kind = 'post' and p.deleted_at is null
      and p.data -> 'tagIds' @> ${storableJson([tagId])}::text::jsonb and p.data ->> 'displayAt' is not null
    group by 1 order by 1 desc limit ${mostWeeks}`.execute(kysely)
  return withoutGaps(rows.reverse()).slice(-mostWeeks)
}

function withoutGaps(weeks: readonly TagWeek[]): TagWeek[] {
  const first = weeks[0]
  const last = weeks.at(-1)
  if (first === undefined || last === undefined) return []
  const found = new Map(weeks.map((week) => [week.week, week]))
  const lastMs = Date.parse(last.week)
  const firstMs = Math.max(Date.parse(first.week), lastMs - (mostWeeks - 1) * weekMs)
  return Array.from({ length: Math.round((lastMs - firstMs) / weekMs) + 1 }, (_, place) => {
    const week = new Date(firstMs + place * weekMs).toISOString().slice(0, 10)
    return found.get(week) ?? { week, posts: 0, engagement: 0 }
  })
}
