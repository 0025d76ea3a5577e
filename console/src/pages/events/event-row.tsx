import type { HubEvent } from '@causeway/hub/contract'
import { Text, UnstyledButton } from '@mantine/core'
import { formatClock, formatInstantWithSeconds } from '../../parts/format.ts'
import { RelativeTime } from '../../parts/relative-time.tsx'
import { describeEvent, eventSubject } from './describe-event.ts'
import { EventIcon } from './event-icon.tsx'
import classes from './events.module.css'

type EventRowProps = {
  event: HubEvent
  isNew: boolean
  /** What the catalog calls it. */
  title: string | undefined
  locationName: string | undefined
  onOpen: () => void
}

export function EventRow({ event, isNew, title, locationName, onOpen }: EventRowProps) {
  return (
    <li>
      <UnstyledButton
        className={classes.row ?? ''}
        data-new={isNew || undefined}
        onClick={onOpen}
        data-testid="event-row"
        data-type={event.type}
      >
        <EventIcon type={event.type} />
        <span style={{ minWidth: 0, flex: 1 }}>
          <Text component="span" display="block" size="sm" truncate>
            <b>{describeEvent(event, title)}</b> <span className={classes.type}>{event.type}</span>
          </Text>
          <Text component="span" display="block" size="xs" c="dimmed" truncate>
            <bdi>{eventSubject(event)}</bdi>
            {locationName !== undefined && ` · ${locationName}`}
          </Text>
        </span>
        <span className={classes.time} title={formatInstantWithSeconds(event.recordedAt)}>
          <span>{formatClock(event.recordedAt)}</span>
          <RelativeTime at={event.recordedAt} />
        </span>
      </UnstyledButton>
    </li>
  )
}
