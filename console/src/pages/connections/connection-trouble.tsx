import type { Connection } from '@causeway/hub/contract'
import { Alert, Code, Text } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import classes from './connections.module.css'

/** Why a connection is not well, and what to do about it. Nothing where all is well. */
export function ConnectionTrouble({ connection }: { connection: Connection }) {
  const { status, statusMessage, statusHint, missingScopes } = connection
  const isWell = status === 'ok' && missingScopes.length === 0
  if (isWell || (statusMessage === null && missingScopes.length === 0)) return null
  return (
    <Alert
      className={classes.trouble ?? ''}
      color={status === 'needs_reauth' ? 'red' : 'yellow'}
      icon={<IconAlertTriangle />}
      py={10}
    >
      {statusMessage !== null && <Text size="sm">{statusMessage}</Text>}
      {statusHint !== null && (
        <Text size="sm" fw={600}>
          {statusHint}
        </Text>
      )}
      {missingScopes.length > 0 && (
        <Text size="sm" component="div">
          These scopes are missing, so some records cannot be read:{' '}
          {missingScopes.map((scope) => (
            <Code key={scope} mr={4}>
              {scope}
            </Code>
          ))}
          . Add them to the app in the marketplace, then reconnect.
        </Text>
      )}
    </Alert>
  )
}
