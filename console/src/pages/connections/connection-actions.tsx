import type { Connection } from '@causeway/hub/contract'
import { ActionIcon, Button, Group, Menu } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconDots, IconPlugConnectedX, IconRefresh, IconRotate, IconStethoscope } from '@tabler/icons-react'
import { useInstall } from '../../data/connections.ts'
import { useSyncNow } from '../../data/locations.ts'
import { connectionName } from './group-connections.ts'

type ConnectionActionsProps = {
  connection: Connection
  onDiagnose: (connection: Connection) => void
  onDisconnect: (connection: Connection) => void
}

/** What can be done with a connection; reconnecting is up front where it is needed. */
export function ConnectionActions({ connection, onDiagnose, onDisconnect }: ConnectionActionsProps) {
  const syncNow = useSyncNow()
  const install = useInstall()
  const name = connectionName(connection)
  const { appId, locationId, parentId } = connection
  const isDead = connection.status === 'needs_reauth' || connection.status === 'uninstalled'
  const showProblem = (error: Error) =>
    notifications.show({ color: 'red', title: name, message: error.message })
  const reconnect = () =>
    appId !== null &&
    install.mutate({ app: { id: appId }, returnTo: '/console/connections' }, { onError: showProblem })
  const sync = (full: boolean) =>
    locationId !== null &&
    syncNow.mutate(
      { locationId, full },
      {
        onSuccess: () => notifications.show({ color: 'teal', title: name, message: 'The sync has started.' }),
        onError: showProblem,
      },
    )
  return (
    <Group gap={8} wrap="nowrap">
      {isDead && appId !== null && parentId === null && (
        <Button size="xs" loading={install.isPending} onClick={reconnect}>
          Reconnect
        </Button>
      )}
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={`Actions for ${name}`}
            data-testid="connection-actions"
          >
            <IconDots size={18} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {locationId !== null && (
            <>
              <Menu.Item leftSection={<IconRefresh size={16} />} onClick={() => sync(false)}>
                Sync now
              </Menu.Item>
              <Menu.Item leftSection={<IconRotate size={16} />} onClick={() => sync(true)}>
                Look at everything again
              </Menu.Item>
            </>
          )}
          <Menu.Item leftSection={<IconStethoscope size={16} />} onClick={() => onDiagnose(connection)}>
            Diagnose
          </Menu.Item>
          {appId !== null && parentId === null && (
            <Menu.Item leftSection={<IconRefresh size={16} />} onClick={reconnect}>
              Reconnect
            </Menu.Item>
          )}
          <Menu.Divider />
          <Menu.Item
            color="red"
            leftSection={<IconPlugConnectedX size={16} />}
            onClick={() => onDisconnect(connection)}
          >
            Disconnect…
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </Group>
  )
}
