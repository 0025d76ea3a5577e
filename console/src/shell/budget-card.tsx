import { Progress, Text, Tooltip } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { quotaQuery } from '../data/connections.ts'
import { formatCompact, formatNumber } from '../parts/format.ts'
import { useCurrentLocation } from './current-location.ts'
import classes from './shell.module.css'

/** How much of today's calls to the CRM the shown location has used. */
export function BudgetCard() {
  const location = useCurrentLocation()
  const { data } = useQuery(quotaQuery)
  const quota = data?.find((one) => one.locationId === location?.id)
  if (quota === undefined) return null
  const isPaused = quota.pausedUntil !== null && Date.parse(quota.pausedUntil) > Date.now()
  const usedPercent = quota.dailyLimit === 0 ? 0 : (quota.dailyUsed / quota.dailyLimit) * 100
  return (
    <Tooltip
      multiline
      w={230}
      label="Calls to the CRM for this location since midnight UTC, and how many may go out at once."
      position="right"
    >
      <div className={classes.budget} data-testid="api-budget">
        <Text size="xs" fw={650}>
          API budget today
        </Text>
        <Text size="xs" c="dimmed" mt={6} className="numbers">
          {formatNumber(quota.dailyUsed)} / {formatCompact(quota.dailyLimit)}
        </Text>
        <Progress
          value={Math.max(usedPercent, usedPercent > 0 ? 1 : 0)}
          size={5}
          mt={6}
          color={usedPercent > 85 ? 'red' : 'indigo'}
          aria-label="Share of today's API budget used"
        />
        <Text size="xs" c="dimmed" mt={8} className="numbers">
          {isPaused ? 'Paused by the CRM' : `${quota.burstFree} of ${quota.burstLimit} calls free now`}
        </Text>
      </div>
    </Tooltip>
  )
}
