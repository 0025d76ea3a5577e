import type { Destination, MappingOutput } from '@causeway/hub/contract'
import { ActionIcon, Badge, Button, Group, Menu, Skeleton, Stack, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconDatabaseExport, IconDots, IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { destinationsQuery, useRemoveDestination, useTestDestination } from '../../data/destinations.ts'
import { mappingOutputsQuery } from '../../data/mappings.ts'
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx'
import { EmptyState } from '../../parts/empty-state.tsx'
import { MappingOutputRow } from '../../parts/mapping-output-row.tsx'
import { PageHeader } from '../../parts/page-header.tsx'
import { Panel } from '../../parts/panel.tsx'
import { ProblemNotice } from '../../parts/problem-notice.tsx'
import { describeSettings, kindName } from './destination-kinds.ts'
import { DestinationDialog } from './destination-dialog.tsx'
import lists from '../../parts/list.module.css'

/** Databases, endpoints and files of your own, what is written to each, and how it stands there. */
export function DestinationsPage() {
  const destinations = useQuery(destinationsQuery)
  const { data: outputs = [] } = useQuery(mappingOutputsQuery())
  const [changed, setChanged] = useState<Destination | 'new'>()
  const [removed, setRemoved] = useState<Destination>()
  return (
    <Stack gap="md">
      <PageHeader
        title="Destinations"
        description="Databases, endpoints and files of your own"
        actions={
          <Button
            leftSection={<IconPlus size={16} />}
            onClick={() => setChanged('new')}
            data-testid="add-destination"
          >
            Add a destination
          </Button>
        }
      />
      {destinations.isPending && (
        <Skeleton h={160} radius="lg" role="status" aria-label="Loading destinations" />
      )}
      {destinations.isError && (
        <ProblemNotice
          error={destinations.error}
          title="The destinations could not be loaded"
          onRetry={() => void destinations.refetch()}
        />
      )}
      {destinations.data?.length === 0 && (
        <Panel>
          <EmptyState icon={<IconDatabaseExport />} title="There is no destination yet">
            The hub writes mappings to tables in your PostgreSQL or MySQL, to an endpoint of your app, or to a
            file, and keeps them up to date.
          </EmptyState>
        </Panel>
      )}
      {destinations.data?.map((destination) => (
        <Card
          key={destination.id}
          destination={destination}
          outputs={outputs.filter((output) => output.destination.id === destination.id)}
          onChange={() => setChanged(destination)}
          onRemove={() => setRemoved(destination)}
        />
      ))}
      <DestinationDialog changed={changed} onClose={() => setChanged(undefined)} />
      <ConfirmDialog
        thing={removed}
        onClose={() => setRemoved(undefined)}
        title={({ name }) => `Remove ${name}?`}
        consequence={() => 'The hub forgets how to reach it. What was written there stays.'}
        action={useRemoveDestination()}
        label="Remove"
        testId="confirm-remove-destination"
      />
    </Stack>
  )
}

type CardProps = {
  destination: Destination
  outputs: MappingOutput[]
  onChange: () => void
  onRemove: () => void
}

function Card({ destination, outputs, onChange, onRemove }: CardProps) {
  const { id, name, kind } = destination
  const test = useTestDestination()
  return (
    <Panel
      flush
      title={
        <Group gap={8} component="span">
          <span className="break-words">{name}</span>
          <Badge size="sm">{kindName(kind)}</Badge>
        </Group>
      }
      description={describeSettings(destination)}
      data-testid="destination"
      actions={
        <Group gap={6}>
          <Button
            size="xs"
            variant="default"
            loading={test.isPending}
            onClick={() =>
              test.mutate(
                { id },
                { onSuccess: ({ message }) => notifications.show({ title: name, message }) },
              )
            }
          >
            Test
          </Button>
          <Menu position="bottom-end">
            <Menu.Target>
              <ActionIcon variant="subtle" color="gray" aria-label={`What to do with ${name}`}>
                <IconDots size={18} />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item onClick={onChange}>Change</Menu.Item>
              <Menu.Item color="red" onClick={onRemove}>
                Remove
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        </Group>
      }
    >
      {test.isError && (
        <div style={{ padding: '0 18px 14px' }}>
          <ProblemNotice error={test.error} title="It does not answer" />
        </div>
      )}
      {outputs.length === 0 ? (
        <Text size="sm" c="dimmed" px={18} pb={16}>
          Nothing is written here yet: open a mapping and choose “Write it somewhere”.
        </Text>
      ) : (
        <ul className={lists.plain}>
          {outputs.map((output) => (
            <MappingOutputRow
              key={output.id}
              output={output}
              title={`${output.mapping} → ${output.target}`}
            />
          ))}
        </ul>
      )}
    </Panel>
  )
}
