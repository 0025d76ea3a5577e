import type { Secret } from '@causeway/hub/contract'
import { Button, Group, Modal, PasswordInput, Stack, TagsInput, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { HubProblem } from '../../data/hub-problem.ts'
import { useSaveSecret } from '../../data/secrets.ts'
import { ProblemNotice } from '../../parts/problem-notice.tsx'
import { useLastDefined } from '../../parts/use-last-defined.ts'

type SecretDialogProps = {
  /** The one to change, or a new one; undefined: closed. */
  changed: Secret | 'new' | undefined
  onClose: () => void
}

/** Adds or changes a secret; its value goes in and is not shown again. */
export function SecretDialog({ changed, onClose }: SecretDialogProps) {
  const shown = useLastDefined(changed)
  return (
    <Modal
      opened={changed !== undefined}
      onClose={onClose}
      title={shown === 'new' ? 'Add a secret' : `Change ${shown?.name ?? ''}`}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {shown !== undefined && (
        <SecretForm
          key={shown === 'new' ? 'new' : shown.name}
          secret={shown === 'new' ? undefined : shown}
          onSaved={onClose}
        />
      )}
    </Modal>
  )
}

interface Values {
  name: string
  value: string
  hosts: string[]
}

function SecretForm({ secret, onSaved }: { secret: Secret | undefined; onSaved: () => void }) {
  const save = useSaveSecret()
  const isNew = secret === undefined
  const form = useForm<Values>({
    initialValues: { name: secret?.name ?? '', value: '', hosts: secret?.hosts ?? [] },
    validate: {
      name: (name) =>
        /^[A-Za-z][A-Za-z0-9_]{0,59}$/.test(name.trim())
          ? null
          : 'Letters, digits and underscores, beginning with a letter, such as APP_KEY.',
      value: (value) => (isNew && value === '' ? 'Paste the key or token.' : null),
      hosts: (hosts) =>
        hosts.some((host) => /[/\s]/.test(host))
          ? 'Hosts only, such as api.example.com, no addresses.'
          : null,
    },
  })
  const submit = form.onSubmit(({ name, value, hosts }) =>
    save.mutate(
      { name: name.trim(), body: { hosts, ...(value !== '' && { value }) } },
      {
        onSuccess: onSaved,
        onError: (error) => {
          if (error instanceof HubProblem) form.setErrors(error.fieldMessages)
        },
      },
    ),
  )
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        <TextInput
          label="Name"
          placeholder="APP_KEY"
          data-autofocus={isNew || undefined}
          disabled={!isNew}
          autoComplete="off"
          spellCheck={false}
          data-testid="secret-name"
          {...form.getInputProps('name')}
        />
        <PasswordInput
          label="Value"
          description={isNew ? 'It is sealed and not shown again.' : 'Empty: the stored value stays.'}
          data-autofocus={!isNew || undefined}
          autoComplete="new-password"
          visibilityToggleButtonProps={{ 'aria-label': 'Show what is typed' }}
          data-testid="secret-value"
          {...form.getInputProps('value')}
        />
        <TagsInput
          label="Hosts it may be sent to"
          description="A request to any other host fails before it is sent. Empty: any host."
          placeholder={form.values.hosts.length === 0 ? 'api.example.com' : ''}
          acceptValueOnBlur
          data-testid="secret-hosts"
          {...form.getInputProps('hosts')}
        />
        {save.isError && <ProblemNotice error={save.error} title="The secret was not saved" />}
        <Group justify="flex-end">
          <Button type="submit" loading={save.isPending} data-testid="save-secret">
            Save
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
