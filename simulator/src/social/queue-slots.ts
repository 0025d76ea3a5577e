import type { CategoryQueue, QueueItem } from '../world/index.ts'
import { inTurn, slotsFrom, upcomingSlots } from '../world/queue-lifecycle.ts'
import type { SocialCall } from './social.types.ts'

/** When an item comes up next; null while the queue does not run. */
export interface ItemSlot {
  itemId: string
  scheduledDateTime: string | null
  isSkipped: boolean
}

/** The next slot of every item, in turn. */
export function slotsOfItems(call: SocialCall, queue: CategoryQueue, items: QueueItem[]): ItemSlot[] {
  const ordered = inTurn(items, queue.currentOrder)
  const slots =
    queue.status === 'active'
      ? upcomingSlots(queue, call.contents.location.timezone, slotsFrom(queue), ordered.length)
      : []
  return ordered.map((item, index) => ({
    itemId: item.id,
    scheduledDateTime: slots[index]?.at.toISOString() ?? null,
    isSkipped: slots[index]?.isSkipped ?? false,
  }))
}

/** The slots that differ from those before a change, and how many items they belong to. */
export function changedSlots(
  before: ItemSlot[],
  after: ItemSlot[],
): { updatedSlots: ItemSlot[]; totalPostsChanged: number } {
  const known = new Map(before.map((slot) => [slot.itemId, slot]))
  const updatedSlots = after.filter((slot) => {
    const old = known.get(slot.itemId)
    return old?.scheduledDateTime !== slot.scheduledDateTime || old.isSkipped !== slot.isSkipped
  })
  return { updatedSlots, totalPostsChanged: updatedSlots.length }
}

/** An item at a moment of the calendar. */
export interface CalendarEntry {
  item: QueueItem
  at: Date
}

/** More than a year of five posts a day: enough for any calendar, and an end for absurd ranges. */
const maximumEntries = 2000

/** What a queue will post from `from` to `to`, going round its items again and again. */
export function calendarOf(
  call: SocialCall,
  queue: CategoryQueue,
  items: QueueItem[],
  range: { from: Date; to: Date },
): CalendarEntry[] {
  const ordered = inTurn(items, queue.currentOrder)
  if (ordered.length === 0 || queue.timeSlots.length === 0) return []
  const entries: CalendarEntry[] = []
  const slots = upcomingSlots(queue, call.contents.location.timezone, slotsFrom(queue), maximumEntries)
  for (const [index, slot] of slots.entries()) {
    if (slot.at > range.to) break
    const item = ordered[index % ordered.length]
    if (item !== undefined && slot.at >= range.from && !slot.isSkipped) entries.push({ item, at: slot.at })
  }
  return entries
}
