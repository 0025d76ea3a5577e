import type { Destination, Mapping, MappingDefinition, TwoWay } from '@causeway/hub/contract'
import { Anchor, Button, Group, Modal, Select, Stack, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { destinationsQuery } from '../../data/destinations.ts'
import { useAddOutput } from '../../data/mappings.ts'
import { ProblemNotice } from '../../parts/problem-notice.tsx'
import classes from './mappings.module.css'

type AddOutputProps = { mapping: Mapping; opened: boolean; onClose: () => void }

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

function OutputForm({ mapping, onAdded }: { mapping: Mapping; onAdded: () => void }) {
  const { name } = mapping
  const returning = returningFields(mapping.definition)
  const { data: destinations = [] } = useQuery(destinationsQuery)
  const add = useAddOutput()
  const form = useForm({
    mode: 'controlled',
    initialValues: {
      destinationId: '',
      target: name.replaceAll('-', '_'),
      onDelete: 'delete',
      twoWay: nothingReturns,
    },
    validate: {
      destinationId: (id) => (id === '' ? 'Choose a destination.' : null),
      target: (target) => (target.trim() === '' ? 'Give it a name.' : null),
    },
  })
  const chosen = destinations.find(({ id }) => id === form.values.destinationId)
  const words = targetWords[chosen?.kind ?? 'postgres']
  const choose = (id: string | null) => {
    const destination = destinations.find((each) => each.id === id)
    form.setValues({ destinationId: id ?? '', target: targetFor(name, destination), twoWay: {} })
  }
  const isTable = chosen?.kind === 'postgres' || chosen?.kind === 'mysql'
  const submit = form.onSubmit(({ destinationId, target, onDelete, twoWay }) =>
    add.mutate(
      { mapping: name, destinationId, target, onDelete: onDelete === 'mark' ? 'mark' : 'delete', twoWay },
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
        {isTable && (
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
        {isTable && returning.length > 0 && (
          <fieldset className={classes.returning}>
            <Text component="legend" size="sm" fw={500}>
              When somebody changes the table
            </Text>
            <Text size="xs" c="dimmed" mb={4}>
              Details of tags can come back to the hub, within seconds.
            </Text>
            {returning.map((field) => (
              <Select
                key={field}
                label={field}
                data={returns}
                allowDeselect={false}
                value={form.values.twoWay[field] ?? 'never'}
                onChange={(value) =>
                  form.setFieldValue('twoWay', withReturn(form.values.twoWay, field, value))
                }
                data-testid={`returns-${field}`}
              />
            ))}
          </fieldset>
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

const nothingReturns: TwoWay = {}

const returns = [
  { value: 'never', label: 'the hub writes over it, the next time it writes' },
  { value: 'table', label: 'it comes back; when both changed, the table wins' },
  { value: 'hub', label: 'it comes back; when both changed, the hub wins' },
]

function withReturn(twoWay: TwoWay, field: string, value: string | null): TwoWay {
  const { [field]: _, ...others } = twoWay
  return value === 'hub' || value === 'table' ? { ...others, [field]: value } : others
}

/** Fields that are details of a tag as they are: only these lead back. */
function returningFields(definition: MappingDefinition | null): string[] {
  if (definition?.source.kind !== 'tag_with_details') return []
  return definition.fields.flatMap(({ name, from, transforms, default: given }) =>
    'path' in from &&
    /^details(\.[^.[\]"]+|\["[^"]+"\])$/.test(from.path) &&
    (transforms?.length ?? 0) === 0 &&
    given === undefined &&
    !definition.key.includes(name)
      ? [name]
      : [],
  )
}

function targetFor(mapping: string, destination: Destination | undefined): string {
  if (destination?.kind === 'file') return `${mapping}.${String(destination.settings['format'])}`
  return mapping.replaceAll('-', '_')
}
