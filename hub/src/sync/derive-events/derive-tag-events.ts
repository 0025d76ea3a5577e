import type { NewEvent } from '../../store/events.store.ts'
import type { TagData } from '../../store/record.types.ts'
import { type EventContext, eventsAbout, type RecordTransition } from './event-context.ts'

/** tag.created, .renamed, .removed. */
export function deriveTagEvents(
  { previous, current, ...record }: RecordTransition<TagData>,
  context: EventContext,
): NewEvent[] {
  const event = eventsAbout(context, 'tag', record)
  if (current === undefined)
    return previous === undefined ? [] : [event('tag.removed', { name: previous.name })]
  if (previous === undefined) return [event('tag.created', { name: current.name })]
  return previous.name === current.name
    ? []
    : [event('tag.renamed', { name: current.name, previousName: previous.name })]
}
