import type { Agent } from '@causeway/hub/contract'
import { useEndAgent } from '../../data/agents.ts'
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx'

/** Asks before an agent is shut out. */
export function EndAgentDialog({ agent, onClose }: { agent: Agent | undefined; onClose: () => void }) {
  return (
    <ConfirmDialog
      thing={agent}
      onClose={onClose}
      title={({ name }) => `End the access of “${name}”?`}
      consequence={() => 'It is refused from now on. To use the hub again it has to ask you anew.'}
      action={useEndAgent()}
      label="End access"
      testId="confirm-end-agent"
    />
  )
}
