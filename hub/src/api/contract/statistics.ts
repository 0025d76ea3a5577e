import { z } from 'zod'
import { Day } from './shapes.ts'

/** Metrics kept for each account and day. `followers` is a level (the day's last value); the others are counts. */
export const metricNames = ['impressions', 'likes', 'comments', 'posts', 'followers'] as const
export const MetricName = z.enum(metricNames)
export type MetricName = z.infer<typeof MetricName>

const listOf = z
  .string()
  .max(8000)
  .transform((text) =>
    text
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== ''),
  )

/** `dateRange` is a number of days ending yesterday (`30d`), or `from..to`; `from` and `to` are inclusive UTC days. */
export const StatisticsQuery = z.object({
  from: Day.optional(),
  to: Day.optional(),
  dateRange: z.string().max(40).optional(),
  platforms: listOf.optional(),
  profileIds: listOf.optional(),
  /** `previous`: also the period of the same length just before. */
  compare: z.enum(['none', 'previous']).default('none'),
  granularity: z.enum(['day', 'week', 'month']).default('day'),
})
export type StatisticsQuery = z.input<typeof StatisticsQuery>

export const MetricTotals = z.object({
  impressions: z.number(),
  likes: z.number(),
  comments: z.number(),
  posts: z.number(),
  /** Level at the end of the period. */
  followers: z.number(),
})
export type MetricTotals = z.infer<typeof MetricTotals>

/** One series: `values[i]` belongs to `periods[i]`; null where the hub holds no value. */
export const StatisticsSeries = z.object({
  platform: z.string(),
  metric: MetricName,
  values: z.array(z.number().nullable()),
})

export const Statistics = z
  .object({
    locationId: z.string(),
    from: z.string(),
    to: z.string(),
    granularity: z.enum(['day', 'week', 'month']),
    /** First day of each period. */
    periods: z.array(z.string()),
    totals: MetricTotals,
    previous: z.object({ from: z.string(), to: z.string(), totals: MetricTotals }).nullable(),
    /** Percent against the previous period; null where there is nothing to compare with. */
    change: z.record(MetricName, z.number().nullable()).nullable(),
    series: z.array(StatisticsSeries),
    accounts: z.array(
      z.object({
        profileId: z.string(),
        accountId: z.string().nullable(),
        name: z.string(),
        platform: z.string(),
        totals: MetricTotals,
      }),
    ),
    /** Newest moment at which any value shown was observed; null when there is none. */
    dataAsOf: z.string().nullable(),
    /** Oldest and newest day the hub holds for the location. */
    coverage: z.object({ from: z.string(), to: z.string() }).nullable(),
  })
  .meta({ id: 'Statistics' })
export type Statistics = z.infer<typeof Statistics>

/** All an overview page needs for one location and period, in one answer. */
export const Overview = z
  .object({
    statistics: Statistics,
    /** (likes + comments) per 100 impressions; null without impressions. */
    engagementRate: z.number().nullable(),
    previousEngagementRate: z.number().nullable(),
    bestPosts: z.array(
      z.object({
        id: z.string(),
        summary: z.string(),
        platforms: z.array(z.string()),
        accountName: z.string().nullable(),
        publishedAt: z.string().nullable(),
        tags: z.array(z.object({ id: z.string(), name: z.string(), colour: z.string().nullable() })),
        likes: z.int(),
        comments: z.int(),
        shares: z.int(),
        thumbnailUrl: z.string().nullable(),
      }),
    ),
    tags: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        colour: z.string().nullable(),
        posts: z.int(),
        /** Likes, comments and shares of its posts in the period. */
        engagement: z.int(),
      }),
    ),
    upcoming: z.array(
      z.object({
        id: z.string(),
        summary: z.string(),
        scheduledAt: z.string(),
        platforms: z.array(z.string()),
      }),
    ),
  })
  .meta({ id: 'Overview' })
export type Overview = z.infer<typeof Overview>
