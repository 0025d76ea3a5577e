import type { CreatedApiKey } from '@causeway/hub/contract'
import { Alert, Button, Checkbox, Group, Modal, MultiSelect, Select, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useCreateApiKey } from '../../data/api-keys.ts'
import { HubProblem } from '../../data/hub-problem.ts'
import { locationsQuery } from '../../data/locations.ts'
import { CopyField } from '../../parts/copy-field.tsx'
import { ProblemNotice } from '../../parts/problem-notice.tsx'
import { permissions } from './permissions.ts'

type CreateKeyProps = { opened: boolean; onClose: () => void; onCreated: (key: string) => void }

/** Makes a key and shows it, once. */
export function CreateKey({ opened, onClose, onCreated }: CreateKeyProps) {
  const [created, setCreated] = useState<CreatedApiKey>()
  const close = () => {
    onClose()
    setCreated(undefined)
  }
  return (
    <Modal
      opened={opened}
      onClose={close}
      // A click beside the dialog must not lose a key that is shown only once.
      closeOnClickOutside={created === undefined}
      title={created === undefined ? 'Create a key' : 'Your new key'}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {created === undefined ? (
        <KeyForm
          onCreated={(key) => {
            setCreated(key)
            onCreated(key.key)
          }}
        />
      ) : (
        <Stack>
          <Alert color="yellow" icon={<IconAlertTriangle />}>
            This is the only time the key is shown. The hub keeps only a fingerprint of it.
          </Alert>
          <CopyField label="Key" value={created.key} data-testid="new-key" />
          <Group justify="flex-end">
            <Button onClick={close} data-testid="key-copied">
              I have copied it
            </Button>
          </Group>
        </Stack>
      )}
    </Modal>
  )
}

const lifetimes = [
  { value: '', label: 'Never' },
  { value: '30', label: 'In 30 days' },
  { value: '90', label: 'In 90 days' },
  { value: '365', label: 'In a year' },
]

function KeyForm({ onCreated }: { onCreated: (key: CreatedApiKey) => void }) {
  const { data: locations = [] } = useQuery(locationsQuery)
  const create = useCreateApiKey()
  const form = useForm({
    mode: 'controlled',
    initialValues: { name: '', permissions: ['read'], locationIds: [] as string[], days: '' },
    validate: {
      name: (name) => (name.trim() === '' ? 'Name the app that will use it.' : null),
      permissions: (chosen) => (chosen.length === 0 ? 'A key without permissions opens nothing.' : null),
    },
  })
  const submit = form.onSubmit(({ name, permissions: chosen, locationIds, days }) =>
    create.mutate(
      {
        name: name.trim(),
        permissions: permissions.map(({ value }) => value).filter((one) => chosen.includes(one)),
        locationIds: locationIds.length === 0 ? null : locationIds,
        expiresAt: days === '' ? null : new Date(Date.now() + Number(days) * 86_400_000).toISOString(),
      },
      {
        onSuccess: onCreated,
        onError: (error) => {
          if (error instanceof HubProblem) form.setErrors(error.fieldMessages)
        },
      },
    ),
  )
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <TextInput
          label="Name"
          placeholder="Dashboard of our website"
          data-autofocus
          data-testid="key-name"
          {...form.getInputProps('name')}
        />
        <Checkbox.Group label="Permissions" {...form.getInputProps('permissions')}>
          <Stack gap={8} mt={6}>
            {permissions.map(({ value, label, explanation }) => (
              <Checkbox key={value} value={value} label={label} description={explanation} />
            ))}
          </Stack>
        </Checkbox.Group>
        <MultiSelect
          label="Locations"
          placeholder={form.values.locationIds.length === 0 ? 'Every location' : ''}
          data={locations.map(({ id, name }) => ({ value: id, label: name }))}
          searchable
          clearable
          {...form.getInputProps('locationIds')}
        />
        <Select label="Expires" data={lifetimes} allowDeselect={false} {...form.getInputProps('days')} />
        {create.isError && <ProblemNotice error={create.error} title="The key was not made" />}
        <Group justify="flex-end">
          <Button type="submit" loading={create.isPending} data-testid="submit-key">
            Create the key
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
