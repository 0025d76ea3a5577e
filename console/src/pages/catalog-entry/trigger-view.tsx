import type { CatalogEntry } from '@causeway/hub/contract'
import { Alert, Anchor, Badge, Code, List, SimpleGrid, Stack, Text } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { CodeBlock } from '../../parts/code-block.tsx'
import { Panel } from '../../parts/panel.tsx'
import { sourceName } from '../catalog/entry-marks.tsx'
import { EntryFacts } from './entry-facts.tsx'
import { SchemaTable } from './schema-table.tsx'

/** A trigger: how it arrives, what it brings, what to mind. */
export function TriggerView({ entry }: { entry: CatalogEntry }) {
  const { trigger } = entry
  if (trigger === null) return null
  const traps = trigger.webhook?.traps ?? []
  return (
    <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="md" style={{ alignItems: 'start' }}>
      <Stack gap="md">
        <Panel
          title="How it arrives"
          actions={entry.source !== null && <Badge color="grape">{sourceName(entry.source)}</Badge>}
        >
          <Stack gap="sm">
            <Arrival entry={entry} />
            {traps.length > 0 && (
              <Alert color="yellow" icon={<IconAlertTriangle />} title="To mind" py={10}>
                <List size="sm" spacing={4}>
                  {traps.map((trap) => (
                    <List.Item key={trap}>{trap}</List.Item>
                  ))}
                </List>
              </Alert>
            )}
          </Stack>
        </Panel>
        <Panel title="What it brings">
          <SchemaTable schema={trigger.payload} label="Payload fields" isAnswer />
        </Panel>
      </Stack>
      <Stack gap="md">
        <Panel title="Example">
          <CodeBlock label="Example payload" code={JSON.stringify(trigger.example, null, 2)} />
        </Panel>
        <Panel title="Good to know">
          <EntryFacts entry={entry} />
        </Panel>
      </Stack>
    </SimpleGrid>
  )
}

function Arrival({ entry }: { entry: CatalogEntry }) {
  switch (entry.source) {
    case 'webhook':
      return <WebhookArrival entry={entry} />
    case 'derived':
      return (
        <Text size="sm">
          The CRM tells nobody of it. The hub compares what it syncs with what it knew, and writes it to its
          own log: see the{' '}
          <Anchor component={Link} to="/events">
            events
          </Anchor>
          , or follow <Code>/v1/events/stream</Code> from your app.
        </Text>
      )
    case 'schedule':
      return <Text size="sm">The hub’s own clock starts it, at the times you choose.</Text>
    case 'manual':
      return <Text size="sm">A person or your app starts it, whenever they like.</Text>
    case 'http':
      return <Text size="sm">A call from outside to an address of this hub starts it.</Text>
    default:
      return null
  }
}

function WebhookArrival({ entry }: { entry: CatalogEntry }) {
  const webhook = entry.trigger?.webhook
  return (
    <Text size="sm">
      The CRM sends it to your app’s webhook address, signed. Switch{' '}
      {webhook === undefined || webhook === null ? 'it' : <Code>{webhook.event}</Code>} on in the app’s
      webhook settings.{' '}
      {webhook?.type === null
        ? 'Its body carries no type: only the address it is sent to tells what it is.'
        : webhook !== undefined &&
          webhook !== null && (
            <>
              Its body says <Code>{`"type": "${webhook.type}"`}</Code>.
            </>
          )}
    </Text>
  )
}
