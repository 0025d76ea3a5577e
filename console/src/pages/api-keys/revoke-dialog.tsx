import type { ApiKey } from '@causeway/hub/contract'
import { useRevokeApiKey } from '../../data/api-keys.ts'
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx'

/** Asks before a key stops working. */
export function RevokeDialog({ apiKey, onClose }: { apiKey: ApiKey | undefined; onClose: () => void }) {
  return (
    <ConfirmDialog
      thing={apiKey}
      onClose={onClose}
      title={({ name }) => `Revoke “${name}”?`}
      consequence={() => 'Calls with this key are refused from now on. This cannot be undone.'}
      action={useRevokeApiKey()}
      label="Revoke"
      testId="confirm-revoke"
    />
  )
}
