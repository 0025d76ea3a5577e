import type { Quota } from '@causeway/hub/contract'
import { Badge, Button, Group, Progress, Text } from '@mantine/core'
import { useState } from 'react'
import { formatClock, formatNumber } from '../../parts/format.ts'
import { useNow } from '../../parts/use-now.ts'
import classes from './limits.module.css'

type BudgetListProps = { quotas: Quota[]; currentId: string | undefined; locationNames: Map<string, string> }

const shownAtFirst = 6

/** What the CRM allows for each location and company, and how much of it is left; the one looked at first. */
export function BudgetList({ quotas, currentId, locationNames }: BudgetListProps) {
  const [isWhole, setWhole] = useState(quotas.length <= shownAtFirst + 2)
  const ordered = quotas.toSorted(
    (one, other) =>
      Number(other.locationId === currentId) - Number(one.locationId === currentId) ||
      shareOf(other) - shareOf(one),
  )
  return (
    <>
      <ul className={classes.budgets}>
        {(isWhole ? ordered : ordered.slice(0, shownAtFirst)).map((quota) => (
          <Budget key={quota.key} quota={quota} name={nameOf(quota, locationNames)} />
        ))}
      </ul>
      {!isWhole && (
        <div className={classes.more}>
          <Button size="xs" variant="default" onClick={() => setWhole(true)}>
            Show all {formatNumber(ordered.length)}
          </Button>
        </div>
      )}
    </>
  )
}

const shareOf = ({ dailyUsed, dailyLimit }: Quota) => (dailyLimit === 0 ? 0 : dailyUsed / dailyLimit)

const nameOf = ({ locationId, key }: Quota, names: Map<string, string>) =>
  locationId === null ? `Company ${key.split(':').at(-1) ?? ''}` : (names.get(locationId) ?? locationId)

function Budget({ quota, name }: { quota: Quota; name: string }) {
  const now = useNow(5000)
  const isPaused = quota.pausedUntil !== null && Date.parse(quota.pausedUntil) > now
  const waiting = waitingOf(quota)
  return (
    <li className={classes.budget} data-testid="budget">
      <Group justify="space-between" gap="xs" mb={8}>
        <Text fw={600} dir="auto">
          {name}
        </Text>
        {isPaused && (
          <Badge color="orange">The CRM asked for a pause until {formatClock(quota.pausedUntil ?? '')}</Badge>
        )}
      </Group>
      <div className={classes.meters}>
        <Meter
          title="Today"
          words={`${formatNumber(quota.dailyUsed)} of ${formatNumber(quota.dailyLimit)} calls used`}
          percent={shareOf(quota) * 100}
          label={`${name}: share of today's calls used`}
        />
        <Meter
          title="Right now"
          words={`${formatNumber(quota.burstFree)} of ${formatNumber(quota.burstLimit)} free, in ${quota.burstIntervalMs / 1000} s`}
          percent={quota.burstLimit === 0 ? 0 : (1 - quota.burstFree / quota.burstLimit) * 100}
          label={`${name}: share of the calls of this moment used`}
        />
      </div>
      {waiting.length > 0 && (
        <Group gap={6} mt={8}>
          <Text size="xs" c="dimmed">
            Waiting
          </Text>
          {waiting.map(([lane, count]) => (
            <Badge key={lane} size="sm" color="gray">
              {lane} {formatNumber(count)}
            </Badge>
          ))}
        </Group>
      )}
    </li>
  )
}

type MeterProps = { title: string; words: string; percent: number; label: string }

const Meter = ({ title, words, percent, label }: MeterProps) => (
  <div>
    <Group justify="space-between" gap={6}>
      <Text size="xs" c="dimmed">
        {title}
      </Text>
      <Text size="xs" className="numbers">
        {words}
      </Text>
    </Group>
    <Progress
      value={Math.max(percent, percent > 0 ? 1 : 0)}
      size={7}
      mt={5}
      color={percent > 85 ? 'red' : percent > 60 ? 'yellow' : 'indigo'}
      aria-label={label}
    />
  </div>
)

/** Calls that wait for their turn, by what they are for. */
const waitingOf = ({ waiting }: Quota) => Object.entries(waiting).filter(([, count]) => count > 0)
