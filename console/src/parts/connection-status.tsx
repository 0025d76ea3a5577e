import type { ConnectionStatus } from '@causeway/hub/contract'
import { Badge } from '@mantine/core'

const statuses: Record<ConnectionStatus, { label: string; colour: string }> = {
  ok: { label: 'Connected', colour: 'teal' },
  expiring: { label: 'Expiring soon', colour: 'yellow' },
  degraded: { label: 'Degraded', colour: 'orange' },
  suspended: { label: 'Suspended', colour: 'orange' },
  needs_reauth: { label: 'Needs reconnecting', colour: 'red' },
  uninstalled: { label: 'Disconnected', colour: 'gray' },
}

/** The state of a connection as a word. */
export function ConnectionBadge({ status }: { status: ConnectionStatus }) {
  const { label, colour } = statuses[status]
  return (
    <Badge color={colour} data-testid="connection-status">
      {label}
    </Badge>
  )
}

/** The state of a connection as a dot, named for those who cannot see it. */
export function ConnectionDot({ status }: { status: ConnectionStatus }) {
  const { label, colour } = statuses[status]
  return (
    <span
      role="img"
      aria-label={label}
      title={label}
      style={{
        width: 8,
        height: 8,
        borderRadius: 4,
        flexShrink: 0,
        background: `var(--mantine-color-${colour}-6)`,
      }}
    />
  )
}
