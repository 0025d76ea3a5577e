import type { CatalogEntry } from '@causeway/hub/contract'
import { Alert, Badge, Button, Code, Group, Stack, Text } from '@mantine/core'
import { IconAlertTriangle, IconCoin, IconLock, IconShieldLock } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import classes from './entry.module.css'

const tokenWords: Record<string, string> = {
  location: 'a location’s connection',
  company: 'a company’s connection',
  none: 'no connection',
}

const pagingWords: Record<string, string> = {
  skip: 'by how many to skip',
  page: 'by page number',
  pageToken: 'by a token from the page before',
  searchAfter: 'by the place where the page before ended',
  startAfter: 'by the last record of the page before',
}

/** What it needs and how it behaves, as a list of facts. */
export function EntryFacts({ entry }: { entry: CatalogEntry }) {
  const missing = new Set(entry.missingScopes)
  return (
    <dl className={classes.facts}>
      <dt>Id</dt>
      <dd>
        <Code>{entry.id}</Code>
      </dd>
      {entry.kind === 'operation' && (
        <>
          <dt>Called with</dt>
          <dd>{entry.tokenClasses.map((one) => tokenWords[one] ?? one).join(' or ')}</dd>
        </>
      )}
      <dt>Scopes</dt>
      <dd>
        <Group gap={6}>
          {entry.scopes.length === 0 && 'none that the CRM publishes'}
          {entry.scopes.map((scope) => (
            <Badge
              key={scope}
              color={missing.has(scope) ? 'red' : entry.missingScopes === null ? 'gray' : 'teal'}
              ff="monospace"
              fw={500}
            >
              {scope}
              {missing.has(scope) && ' (lacking)'}
            </Badge>
          ))}
        </Group>
      </dd>
      {entry.kind === 'operation' && (
        <>
          <dt>Generations</dt>
          <dd>{entry.definitions.map(({ generation }) => generation).join(' and ')} of the CRM’s API</dd>
          <dt>Pages</dt>
          <dd>
            {entry.pagination === null
              ? 'one answer, no pages'
              : (pagingWords[entry.pagination] ?? entry.pagination)}
          </dd>
        </>
      )}
    </dl>
  )
}

/** What stands in the way, and what to mind, before anything is called. */
export function EntryWarnings({
  entry,
  locationName,
}: {
  entry: CatalogEntry
  locationName: string | undefined
}) {
  const missing = entry.missingScopes ?? []
  const hasNone =
    missing.length === 0 &&
    ![entry.isWithheld, entry.isDestructive, entry.costsMoney, entry.isDeprecated].includes(true)
  if (hasNone) return null
  return (
    <Stack gap="xs">
      {entry.isWithheld && (
        <Alert color="gray" icon={<IconShieldLock />} title="Kept inside the hub" py={10}>
          It hands out the CRM’s own tokens. The hub obtains and keeps them itself, so nobody can call it
          here.
        </Alert>
      )}
      {missing.length > 0 && !entry.isWithheld && (
        <Alert
          color="yellow"
          icon={<IconLock />}
          title={`${locationName ?? 'This location'} lacks ${missing.join(' and ')}`}
          py={10}
        >
          <Text size="sm">
            Add {missing.length === 1 ? 'this scope' : 'these scopes'} to your app in the CRM’s marketplace,
            then reconnect the location: whoever may install apps there grants them.
          </Text>
          <Button component={Link} to="/connections" size="compact-sm" variant="white" color="yellow" mt={8}>
            Go to the connections
          </Button>
        </Alert>
      )}
      {entry.isDestructive && (
        <Alert color="red" icon={<IconAlertTriangle />} py={10}>
          It deletes or replaces what cannot be brought back.
        </Alert>
      )}
      {entry.costsMoney && (
        <Alert color="yellow" icon={<IconCoin />} py={10}>
          The CRM, or a network behind it, may charge for it.
        </Alert>
      )}
      {entry.isDeprecated && (
        <Alert color="gray" icon={<IconAlertTriangle />} py={10}>
          The CRM marks it as outdated: it may go away.
        </Alert>
      )}
    </Stack>
  )
}
