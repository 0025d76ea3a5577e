import type { InboxCounts as Counts, InboxState } from '@causeway/hub/contract'
import { Alert, List, Text, UnstyledButton } from '@mantine/core'
import { IconShieldX } from '@tabler/icons-react'
import { countOf, formatNumber } from '../../parts/format.ts'
import { RelativeTime } from '../../parts/relative-time.tsx'
import { inboxStates } from '../../search.ts'
import { refusals, states } from './describe-delivery.ts'
import classes from './inbox.module.css'

type InboxCountsProps = {
  counts: Counts
  chosen: InboxState | undefined
  onChoose: (state: InboxState | undefined) => void
}

/** How many webhooks are in each state; a click narrows the list to them. */
export function InboxCounts({ counts, chosen, onChoose }: InboxCountsProps) {
  const { duplicates, oldestWaitingAt } = counts
  return (
    <div>
      <div className={classes.counts} role="group" aria-label="Webhooks by state">
        {inboxStates.map((state) => (
          <UnstyledButton
            key={state}
            className={classes.count ?? ''}
            aria-pressed={chosen === state}
            data-none={counts.states[state] === 0 || undefined}
            onClick={() => onChoose(chosen === state ? undefined : state)}
            title={states[state].explanation}
            data-testid={`count-${state}`}
          >
            <span className={classes.number}>{formatNumber(counts.states[state])}</span>
            <span className={classes.label}>
              <span
                className={classes.dot}
                style={{ background: `var(--mantine-color-${states[state].colour}-6)` }}
                aria-hidden
              />
              {states[state].label}
            </span>
          </UnstyledButton>
        ))}
      </div>
      {(duplicates > 0 || oldestWaitingAt !== null) && (
        <Text size="xs" c="dimmed" mt={8} component="div">
          {duplicates > 0 &&
            `${countOf(duplicates, 'delivery', 'deliveries')} came again and were stored once. `}
          {oldestWaitingAt !== null && (
            <>
              The oldest that waits arrived <RelativeTime at={oldestWaitingAt} />.
            </>
          )}
        </Text>
      )}
    </div>
  )
}

/** What was turned away at the door, and why. */
export function Refused({ refused }: { refused: Counts['refused'] }) {
  const total = refused.reduce((sum, { count }) => sum + count, 0)
  if (total === 0) return null
  return (
    <Alert
      color="orange"
      icon={<IconShieldX />}
      title={`${countOf(total, 'delivery was', 'deliveries were')} refused in the last 30 days`}
      py={12}
      data-testid="refused"
    >
      <Text size="sm" mb={4}>
        Their bodies are not kept: anybody can send them. What the CRM tries again is counted each time.
      </Text>
      <List size="sm" spacing={2}>
        {refused.map(({ reason, count, lastAt }) => (
          <List.Item key={reason}>
            {formatNumber(count)} {refusals[reason]}, the last <RelativeTime at={lastAt} />
          </List.Item>
        ))}
      </List>
    </Alert>
  )
}
