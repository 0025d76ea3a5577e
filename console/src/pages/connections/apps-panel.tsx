import type { App } from '@causeway/hub/contract'
import { ActionIcon, Badge, Group, Text, Tooltip } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconTrash } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { appsQuery, connectionsQuery, useRemoveApp } from '../../data/connections.ts'
import { countOf } from '../../parts/format.ts'
import { Panel } from '../../parts/panel.tsx'

/** The marketplace apps the hub knows; one without connections can be forgotten. */
export function AppsPanel() {
  const { data: apps = [] } = useQuery(appsQuery)
  if (apps.length === 0) return null
  return (
    <Panel title="Apps" description="Whose credentials the connections use">
      {apps.map((app) => (
        <AppRow key={app.id} app={app} />
      ))}
    </Panel>
  )
}

function AppRow({ app }: { app: App }) {
  const remove = useRemoveApp()
  const { data: connections = [] } = useQuery(connectionsQuery)
  const used = connections.filter(({ appId }) => appId === app.id).length
  const label = used > 0 ? `Used by ${countOf(used, 'connection')}` : `Forget ${app.name}`
  return (
    <Group wrap="nowrap" py={6}>
      <div style={{ minWidth: 0, flex: 1 }}>
        <Group gap={8}>
          <Text fw={550}>{app.name}</Text>
          <Badge color="gray">{app.generation}</Badge>
          {app.environment === 'simulator' && <Badge color="grape">Simulator</Badge>}
        </Group>
        <Text size="xs" c="dimmed" ff="monospace" className="break-words">
          {app.clientId}
        </Text>
      </div>
      <Tooltip label={label}>
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={label}
          disabled={used > 0}
          loading={remove.isPending}
          onClick={() =>
            remove.mutate(app.id, {
              onError: (error) =>
                notifications.show({ color: 'red', title: app.name, message: error.message }),
            })
          }
        >
          <IconTrash size={16} />
        </ActionIcon>
      </Tooltip>
    </Group>
  )
}
