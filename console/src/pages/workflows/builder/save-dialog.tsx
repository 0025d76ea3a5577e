import type { Workflow } from '@causeway/hub/contract'
import { Button, Group, Modal, Stack, Switch, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useSaveWorkflow } from '../../../data/workflows.ts'
import { ProblemNotice } from '../../../parts/problem-notice.tsx'
import type { Draft } from '../draft/draft.types.ts'
import { DraftDiff } from './draft-diff.tsx'

type SaveDialogProps = {
  isOpen: boolean
  draft: Draft
  /** What is saved now; undefined: nothing yet. */
  workflow: Workflow | undefined
  onClose: () => void
  onSaved: (workflow: Workflow) => void
}

/** Shows what would change before it is the version that runs. */
export function SaveDialog({ isOpen, draft, workflow, onClose, onSaved }: SaveDialogProps) {
  const save = useSaveWorkflow(workflow?.id)
  const [note, setNote] = useState('')
  const [isOn, setOn] = useState(true)
  const close = () => {
    save.reset()
    onClose()
  }
  const submit = () =>
    save.mutate(
      {
        definition: draft,
        ...(note.trim() === '' ? {} : { note: note.trim() }),
        ...(workflow === undefined ? { isEnabled: isOn } : { expectedVersion: workflow.version }),
      },
      {
        onSuccess: (saved) => {
          setNote('')
          close()
          onSaved(saved)
        },
      },
    )
  return (
    <Modal
      opened={isOpen}
      onClose={close}
      size="lg"
      title={workflow === undefined ? 'Save the workflow' : `Save as version ${workflow.version + 1}`}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault()
          submit()
        }}
      >
        <Stack>
          {workflow === undefined ? (
            <Switch
              label="Switch it on"
              description="It runs from now on; off, it only waits here."
              checked={isOn}
              onChange={(event) => setOn(event.currentTarget.checked)}
              data-testid="save-on"
            />
          ) : (
            <div
              style={{ maxHeight: '45vh', overflow: 'auto' }}
              tabIndex={0}
              role="region"
              aria-label="What changes"
            >
              <DraftDiff before={workflow.definition} after={draft} />
            </div>
          )}
          {workflow !== undefined && (
            <Text size="xs" c="dimmed">
              Runs that were begun go on by the version they began with.
            </Text>
          )}
          <TextInput
            label="Note"
            placeholder="What was changed, for the list of versions"
            value={note}
            onChange={(event) => setNote(event.currentTarget.value)}
            maxLength={500}
          />
          {save.isError && <ProblemNotice error={save.error} title="It was not saved" />}
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              Not yet
            </Button>
            <Button type="submit" loading={save.isPending} data-testid="save-confirm">
              Save
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
