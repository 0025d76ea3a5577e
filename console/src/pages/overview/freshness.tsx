import { Tooltip } from '@mantine/core'
import { useStreamState } from '../../data/live-events.tsx'
import { countOf, formatInstant } from '../../parts/format.ts'
import { RelativeTime } from '../../parts/relative-time.tsx'
import classes from './overview.module.css'

type FreshnessProps = { accountCount: number | undefined; dataAsOf: string | null; isRefreshing: boolean }

/** How many accounts speak here, how fresh their numbers are, and whether changes arrive live. */
export function Freshness({ accountCount, dataAsOf, isRefreshing }: FreshnessProps) {
  const state = useStreamState()
  const words = { live: 'Live', connecting: 'Connecting', offline: 'Offline' }[state]
  return (
    <span className={classes.freshness}>
      {accountCount !== undefined && <span>{countOf(accountCount, 'connected account')}</span>}
      {dataAsOf !== null && (
        <span data-testid="data-as-of" title={formatInstant(dataAsOf)}>
          data as of <RelativeTime at={dataAsOf} />
        </span>
      )}
      <Tooltip
        label={
          state === 'live'
            ? 'Changes appear here by themselves'
            : 'The page will catch up when the hub answers again'
        }
      >
        <span className={classes.live} data-state={state} data-busy={isRefreshing || undefined}>
          {words}
        </span>
      </Tooltip>
    </span>
  )
}
