import type { Delivery, DeliveryFilter, DeliveryState, WebhookSettings } from './webhooks.types.ts'

/** Every delivery that is not finished, and the latest of those that are. */
export interface DeliveryLog {
  add(delivery: Delivery): void
  /** Moves a delivery to another state; finished ones are forgotten one day. */
  move(delivery: Delivery, state: DeliveryState): void
  find(deliveryId: string): Delivery | undefined
  latest(filter: DeliveryFilter): Delivery[]
  counts(): Record<DeliveryState, number>
  /** Deliveries that are not finished. */
  openCount(): number
  /** Forgets the finished ones and counts anew. */
  forget(): void
}

const open: readonly DeliveryState[] = ['waiting', 'sending', 'retrying']

const none = (): Record<DeliveryState, number> => ({
  waiting: 0,
  sending: 0,
  retrying: 0,
  delivered: 0,
  failed: 0,
  lost: 0,
  paused: 0,
})

export function createDeliveryLog(settings: () => WebhookSettings): DeliveryLog {
  const deliveries = new Map<string, Delivery>()
  let counts = none()

  const isOpen = ({ state }: Delivery) => open.includes(state)

  /** Oldest first, as they were added. */
  function trim(): void {
    const openNow = open.reduce((sum, state) => sum + counts[state], 0)
    const { keptDeliveries } = settings()
    let excess = deliveries.size - openNow - keptDeliveries
    // A tenth at a time, as looking for what is finished passes all that is not.
    if (excess <= keptDeliveries / 10) return
    for (const [id, delivery] of deliveries) {
      if (isOpen(delivery)) continue
      deliveries.delete(id)
      excess -= 1
      if (excess <= 0) return
    }
  }

  return {
    add(delivery) {
      deliveries.set(delivery.id, delivery)
      counts[delivery.state] += 1
      trim()
    },
    move(delivery, state) {
      counts[delivery.state] -= 1
      delivery.state = state
      counts[state] += 1
      trim()
    },
    find: (deliveryId) => deliveries.get(deliveryId),
    latest({ state, event, locationId, limit = 100 }) {
      const chosen = [...deliveries.values()].filter(
        (one) =>
          (state === undefined || one.state === state) &&
          (event === undefined || one.event === event) &&
          (locationId === undefined || one.locationId === locationId),
      )
      return chosen.slice(-limit)
    },
    counts: () => ({ ...counts }),
    openCount: () => open.reduce((sum, state) => sum + counts[state], 0),
    forget() {
      counts = none()
      for (const [id, delivery] of deliveries) {
        if (isOpen(delivery)) counts[delivery.state] += 1
        else deliveries.delete(id)
      }
    },
  }
}
