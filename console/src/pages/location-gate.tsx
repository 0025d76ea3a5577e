import { Button } from '@mantine/core'
import { IconBuildingStore } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, Outlet, useParams } from '@tanstack/react-router'
import { locationsQuery } from '../data/locations.ts'
import { EmptyState } from '../parts/empty-state.tsx'
import { PageSkeleton } from '../parts/page-skeleton.tsx'
import { Panel } from '../parts/panel.tsx'
import { ProblemNotice } from '../parts/problem-notice.tsx'

/** Shows a page of a location once the hub has said that it knows the location. */
export function LocationGate() {
  const { locationId } = useParams({ from: '/signed-in/locations/$locationId' })
  const locations = useQuery(locationsQuery)
  if (locations.isPending) return <PageSkeleton />
  if (locations.isError && locations.data === undefined) {
    return <ProblemNotice error={locations.error} onRetry={() => void locations.refetch()} />
  }
  if (!locations.data.some((location) => location.id === locationId)) {
    return (
      <Panel>
        <EmptyState
          icon={<IconBuildingStore />}
          title="This hub does not know that location"
          action={
            <Button component={Link} to="/connections">
              See the connections
            </Button>
          }
        >
          It may have been disconnected, or the address belongs to another hub.
        </EmptyState>
      </Panel>
    )
  }
  return <Outlet key={locationId} />
}
