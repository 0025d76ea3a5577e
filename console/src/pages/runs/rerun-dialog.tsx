import type { Run } from '@causeway/hub/contract'
import { Button, Group, Modal, Select, Stack, Switch, Text, Textarea } from '@mantine/core'
import { useState } from 'react'
import { useRerun } from '../../data/runs.ts'
import { ProblemNotice } from '../../parts/problem-notice.tsx'
import { lookOf } from '../workflows/step-kinds.tsx'

type RerunDialogProps = {
  run: Run
  /** Undefined: closed. Empty: where it failed, else the beginning. */
  fromStep: string | undefined
  onClose: () => void
  onStarted: (run: Run) => void
}

/** Steps that decide, wait or repeat take nothing else than what the workflow says. */
const deciding = new Set([
  'condition',
  'branch',
  'loop',
  'delay',
  'wait_until',
  'wait_for_event',
  'workflow',
  'stop',
])

/** Runs again from a step; what it is given can be changed first. */
export function RerunDialog({ run, fromStep, onClose, onStarted }: RerunDialogProps) {
  return (
    <Modal
      opened={fromStep !== undefined}
      onClose={onClose}
      title="Run again"
      size="lg"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {fromStep !== undefined && (
        <Form key={fromStep} run={run} fromStep={fromStep} onClose={onClose} onStarted={onStarted} />
      )}
    </Modal>
  )
}

function Form({ run, fromStep, onClose, onStarted }: RerunDialogProps & { fromStep: string }) {
  const rerun = useRerun()
  const steps = run.steps.filter(({ path }) => !path.includes('['))
  const failed = steps.find(({ state }) => state === 'failed')
  const [from, setFrom] = useState(fromStep === '' ? (failed?.stepId ?? steps[0]?.stepId ?? '') : fromStep)
  const step = steps.find(({ stepId }) => stepId === from)
  const [edited, setEdited] = useState<string>()
  const [isNewest, setNewest] = useState(true)
  const isFixed =
    step === undefined || step.input === undefined || step.input === null || deciding.has(step.type)
  const given = isFixed ? '' : JSON.stringify(step.input, null, 2)
  const input = edited === undefined ? undefined : parse(edited)
  const isBroken = edited !== undefined && input === undefined
  const start = () =>
    rerun.mutate(
      {
        run,
        ...(from === '' ? {} : { fromStep: from }),
        ...(input === undefined || edited === given ? {} : { input }),
        useNewest: isNewest,
      },
      { onSuccess: onStarted },
    )
  return (
    <Stack>
      <Text size="sm">Steps before keep their results; from this one on everything is done anew.</Text>
      {steps.length > 0 && (
        <Select
          label="From"
          allowDeselect={false}
          data={steps.map(({ stepId, title, type }) => ({
            value: stepId,
            label: `${title ?? lookOf(type).label} (${stepId})`,
          }))}
          value={from}
          onChange={(chosen) => {
            setFrom(chosen ?? '')
            setEdited(undefined)
          }}
        />
      )}
      <Switch
        label="By the newest version of the workflow"
        description={`Off: by version ${run.workflowVersion}, as it ran before.`}
        checked={isNewest}
        onChange={(event) => setNewest(event.currentTarget.checked)}
      />
      {given !== '' && (
        <Textarea
          label="What the step is given"
          description={
            edited === undefined
              ? 'As the workflow says. Change it to give this run something else.'
              : 'This run is given this, whatever the workflow says.'
          }
          autosize
          minRows={4}
          maxRows={16}
          spellCheck={false}
          value={edited ?? given}
          onChange={(event) => setEdited(event.currentTarget.value)}
          error={isBroken ? 'This is not a JSON object yet.' : undefined}
          styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 12.5 } }}
          data-testid="rerun-input"
        />
      )}
      {rerun.isError && <ProblemNotice error={rerun.error} title="It was not started" />}
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          Not now
        </Button>
        <Button loading={rerun.isPending} disabled={isBroken} onClick={start} data-testid="rerun-confirm">
          Run it
        </Button>
      </Group>
    </Stack>
  )
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined
  } catch {
    return undefined
  }
}
