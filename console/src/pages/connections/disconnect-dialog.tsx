import type { Connection } from '@causeway/hub/contract'
import { notifications } from '@mantine/notifications'
import { useDisconnect } from '../../data/connections.ts'
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx'
import { connectionName } from './group-connections.ts'

type DisconnectDialogProps = { connection: Connection | undefined; onClose: () => void }

/** Asks before a connection is given up. */
export function DisconnectDialog({ connection, onClose }: DisconnectDialogProps) {
  return (
    <ConfirmDialog
      thing={connection}
      onClose={onClose}
      title={(shown) => `Disconnect ${connectionName(shown)}?`}
      consequence={({ level }) =>
        `The hub forgets its tokens and stops reading ${level === 'company' ? 'all locations of this company' : 'this location'}. ` +
        'Everything stored so far stays in your database, and connecting again goes on from there.'
      }
      action={useDisconnect()}
      label="Disconnect"
      testId="confirm-disconnect"
      onDone={(gone) =>
        notifications.show({
          title: connectionName(gone),
          message: 'Disconnected. What was stored is kept.',
        })
      }
    />
  )
}
