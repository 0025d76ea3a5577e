import { newId } from '../platform/ids.ts'
import type { NewDelivery } from '../store/deliveries.store.ts'
import type { EnabledEndpoint, EndpointRow } from '../store/endpoints.store.ts'
import type { StoredEvent } from '../store/events.store.ts'
import { type EventCondition, isMappable, matchesEvent } from './match-event.ts'

/** Deliveries of events to those endpoints that want them, in the order of the events. */
export function makeDeliveries(
  events: readonly StoredEvent[],
  endpoints: readonly EnabledEndpoint[],
  now: Date,
): NewDelivery[] {
  const wishes = endpoints.map((endpoint) => ({
    endpoint,
    wish: { ...endpoint, conditions: endpoint.conditions as EventCondition[] },
  }))
  const deliveries: NewDelivery[] = []
  for (const event of events) {
    let plainBody: string | undefined
    for (const { endpoint, wish } of wishes) {
      if (!matchesEvent(wish, event)) continue
      if (endpoint.scope !== null && !isMappable(endpoint.scope, event)) continue
      const body = (plainBody ??= bodyOf(event))
      deliveries.push({
        id: newId(),
        endpointId: endpoint.id,
        eventId: event.id,
        kind: 'event',
        eventType: event.type,
        locationId: event.locationId,
        orderKey: orderKeyOf(endpoint, event),
        body,
        mappingId: endpoint.mappingId,
        createdAt: now,
      })
    }
  }
  return deliveries
}

/** A delivery that only shows whether an endpoint receives. */
export function makeTestDelivery(endpoint: EndpointRow, eventType: string, now: Date): NewDelivery {
  const event: StoredEvent = {
    id: newId(),
    position: '0-0',
    locationId: endpoint.locationIds?.[0] ?? 'test',
    type: eventType,
    subject: { kind: 'test', id: 'test', version: null },
    occurredAt: now.toISOString(),
    recordedAt: now.toISOString(),
    data: { isTest: true, message: 'A test event: nothing happened.' },
  }
  return {
    id: newId(),
    endpointId: endpoint.id,
    eventId: event.id,
    kind: 'test',
    eventType,
    locationId: event.locationId,
    // Whoever tests wants to see it now, not behind what waits.
    orderKey: null,
    body: bodyOf(event),
    mappingId: null,
    createdAt: now,
  }
}

/** What is sent: as the standard wants it, an envelope with `data`. */
const bodyOf = (event: StoredEvent): string =>
  JSON.stringify({ id: event.id, type: event.type, timestamp: event.occurredAt, data: event })

function orderKeyOf({ orderBy }: EndpointRow, { locationId, subject }: StoredEvent): string | null {
  if (orderBy === 'location') return locationId
  return orderBy === 'subject' ? `${locationId}/${subject.kind}/${subject.id}` : null
}
