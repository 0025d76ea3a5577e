import type { InboxAttempt } from '@causeway/hub/contract'
import { Badge, Text } from '@mantine/core'
import { formatInstantWithSeconds, formatNumber } from '../../parts/format.ts'
import classes from './inbox.module.css'

/** What was tried, newest first, and why it did not work. */
export function AttemptList({ attempts }: { attempts: InboxAttempt[] }) {
  if (attempts.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        Not tried yet.
      </Text>
    )
  }
  return (
    <ol className={classes.attempts}>
      {attempts.map(({ at, durationMs, error, outcome = [] }) => (
        <li key={at}>
          <Badge size="sm" color={error === null ? 'teal' : 'red'}>
            {error === null ? 'Done' : 'Failed'}
          </Badge>{' '}
          <Text component="span" size="sm">
            {formatInstantWithSeconds(at)}, {formatNumber(durationMs)} ms
          </Text>
          {outcome.length > 0 && (
            <Text size="xs" c="dimmed" mt={2} className="break-words">
              {outcome.join(' · ')}
            </Text>
          )}
          {error !== null && (
            <Text size="xs" c="dimmed" mt={2} className="break-words">
              {error.message} ({error.code})
            </Text>
          )}
        </li>
      ))}
    </ol>
  )
}
