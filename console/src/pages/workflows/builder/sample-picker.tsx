import type { HubEvent } from '@causeway/hub/contract'
import { Select, Text } from '@mantine/core'
import { useNow } from '../../../parts/use-now.ts'
import { formatRelative } from '../../../parts/format.ts'
import { eventSubject } from '../../events/describe-event.ts'
import { useBuilder } from './builder-context.ts'
import { useSamples } from './use-samples.ts'

/** The real event that expressions and trials are shown with. */
export function SamplePicker() {
  const { draft, sample } = useBuilder()
  const { samples, choose } = useSamples()
  const now = useNow()
  const { events } = draft.trigger
  if (draft.trigger.type !== 'event' || !Array.isArray(events) || events.length === 0) return null
  if (samples.length === 0) {
    return (
      <Text size="xs" c="dimmed">
        No such event has been seen yet: the catalog’s example stands in for one.
      </Text>
    )
  }
  return (
    <Select
      label="Values are shown for"
      allowDeselect={false}
      data={samples.map((event) => ({ value: event.id, label: words(event, now) }))}
      value={sample?.id ?? samples[0]?.id ?? null}
      onChange={(id) => id !== null && choose(id)}
      data-testid="sample"
    />
  )
}

const words = (event: HubEvent, now: number) => {
  const subject = eventSubject(event)
  return `${subject.length > 46 ? `${subject.slice(0, 44)}…` : subject} · ${formatRelative(event.occurredAt, now)}`
}
