import type { Destination } from '@causeway/hub/contract'
import { Anchor, Button, Group, Modal, Select, Stack, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { destinationsQuery } from '../../data/destinations.ts'
import { useAddOutput } from '../../data/mappings.ts'
import { ProblemNotice } from '../../parts/problem-notice.tsx'

type AddOutputProps = { mapping: string; opened: boolean; onClose: () => void }

/** Asks where a mapping is to be written. */
export function AddOutput({ mapping, opened, onClose }: AddOutputProps) {
  return (
    <Modal opened={opened} onClose={onClose} title="Write it to" closeButtonProps={{ 'aria-label': 'Close' }}>
      {opened && <OutputForm mapping={mapping} onAdded={onClose} />}
    </Modal>
  )
}

const targetWords = {
  postgres: {
    label: 'Table',
    description: 'It is made when it is not there; a table that is there must fit',
  },
  mysql: { label: 'Table', description: 'It is made when it is not there; a table that is there must fit' },
  http: { label: 'Name', description: 'Sent with the records, to tell mappings apart' },
  file: { label: 'File', description: 'In the folder "files" of the hub’s data folder' },
}

function OutputForm({ mapping, onAdded }: { mapping: string; onAdded: () => void }) {
  const { data: destinations = [] } = useQuery(destinationsQuery)
  const add = useAddOutput()
  const form = useForm({
    mode: 'controlled',
    initialValues: { destinationId: '', target: mapping.replaceAll('-', '_'), onDelete: 'delete' },
    validate: {
      destinationId: (id) => (id === '' ? 'Choose a destination.' : null),
      target: (target) => (target.trim() === '' ? 'Give it a name.' : null),
    },
  })
  const chosen = destinations.find(({ id }) => id === form.values.destinationId)
  const words = targetWords[chosen?.kind ?? 'postgres']
  const choose = (id: string | null) => {
    const destination = destinations.find((each) => each.id === id)
    form.setValues({ destinationId: id ?? '', target: targetFor(mapping, destination) })
  }
  const submit = form.onSubmit(({ destinationId, target, onDelete }) =>
    add.mutate(
      { mapping, destinationId, target, onDelete: onDelete === 'mark' ? 'mark' : 'delete' },
      { onSuccess: onAdded },
    ),
  )
  if (destinations.length === 0)
    return (
      <Text size="sm">
        There is no destination yet.{' '}
        <Anchor component={Link} to="/destinations">
          Add a database, an endpoint or a file
        </Anchor>{' '}
        first.
      </Text>
    )
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <Select
          label="Destination"
          data={destinations.map(({ id, name }) => ({ value: id, label: name }))}
          value={form.values.destinationId === '' ? null : form.values.destinationId}
          error={form.errors['destinationId']}
          onChange={choose}
          data-autofocus
          data-testid="output-destination"
        />
        <TextInput
          label={words.label}
          description={words.description}
          data-testid="output-target"
          {...form.getInputProps('target')}
        />
        {(chosen?.kind === 'postgres' || chosen?.kind === 'mysql') && (
          <Select
            label="When a record is deleted"
            data={[
              { value: 'delete', label: 'delete its row' },
              { value: 'mark', label: 'keep the row and note when, in deleted_at' },
            ]}
            allowDeselect={false}
            {...form.getInputProps('onDelete')}
          />
        )}
        {add.isError && <ProblemNotice error={add.error} title="Nothing is written there" />}
        <Group justify="flex-end">
          <Button type="submit" loading={add.isPending} data-testid="begin-output">
            Begin
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

function targetFor(mapping: string, destination: Destination | undefined): string {
  if (destination?.kind === 'file') return `${mapping}.${String(destination.settings['format'])}`
  return mapping.replaceAll('-', '_')
}
