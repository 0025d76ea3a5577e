import type { Connection, Location } from '@causeway/hub/contract'
import { Button, Group, Progress, Text, UnstyledButton } from '@mantine/core'
import { IconChevronRight, IconLayoutDashboard } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useDisclosure } from '@mantine/hooks'
import { ConnectionBadge, ConnectionDot } from '../../parts/connection-status.tsx'
import { countOf } from '../../parts/format.ts'
import { percentFilled } from '../../parts/stream-progress.ts'
import { RelativeTime } from '../../parts/relative-time.tsx'
import { StreamRows } from '../../parts/stream-rows.tsx'
import { ConnectionActions } from './connection-actions.tsx'
import { ConnectionTrouble } from './connection-trouble.tsx'
import classes from './connections.module.css'
import { connectionName } from './group-connections.ts'

type LocationRowProps = {
  connection: Connection
  location: Location | undefined
  /** The location is the connection itself, so its actions stand above already. */
  isOwn: boolean
  onDiagnose: (connection: Connection) => void
  onDisconnect: (connection: Connection) => void
}

/** One location: how fresh it is, and on demand its streams. */
export function LocationRow({ connection, location, isOwn, onDiagnose, onDisconnect }: LocationRowProps) {
  const [isOpen, { toggle }] = useDisclosure(isOwn)
  const percent = location === undefined ? 0 : percentFilled(location)
  return (
    <li className={classes.location} data-testid={`connection-of-${connection.locationId}`}>
      <div className={classes.locationHead}>
        <UnstyledButton className={classes.expander ?? ''} onClick={toggle} aria-expanded={isOpen}>
          <IconChevronRight size={16} className={classes.chevron} aria-hidden />
          <ConnectionDot status={connection.status} />
          <Text component="span" fw={550} truncate dir="auto">
            {location?.name ?? connectionName(connection)}
          </Text>
          {!isOwn && connection.status !== 'ok' && <ConnectionBadge status={connection.status} />}
          {location !== undefined && (
            <Text
              component="span"
              size="xs"
              c="dimmed"
              ml="auto"
              ta="right"
              className={`numbers ${classes.counts}`}
            >
              {countOf(location.counts.posts, 'post')} · {countOf(location.counts.tags, 'tag')} ·{' '}
              {location.dataAsOf === null ? (
                `${Math.floor(percent)}% of the first sync`
              ) : (
                <RelativeTime at={location.dataAsOf} />
              )}
            </Text>
          )}
        </UnstyledButton>
        {!isOwn && (
          <ConnectionActions connection={connection} onDiagnose={onDiagnose} onDisconnect={onDisconnect} />
        )}
      </div>
      {percent < 100 && !isOpen && location !== undefined && (
        <Progress value={percent} size={3} radius={0} aria-label={`First sync of ${location.name}`} />
      )}
      {isOpen && (
        <div className={classes.details}>
          {!isOwn && <ConnectionTrouble connection={connection} />}
          {location === undefined ? (
            <Text size="sm" c="dimmed">
              The hub has not asked for this location&rsquo;s records yet.
            </Text>
          ) : (
            <>
              <StreamRows streams={location.streams} />
              <Group mt="xs">
                <Button
                  size="compact-sm"
                  variant="light"
                  component={Link}
                  to={`/locations/${location.id}/overview`}
                  leftSection={<IconLayoutDashboard size={14} />}
                >
                  Open the overview
                </Button>
              </Group>
            </>
          )}
        </div>
      )}
    </li>
  )
}
