import type { CatalogItem, HubEvent } from '@causeway/hub/contract'
import { Button, Group, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'

type Place = { label: string; to: string }

/** Where the event comes from and what it is about, with the ways there. */
export function EventCause({
  event,
  source,
}: {
  event: HubEvent
  source: CatalogItem['source'] | undefined
}) {
  const places = [causeOf(event, source), subjectOf(event)].filter((place) => place !== undefined)
  return (
    <div>
      <Text size="sm" mb={places.length === 0 ? 0 : 8}>
        {wordsFor(event, source)}
      </Text>
      <Group gap={8}>
        {places.map(({ label, to }) => (
          <Button key={to} component={Link} to={to} variant="default" size="xs">
            {label}
          </Button>
        ))}
      </Group>
    </div>
  )
}

function wordsFor({ type }: HubEvent, source: CatalogItem['source'] | undefined): string {
  if (type === 'tag.details_updated') return 'Your own app, an agent or a person wrote it into the hub.'
  if (type === 'connection.status_changed')
    return 'The hub noticed it while it used or renewed its authorisation.'
  if (source === 'derived')
    return 'The CRM tells nobody of it: the hub found it by comparing what it synced with what it knew.'
  return 'The CRM told of it, by a webhook or when the hub asked.'
}

function causeOf({ type, data }: HubEvent, source: CatalogItem['source'] | undefined): Place | undefined {
  if (type === 'connection.status_changed') return { label: 'See the connections', to: '/connections' }
  const { webhookId } = data
  if (source !== 'derived' && typeof webhookId === 'string' && webhookId !== '')
    return { label: 'Open the webhook', to: `/inbox?q=${encodeURIComponent(webhookId)}` }
  return undefined
}

function subjectOf({ subject, locationId }: HubEvent): Place | undefined {
  const path = `/locations/${locationId}`
  if (subject.kind === 'post')
    return { label: 'Open the post', to: `${path}/posts?post=${encodeURIComponent(subject.id)}` }
  if (subject.kind === 'tag')
    return { label: 'Open the tag', to: `${path}/tags/${encodeURIComponent(subject.id)}` }
  return undefined
}
