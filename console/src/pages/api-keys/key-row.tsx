import type { ApiKey } from '@causeway/hub/contract'
import { Badge, Button, Group, Text } from '@mantine/core'
import { countOf, formatInstant } from '../../parts/format.ts'
import { RelativeTime } from '../../parts/relative-time.tsx'
import { keyState } from './key-state.ts'
import classes from './api-keys.module.css'
import { permissionColour } from './permissions.ts'

/** One key: what it may do, where, and whether it is used. The key itself is not known to anybody any more. */
export function KeyRow({ apiKey, onRevoke }: { apiKey: ApiKey; onRevoke: () => void }) {
  const state = keyState(apiKey, Date.now())
  return (
    <li className={classes.row} data-testid="key-row">
      <div style={{ minWidth: 0, flex: 1 }}>
        <Group gap={8}>
          <Text fw={600} td={state === 'active' ? 'none' : 'line-through'} dir="auto" className="break-words">
            {apiKey.name}
          </Text>
          <Text component="code" size="xs" c="dimmed" ff="monospace">
            {apiKey.prefix}…
          </Text>
          {apiKey.permissions.map((permission) => (
            <Badge key={permission} size="sm" color={permissionColour(permission)}>
              {permission}
            </Badge>
          ))}
          {state !== 'active' && (
            <Badge size="sm" color="red">
              {state}
            </Badge>
          )}
        </Group>
        <Text size="xs" c="dimmed" mt={3} component="div">
          {apiKey.locationIds === null ? 'every location' : countOf(apiKey.locationIds.length, 'location')}
          {' · '}made <RelativeTime at={apiKey.createdAt} />
          {' · '}
          {apiKey.lastUsedAt === null ? (
            'never used'
          ) : (
            <>
              last used <RelativeTime at={apiKey.lastUsedAt} />
            </>
          )}
          {apiKey.expiresAt !== null && ` · expires ${formatInstant(apiKey.expiresAt)}`}
        </Text>
      </div>
      {state !== 'revoked' && (
        <Button
          variant="subtle"
          color="red"
          size="xs"
          onClick={onRevoke}
          aria-label={`Revoke ${apiKey.name}`}
        >
          Revoke
        </Button>
      )}
    </li>
  )
}
