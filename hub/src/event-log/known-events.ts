import { listTriggers } from '@causeway/spec'

/** Types of events the hub records itself besides those of the catalog. */
const ownEvents = ['tag.details_updated', 'connection.status_changed']

/** Every type of event the log can hold, with what the catalog says of it. */
export function listEventTypes(): { type: string; title: string; module: string; example: unknown }[] {
  const catalogued = listTriggers()
    .filter(({ source }) => source === 'webhook' || source === 'derived')
    .map(({ id, title, module, example }) => ({ type: id, title, module, example }))
  const known = new Set(catalogued.map(({ type }) => type))
  const others = ownEvents.filter((type) => !known.has(type))
  return [...catalogued, ...others.map((type) => ({ type, title: type, module: 'social', example: {} }))]
}
