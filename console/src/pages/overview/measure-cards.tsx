import { Text, UnstyledButton } from '@mantine/core'
import {
  changeOf,
  measures,
  totalOf,
  totalOverPlatforms,
  type Measure,
} from '../../charts/shape-statistics.ts'
import { Sparkline } from '../../charts/sparkline.tsx'
import type { Overview } from '../../data/statistics.ts'
import { ChangeBadge } from '../../parts/change-badge.tsx'
import { formatCompact, formatDays, formatNumber, formatRate } from '../../parts/format.ts'
import classes from './overview.module.css'

type MeasureCardsProps = { overview: Overview; measure: Measure; onChoose: (measure: Measure) => void }

/** The headline numbers; choosing one shows it in the charts below. */
export function MeasureCards({ overview, measure, onChoose }: MeasureCardsProps) {
  return (
    <div className={classes.cards} role="group" aria-label="Measures">
      {(Object.keys(measures) as Measure[]).map((one) => (
        <MeasureCard
          key={one}
          overview={overview}
          measure={one}
          isChosen={one === measure}
          onChoose={() => onChoose(one)}
        />
      ))}
    </div>
  )
}

type MeasureCardProps = { overview: Overview; measure: Measure; isChosen: boolean; onChoose: () => void }

function MeasureCard({ overview, measure, isChosen, onChoose }: MeasureCardProps) {
  const { statistics } = overview
  const value = totalOf(statistics.totals, measure)
  const change = changeOf(statistics, measure)
  const falls = change !== null && change < -0.05
  return (
    <UnstyledButton
      className={classes.card}
      data-chosen={isChosen || undefined}
      aria-pressed={isChosen}
      onClick={onChoose}
      data-testid={`measure-${measure}`}
      title={measures[measure].explanation}
    >
      <span className={classes.cardTop}>
        <Text component="span" size="md" c="dimmed" truncate>
          {measures[measure].label}
        </Text>
        <ChangeBadge percent={change} />
      </span>
      <span className={classes.cardMiddle}>
        <span
          className={`${classes.value} numbers`}
          title={value === null ? undefined : exact(value, measure)}
        >
          {shortened(value, measure)}
        </span>
        <Sparkline
          values={totalOverPlatforms(statistics, measure)}
          colour={falls ? 'var(--spark-down)' : 'var(--accent)'}
          width={104}
        />
      </span>
      <Text component="span" size="xs" c="dimmed" truncate>
        {statistics.previous === null
          ? 'no earlier period'
          : `vs. ${formatDays(statistics.previous.from, statistics.previous.to)}`}
      </Text>
    </UnstyledButton>
  )
}

function shortened(value: number | null, measure: Measure): string {
  if (value === null) return '–'
  if (measure === 'engagementRate') return formatRate(value)
  return value < 100_000 ? formatNumber(value) : formatCompact(value)
}

const exact = (value: number, measure: Measure) =>
  measure === 'engagementRate' ? formatRate(value) : formatNumber(value)
