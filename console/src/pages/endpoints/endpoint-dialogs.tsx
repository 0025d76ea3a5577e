import type { EndpointDetail, RotatedSecret } from '@causeway/hub/contract'
import { Alert, Button, Group, Modal, NumberInput, Select, Stack, Text } from '@mantine/core'
import { DateTimePicker } from '@mantine/dates'
import { useState } from 'react'
import { useChangeEndpoint, useRecover, useRotateSecret } from '../../data/endpoints.ts'
import { countOf, formatNumber } from '../../parts/format.ts'
import { ProblemNotice } from '../../parts/problem-notice.tsx'
import { EndpointForm } from './endpoint-form.tsx'
import { SecretOnce } from './secret-once.tsx'

type DialogProps = { endpoint: EndpointDetail; opened: boolean; onClose: () => void }

export function EditEndpoint({ endpoint, opened, onClose }: DialogProps) {
  const change = useChangeEndpoint(endpoint.id)
  const close = () => {
    change.reset()
    onClose()
  }
  return (
    <Modal
      opened={opened}
      onClose={close}
      size="lg"
      title="Change the endpoint"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <EndpointForm
        endpoint={endpoint}
        submitLabel="Save"
        isPending={change.isPending}
        error={change.error}
        onSubmit={(values) => change.mutate(values, { onSuccess: close })}
      />
    </Modal>
  )
}

/** Puts a new secret in place; the old one signs too for a while. */
export function RotateSecretDialog({ endpoint, opened, onClose }: DialogProps) {
  const rotate = useRotateSecret(endpoint.id)
  const [rotated, setRotated] = useState<RotatedSecret>()
  const [signing, setSigning] = useState(endpoint.secrets[0]?.kind ?? 'hmac')
  const [hours, setHours] = useState<number | string>(24)
  const close = () => {
    onClose()
    rotate.reset()
    setRotated(undefined)
  }
  return (
    <Modal
      opened={opened}
      onClose={close}
      // What is shown only once must not be lost by a slip.
      closeOnClickOutside={rotated === undefined}
      closeOnEscape={rotated === undefined}
      withCloseButton={rotated === undefined}
      title={rotated === undefined ? 'New secret' : 'Your new secret'}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {rotated === undefined ? (
        <Stack>
          <Text size="sm">
            Deliveries are signed with the new and the old secret while they overlap, so your receiver can
            change over when it suits you.
          </Text>
          <Select
            label="Signature"
            data={[
              { value: 'hmac', label: 'Shared secret (HMAC, v1)' },
              { value: 'ed25519', label: 'Key pair (Ed25519, v1a)' },
            ]}
            allowDeselect={false}
            value={signing}
            onChange={(value) => setSigning(value === 'ed25519' ? 'ed25519' : 'hmac')}
          />
          <NumberInput
            label="Hours the old one still signs"
            min={0}
            max={720}
            value={hours}
            onChange={setHours}
          />
          {rotate.isError && <ProblemNotice error={rotate.error} title="There is no new secret" />}
          <Group justify="flex-end">
            <Button
              loading={rotate.isPending}
              data-testid="confirm-rotate"
              onClick={() =>
                rotate.mutate({ signing, overlapHours: Number(hours) }, { onSuccess: setRotated })
              }
            >
              Make a new secret
            </Button>
          </Group>
        </Stack>
      ) : (
        <SecretOnce secret={rotated.secret} onClose={close} />
      )}
    </Modal>
  )
}

const hourMs = 3_600_000

/** Sends the events of a span again, once it is known how many these are. */
export function RecoverDialog({ endpoint, opened, onClose }: DialogProps) {
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title="Recover a span"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <Recover endpoint={endpoint} onClose={onClose} />
    </Modal>
  )
}

/** Made anew each time it is opened: the span ends now. */
function Recover({ endpoint, onClose }: Omit<DialogProps, 'opened'>) {
  const count = useRecover(endpoint.id)
  const recover = useRecover(endpoint.id)
  const [from, setFrom] = useState(() => inputValue(firstLoss(endpoint)))
  const [to, setTo] = useState(() => inputValue(Date.now()))
  const [which, setWhich] = useState<'missing' | 'given_up' | 'all'>('given_up')
  const reset = () => {
    count.reset()
    recover.reset()
  }
  const span = { from: new Date(from).toISOString(), to: new Date(to).toISOString(), which }
  const counted = count.data
  if (recover.isSuccess)
    return (
      <Stack>
        <Alert color="teal" role="status" data-testid="recovered">
          {countOf(recover.data.queued, 'delivery is', 'deliveries are')} on the way. Disabling the endpoint
          holds back those that are not sent yet.
        </Alert>
        <Group justify="flex-end">
          <Button onClick={onClose}>Close</Button>
        </Group>
      </Stack>
    )
  return (
    <Stack>
      <Text size="sm">
        The hub goes through its log again and sends what this endpoint should have got between two instants.
      </Text>
      <DateTimePicker
        label="From"
        valueFormat={instantFormat}
        value={from}
        onChange={(value) => {
          setFrom(value ?? from)
          reset()
        }}
      />
      <DateTimePicker
        label="Until"
        valueFormat={instantFormat}
        value={to}
        onChange={(value) => {
          setTo(value ?? to)
          reset()
        }}
      />
      <Select
        label="Which"
        data={[
          { value: 'missing', label: 'Only what it never got' },
          { value: 'given_up', label: 'Also what was given up' },
          { value: 'all', label: 'Everything, also what it accepted' },
        ]}
        allowDeselect={false}
        value={which}
        onChange={(value) => {
          setWhich(value as typeof which)
          reset()
        }}
      />
      {counted !== undefined && (
        <Alert color={counted.queued === 0 ? 'gray' : 'yellow'} role="status" data-testid="would-recover">
          {counted.queued === 0
            ? 'Nothing is missing in this span.'
            : `${countOf(counted.queued, 'delivery', 'deliveries')} would go out to ${endpoint.url}${
                counted.older === 0
                  ? ''
                  : `, ${formatNumber(counted.older)} of them of events from before this endpoint was made`
              }.`}
        </Alert>
      )}
      {count.isError && <ProblemNotice error={count.error} title="They could not be counted" />}
      {recover.isError && <ProblemNotice error={recover.error} title="Nothing was recovered" />}
      <Group justify="flex-end">
        {counted === undefined || counted.queued === 0 ? (
          <Button
            loading={count.isPending}
            data-testid="count-recover"
            onClick={() => count.mutate({ ...span, dryRun: true })}
          >
            Count them
          </Button>
        ) : (
          <Button
            loading={recover.isPending}
            data-testid="confirm-recover"
            onClick={() => recover.mutate(span)}
          >
            Send {countOf(counted.queued, 'delivery', 'deliveries')}
          </Button>
        )}
      </Group>
    </Stack>
  )
}

const instantFormat = 'MMM D, YYYY, HH:mm'

/** When an endpoint began to lose events, else its last day, and nothing from before it was made. */
function firstLoss({ createdAt, disabledAt, health: { failingSince } }: EndpointDetail): number {
  const lost = [disabledAt, failingSince].flatMap((at) => (at === null ? [] : [Date.parse(at)]))
  const since = lost.length > 0 ? Math.min(...lost) : Date.now() - 24 * hourMs
  return Math.max(since, Date.parse(createdAt))
}

/** `YYYY-MM-DD HH:mm:ss` in the browser's time zone, as the picker has it. */
function inputValue(ms: number): string {
  const local = new Date(ms - new Date(ms).getTimezoneOffset() * 60_000)
  return local.toISOString().slice(0, 19).replace('T', ' ')
}
