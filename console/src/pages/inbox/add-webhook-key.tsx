import { Button, Group, Modal, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useAddWebhookKey } from '../../data/inbox.ts'
import { ProblemNotice } from '../../parts/problem-notice.tsx'

type AddWebhookKeyProps = { opened: boolean; onClose: () => void }

/** Takes the public key that the CRM publishes. */
export function AddWebhookKey({ opened, onClose }: AddWebhookKeyProps) {
  return (
    <Modal opened={opened} onClose={onClose} title="Add a key" closeButtonProps={{ 'aria-label': 'Close' }}>
      <KeyForm onClose={onClose} />
    </Modal>
  )
}

function KeyForm({ onClose }: { onClose: () => void }) {
  const add = useAddWebhookKey()
  const form = useForm({
    mode: 'controlled',
    initialValues: { name: '', key: '' },
    validate: {
      name: (name) => (name.trim() === '' ? 'Name it, so that you know it again.' : null),
      key: (key) => (key.trim().length < 40 ? 'Paste the whole public key.' : null),
    },
  })
  const submit = form.onSubmit(({ name, key }) =>
    add.mutate({ name: name.trim(), key: key.trim() }, { onSuccess: onClose }),
  )
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <Text size="sm">
          When the CRM announces a new key for its webhooks, add it here before it is used. The old one stays
          until you retire it.
        </Text>
        <TextInput label="Name" placeholder="Key of 2027" data-autofocus {...form.getInputProps('name')} />
        <Textarea
          label="Public key"
          description="As the CRM publishes it: SPKI in base64, or PEM"
          autosize
          minRows={4}
          maxRows={12}
          spellCheck={false}
          styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 12.5 } }}
          {...form.getInputProps('key')}
        />
        {add.isError && <ProblemNotice error={add.error} title="This key cannot be used" />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={add.isPending} data-testid="save-webhook-key">
            Add the key
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
