import type { MappingScope } from '../store/endpoints.store.ts'
import type { StoredEvent } from '../store/events.store.ts'
import { recordKindOf } from '../store/mapped-records.store.ts'

/** A condition on a field of the event, such as `data.platform equals "facebook"`. */
export interface EventCondition {
  /** Path in the event as it is delivered in `data`: `type`, `subject.kind`, `data.post.status` … */
  field: string
  test: 'equals' | 'differs' | 'contains' | 'exists' | 'is_missing' | 'greater' | 'less' | 'one_of'
  /** What it is compared with; a list for `one_of`, nothing for `exists` and `is_missing`. */
  value?: unknown
}

/** Which events an endpoint wants. */
export interface EventWish {
  /** Exact types, or prefixes ending in `.*`; empty: every type. */
  eventTypes: readonly string[]
  /** null: every location. */
  locationIds: readonly string[] | null
  conditions: readonly EventCondition[]
}

/** Whether an event is one of those wished for. */
export function matchesEvent(wish: EventWish, event: StoredEvent): boolean {
  return (
    (wish.locationIds === null || wish.locationIds.includes(event.locationId)) &&
    (wish.eventTypes.length === 0 || wish.eventTypes.some((wanted) => isOfType(event.type, wanted))) &&
    wish.conditions.every((condition) =>
      tests[condition.test](valueAt(event, condition.field), condition.value),
    )
  )
}

/** Whether a mapping makes a record of an event: of the event itself, or of what it is about. */
export function isMappable({ source, locationIds }: MappingScope, event: StoredEvent): boolean {
  if (locationIds !== null && !locationIds.includes(event.locationId)) return false
  if (source.kind !== 'event') return event.subject.kind === recordKindOf(source.kind)
  const types = source.eventTypes ?? []
  return types.length === 0 || types.some((wanted) => isOfType(event.type, wanted))
}

const isOfType = (type: string, wanted: string): boolean =>
  wanted.endsWith('.*') ? type.startsWith(wanted.slice(0, -1)) : type === wanted

/** The value at a path; of lists the items are named by their number. */
function valueAt(event: unknown, path: string): unknown {
  let value = event
  for (const name of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined
    value = (value as Record<string, unknown>)[name]
  }
  return value
}

const tests: Record<EventCondition['test'], (found: unknown, wanted: unknown) => boolean> = {
  exists: (found) => found !== undefined && found !== null,
  is_missing: (found) => found === undefined || found === null,
  equals: isSame,
  differs: (found, wanted) => !isSame(found, wanted),
  one_of: (found, wanted) => Array.isArray(wanted) && wanted.some((one) => isSame(found, one)),
  contains: (found, wanted) =>
    Array.isArray(found)
      ? found.some((item) => isSame(item, wanted))
      : typeof found === 'string' && found.toLowerCase().includes(String(wanted).toLowerCase()),
  greater: (found, wanted) => compare(found, wanted) === 1,
  less: (found, wanted) => compare(found, wanted) === -1,
}

/** People type numbers where events hold text, and the reverse. */
function isSame(found: unknown, wanted: unknown): boolean {
  if (isPlain(found) && isPlain(wanted)) return String(found) === String(wanted)
  return (found ?? null) === (wanted ?? null)
}

const isPlain = (value: unknown): value is string | number | boolean =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'

/** 1: found is greater, -1: less, 0: the same; undefined when the two cannot be compared. */
function compare(found: unknown, wanted: unknown): 1 | 0 | -1 | undefined {
  if (typeof found === 'number') {
    const number = typeof wanted === 'string' && wanted.trim() !== '' ? Number(wanted) : wanted
    return typeof number === 'number' && !Number.isNaN(number) ? order(found, number) : undefined
  }
  // Instants in ISO 8601 are in order as text.
  return typeof found === 'string' && typeof wanted === 'string' ? order(found, wanted) : undefined
}

const order = <Value extends string | number>(one: Value, other: Value): 1 | 0 | -1 =>
  one > other ? 1 : one < other ? -1 : 0
