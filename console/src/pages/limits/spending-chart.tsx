import { BarChart } from '@mantine/charts'
import '@mantine/charts/styles.css'
import { useComputedColorScheme } from '@mantine/core'
import { formatCompact, formatDay, formatFullDay, formatNumber } from '../../parts/format.ts'
import { spenderColours } from './spender-colours.ts'
import { spenderName, type SpendingShape } from './shape-spending.ts'
import classes from '../../charts/chart-tooltip.module.css'

/** Calls by day, a colour for each spender. Loaded after the first paint. */
export default function SpendingChart({ shape }: { shape: SpendingShape }) {
  const scheme = useComputedColorScheme('light')
  return (
    <BarChart
      key={scheme}
      h={250}
      mb="md"
      data={shape.days}
      dataKey="day"
      type="stacked"
      gridAxis="x"
      tickLine="none"
      maxBarWidth={30}
      barProps={{ isAnimationActive: false }}
      xAxisProps={{ tickFormatter: (day: string) => formatDay(day), minTickGap: 24, tickMargin: 12 }}
      yAxisProps={{ width: 46, allowDecimals: false, tickFormatter: (value: number) => formatCompact(value) }}
      series={shape.spenders.map(({ spender }, index) => ({
        name: spender,
        label: spenderName(spender),
        color: spenderColours[index] ?? 'gray',
      }))}
      tooltipAnimationDuration={0}
      tooltipProps={{
        content: ({ label, payload }) => (
          <div className={classes.tooltip}>
            <div className={classes.title}>{label === undefined ? '' : formatFullDay(String(label))}</div>
            {payload.flatMap(({ name, value }) =>
              typeof value === 'number' && value > 0
                ? [
                    <div key={String(name)}>
                      {spenderName(String(name))}: {formatNumber(value)}
                    </div>,
                  ]
                : [],
            )}
          </div>
        ),
      }}
    />
  )
}
