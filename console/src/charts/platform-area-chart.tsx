import { AreaChart } from '@mantine/charts'
import '@mantine/charts/styles.css'
import { useComputedColorScheme } from '@mantine/core'
import {
  formatCompact,
  formatDay,
  formatFullDay,
  formatMonth,
  formatNumber,
  formatRate,
} from '../parts/format.ts'
import { platformColour, platformName } from '../parts/platforms.ts'
import { ChartTooltip } from './chart-tooltip.tsx'
import type { Measure } from './shape-statistics.ts'

type Row = { period: string } & Record<string, string | number | null>
type PlatformAreaChartProps = {
  rows: { period: string }[]
  platforms: string[]
  measure: Measure
  granularity: 'day' | 'week' | 'month'
}

/** A measure over time: counts and followers stacked by network, rates side by side. Loaded after the first paint. */
export default function PlatformAreaChart({ rows, platforms, measure, granularity }: PlatformAreaChartProps) {
  const isRate = measure === 'engagementRate'
  const format = isRate ? (value: number) => formatRate(value) : formatNumber
  // Recharts keeps colours it was first drawn with; a new scheme draws it anew.
  const scheme = useComputedColorScheme('light')
  return (
    <AreaChart
      key={scheme}
      h={290}
      data={rows as Row[]}
      dataKey="period"
      type={isRate ? 'default' : 'stacked'}
      curveType="monotone"
      withGradient={false}
      fillOpacity={isRate ? 0.06 : 0.5}
      strokeWidth={1.8}
      withDots={false}
      connectNulls={isRate}
      gridAxis="x"
      tickLine="none"
      yAxisProps={{
        width: 52,
        tickFormatter: (value: number) => (isRate ? `${value}%` : formatCompact(value)),
      }}
      xAxisProps={{
        tickFormatter: (period: string) =>
          granularity === 'month' ? formatMonth(period) : formatDay(period),
        minTickGap: 36,
        tickMargin: 12,
      }}
      series={platforms.toReversed().map((platform) => ({
        name: platform,
        label: platformName(platform),
        color: platformColour(platform),
      }))}
      areaProps={{ isAnimationActive: false }}
      areaChartProps={{ accessibilityLayer: true }}
      tooltipAnimationDuration={0}
      tooltipProps={{
        content: ({ label, payload }) => (
          <ChartTooltip
            title={label === undefined ? '' : titleOf(String(label), granularity)}
            rows={payload.flatMap(({ name, value }) =>
              typeof value === 'number' ? [{ platform: String(name), value, text: format(value) }] : [],
            )}
            total={isRate ? undefined : format}
          />
        ),
      }}
    />
  )
}

function titleOf(period: string, granularity: 'day' | 'week' | 'month'): string {
  if (granularity === 'month') return formatMonth(period)
  return granularity === 'week' ? `Week from ${formatFullDay(period)}` : formatFullDay(period)
}
