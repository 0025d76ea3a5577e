import { Skeleton, UnstyledButton } from '@mantine/core'
import { IconChartAreaLine } from '@tabler/icons-react'
import { lazy, Suspense, useState } from 'react'
import { areaChart, measures, shares, type Measure } from '../../charts/shape-statistics.ts'
import { ShareDonut } from '../../charts/share-donut.tsx'
import type { Statistics } from '../../data/statistics.ts'
import { EmptyState } from '../../parts/empty-state.tsx'
import { formatDays } from '../../parts/format.ts'
import { Panel } from '../../parts/panel.tsx'
import { platformColour, platformName } from '../../parts/platforms.ts'
import { AccountShares } from './account-shares.tsx'
import classes from './overview.module.css'

// Drawn after the first paint: the numbers above say most, and the chart library is the largest part.
const PlatformAreaChart = lazy(() => import('../../charts/platform-area-chart.tsx'))

const intervals = { day: 'daily', week: 'weekly', month: 'monthly' }

/** The chosen measure over time and by network. */
export function PlatformPanels({ statistics, measure }: { statistics: Statistics; measure: Measure }) {
  const { label } = measures[measure]
  const { platforms, rows } = areaChart(statistics, measure)
  const [hidden, setHidden] = useState<string[]>([])
  const shown = platforms.filter((platform) => !hidden.includes(platform))
  const toggle = (platform: string) =>
    setHidden((before) =>
      before.includes(platform) ? before.filter((one) => one !== platform) : [...before, platform],
    )
  return (
    <div className={`${classes.split} ${classes.even}`}>
      <Panel
        data-testid="platform-chart"
        title={`${label} by platform`}
        description={`${formatDays(statistics.from, statistics.to)}, ${intervals[statistics.granularity]}`}
        actions={
          <div className={classes.legend} role="group" aria-label="Networks in the chart">
            {platforms.map((platform) => (
              <UnstyledButton
                key={platform}
                className={classes.legendItem}
                aria-pressed={!hidden.includes(platform)}
                onClick={() => toggle(platform)}
              >
                <span className={classes.swatch} style={{ background: platformColour(platform) }} />
                {platformName(platform)}
              </UnstyledButton>
            ))}
          </div>
        }
      >
        {platforms.length === 0 ? (
          <EmptyState icon={<IconChartAreaLine />} title={`No ${label.toLowerCase()} in these days`}>
            Choose a longer period, or another measure above.
          </EmptyState>
        ) : (
          <Suspense fallback={<Skeleton h={290} radius="md" />}>
            <PlatformAreaChart
              rows={rows}
              platforms={shown}
              measure={measure}
              granularity={statistics.granularity}
            />
          </Suspense>
        )}
      </Panel>
      <Shares statistics={statistics} measure={measure} />
    </div>
  )
}

/** Shares of a rate mean nothing, so the accounts behind it are shown instead. */
function Shares({ statistics, measure }: { statistics: Statistics; measure: Measure }) {
  const { label } = measures[measure]
  if (measure === 'engagementRate') {
    return (
      <Panel title="Rate by account">
        <AccountShares statistics={statistics} />
      </Panel>
    )
  }
  return (
    <Panel title={`Share of ${label.toLowerCase()}`} data-testid="share">
      <ShareDonut {...shares(statistics, measure)} label={label} />
    </Panel>
  )
}
