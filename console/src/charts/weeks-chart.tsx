import type { TagWithHistory } from '@causeway/hub/contract'
import { CompositeChart } from '@mantine/charts'
import '@mantine/charts/styles.css'
import { Text, useComputedColorScheme } from '@mantine/core'
import { countOf, formatCompact, formatDay, formatFullDay, formatNumber } from '../parts/format.ts'
import classes from './chart-tooltip.module.css'

/** Posts as bars, their engagement as a line, week by week. Loaded after the first paint. */
export default function WeeksChart({ weeks }: { weeks: TagWithHistory['weeks'] }) {
  const scheme = useComputedColorScheme('light')
  if (weeks.length === 0) {
    return (
      <Text size="sm" c="dimmed" py="xl" ta="center">
        No post has used this tag yet.
      </Text>
    )
  }
  return (
    <CompositeChart
      key={scheme}
      h={250}
      data={weeks}
      dataKey="week"
      withRightYAxis
      withDots={false}
      curveType="monotone"
      gridAxis="x"
      tickLine="none"
      maxBarWidth={26}
      barProps={{ radius: [4, 4, 0, 0], isAnimationActive: false }}
      lineProps={{ isAnimationActive: false }}
      strokeWidth={2}
      xAxisProps={{ tickFormatter: (week: string) => formatDay(week), minTickGap: 36, tickMargin: 12 }}
      yAxisProps={{ width: 34, allowDecimals: false }}
      rightYAxisProps={{ width: 44, tickFormatter: (value: number) => formatCompact(value) }}
      series={[
        {
          name: 'posts',
          label: 'Posts',
          type: 'bar',
          color: 'light-dark(#aab7fb, #46549e)',
        },
        {
          name: 'engagement',
          label: 'Engagement',
          type: 'line',
          color: 'light-dark(#d6336c, #f06595)',
          yAxisId: 'right',
        },
      ]}
      withLegend
      legendProps={{ verticalAlign: 'top', height: 36 }}
      tooltipAnimationDuration={0}
      tooltipProps={{
        content: ({ label, payload }) => {
          const week: unknown = payload[0]?.payload
          return isWeek(week) ? (
            <div className={classes.tooltip}>
              <div className={classes.title}>Week from {formatFullDay(String(label))}</div>
              {countOf(week.posts, 'post')}, engagement {formatNumber(week.engagement)}
            </div>
          ) : null
        },
      }}
    />
  )
}

type Week = TagWithHistory['weeks'][number]
const isWeek = (value: unknown): value is Week =>
  typeof value === 'object' && value !== null && 'posts' in value && 'engagement' in value
