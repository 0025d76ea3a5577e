import type { HubEvent } from '@causeway/hub/contract'
import { Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { formatInstantWithSeconds } from '../../parts/format.ts'
import { describeEvent, eventSubject } from '../events/describe-event.ts'
import { EventIcon } from '../events/event-icon.tsx'
import classes from './inbox.module.css'

type CausedEventsProps = { events: HubEvent[]; titles: Map<string, string> }

/** Events that a webhook put into the log, each leading there. */
export function CausedEvents({ events, titles }: CausedEventsProps) {
  if (events.length === 0) return null
  return (
    <ul className={classes.events}>
      {events.map((event) => (
        <li key={event.id}>
          <Link
            to="/events"
            search={{ subject: event.subject.id, kind: event.subject.kind }}
            className={classes.causedEvent ?? ''}
            data-testid="caused-event"
          >
            <EventIcon type={event.type} />
            <span style={{ minWidth: 0 }}>
              <Text component="span" display="block" size="sm" fw={600} truncate>
                {describeEvent(event, titles.get(event.type))}
              </Text>
              <Text component="span" display="block" size="xs" c="dimmed" truncate>
                <bdi>{eventSubject(event)}</bdi> · {formatInstantWithSeconds(event.recordedAt)}
              </Text>
            </span>
          </Link>
        </li>
      ))}
    </ul>
  )
}
