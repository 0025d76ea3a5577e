import { Button, Stack } from '@mantine/core'
import { IconPlugConnected } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, Navigate } from '@tanstack/react-router'
import { locationsQuery } from '../data/locations.ts'
import { EmptyState } from '../parts/empty-state.tsx'
import { PageHeader } from '../parts/page-header.tsx'
import { PageSkeleton } from '../parts/page-skeleton.tsx'
import { ProblemNotice } from '../parts/problem-notice.tsx'
import { Panel } from '../parts/panel.tsx'
import { useCurrentLocation } from '../shell/current-location.ts'

/** Leads to the overview of the location looked at last, or says how to get the first one. */
export function HomePage() {
  const locations = useQuery(locationsQuery)
  const current = useCurrentLocation()
  if (current !== undefined) {
    return <Navigate to="/locations/$locationId/overview" params={{ locationId: current.id }} replace />
  }
  if (locations.isPending) return <PageSkeleton />
  if (locations.isError) {
    return <ProblemNotice error={locations.error} onRetry={() => void locations.refetch()} />
  }
  return (
    <Stack gap="md">
      <PageHeader title="Overview" />
      <Panel>
        <EmptyState
          icon={<IconPlugConnected />}
          title="No location is connected yet"
          action={
            <Button component={Link} to="/connections">
              Add a connection
            </Button>
          }
        >
          Connect a location of your CRM, or the simulator, and its posts, tags and statistics arrive here.
        </EmptyState>
      </Panel>
    </Stack>
  )
}
