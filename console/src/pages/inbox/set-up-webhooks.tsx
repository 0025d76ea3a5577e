import { List, Skeleton, Stack, Text } from '@mantine/core'
import { IconInbox } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { settingsQuery } from '../../data/session.ts'
import { CopyField } from '../../parts/copy-field.tsx'
import { EmptyState } from '../../parts/empty-state.tsx'
import { Panel } from '../../parts/panel.tsx'

/** Nothing came yet: what to do in the CRM, so that something does. */
export function SetUpWebhooks() {
  const settings = useQuery(settingsQuery)
  return (
    <Panel data-testid="set-up-webhooks">
      <EmptyState icon={<IconInbox />} title="No webhook has come in yet">
        The CRM tells this hub what happens once it knows where to.
      </EmptyState>
      <Stack gap="md" maw={560} mx="auto" pb="lg">
        {settings.data === undefined ? (
          <Skeleton h={58} role="status" aria-label="Loading the address" />
        ) : (
          <CopyField label="Webhook URL" value={settings.data.webhookUrl} data-testid="webhook-url" />
        )}
        <List type="ordered" size="sm" spacing={8}>
          <List.Item>In the CRM’s marketplace, open your app and its webhook settings.</List.Item>
          <List.Item>Put the address above there, as the webhook URL of all events.</List.Item>
          <List.Item>Switch on the events you want to hear of, and save.</List.Item>
          <List.Item>
            Change something in a connected location, a contact’s name for instance: it appears here within
            seconds.
          </List.Item>
        </List>
        {settings.data !== undefined && isLocal(settings.data.publicUrl) && (
          <Text size="sm" c="dimmed">
            The address is one of this machine: the CRM cannot reach it from outside. Give the hub a public
            URL in the <Link to="/settings">settings</Link> first
            {settings.data.hasSimulator ? '; the simulator beside it can' : ''}.
          </Text>
        )}
      </Stack>
    </Panel>
  )
}

const isLocal = (url: string): boolean => /^https?:\/\/(127\.|localhost|\[::1\])/.test(url)
