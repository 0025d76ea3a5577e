import type { Location } from '@causeway/hub/contract'
import { Anchor, Group, Progress, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { ConnectionDot } from '../../parts/connection-status.tsx'
import { countOf } from '../../parts/format.ts'
import { percentFilled, recordCount } from '../../parts/stream-progress.ts'

/** One location of many: its name, how far it is, and why if it cannot go on. */
export function LocationProgress({ location }: { location: Location }) {
  const percent = percentFilled(location)
  return (
    <div>
      <Group gap={9} wrap="nowrap">
        <ConnectionDot status={location.status} />
        <Anchor
          component={Link}
          to={`/locations/${location.id}/overview`}
          size="sm"
          fw={550}
          c="inherit"
          dir="auto"
          style={{ overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }}
        >
          {location.name}
        </Anchor>
        <Text size="xs" c="dimmed" ml="auto" className="numbers" style={{ whiteSpace: 'nowrap' }}>
          {countOf(recordCount(location), 'record')}
        </Text>
      </Group>
      <Progress
        value={percent}
        size={4}
        mt={6}
        color={percent === 100 ? 'teal' : 'indigo'}
        transitionDuration={500}
        aria-label={`${location.name}: ${Math.floor(percent)} percent`}
      />
      {location.statusMessage !== null && (
        <Text size="xs" c="dimmed" mt={4} className="break-words">
          {location.statusMessage}
        </Text>
      )}
    </div>
  )
}
