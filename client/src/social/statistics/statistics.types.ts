import type { JsonObject } from '../../json.types.ts'

/** Platforms statistics can be asked for. */
export type StatisticsPlatform =
  | 'facebook'
  | 'instagram'
  | 'linkedin'
  | 'google'
  | 'pinterest'
  | 'youtube'
  | 'tiktok'

/** First and last instant, ISO. */
export interface StatisticsRange {
  startDate: string
  endDate: string
}

interface StatisticsSelection {
  /** `profileId`s of accounts (not their `id`s), 1 to 100. Figures of one platform are added up. */
  profileIds: readonly string[]
  platforms?: readonly StatisticsPlatform[]
  signal?: AbortSignal
}

/** Which figures. Only v3 takes ranges; without one both give the last seven days before today. */
export type StatisticsInput =
  | (StatisticsSelection & { generation: 'v2' })
  | (StatisticsSelection & {
      /** Default: the client's generation. */
      generation?: 'v3'
      currentRange?: StatisticsRange
      /** Compared with; without it a custom range has no changes. */
      prevRange?: StatisticsRange
    })

/** A figure and how it changed, in percent, against the period before; undefined when nothing was compared. */
export interface StatisticsValue {
  value: number
  change: number | undefined
}

/** One metric by platform. */
export interface StatisticsBreakdown {
  total: number
  totalChange: number | undefined
  platforms: Readonly<Record<string, StatisticsValue>>
}

/** Reactions on one platform. */
export interface StatisticsEngagement {
  likes: number
  comments: number
  shares: number
  change: number | undefined
}

/** One metric on one platform, day by day. */
export interface StatisticsSeries {
  total: number
  series: number[]
}

/** Part of the audience. */
export interface StatisticsShare {
  total: number
  /** Undefined where GHL gives plain counts. */
  percentage: number | undefined
}

/** GHL's statistics with the same keys, every figure a number. */
export interface Statistics {
  /** Names of the weekdays, one for each value of the series. */
  dayRange: string[]
  grouping: string | undefined
  totals: { posts: number; likes: number; followers: number; impressions: number; comments: number }
  postPerformance: {
    posts: Readonly<Record<string, number[]>>
    impressions: number[]
    likes: number[]
    comments: number[]
  }
  breakdowns: {
    posts: StatisticsBreakdown
    impressions: StatisticsBreakdown
    reach: StatisticsBreakdown
    engagement: Readonly<Record<string, StatisticsEngagement>>
  }
  platformTotals: {
    impressions: Readonly<Record<string, StatisticsSeries>>
    followers: Readonly<Record<string, StatisticsSeries>>
    likes: Readonly<Record<string, StatisticsSeries>>
  }
  demographics: {
    gender: Readonly<Record<string, StatisticsShare>>
    age: Readonly<Record<string, StatisticsShare>>
  }
  message: string
  traceId: string | undefined
  /** `results` as they came. */
  raw: JsonObject
}
