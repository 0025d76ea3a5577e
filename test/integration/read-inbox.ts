import { setTimeout as wait } from 'node:timers/promises'
import type { Delivery } from '@causeway/simulator'
import { expect } from 'vitest'
import { InboxCounts, InboxDelivery } from '../../hub/src/api/contract/index.ts'
import type { HubBesideCrm } from './start-hub.ts'

/** What the CRM sent and what the hub made of it, read as a person does. */
export interface InboxReader {
  read(path: string): Promise<Record<string, unknown>>
  /** All pages of a list; the path has a question mark. */
  readAll<Item>(path: string, item: { parse(value: unknown): Item }): Promise<Item[]>
  /** Deliveries of the simulator, oldest first. */
  sent(locationId?: string): Delivery[]
  /** The hub's inbox, oldest first. */
  received(locationId: string): Promise<InboxDelivery[]>
  counts(): Promise<InboxCounts>
  /** Waits until the CRM has delivered everything, and the hub has seen to it. */
  settle(timeoutMs?: number): Promise<void>
}

export function readInbox(house: HubBesideCrm): InboxReader {
  const reader: InboxReader = {
    async read(path) {
      const { status, json, text } = await house.browser.call(path)
      expect([path, status, status < 400 ? '' : text]).toEqual([path, 200, ''])
      return json
    },
    async readAll(path, item) {
      const items: ReturnType<typeof item.parse>[] = []
      for (let cursor: unknown = ''; typeof cursor === 'string';) {
        const onwards = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`
        const page = await reader.read(`${path}&limit=100${onwards}`)
        items.push(...(page['items'] as unknown[]).map((one) => item.parse(one)))
        cursor = page['nextCursor']
      }
      return items
    },
    sent: (locationId) =>
      house.simulator.webhooks.deliveries({
        limit: 50_000,
        ...(locationId !== undefined && { locationId }),
      }),
    received: async (locationId) =>
      (await reader.readAll(`/v1/inbox?locationId=${locationId}`, InboxDelivery)).toReversed(),
    counts: async () => InboxCounts.parse(await reader.read('/v1/inbox/counts')),
    async settle(timeoutMs = 60_000) {
      await house.simulator.webhooks.settled()
      const endsMs = performance.now() + timeoutMs
      for (;;) {
        const { states } = await reader.counts()
        if (states.waiting + states.retrying === 0) return
        if (performance.now() > endsMs) throw new Error(`The inbox is at ${JSON.stringify(states)}`)
        await wait(200)
      }
    },
  }
  return reader
}
