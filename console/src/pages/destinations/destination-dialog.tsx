import type { CreateDestination, Destination } from '@causeway/hub/contract'
import {
  Alert,
  Button,
  Group,
  Modal,
  NumberInput,
  PasswordInput,
  Select,
  Stack,
  TextInput,
} from '@mantine/core'
import { useForm, type UseFormReturnType } from '@mantine/form'
import { useState } from 'react'
import { useSaveDestination, useTestDestination } from '../../data/destinations.ts'
import { HubProblem } from '../../data/hub-problem.ts'
import { CopyField } from '../../parts/copy-field.tsx'
import { ProblemNotice } from '../../parts/problem-notice.tsx'
import { useLastDefined } from '../../parts/use-last-defined.ts'
import { destinationKinds, settingText } from './destination-kinds.ts'

type DestinationDialogProps = {
  /** The one to change, or a new one; undefined: closed. */
  changed: Destination | 'new' | undefined
  onClose: () => void
}

/** Adds or changes a destination. A signing secret that the hub made is shown here, once. */
export function DestinationDialog({ changed, onClose }: DestinationDialogProps) {
  const shown = useLastDefined(changed)
  const [secret, setSecret] = useState<string>()
  const close = () => {
    onClose()
    setSecret(undefined)
  }
  return (
    <Modal
      opened={changed !== undefined}
      onClose={close}
      closeOnClickOutside={secret === undefined}
      closeOnEscape={secret === undefined}
      withCloseButton={secret === undefined}
      title={shown === 'new' ? 'Add a destination' : 'Change the destination'}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {secret !== undefined ? (
        <Stack>
          <Alert color="yellow">
            Your endpoint verifies requests with this secret, by Standard Webhooks. It is shown this once.
          </Alert>
          <CopyField label="Signing secret" value={secret} />
          <Group justify="flex-end">
            <Button onClick={close}>I have copied it</Button>
          </Group>
        </Stack>
      ) : (
        shown !== undefined && (
          <DestinationForm
            key={shown === 'new' ? 'new' : shown.id}
            destination={shown === 'new' ? undefined : shown}
            onSaved={(made) => (made === null ? close() : setSecret(made))}
          />
        )
      )}
    </Modal>
  )
}

interface Values {
  name: string
  kind: Destination['kind']
  host: string
  port: number | string
  database: string
  user: string
  tls: string
  url: string
  format: string
  mode: string
  secret: string
}

function valuesOf(destination: Destination | undefined): Values {
  const { settings = {}, name = '', kind = 'postgres' } = destination ?? {}
  const text = (key: string, otherwise = '') => settingText(settings[key]) || otherwise
  return {
    name,
    kind,
    host: text('host'),
    port: text('port'),
    database: text('database'),
    user: text('user'),
    tls: text('tls', 'off'),
    url: text('url'),
    format: text('format', 'csv'),
    mode: text('mode', 'replace'),
    secret: '',
  }
}

const tlsOf = (text: string): 'off' | 'require' | 'verify' =>
  text === 'verify' || text === 'require' ? text : 'off'

/** What the hub is sent; parts that were left empty are left out. */
function bodyOf(values: Values): CreateDestination {
  const { name, kind, secret } = values
  const shared = { name: name.trim(), ...(secret !== '' && { secret }) }
  if (kind === 'http') return { ...shared, kind, settings: { url: values.url.trim() } }
  if (kind === 'file')
    return {
      ...shared,
      kind,
      settings: {
        format: values.format === 'ndjson' ? 'ndjson' : 'csv',
        mode: values.mode === 'append' ? 'append' : 'replace',
      },
    }
  const settings = {
    host: values.host.trim(),
    ...(values.port !== '' && { port: Number(values.port) }),
    database: values.database.trim(),
    user: values.user,
    tls: tlsOf(values.tls),
  }
  return { ...shared, kind, settings }
}

type DestinationFormProps = { destination: Destination | undefined; onSaved: (secret: string | null) => void }

function DestinationForm({ destination, onSaved }: DestinationFormProps) {
  const save = useSaveDestination()
  const test = useTestDestination()
  const isServer = (kind: string) => kind === 'postgres' || kind === 'mysql'
  const needed = (words: string) => (value: string, all: Values) =>
    isServer(all.kind) && value.trim() === '' ? words : null
  const form = useForm<Values>({
    mode: 'controlled',
    initialValues: valuesOf(destination),
    validate: {
      name: (name) => (name.trim() === '' ? 'Give it a name.' : null),
      host: needed('Where does the server run?'),
      database: needed('Which database?'),
      user: needed('Which user?'),
      url: (url, { kind }) =>
        kind === 'http' && !/^https?:\/\/.+/.test(url.trim())
          ? 'An address begins with https:// or http://.'
          : null,
    },
  })
  const { kind } = form.values
  const submit = form.onSubmit((values) =>
    save.mutate(
      { id: destination?.id, body: bodyOf(values) },
      {
        onSuccess: (saved) => onSaved(saved.secret ?? null),
        onError: (error) => {
          if (error instanceof HubProblem) form.setErrors(error.fieldMessages)
        },
      },
    ),
  )
  const tryIt = () => {
    if (form.validate().hasErrors) return
    const { name: _name, ...wanted } = bodyOf(form.values)
    // A stored secret is known only to the hub.
    test.mutate(
      destination !== undefined && form.values.secret === '' && !form.isDirty()
        ? { id: destination.id }
        : wanted,
    )
  }
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        <TextInput
          label="Name"
          data-autofocus
          data-testid="destination-name"
          {...form.getInputProps('name')}
        />
        <Select
          label="Kind"
          data={destinationKinds}
          allowDeselect={false}
          disabled={destination !== undefined}
          data-testid="destination-kind"
          {...form.getInputProps('kind')}
        />
        {isServer(kind) && <ServerFields form={form} hasSecret={destination?.hasSecret === true} />}
        {kind === 'http' && (
          <TextInput
            label="Address"
            description="Receives records by POST, signed by Standard Webhooks"
            placeholder="https://app.example.com/records"
            {...form.getInputProps('url')}
          />
        )}
        {kind === 'file' && (
          <>
            <Select
              label="Format"
              data={[
                { value: 'csv', label: 'CSV' },
                { value: 'ndjson', label: 'NDJSON, one JSON object a line' },
              ]}
              allowDeselect={false}
              {...form.getInputProps('format')}
            />
            <Select
              label="It holds"
              data={[
                { value: 'replace', label: 'the records as they are, written anew after changes' },
                { value: 'append', label: 'a line for each change' },
              ]}
              allowDeselect={false}
              {...form.getInputProps('mode')}
            />
          </>
        )}
        {test.isSuccess && (
          <Alert color="teal" data-testid="test-answer" role="status">
            {test.data.message}
          </Alert>
        )}
        {test.isError && <ProblemNotice error={test.error} title="It does not answer" />}
        {save.isError && <ProblemNotice error={save.error} title="The destination was not saved" />}
        <Group justify="flex-end">
          <Button variant="default" loading={test.isPending} onClick={tryIt} data-testid="test-destination">
            Test
          </Button>
          <Button type="submit" loading={save.isPending} data-testid="save-destination">
            Save
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

type ServerFieldsProps = {
  form: Pick<UseFormReturnType<Values>, 'values' | 'getInputProps'>
  hasSecret: boolean
}

function ServerFields({ form, hasSecret }: ServerFieldsProps) {
  return (
    <>
      <Group grow align="flex-start">
        <TextInput label="Host" placeholder="127.0.0.1" autoComplete="off" {...form.getInputProps('host')} />
        <NumberInput
          label="Port"
          placeholder={form.values.kind === 'mysql' ? '3306' : '5432'}
          min={1}
          max={65_535}
          hideControls
          {...form.getInputProps('port')}
        />
      </Group>
      <TextInput label="Database" autoComplete="off" {...form.getInputProps('database')} />
      <Group grow align="flex-start">
        <TextInput label="User" autoComplete="off" {...form.getInputProps('user')} />
        <PasswordInput
          label="Password"
          placeholder={hasSecret ? 'as it is' : ''}
          autoComplete="new-password"
          {...form.getInputProps('secret')}
        />
      </Group>
      <Select
        label="Encryption"
        data={[
          { value: 'off', label: 'None' },
          { value: 'require', label: 'TLS' },
          { value: 'verify', label: 'TLS, and check the certificate' },
        ]}
        allowDeselect={false}
        {...form.getInputProps('tls')}
      />
    </>
  )
}
