import type { NewEvent } from '../../store/events.store.ts'
import type { CommentData } from '../../store/record.types.ts'
import { type EventContext, eventsAbout, type RecordTransition } from './event-context.ts'

/** comment.received, .edited, .removed. */
export function deriveCommentEvents(
  { previous, current, ...record }: RecordTransition<CommentData>,
  context: EventContext,
): NewEvent[] {
  const event = eventsAbout(context, 'comment', record)
  if (current === undefined) return previous === undefined ? [] : [event('comment.removed', { ...previous })]
  if (previous === undefined) return [event('comment.received', { ...current }, current.commentedAt)]
  return previous.text === current.text
    ? []
    : [event('comment.edited', { ...current, previousText: previous.text })]
}
