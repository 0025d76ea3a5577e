import type { HubEvent } from '@causeway/hub/contract'
import { Accordion, Anchor, Button, Drawer, Group, Skeleton, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { catalogEntryQuery } from '../../data/catalog.ts'
import { CodeBlock } from '../../parts/code-block.tsx'
import { formatInstantWithSeconds } from '../../parts/format.ts'
import { JsonView } from '../../parts/json-view.tsx'
import { useLastDefined } from '../../parts/use-last-defined.ts'
import { SchemaTable } from '../catalog-entry/schema-table.tsx'
import { describeEvent, eventSubject } from './describe-event.ts'
import { EventCause } from './event-cause.tsx'
import type { EventsSearchChanges } from './event-filters.tsx'
import { EventIcon } from './event-icon.tsx'

type EventDrawerProps = {
  event: HubEvent | undefined
  title: string | undefined
  locationName: string | undefined
  onClose: () => void
  onNarrow: (changes: EventsSearchChanges) => void
}

/** One event in full, as your app receives it, with what caused it and what its fields are. */
export function EventDrawer({ event, title, locationName, onClose, onNarrow }: EventDrawerProps) {
  const shown = useLastDefined(event)
  const shownTitle = useLastDefined(title)
  return (
    <Drawer
      opened={event !== undefined}
      onClose={onClose}
      size={600}
      title="Event"
      closeButtonProps={{ 'aria-label': 'Close the event' }}
      data-testid="event-drawer"
    >
      {shown !== undefined && (
        <Body event={shown} title={shownTitle} locationName={locationName} onNarrow={onNarrow} />
      )}
    </Drawer>
  )
}

function Body(props: Omit<EventDrawerProps, 'event' | 'onClose'> & { event: HubEvent }) {
  const { event, title, locationName, onNarrow } = props
  const { type, subject } = event
  const entry = useQuery(catalogEntryQuery(type, undefined))
  return (
    <Stack>
      <Group wrap="nowrap" align="flex-start">
        <EventIcon type={type} />
        <div style={{ minWidth: 0 }}>
          <Text fw={650}>{describeEvent(event, title)}</Text>
          <Text size="sm" className="break-words">
            <bdi>{eventSubject(event)}</bdi>
          </Text>
          <Text size="xs" c="dimmed" mt={4}>
            happened {formatInstantWithSeconds(event.occurredAt)}, seen{' '}
            {formatInstantWithSeconds(event.recordedAt)}
            {locationName !== undefined && `, in ${locationName}`}
          </Text>
        </div>
      </Group>
      <EventCause event={event} source={entry.data?.source} />
      <JsonView value={event.data} label="What it says" />
      <Group gap={8}>
        <Button
          size="xs"
          variant="default"
          onClick={() => onNarrow({ subject: subject.id, kind: subject.kind })}
        >
          Only this {subject.kind}
        </Button>
        <Button size="xs" variant="default" onClick={() => onNarrow({ types: type })}>
          Only {type}
        </Button>
      </Group>
      <Accordion variant="separated" chevronPosition="right">
        <Accordion.Item value="json">
          <Accordion.Control>As your app receives it</Accordion.Control>
          <Accordion.Panel>
            <CodeBlock label="Event as JSON" code={JSON.stringify(event, null, 2)} />
          </Accordion.Panel>
        </Accordion.Item>
        <Accordion.Item value="schema">
          <Accordion.Control>What its data may hold</Accordion.Control>
          <Accordion.Panel>
            {entry.isPending && <Skeleton h={120} role="status" aria-label="Loading the fields" />}
            {entry.isError && (
              <Text size="sm" c="dimmed">
                The catalog has no entry for <b>{type}</b>.
              </Text>
            )}
            {entry.data?.trigger !== null && entry.data?.trigger !== undefined && (
              <Stack gap="xs">
                <Text size="sm">
                  {entry.data.summary}{' '}
                  <Anchor component={Link} to={`/catalog/${type}`} inherit>
                    Open it in the catalog
                  </Anchor>
                </Text>
                <SchemaTable schema={entry.data.trigger.payload} label="Fields of the data" isAnswer />
              </Stack>
            )}
          </Accordion.Panel>
        </Accordion.Item>
      </Accordion>
    </Stack>
  )
}
