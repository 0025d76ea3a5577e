import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { ProblemNotice } from './problem-notice.tsx'
import { useLastDefined } from './use-last-defined.ts'

/** What a mutation hook gives, as far as the dialog uses it. */
interface Action {
  isPending: boolean
  isError: boolean
  error: unknown
  reset(): void
  mutate(id: string, options: { onSuccess: () => void }): void
}

interface ConfirmDialogProps<Thing extends { id: string }> {
  /** What it is about; undefined: the dialog is closed. */
  thing: Thing | undefined
  onClose: () => void
  title: (thing: Thing) => string
  /** What will happen, in a sentence or two. */
  consequence: (thing: Thing) => ReactNode
  action: Action
  /** On the button that does it. */
  label: string
  testId: string
  onDone?: (thing: Thing) => void
}

/** Asks before something is ended that cannot be taken back, and says why it could not be done. */
export function ConfirmDialog<Thing extends { id: string }>(props: ConfirmDialogProps<Thing>) {
  const { thing, onClose, title, consequence, action, label, testId, onDone } = props
  const shown = useLastDefined(thing)
  const close = () => {
    action.reset()
    onClose()
  }
  const act = (about: Thing) =>
    action.mutate(about.id, {
      onSuccess: () => {
        close()
        onDone?.(about)
      },
    })
  return (
    <Modal
      opened={thing !== undefined}
      onClose={close}
      title={shown === undefined ? '' : title(shown)}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {shown !== undefined && (
        <Stack>
          <Text size="sm">{consequence(shown)}</Text>
          {action.isError && <ProblemNotice error={action.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              Keep it
            </Button>
            <Button color="red" loading={action.isPending} onClick={() => act(shown)} data-testid={testId}>
              {label}
            </Button>
          </Group>
        </Stack>
      )}
    </Modal>
  )
}
