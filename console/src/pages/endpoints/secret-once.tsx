import type { ShownSecret } from '@causeway/hub/contract'
import { Alert, Button, Group, Stack } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { CopyField } from '../../parts/copy-field.tsx'

type SecretOnceProps = { secret: ShownSecret; onClose: () => void }

/** What a receiver verifies with, right after it was made. */
export function SecretOnce({ secret, onClose }: SecretOnceProps) {
  const isShared = secret.kind === 'hmac'
  return (
    <Stack>
      <Alert color="yellow" icon={<IconAlertTriangle />}>
        {isShared
          ? 'This is the only time the secret is shown. Put it where your receiver reads it.'
          : 'Your receiver verifies with this public key. The private one never leaves the hub.'}
      </Alert>
      <CopyField
        label={isShared ? 'Secret' : 'Public key'}
        value={secret.value}
        data-testid="endpoint-secret"
      />
      <Group justify="flex-end">
        <Button onClick={onClose} data-testid="secret-copied">
          I have copied it
        </Button>
      </Group>
    </Stack>
  )
}
