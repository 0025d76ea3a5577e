import type { StoredEvent } from '../../store/events.store.ts'
import type { WorkflowDefinition } from '../definition/workflow-definition.ts'
import { holdsAtOnce } from '../expressions/holds.ts'

/** Whether a type is one of those listed, exactly or by a prefix ending in `.*`. */
export const isOfTypes = (type: string, types: readonly string[]): boolean =>
  types.some((wanted) =>
    wanted === '*' ? true : wanted.endsWith('.*') ? type.startsWith(wanted.slice(0, -1)) : wanted === type,
  )

/** Whether an event is one a workflow listens to, before its filters. */
export function listensTo(definition: WorkflowDefinition, event: StoredEvent): boolean {
  const { trigger, locations } = definition
  if (trigger.type !== 'event' || !isOfTypes(event.type, trigger.events)) return false
  if (!trigger.includeInitial && event.data['initial'] === true) return false
  return locations === undefined || locations.includes(event.locationId)
}

/** Whether an event passes the filters; undefined where only a thread can tell, which the run then asks. */
export function passesFilters(definition: WorkflowDefinition, event: StoredEvent): boolean | undefined {
  if (definition.filters.length === 0) return true
  const trigger = { kind: 'event', at: event.recordedAt, event }
  return holdsAtOnce({ all: definition.filters }, { event, trigger, params: definition.params })
}

const idFields = ['id', 'contactId', 'postId', 'tagId', 'opportunityId', 'appointmentId', 'noteId', 'taskId']

/** What an event is about: by these ids a run's own changes are known again. */
export function subjectIdsOf(event: StoredEvent): string[] {
  const ids = new Set([event.subject.id])
  for (const field of idFields) {
    const value = event.data[field]
    if (typeof value === 'string' && value !== '') ids.add(value)
  }
  return [...ids]
}
