import type { CatalogEntry } from '@causeway/hub/contract'
import { Alert, Button, Checkbox, Group, Modal, Stack, Text } from '@mantine/core'
import { IconAlertTriangle, IconCoin } from '@tabler/icons-react'
import { useState } from 'react'

type ConfirmCallProps = {
  entry: CatalogEntry
  locationName: string | undefined
  opened: boolean
  onClose: () => void
  onConfirm: () => void
}

/** Asks before anything in the CRM is changed; what cannot be undone must be said yes to twice. */
export function ConfirmCall({ entry, locationName, opened, onClose, onConfirm }: ConfirmCallProps) {
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={`${entry.title}?`}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <Question entry={entry} locationName={locationName} onClose={onClose} onConfirm={onConfirm} />
    </Modal>
  )
}

function Question({ entry, locationName, onClose, onConfirm }: Omit<ConfirmCallProps, 'opened'>) {
  const isGrave = entry.isDestructive || entry.costsMoney
  const [isMeant, setMeant] = useState(false)
  return (
    <Stack data-testid="confirm-call">
      <Text size="sm">
        {entry.summary} It changes data in the CRM
        {locationName === undefined ? '' : ` of ${locationName}`}, at once.
      </Text>
      {entry.isDestructive && (
        <Alert color="red" icon={<IconAlertTriangle />} py={10}>
          “{entry.title}” deletes or replaces what cannot be brought back: neither the hub nor the CRM can
          undo it.
        </Alert>
      )}
      {entry.costsMoney && (
        <Alert color="yellow" icon={<IconCoin />} py={10}>
          “{entry.title}” may be charged for, and reaches people outside. A call cannot be taken back.
        </Alert>
      )}
      {isGrave && (
        <Checkbox
          label="I mean it"
          checked={isMeant}
          onChange={(event) => setMeant(event.currentTarget.checked)}
          data-testid="mean-it"
        />
      )}
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose} data-autofocus>
          Do nothing
        </Button>
        <Button
          color={entry.isDestructive ? 'red' : 'indigo'}
          disabled={isGrave && !isMeant}
          onClick={onConfirm}
          data-testid="confirm-send"
        >
          {entry.title}
        </Button>
      </Group>
    </Stack>
  )
}
