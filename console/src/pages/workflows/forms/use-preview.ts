import type { StepTest } from '@causeway/hub/contract'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { testStep } from '../../../data/workflows.ts'
import { useBuilder } from '../builder/builder-context.ts'
import type { Draft, DraftTrigger } from '../draft/draft.types.ts'
import { hasExpression } from './sample-paths.ts'

/** What a text with expressions becomes with the sample data, as the hub itself works it out. */
export function usePreview(value: unknown, isActive: boolean): StepTest | undefined {
  const { draft, sample, outputs, locationId } = useBuilder()
  const [settled] = useDebouncedValue(value, 350)
  const isAsked = isActive && hasExpression(settled)
  const { data } = useQuery({
    queryKey: ['workflow-preview', settled, draft.trigger, draft['params'], sample?.id, outputs, locationId],
    queryFn: ({ signal }) =>
      testStep(
        {
          // Only the value is asked about: mistakes elsewhere must not hide it.
          definition: {
            name: draft.name === '' ? 'Preview' : draft.name,
            trigger: previewTrigger(draft),
            ...(draft['params'] === undefined ? {} : { params: draft['params'] }),
            steps: [{ id: 'preview', type: 'transform', value: settled }],
          },
          stepId: 'preview',
          ...(sample === undefined ? {} : { eventId: sample.id }),
          ...(locationId === undefined ? {} : { locationId }),
          steps: outputs,
        },
        signal,
      ),
    enabled: isAsked,
    placeholderData: keepPreviousData,
    retry: false,
    staleTime: 60_000,
  })
  return isAsked ? data : undefined
}

/** A trigger that is not complete yet says nothing about values. */
const previewTrigger = ({ trigger }: Draft): DraftTrigger =>
  Array.isArray(trigger['events']) && trigger['events'].length > 0 ? trigger : { type: 'manual' }
