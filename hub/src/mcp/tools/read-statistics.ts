import { z } from 'zod'
import { readStatistics as readReport } from '../../analytics/read-statistics.ts'
import { resolveDateRange } from '../../analytics/resolve-date-range.ts'
import type { StatisticsReport } from '../../analytics/statistics.types.ts'
import { defineTool } from '../mcp.types.ts'
import { chooseLocation } from './choose-location.ts'

const Input = z.strictObject({
  location: z.string().min(1).max(100).optional(),
  dateRange: z.string().min(1).max(40).optional(),
  platforms: z.array(z.string().min(1).max(60)).max(20).optional(),
  compare: z.boolean().default(false),
  series: z.enum(['day', 'week', 'month']).optional(),
})

const mostAccounts = 20

/** Social statistics of a location from the days the hub holds; the CRM is not asked. */
export const readStatistics = defineTool({
  definition: {
    name: 'statistics',
    description: 'Social statistics of a location.',
    inputSchema: {
      type: 'object',
      properties: {
        location: { type: 'string' },
        dateRange: { type: 'string', description: '30d or 2026-01-01..2026-01-31' },
        platforms: { type: 'array', items: { type: 'string' } },
        compare: { type: 'boolean', description: 'with the period before' },
        series: { enum: ['day', 'week', 'month'] },
      },
    },
    annotations: { readOnlyHint: true, openWorldHint: false },
  },
  input: Input,
  async run(parts, context, { location, dateRange, platforms, compare, series }) {
    const locationId = await chooseLocation(parts, context, location)
    const report = await readReport(parts.kysely, {
      locationId,
      ...resolveDateRange({ dateRange }, parts.clock.now()),
      compare: compare ? 'previous' : 'none',
      granularity: series ?? 'month',
      ...(platforms !== undefined && { platforms }),
    })
    return { value: summarise(report, series !== undefined) }
  },
})

function summarise(report: StatisticsReport, withSeries: boolean): Record<string, unknown> {
  const { locationId, from, to, totals, previous, change, accounts, series, periods, dataAsOf, coverage } =
    report
  const held = coverage === null ? 'none' : `${coverage.from}..${coverage.to}`
  return {
    location: locationId,
    period: `${from}..${to}`,
    totals,
    ...(previous !== null && {
      before: { period: `${previous.from}..${previous.to}`, totals: previous.totals },
    }),
    ...(change !== null && { changePercent: change }),
    accounts: accounts
      .slice(0, mostAccounts)
      .map(({ name, platform, totals: own }) => ({ name, platform, ...own })),
    ...(accounts.length > mostAccounts && { moreAccounts: accounts.length - mostAccounts }),
    ...(withSeries && { periods, series }),
    dataAsOf,
    daysHeld: held,
  }
}
