import type { Connection, Location } from '@causeway/hub/contract'
import { Alert, Button, Skeleton, Stack } from '@mantine/core'
import { IconCircleCheck, IconPlugConnected, IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { connectionsQuery } from '../../data/connections.ts'
import { locationsQuery } from '../../data/locations.ts'
import { EmptyState } from '../../parts/empty-state.tsx'
import { countOf } from '../../parts/format.ts'
import { PageHeader } from '../../parts/page-header.tsx'
import { Panel } from '../../parts/panel.tsx'
import { ProblemNotice } from '../../parts/problem-notice.tsx'
import { AddConnection } from './add-connection.tsx'
import { AppsPanel } from './apps-panel.tsx'
import { ConnectionCard } from './connection-card.tsx'
import { DiagnosisDrawer } from './diagnosis-drawer.tsx'
import { DisconnectDialog } from './disconnect-dialog.tsx'
import { groupConnections } from './group-connections.ts'

/** What the hub is authorised to read, how it is doing, and what to do where it is not. */
export function ConnectionsPage() {
  const connections = useQuery(connectionsQuery)
  const locations = useQuery(locationsQuery)
  const [isAdding, setAdding] = useState(false)
  const [diagnosed, setDiagnosed] = useState<Connection>()
  const [leaving, setLeaving] = useState<Connection>()
  const groups = groupConnections(connections.data ?? [])
  const byId = new Map<string, Location>(locations.data?.map((location) => [location.id, location]))
  return (
    <Stack gap="md">
      <PageHeader
        title="Connections"
        description={
          connections.data === undefined
            ? 'Where your data comes from'
            : `${countOf(connections.data.filter(({ level }) => level === 'location').length, 'location')} connected`
        }
        actions={
          <Button
            leftSection={<IconPlus size={16} />}
            onClick={() => setAdding(true)}
            data-testid="add-connection"
          >
            Add a connection
          </Button>
        }
      />
      <InstallOutcome />
      {connections.isError && (
        <ProblemNotice
          error={connections.error}
          title="The connections could not be loaded"
          onRetry={() => void connections.refetch()}
        />
      )}
      {connections.isPending && (
        <Skeleton h={220} radius="lg" role="status" aria-label="Loading connections" />
      )}
      {connections.isSuccess && groups.length === 0 && (
        <Panel>
          <EmptyState
            icon={<IconPlugConnected />}
            title="Nothing is connected"
            action={<Button onClick={() => setAdding(true)}>Add a connection</Button>}
          >
            Connect your CRM, or try the simulator: its data behaves like the real thing.
          </EmptyState>
        </Panel>
      )}
      {groups.map(({ parent, children }) => (
        <ConnectionCard
          key={parent.id}
          connection={parent}
          childConnections={children}
          locations={byId}
          onDiagnose={setDiagnosed}
          onDisconnect={setLeaving}
        />
      ))}
      <AppsPanel />
      <AddConnection opened={isAdding} onClose={() => setAdding(false)} />
      <DiagnosisDrawer connection={diagnosed} onClose={() => setDiagnosed(undefined)} />
      <DisconnectDialog connection={leaving} onClose={() => setLeaving(undefined)} />
    </Stack>
  )
}

/** Says that the install which just returned from the consent page has worked. */
function InstallOutcome() {
  const { connected } = useSearch({ from: '/signed-in/connections' })
  const navigate = useNavigate({ from: '/connections' })
  if (connected === undefined) return null
  return (
    <Alert
      color="teal"
      icon={<IconCircleCheck />}
      withCloseButton
      closeButtonLabel="Dismiss"
      onClose={() => void navigate({ search: {}, replace: true })}
      data-testid="connected"
    >
      Connected. The first records are on their way.
    </Alert>
  )
}
