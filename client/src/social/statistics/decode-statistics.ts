import type { Fields, ReportDrift } from '../../read-fields.ts'
import { fieldsOf, numberOf, readFields } from '../../read-fields.ts'
import type {
  Statistics,
  StatisticsBreakdown,
  StatisticsEngagement,
  StatisticsSeries,
  StatisticsShare,
  StatisticsValue,
} from './statistics.types.ts'

/** Statistics from an answer's body; what is missing counts as nothing happened. */
export function decodeStatistics(body: Fields, results: Fields, report: ReportDrift): Statistics {
  const performance = section(results, 'postPerformance', report)
  const breakdowns = section(results, 'breakdowns', report)
  const totals = section(results, 'platformTotals', report)
  const demographics = section(results, 'demographics', report)
  const series = (value: unknown, path: string) => decodeSeries(value, path, report)
  return {
    dayRange: results.texts('dayRange'),
    grouping: results.text('grouping'),
    totals: decodeTotals(section(results, 'totals', report)),
    postPerformance: {
      posts: performance.entries('posts', (value, path) => numbersOf(value, path, report)),
      impressions: performance.numbers('impressions'),
      likes: performance.numbers('likes'),
      comments: performance.numbers('comments'),
    },
    breakdowns: {
      posts: decodeBreakdown(section(breakdowns, 'posts', report), report),
      impressions: decodeBreakdown(section(breakdowns, 'impressions', report), report),
      reach: decodeBreakdown(section(breakdowns, 'reach', report), report),
      engagement: breakdowns.entries('engagement', (value, path) => decodeEngagement(value, path, report)),
    },
    platformTotals: {
      impressions: totals.entries('impressions', series),
      followers: totals.entries('followers', series),
      likes: totals.entries('likes', series),
    },
    demographics: {
      gender: decodeShares(section(demographics, 'gender', report), report),
      age: decodeShares(section(demographics, 'age', report), report),
    },
    message: body.text('message') ?? '',
    traceId: body.text('traceId'),
    raw: results.raw,
  }
}

/** A part of the answer, empty when GHL left it out (accounts without permissions have no demographics). */
function section(fields: Fields, key: string, report: ReportDrift): Fields {
  return fields.fields(key) ?? fieldsOf({}, `${fields.path}.${key}`, report)
}

function decodeTotals(fields: Fields): Statistics['totals'] {
  const count = (key: string) => fields.number(key) ?? 0
  return {
    posts: count('posts'),
    likes: count('likes'),
    followers: count('followers'),
    impressions: count('impressions'),
    comments: count('comments'),
  }
}

function decodeBreakdown(fields: Fields, report: ReportDrift): StatisticsBreakdown {
  return {
    total: fields.number('total') ?? 0,
    totalChange: fields.number('totalChange'),
    platforms: fields.entries('platforms', (value, path): StatisticsValue | undefined => {
      const one = readFields(value, path, report)
      return one && { value: one.number('value') ?? 0, change: one.number('change') }
    }),
  }
}

function decodeEngagement(
  value: unknown,
  path: string,
  report: ReportDrift,
): StatisticsEngagement | undefined {
  const fields = readFields(value, path, report)
  return (
    fields && {
      likes: fields.number('likes') ?? 0,
      comments: fields.number('comments') ?? 0,
      shares: fields.number('shares') ?? 0,
      change: fields.number('change'),
    }
  )
}

function decodeSeries(value: unknown, path: string, report: ReportDrift): StatisticsSeries | undefined {
  const fields = readFields(value, path, report)
  return fields && { total: fields.number('total') ?? 0, series: fields.numbers('series') }
}

/** Plain counts for ages and objects for genders; either may come in either shape. */
function decodeShares(fields: Fields, report: ReportDrift): Readonly<Record<string, StatisticsShare>> {
  return fields.entries('totals', (value, path) => {
    if (typeof value !== 'object' || value === null) {
      const total = numberOf(value, () => report(path, 'expected a number'))
      return { total: total ?? 0, percentage: undefined }
    }
    const one = readFields(value, path, report)
    return one && { total: one.number('total') ?? 0, percentage: one.number('percentage') }
  })
}

function numbersOf(value: unknown, path: string, report: ReportDrift): number[] {
  return fieldsOf({ values: value }, path, report).numbers('values')
}
