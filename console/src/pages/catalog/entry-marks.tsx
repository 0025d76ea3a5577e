import type { CatalogItem } from '@causeway/hub/contract'
import { Badge, Tooltip } from '@mantine/core'
import { IconAlertTriangle, IconBolt, IconCoin, IconLock } from '@tabler/icons-react'
import { MethodBadge } from '../../parts/method-badge.tsx'
import classes from './catalog.module.css'

const sources = {
  webhook: 'Webhook of the CRM',
  derived: 'Seen by the hub',
  schedule: 'Clock',
  manual: 'By hand',
  http: 'Call from outside',
} as const

/** What kind of entry it is: the method of an operation, where a trigger comes from. */
export function KindBadge({ entry }: { entry: CatalogItem }) {
  if (entry.method !== null) return <MethodBadge method={entry.method} />
  return (
    <Badge
      size="sm"
      color="grape"
      w={62}
      px={4}
      fz={10}
      title={entry.source ? sources[entry.source] : undefined}
    >
      TRIGGER
    </Badge>
  )
}

export const sourceName = (source: keyof typeof sources) => sources[source]

/** What to mind before calling it, as small marks with words for those who point at them. */
export function EntryMarks({ entry }: { entry: CatalogItem }) {
  const missing = entry.missingScopes ?? []
  return (
    <span className={classes.marks}>
      {entry.isDestructive && (
        <Mark
          label="Deletes or replaces what cannot be brought back"
          colour="var(--bad)"
          icon={IconAlertTriangle}
        />
      )}
      {entry.costsMoney && (
        <Mark
          label="The CRM or a network may charge for it"
          colour="var(--mantine-color-yellow-light-color)"
          icon={IconCoin}
        />
      )}
      {entry.isWithheld ? (
        <Mark
          label="Kept inside the hub: it hands out the CRM’s own tokens"
          colour="var(--mantine-color-dimmed)"
          icon={IconLock}
        />
      ) : (
        missing.length > 0 && (
          <Mark
            label={`This location lacks ${missing.join(', ')}`}
            colour="var(--mantine-color-dimmed)"
            icon={IconLock}
          />
        )
      )}
    </span>
  )
}

type MarkProps = { label: string; colour: string; icon: typeof IconBolt }
const Mark = ({ label, colour, icon: Picture }: MarkProps) => (
  <Tooltip label={label}>
    <Picture size={16} stroke={1.8} color={colour} role="img" aria-label={label} />
  </Tooltip>
)

/** Whether calling it changes anything. */
export function AccessBadge({ access }: { access: 'read' | 'write' }) {
  return (
    <Badge size="sm" color={access === 'read' ? 'gray' : 'indigo'}>
      {access === 'read' ? 'reads' : 'writes'}
    </Badge>
  )
}
