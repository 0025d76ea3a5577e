import type { NewEvent } from '../../store/events.store.ts'
import type { CategoryData } from '../../store/record.types.ts'
import { type EventContext, eventsAbout, formerValues, type RecordTransition } from './event-context.ts'

/** category.created, .changed, .removed. */
export function deriveCategoryEvents(
  { previous, current, ...record }: RecordTransition<CategoryData>,
  context: EventContext,
): NewEvent[] {
  const event = eventsAbout(context, 'category', record)
  if (current === undefined) return previous === undefined ? [] : [event('category.removed', { ...previous })]
  if (previous === undefined) return [event('category.created', { ...current })]
  const { changed, former } = formerValues(previous, current, ['name', 'primaryColor', 'secondaryColor'])
  return changed.length === 0 ? [] : [event('category.changed', { ...current, changed, previous: former })]
}
