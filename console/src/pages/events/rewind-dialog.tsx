import type { EventReader, RewindReader } from '@causeway/hub/contract'
import { Button, Group, Modal, Radio, Stack, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useRewindReader } from '../../data/event-readers.ts'
import { ProblemNotice } from '../../parts/problem-notice.tsx'
import { useLastDefined } from '../../parts/use-last-defined.ts'
import { localInputValue } from '../posts/local-input-value.ts'

type RewindDialogProps = { reader: EventReader | undefined; onClose: () => void }

/** Asks from where a reader reads the log again, and says what that does. */
export function RewindDialog({ reader, onClose }: RewindDialogProps) {
  const shown = useLastDefined(reader)
  return (
    <Modal
      opened={reader !== undefined}
      onClose={onClose}
      title={`Let ${shown?.name ?? ''} read again`}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {shown !== undefined && <RewindForm key={shown.name} name={shown.name} onClose={onClose} />}
    </Modal>
  )
}

const hourMs = 3_600_000

function RewindForm({ name, onClose }: { name: string; onClose: () => void }) {
  const rewind = useRewindReader()
  const [from, setFrom] = useState<'instant' | 'beginning'>('instant')
  const [typed, setTyped] = useState(() => localInputValue(new Date(Date.now() - hourMs)))
  const moment = new Date(typed)
  const isValid = from === 'beginning' || !Number.isNaN(moment.getTime())
  const submit = () => {
    const to: RewindReader = from === 'beginning' ? { beginning: true } : { since: moment.toISOString() }
    rewind.mutate({ name, to }, { onSuccess: onClose })
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        submit()
      }}
    >
      <Stack>
        <Text size="sm">
          What it does for each event, it does once more. Events that arrive meanwhile wait until it has come
          back to them.
        </Text>
        <Radio.Group
          label="From"
          value={from}
          onChange={(value) => setFrom(value === 'beginning' ? 'beginning' : 'instant')}
        >
          <Stack gap={8} mt={6}>
            <Radio value="instant" label="a moment" />
            <Radio value="beginning" label="the beginning of the log" />
          </Stack>
        </Radio.Group>
        {from === 'instant' && (
          <TextInput
            type="datetime-local"
            label="Moment (your time)"
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
            max={localInputValue(new Date())}
          />
        )}
        {rewind.isError && <ProblemNotice error={rewind.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" disabled={!isValid} loading={rewind.isPending} data-testid="rewind">
            Read again
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
