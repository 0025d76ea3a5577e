import { Button, PasswordInput, SegmentedControl, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useConnectPrivateToken } from '../../data/connections.ts'
import { HubProblem } from '../../data/hub-problem.ts'
import { useSession } from '../../data/session.ts'
import { ProblemNotice } from '../../parts/problem-notice.tsx'

/** Connects one location with a private integration token. */
export function PrivateTokenForm({ onConnected }: { onConnected: () => void }) {
  const hasSimulator = useSession()?.hasSimulator ?? false
  const connect = useConnectPrivateToken()
  const form = useForm({
    mode: 'controlled',
    initialValues: { environment: 'live', token: '', locationId: '', name: '' },
    validateInputOnBlur: true,
    validate: {
      token: (token) =>
        /^pit-[0-9a-f-]{36}$/i.test(token.trim())
          ? null
          : 'A private integration token starts with "pit-" and is 40 characters long.',
      locationId: (id) =>
        id.trim() === '' ? 'The id stands in the address of the location in your CRM.' : null,
    },
  })
  const submit = form.onSubmit(({ environment, token, locationId, name }) => {
    connect.mutate(
      {
        environment: environment === 'simulator' ? 'simulator' : 'live',
        token: token.trim(),
        locationId: locationId.trim(),
        ...(name.trim() === '' ? {} : { name: name.trim() }),
      },
      {
        onSuccess: onConnected,
        onError: (error) => {
          if (error instanceof HubProblem) form.setErrors(error.fieldMessages)
        },
      },
    )
  })
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        {hasSimulator && (
          <SegmentedControl
            aria-label="Which CRM"
            fullWidth
            data={[
              { value: 'live', label: 'Your CRM' },
              { value: 'simulator', label: 'Simulator' },
            ]}
            {...form.getInputProps('environment')}
          />
        )}
        <PasswordInput
          label="Private token"
          description="Kept encrypted; it never leaves the hub again."
          placeholder="pit-…"
          autoComplete="off"
          {...form.getInputProps('token')}
        />
        <TextInput
          label="Location id"
          autoComplete="off"
          spellCheck={false}
          {...form.getInputProps('locationId')}
        />
        <TextInput
          label="Name"
          description="Optional: what this location is called here."
          {...form.getInputProps('name')}
        />
        {connect.isError && <ProblemNotice error={connect.error} title="The location was not connected" />}
        <Button type="submit" size="md" loading={connect.isPending}>
          Connect
        </Button>
      </Stack>
    </form>
  )
}
