import { type Kysely, sql } from 'kysely'
import type { Tables } from './tables.types.ts'

/** Live records of a location as far as they decide how many calls a sync needs. */
export interface CollectionSizes {
  tags: number
  categories: number
  posts: number
  /** Posts whose place in the calendar is at `recentFrom` or later. */
  recentPosts: number
  commentsByPlatform: Readonly<Record<string, number>>
}

/** Counts what is stored of a location. */
export async function readCollectionSizes(
  kysely: Kysely<Tables>,
  locationId: string,
  recentFrom: Date,
): Promise<CollectionSizes> {
  const { rows } = await sql<{ kind: string; platform: string | null; count: number; recent: number }>`
    select kind, case when kind = 'comment' then data ->> 'platform' end as platform, count(*)::int as count,
      count(*) filter (
        where kind = 'post' and coalesce(data ->> 'displayAt', '') >= ${recentFrom.toISOString()})::int as recent
    from records
    where location_id = ${locationId} and kind in ('tag', 'category', 'post', 'comment') and deleted_at is null
    group by 1, 2`.execute(kysely)
  const countOf = (kind: string): number => rows.find((row) => row.kind === kind)?.count ?? 0
  return {
    tags: countOf('tag'),
    categories: countOf('category'),
    posts: countOf('post'),
    recentPosts: rows.find((row) => row.kind === 'post')?.recent ?? 0,
    commentsByPlatform: Object.fromEntries(
      rows.filter(({ kind }) => kind === 'comment').map(({ platform, count }) => [platform ?? '', count]),
    ),
  }
}
