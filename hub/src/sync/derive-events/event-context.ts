import type { NewEvent } from '../../store/events.store.ts'

/** What deriving events needs to know besides the two states of a record. */
export interface EventContext {
  locationId: string
  /** When the change was found. */
  at: Date
  /** True in the first pass of a stream: only `created` events, marked `initial`, so that readers can skip them. */
  isInitial: boolean
}

/** A record that was written or deleted: `current` undefined when it is gone, `previous` when it is new. */
export interface RecordTransition<Data extends object> {
  id: string
  version: number
  previous?: Data | undefined
  current?: Data | undefined
}

/** Makes events about one record. */
export const eventsAbout =
  (context: EventContext, kind: string, { id, version }: { id: string; version: number }) =>
  (type: string, data: Record<string, unknown>, occurredAt: string | null = null): NewEvent => ({
    locationId: context.locationId,
    type,
    subject: { kind, id, version },
    occurredAt: occurredAt ?? context.at,
    data: context.isInitial ? { ...data, initial: true } : data,
  })

/** The fields of `names` that differ, with their former values. */
export function formerValues<Data extends object>(
  previous: Data,
  current: Data,
  names: readonly (keyof Data & string)[],
): { changed: string[]; former: Record<string, unknown> } {
  const changed = names.filter((name) => JSON.stringify(previous[name]) !== JSON.stringify(current[name]))
  return { changed, former: Object.fromEntries(changed.map((name) => [name, previous[name]])) }
}
