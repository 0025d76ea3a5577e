import type { Workflow } from '@causeway/hub/contract'
import { Button, Group, Modal, Select, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { locationsQuery } from '../../../data/locations.ts'
import { useRunWorkflow } from '../../../data/workflows.ts'
import { ProblemNotice } from '../../../parts/problem-notice.tsx'
import { JsonField } from '../forms/json-field.tsx'
import { useBuilder } from './builder-context.ts'
import { SamplePicker } from './sample-picker.tsx'
import { useSamples } from './use-samples.ts'

type RunDialogProps = {
  isOpen: boolean
  workflow: Workflow
  onClose: () => void
  onRun: (runIds: string[]) => void
}

/** Runs the saved version now: for a past event, or with input. */
export function RunDialog({ isOpen, workflow, onClose, onRun }: RunDialogProps) {
  const { sample, locationId } = useBuilder()
  const { samples } = useSamples()
  const { data: locations = [] } = useQuery(locationsQuery)
  const run = useRunWorkflow(workflow.id)
  const [where, setWhere] = useState<string>()
  const [input, setInput] = useState<unknown>()
  const isEvent = workflow.trigger.type === 'event'
  const event = sample ?? samples[0]
  const place = where ?? locationId
  const start = () =>
    run.mutate(
      isEvent && event !== undefined
        ? { eventId: event.id }
        : {
            ...(place === undefined ? {} : { locationId: place }),
            ...(input === undefined ? {} : { input }),
          },
      { onSuccess: ({ runIds }) => onRun(runIds) },
    )
  return (
    <Modal
      opened={isOpen}
      onClose={() => {
        run.reset()
        onClose()
      }}
      title="Run it now"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <Stack>
        <Text size="sm">
          Version {workflow.version} runs for real: calls are made, and records are written.
        </Text>
        {isEvent ? (
          <SamplePicker />
        ) : (
          <>
            <Select
              label="Location"
              data={locations.map(({ id, name }) => ({ value: id, label: name }))}
              value={place ?? null}
              onChange={(id) => setWhere(id ?? undefined)}
            />
            <JsonField label="Input" value={input} onChange={setInput} minRows={3} />
          </>
        )}
        {run.isError && <ProblemNotice error={run.error} title="It was not started" />}
        <Group justify="flex-end">
          <Button onClick={start} loading={run.isPending} data-testid="run-confirm">
            Run it
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
