import { type Kysely, sql } from 'kysely'
import type { PostData } from '../store/record.types.ts'
import type { StatisticsFilter } from '../store/statistics.store.ts'
import type { Tables } from '../store/tables.types.ts'
import { addDays } from './days.ts'

/** A tag as a label: its name, and the colour its details give it. */
export interface TagLabel {
  id: string
  name: string
  colour: string | null
}

interface PostRow {
  id: string
  data: PostData
}

const field = (name: string) => sql<string | null>`data ->> ${sql.lit(name)}`

// Only whole numbers count; a text some day put there by the CRM must not break the page.
const count = (name: string) =>
  sql<number>`coalesce(case when jsonb_typeof(data -> 'insights' -> ${sql.lit(name)}) = 'number'
    then (data -> 'insights' ->> ${sql.lit(name)})::numeric end, 0)`
const engagement = sql<number>`(${count('likes')} + ${count('comments')} + ${count('shares')})`

/** Published posts of a period. `displayAt` is the publication once there is one, and the index is on it. */
function publishedPosts(kysely: Kysely<Tables>, filter: StatisticsFilter) {
  let query = kysely
    .selectFrom('records')
    .where('location_id', '=', filter.locationId)
    .where('kind', '=', 'post')
    .where('deleted_at', 'is', null)
    .where(field('displayAt'), '>=', `${filter.from}T00:00:00.000Z`)
    .where(field('displayAt'), '<', `${addDays(filter.to, 1)}T00:00:00.000Z`)
    .where(field('status'), '=', 'published')
  if (filter.platforms !== undefined)
    query = query.where(
      sql<boolean>`data -> 'platforms' ?| array[${sql.join([...filter.platforms])}]::text[]`,
    )
  return query
}

/** The posts of a period that got the most likes, comments and shares. */
export function readBestPosts(
  kysely: Kysely<Tables>,
  filter: StatisticsFilter,
  limit: number,
): Promise<PostRow[]> {
  return publishedPosts(kysely, filter)
    .select(['id', sql<PostData>`data`.as('data')])
    .orderBy(engagement, 'desc')
    .orderBy(field('displayAt'), 'desc')
    .orderBy('id')
    .limit(limit)
    .execute()
}

/** Tags by what the posts of a period that carry them got. */
export async function readTagRanking(
  kysely: Kysely<Tables>,
  filter: StatisticsFilter,
  limit: number,
): Promise<{ tagId: string; posts: number; engagement: number }[]> {
  const tagged = publishedPosts(kysely, filter)
    .innerJoin(
      sql<{ tag_id: string }>`lateral jsonb_array_elements_text(data -> 'tagIds')`.as<'tag'>(
        sql`tag(tag_id)`,
      ),
      (join) => join.onTrue(),
    )
    .select([
      'tag.tag_id as tagId',
      sql<number>`count(*)::int`.as('posts'),
      sql<number>`sum(${engagement})::int`.as('engagement'),
    ])
    .groupBy('tag.tag_id')
    .orderBy('engagement', 'desc')
    .orderBy('posts', 'desc')
    .orderBy('tag.tag_id')
  return tagged.limit(limit).execute()
}

/** The next posts that are scheduled. */
export function readUpcomingPosts(
  kysely: Kysely<Tables>,
  locationId: string,
  now: Date,
  limit: number,
): Promise<PostRow[]> {
  return kysely
    .selectFrom('records')
    .where('location_id', '=', locationId)
    .where('kind', '=', 'post')
    .where('deleted_at', 'is', null)
    .where(field('displayAt'), '>=', now.toISOString())
    .where(field('status'), '=', 'scheduled')
    .where(field('scheduledAt'), 'is not', null)
    .select(['id', sql<PostData>`data`.as('data')])
    .orderBy(field('displayAt'))
    .orderBy('id')
    .limit(limit)
    .execute()
}

/** Names of a location's accounts by their record id. */
export async function readAccountNames(
  kysely: Kysely<Tables>,
  locationId: string,
): Promise<Map<string, string>> {
  const rows = await kysely
    .selectFrom('records')
    .where('location_id', '=', locationId)
    .where('kind', '=', 'account')
    .select(['id', field('name').as('name')])
    .execute()
  return new Map(rows.flatMap(({ id, name }) => (name === null ? [] : [[id, name] as const])))
}

/** Labels of tags by id. */
export async function readTags(
  kysely: Kysely<Tables>,
  locationId: string,
  ids: readonly string[],
): Promise<Map<string, TagLabel>> {
  if (ids.length === 0) return new Map()
  const rows = await kysely
    .selectFrom('records')
    .where('location_id', '=', locationId)
    .where('kind', 'in', ['tag', 'tag_details'])
    .where('id', 'in', [...ids])
    .where((where) => where.or([where('kind', '=', 'tag'), where('deleted_at', 'is', null)]))
    .select(['id', 'kind', field('name').as('name'), field('colour').as('colour')])
    .execute()
  const colours = new Map(
    rows.filter(({ kind }) => kind === 'tag_details').map(({ id, colour }) => [id, colour]),
  )
  const tags = rows.filter(({ kind }) => kind === 'tag')
  return new Map(tags.map(({ id, name }) => [id, { id, name: name ?? id, colour: colours.get(id) ?? null }]))
}
