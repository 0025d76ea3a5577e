import type { Kysely } from 'kysely'
import type { Tables } from '../store/tables.types.ts'
import {
  readAccountNames,
  readBestPosts,
  readTagRanking,
  readTags,
  readUpcomingPosts,
  type TagLabel,
} from './rank-posts.ts'
import { readStatistics } from './read-statistics.ts'
import type { MetricTotals, StatisticsReport, StatisticsRequest } from './statistics.types.ts'

/** What an overview page shows of one location and period. */
export interface OverviewReport {
  statistics: StatisticsReport
  engagementRate: number | null
  previousEngagementRate: number | null
  bestPosts: {
    id: string
    summary: string
    platforms: string[]
    accountName: string | null
    publishedAt: string | null
    tags: TagLabel[]
    likes: number
    comments: number
    shares: number
    thumbnailUrl: string | null
  }[]
  tags: (TagLabel & { posts: number; engagement: number })[]
  upcoming: { id: string; summary: string; scheduledAt: string; platforms: string[] }[]
}

const bestPosts = 8
const bestTags = 12
const nextPosts = 6

/** Reads all an overview page needs for one location and period. */
export async function readOverview(
  kysely: Kysely<Tables>,
  request: StatisticsRequest,
  now: Date,
): Promise<OverviewReport> {
  const { locationId } = request
  const [statistics, best, ranking, upcoming, accountNames] = await Promise.all([
    readStatistics(kysely, request),
    readBestPosts(kysely, request, bestPosts),
    readTagRanking(kysely, request, bestTags),
    readUpcomingPosts(kysely, locationId, now, nextPosts),
    readAccountNames(kysely, locationId),
  ])
  const shown = new Set([...ranking.map(({ tagId }) => tagId), ...best.flatMap(({ data }) => data.tagIds)])
  const labels = await readTags(kysely, locationId, [...shown])
  return {
    statistics,
    engagementRate: engagementRate(statistics.totals),
    previousEngagementRate: statistics.previous === null ? null : engagementRate(statistics.previous.totals),
    bestPosts: best.map(({ id, data }) => ({
      id,
      summary: data.summary,
      platforms: data.platforms,
      accountName: data.accountIds.map((accountId) => accountNames.get(accountId)).find(isThere) ?? null,
      publishedAt: data.publishedAt,
      tags: data.tagIds.map((tagId) => labels.get(tagId)).filter(isThere),
      likes: data.insights?.likes ?? 0,
      comments: data.insights?.comments ?? 0,
      shares: data.insights?.shares ?? 0,
      thumbnailUrl: data.media[0]?.thumbnailUrl ?? null,
    })),
    tags: ranking.map(({ tagId, posts, engagement }) => ({
      ...(labels.get(tagId) ?? { id: tagId, name: tagId, colour: null }),
      posts,
      engagement,
    })),
    upcoming: upcoming.map(({ id, data }) => ({
      id,
      summary: data.summary,
      scheduledAt: data.scheduledAt ?? '',
      platforms: data.platforms,
    })),
  }
}

const isThere = <Value>(value: Value | undefined): value is Value => value !== undefined

/** Likes and comments for each 100 impressions, two decimals; null without impressions. */
const engagementRate = ({ likes, comments, impressions }: MetricTotals): number | null =>
  impressions === 0 ? null : Math.round(((likes + comments) / impressions) * 10_000) / 100
