import type { StepTest } from '@causeway/hub/contract'
import { Alert, Badge, Button, Group, Stack, Text } from '@mantine/core'
import { IconAlertTriangle, IconEye, IconPlayerPlay } from '@tabler/icons-react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { testStep, workflowSchemaQuery } from '../../../data/workflows.ts'
import { formatNumber } from '../../../parts/format.ts'
import { JsonView } from '../../../parts/json-view.tsx'
import { ProblemNotice } from '../../../parts/problem-notice.tsx'
import type { DraftStep } from '../draft/draft.types.ts'
import { useBuilder } from './builder-context.ts'
import { SamplePicker } from './sample-picker.tsx'

const outcomes = {
  done: { label: 'Done', colour: 'teal' },
  planned: { label: 'Only planned: nothing was sent', colour: 'indigo' },
  skipped: { label: 'Passed over', colour: 'gray' },
  failed: { label: 'Failed', colour: 'red' },
} as const

/** Tries one step with real data: as a plan, or for real. */
export function TryStep({ step }: { step: DraftStep }) {
  const { draft, sample, outputs, keepOutput, locationId } = useBuilder()
  const { data: schema } = useQuery(workflowSchemaQuery)
  const kind = schema?.steps.find(({ type }) => type === step.type)
  const trial = useMutation({
    mutationFn: (send: boolean) =>
      testStep({
        definition: draft,
        stepId: step.id,
        ...(sample === undefined ? {} : { eventId: sample.id }),
        ...(locationId === undefined ? {} : { locationId }),
        steps: outputs,
        send,
      }),
    onSuccess: (test) => {
      if (test.outcome === 'done') keepOutput(step.id, test.output)
    },
  })
  return (
    <Stack gap="md">
      <SamplePicker />
      <Group gap="xs">
        <Button
          variant="default"
          leftSection={<IconEye size={16} />}
          loading={trial.isPending && !trial.variables}
          onClick={() => trial.mutate(false)}
          data-testid="try-plan"
        >
          {kind?.hasEffect === false ? 'Work it out' : 'Show what it would do'}
        </Button>
        {kind?.hasEffect !== false && (
          <Button
            leftSection={<IconPlayerPlay size={16} />}
            loading={trial.isPending && trial.variables}
            onClick={() => trial.mutate(true)}
            data-testid="try-send"
          >
            Do it for real
          </Button>
        )}
      </Group>
      {trial.isError && <ProblemNotice error={trial.error} title="The step could not be tried" />}
      {trial.data !== undefined && <Result test={trial.data} />}
    </Stack>
  )
}

function Result({ test }: { test: StepTest }) {
  const outcome = outcomes[test.outcome]
  return (
    <Stack gap="sm" data-testid="try-result" data-outcome={test.outcome}>
      <Group gap="xs">
        <Badge color={outcome.colour}>{outcome.label}</Badge>
        <Text size="xs" c="dimmed">
          {formatNumber(Math.round(test.durationMs))} ms
        </Text>
      </Group>
      {test.problem !== null && (
        <Alert color="red" icon={<IconAlertTriangle />} title={test.problem.code} py={10}>
          {test.problem.message}
          {test.problem.hint !== null && (
            <Text size="sm" mt={4}>
              {test.problem.hint}
            </Text>
          )}
        </Alert>
      )}
      <Part title="It was given" value={test.input} />
      <Part title="It gave" value={test.output} />
    </Stack>
  )
}

function Part({ title, value }: { title: string; value: unknown }) {
  if (value === undefined || value === null) return null
  return (
    <div>
      <Text component="h3" size="sm" fw={600} m={0} mb={6}>
        {title}
      </Text>
      <JsonView value={value} label={title} />
    </div>
  )
}
