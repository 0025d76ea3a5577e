import type { Connection, Location } from '@causeway/hub/contract'
import { Badge, Group, Text } from '@mantine/core'
import { IconBuilding, IconBuildingStore, IconFlask, IconKey } from '@tabler/icons-react'
import { ConnectionBadge } from '../../parts/connection-status.tsx'
import { countOf } from '../../parts/format.ts'
import { Panel } from '../../parts/panel.tsx'
import { RelativeTime } from '../../parts/relative-time.tsx'
import { ConnectionActions } from './connection-actions.tsx'
import { ConnectionTrouble } from './connection-trouble.tsx'
import classes from './connections.module.css'
import { connectionName } from './group-connections.ts'
import { LocationRow } from './location-row.tsx'

type ConnectionCardProps = {
  connection: Connection
  childConnections: Connection[]
  locations: Map<string, Location>
  onDiagnose: (connection: Connection) => void
  onDisconnect: (connection: Connection) => void
}

/** One authorisation, and below it every location it opens. */
export function ConnectionCard(props: ConnectionCardProps) {
  const { connection, childConnections, locations, onDiagnose, onDisconnect } = props
  const Mark =
    connection.level === 'company' ? IconBuilding : connection.kind === 'oauth' ? IconBuildingStore : IconKey
  const rows = connection.level === 'location' ? [connection] : childConnections
  return (
    <Panel flush data-testid="connection">
      <div className={classes.head}>
        <span className={classes.mark}>
          <Mark size={20} stroke={1.7} aria-hidden />
        </span>
        <div style={{ minWidth: 0, flex: 1 }}>
          <Group gap={8}>
            <Text component="h2" fw={650} size="lg" dir="auto" className="break-words" m={0}>
              {connectionName(connection)}
            </Text>
            <ConnectionBadge status={connection.status} />
            {connection.environment === 'simulator' && (
              <Badge color="grape" leftSection={<IconFlask size={12} aria-hidden />}>
                Simulator
              </Badge>
            )}
          </Group>
          <Text size="sm" c="dimmed" mt={2}>
            {connection.level === 'company'
              ? `Company with ${countOf(childConnections.length, 'location')}`
              : 'Location'}
            {' · '}
            {connection.kind === 'oauth' ? 'authorised by consent' : 'private token'}
            {' · '}
            {countOf(connection.scopes.length, 'scope')}
            {connection.planId !== null && ` · plan ${connection.planId}`}
            {' · '}since <RelativeTime at={connection.createdAt} />
          </Text>
        </div>
        <ConnectionActions connection={connection} onDiagnose={onDiagnose} onDisconnect={onDisconnect} />
      </div>
      <ConnectionTrouble connection={connection} />
      <ul className={classes.rows}>
        {rows.map((row) => (
          <LocationRow
            key={row.id}
            connection={row}
            location={row.locationId === null ? undefined : locations.get(row.locationId)}
            isOwn={row.id === connection.id}
            onDiagnose={onDiagnose}
            onDisconnect={onDisconnect}
          />
        ))}
      </ul>
    </Panel>
  )
}
