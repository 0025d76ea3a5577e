import type { CreatedReceiverLink, ReceiverLink } from '@causeway/hub/contract'
import { Badge, Button, Group, Modal, NumberInput, Stack, Text, TextInput } from '@mantine/core'
import { IconLink } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { linksQuery, useCreateLink, useRevokeLink } from '../../data/endpoints.ts'
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx'
import { CopyField } from '../../parts/copy-field.tsx'
import { formatInstant } from '../../parts/format.ts'
import { Panel } from '../../parts/panel.tsx'
import { ProblemNotice } from '../../parts/problem-notice.tsx'
import classes from './endpoints.module.css'
import lists from '../../parts/list.module.css'

/** Links by which whoever runs the receiver sees its deliveries, without an account. */
export function LinksPanel({ endpointId }: { endpointId: string }) {
  const { data: links = [] } = useQuery(linksQuery(endpointId))
  const [isCreating, setCreating] = useState(false)
  const [revoked, setRevoked] = useState<ReceiverLink>()
  return (
    <Panel
      flush
      title="Links for the receiver"
      description="Deliveries, sending again and a new secret, without an account"
      actions={
        <Button
          size="xs"
          variant="default"
          leftSection={<IconLink size={14} />}
          onClick={() => setCreating(true)}
          data-testid="create-link"
        >
          Make a link
        </Button>
      }
    >
      {links.length === 0 ? (
        <Text size="sm" c="dimmed" px={18} pb={14}>
          Nobody has a link.
        </Text>
      ) : (
        <ul className={lists.plain}>
          {links.map((link) => (
            <li key={link.id} className={classes.line}>
              <div style={{ minWidth: 0 }}>
                <Text size="sm" fw={600} truncate dir="auto">
                  {link.note === '' ? 'A link' : link.note}
                </Text>
                <Text size="xs" c="dimmed">
                  until {formatInstant(link.expiresAt)} · {link.lastUsedAt === null ? 'never used' : 'used'}
                </Text>
              </div>
              {link.revokedAt === null && Date.parse(link.expiresAt) > Date.now() ? (
                <Button
                  size="xs"
                  variant="subtle"
                  color="red"
                  onClick={() => setRevoked(link)}
                  aria-label={`Revoke ${link.note === '' ? 'the link' : link.note}`}
                >
                  Revoke
                </Button>
              ) : (
                <Badge size="sm" color="gray">
                  ended
                </Badge>
              )}
            </li>
          ))}
        </ul>
      )}
      <CreateLink endpointId={endpointId} opened={isCreating} onClose={() => setCreating(false)} />
      <ConfirmDialog
        thing={revoked}
        onClose={() => setRevoked(undefined)}
        title={() => 'Revoke this link?'}
        consequence={() => 'Whoever has it sees nothing from now on. This cannot be undone.'}
        action={useRevokeLink(endpointId)}
        label="Revoke"
        testId="confirm-revoke-link"
      />
    </Panel>
  )
}

function CreateLink({
  endpointId,
  opened,
  onClose,
}: {
  endpointId: string
  opened: boolean
  onClose: () => void
}) {
  const create = useCreateLink(endpointId)
  const [created, setCreated] = useState<CreatedReceiverLink>()
  const [note, setNote] = useState('')
  const [days, setDays] = useState<number | string>(30)
  const close = () => {
    onClose()
    create.reset()
    setCreated(undefined)
    setNote('')
  }
  return (
    <Modal
      opened={opened}
      onClose={close}
      closeOnClickOutside={created === undefined}
      closeOnEscape={created === undefined}
      withCloseButton={created === undefined}
      title={created === undefined ? 'A link for the receiver' : 'Your link'}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {created === undefined ? (
        <form
          onSubmit={(event) => {
            event.preventDefault()
            create.mutate({ note: note.trim(), days: Number(days) }, { onSuccess: setCreated })
          }}
        >
          <Stack>
            <TextInput
              label="For whom"
              description="So that you know later which link to revoke"
              placeholder="The shop’s developer"
              value={note}
              onChange={(event) => setNote(event.currentTarget.value)}
              required
              data-testid="link-note"
              data-autofocus
            />
            <NumberInput label="Days it works" min={1} max={365} value={days} onChange={setDays} />
            {create.isError && <ProblemNotice error={create.error} title="The link was not made" />}
            <Group justify="flex-end">
              <Button
                type="submit"
                loading={create.isPending}
                disabled={note.trim() === ''}
                data-testid="submit-link"
              >
                Make the link
              </Button>
            </Group>
          </Stack>
        </form>
      ) : (
        <Stack>
          <Text size="sm">
            Whoever has this link can see the deliveries of this endpoint, send them again and make a new
            secret. It is shown only now.
          </Text>
          <CopyField label="Link" value={created.url} data-testid="receiver-link" />
          <Group justify="flex-end">
            <Button onClick={close}>I have copied it</Button>
          </Group>
        </Stack>
      )}
    </Modal>
  )
}
