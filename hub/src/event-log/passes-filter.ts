import type { EventFilter, StoredEvent } from '../store/events.store.ts'

/** The filter of the store's queries, for events that were read already. */
export function passesFilter(filter: EventFilter): (event: StoredEvent) => boolean {
  const { subjectKind, subjectId } = filter
  const locations = filter.locationIds === undefined ? undefined : new Set(filter.locationIds)
  const exact = new Set(filter.types?.filter((type) => !type.endsWith('.*')))
  const prefixes = filter.types?.filter((type) => type.endsWith('.*')).map((type) => type.slice(0, -1)) ?? []
  const hasTypes = filter.types !== undefined
  return ({ locationId, type, subject }) =>
    (locations === undefined || locations.has(locationId)) &&
    (!hasTypes || exact.has(type) || prefixes.some((prefix) => type.startsWith(prefix))) &&
    (subjectKind === undefined || subject.kind === subjectKind) &&
    (subjectId === undefined || subject.id === subjectId)
}
