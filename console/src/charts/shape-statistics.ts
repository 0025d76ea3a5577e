import type { MetricTotals, Statistics } from '@causeway/hub/contract'

/** What a chart or a card can show: the stored metrics, and what is worked out of them. */
export type Measure = 'impressions' | 'engagement' | 'engagementRate' | 'followers' | 'posts'

export const measures: Record<Measure, { label: string; isLevel: boolean; explanation: string }> = {
  impressions: { label: 'Impressions', isLevel: false, explanation: 'How often posts were shown' },
  engagement: { label: 'Engagement', isLevel: false, explanation: 'Likes and comments' },
  engagementRate: {
    label: 'Engagement rate',
    isLevel: true,
    explanation: 'Likes and comments per 100 impressions',
  },
  followers: { label: 'Followers', isLevel: true, explanation: 'At the end of the period' },
  posts: { label: 'Posts', isLevel: false, explanation: 'Posts the networks counted' },
}

type Values = (number | null)[]

/** A measure's values for each platform, in the order of the periods; null where the hub holds none. */
function seriesByPlatform(statistics: Statistics, measure: Measure): Map<string, Values> {
  const platforms = [...new Set(statistics.series.map((series) => series.platform))]
  return new Map(
    platforms.flatMap((platform) => {
      const values = measureOf(statistics, platform, measure)
      return values === undefined ? [] : [[platform, values]]
    }),
  )
}

function measureOf(statistics: Statistics, platform: string, measure: Measure): Values | undefined {
  const metric = (name: string) =>
    statistics.series.find((series) => series.platform === platform && series.metric === name)?.values
  if (measure === 'engagement') return addValues(metric('likes'), metric('comments'))
  if (measure === 'engagementRate') {
    return divideValues(addValues(metric('likes'), metric('comments')), metric('impressions'))
  }
  return metric(measure)
}

/** Adds period by period; a period is null only where both are. */
export function addValues(one: Values | undefined, other: Values | undefined): Values | undefined {
  if (one === undefined || other === undefined) return one ?? other
  return one.map((value, index) => {
    const second = other[index] ?? null
    return value === null && second === null ? null : (value ?? 0) + (second ?? 0)
  })
}

/** Percent, period by period; null where there is nothing to divide by. */
function divideValues(parts: Values | undefined, wholes: Values | undefined): Values | undefined {
  return wholes?.map((whole, index) => {
    const part = parts?.[index] ?? null
    return whole === null || whole === 0 || part === null ? null : (part / whole) * 100
  })
}

/** One row a period, with a column for each platform; the biggest platform first, at the bottom of the stack. */
export function areaChart(statistics: Statistics, measure: Measure) {
  const series = seriesByPlatform(statistics, measure)
  const sizes = new Map([...series].map(([platform, values]) => [platform, sizeOf(values, measure)]))
  const platforms = [...series.keys()]
    .filter((platform) => (sizes.get(platform) ?? 0) > 0)
    .sort((one, other) => (sizes.get(other) ?? 0) - (sizes.get(one) ?? 0))
  const rows = statistics.periods.map((period, index) => ({
    period,
    ...Object.fromEntries(platforms.map((platform) => [platform, series.get(platform)?.[index] ?? null])),
  }))
  return { platforms, rows }
}

/** Values over all platforms, period by period: the sparkline of a card. */
export function totalOverPlatforms(statistics: Statistics, measure: Measure): Values {
  if (measure === 'engagementRate') {
    const parts = totalOverPlatforms(statistics, 'engagement')
    return divideValues(parts, totalOverPlatforms(statistics, 'impressions')) ?? []
  }
  const series = [...seriesByPlatform(statistics, measure).values()]
  // One network that lags a day must not look like lost followers.
  const all = measure === 'followers' ? series.map(carryForward) : series
  return all.reduce<Values>(
    (sum, values) => addValues(sum, values) ?? sum,
    statistics.periods.map(() => null),
  )
}

/** Fills gaps after the first known value with the value before. */
function carryForward(values: Values): Values {
  let last: number | null = null
  return values.map((value) => (last = value ?? last))
}

/** Each platform's share of a measure over the period, biggest first. */
export function shares(statistics: Statistics, measure: Measure) {
  const parts = [...seriesByPlatform(statistics, measure)]
    .map(([platform, values]) => ({ platform, value: sizeOf(values, measure) }))
    .filter((part) => part.value > 0)
    .sort((one, other) => other.value - one.value)
  const total = parts.reduce((sum, part) => sum + part.value, 0)
  return { total, parts: parts.map((part) => ({ ...part, share: part.value / total })) }
}

/** A level's size is its last value; a count's size is its sum. */
function sizeOf(values: Values, measure: Measure): number {
  const known = values.filter((value) => value !== null)
  if (measure === 'followers') return known.at(-1) ?? 0
  const sum = known.reduce((total, value) => total + value, 0)
  return measure === 'engagementRate' && known.length > 0 ? sum / known.length : sum
}

/** The one number of a measure for a period. */
export function totalOf(totals: MetricTotals, measure: Measure): number | null {
  if (measure === 'engagement') return totals.likes + totals.comments
  if (measure === 'engagementRate') {
    return totals.impressions === 0 ? null : ((totals.likes + totals.comments) / totals.impressions) * 100
  }
  return totals[measure]
}

/** Percent against the previous period; null where there is nothing to compare with. */
export function changeOf(statistics: Statistics, measure: Measure): number | null {
  if (statistics.previous === null) return null
  const now = totalOf(statistics.totals, measure)
  const before = totalOf(statistics.previous.totals, measure)
  if (now === null || before === null || before === 0) return null
  return ((now - before) / before) * 100
}
