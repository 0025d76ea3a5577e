import { Button, Loader } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { connectionsQuery } from '../../data/connections.ts'
import { locationsQuery } from '../../data/locations.ts'
import { EmptyState } from '../../parts/empty-state.tsx'
import { Panel } from '../../parts/panel.tsx'

/** Between the consent and the first location the hub asks the CRM which locations were shared. */
export function WaitingForLocations() {
  const { data: connections } = useQuery({ ...connectionsQuery, refetchInterval: 1000 })
  // Until there is a location nothing else asks this often.
  useQuery({ ...locationsQuery, refetchInterval: 1000 })
  const isConnected = (connections ?? []).length > 0
  return (
    <Panel>
      <EmptyState
        icon={<Loader size={24} />}
        title={isConnected ? 'Asking the CRM for its locations' : 'Nothing is connected yet'}
        action={
          isConnected ? undefined : (
            <Button component={Link} to="/setup">
              Connect something
            </Button>
          )
        }
      >
        {isConnected
          ? 'This takes a few seconds. The first records appear here by themselves.'
          : 'Choose where data comes from; it arrives here.'}
      </EmptyState>
    </Panel>
  )
}
