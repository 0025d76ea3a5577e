import type { Location } from '@causeway/hub/contract'
import { Button } from '@mantine/core'
import { IconChartAreaLine } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { isFilling } from '../../data/locations.ts'
import { EmptyState } from '../../parts/empty-state.tsx'
import { Panel } from '../../parts/panel.tsx'
import { StreamRows } from '../../parts/stream-rows.tsx'

/** A location without a single day of statistics: still arriving, or really empty. */
export function NothingYet({ location }: { location: Location }) {
  if (isFilling(location)) {
    return (
      <Panel
        title="The first sync is under way"
        description="Statistics appear here as soon as the first days arrive."
      >
        <StreamRows streams={location.streams} />
      </Panel>
    )
  }
  return (
    <Panel>
      <EmptyState
        icon={<IconChartAreaLine />}
        title="There are no statistics here"
        action={
          <Button component={Link} to="/connections" variant="default">
            See the connection
          </Button>
        }
      >
        {location.statusMessage ??
          (location.counts.accounts === 0
            ? 'No social account is connected to this location in the CRM. Connect one there and its numbers arrive here.'
            : 'The CRM has no statistics for the accounts of this location.')}
      </EmptyState>
    </Panel>
  )
}
