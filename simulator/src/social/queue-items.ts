import { type OperationAnswer, socialRefusal } from '../simulator.types.ts'
import type { CategoryQueue, PostContent, QueueItem, QueueVariation } from '../world/index.ts'
import { orderStep } from '../world/make-queues.ts'
import { contentOfItem, inTurn, unscheduleCurrent } from '../world/queue-lifecycle.ts'
import { answerWithResults } from './envelope.ts'
import { readContent } from './parse-post.ts'
import { presentCreatedItem, presentItem } from './present-queue.ts'
import { findItem, findQueue, findSession, requireSession } from './queue-access.ts'
import { changedSlots, slotsOfItems } from './queue-slots.ts'
import { bodyOf, type Fields, fieldsOf, flagOf, isFields, numberOf, pageOf, textOf } from './read-request.ts'
import type { SocialCall } from './social.types.ts'

export function listQueueItems(call: SocialCall): OperationAnswer {
  const queue = findQueue(call)
  const items = findSession(call, queue)?.items ?? queue.items
  const body = bodyOf(call)
  const limit = numberOf(body, 'limit') ?? 10
  const slots = new Map(slotsOfItems(call, queue, items).map((slot) => [slot.itemId, slot]))
  const ordered = inTurn(items, queue.currentOrder).filter(
    ({ errors }) => flagOf(body, 'errorFilter') !== true || errors.length > 0,
  )
  const centre = ordered.findIndex(({ id }) => id === textOf(body, 'itemId'))
  const skip = centre === -1 ? (numberOf(body, 'skip') ?? 0) : Math.max(0, centre - Math.floor(limit / 2))
  return answerWithResults(call, 'Queue items fetched successfully', {
    items: pageOf(ordered, { skip, limit }).map((item) => presentItem(call, item, slots.get(item.id))),
    meta: { count: String(ordered.length), skip, limit },
  })
}

export function listQueueSlots(call: SocialCall): OperationAnswer {
  const queue = findQueue(call)
  const slots = slotsOfItems(call, queue, findSession(call, queue)?.items ?? queue.items)
  const body = bodyOf(call)
  const page = { skip: numberOf(body, 'skip') ?? 0, limit: numberOf(body, 'limit') ?? 20 }
  return answerWithResults(call, 'Slots fetched successfully', {
    slots: pageOf(slots, page),
    total: slots.length,
    ...page,
    timezone: call.contents.location.timezone,
  })
}

/** Before all others; behind the item whose turn it is, as that one is scheduled already. */
function orderAtTop(current: number, first: number, second: number | undefined): number {
  if (first !== current) return ((first > current ? current : 0) + first) / 2
  return second !== undefined && second > first ? (first + second) / 2 : first + orderStep
}

/** A number, or "top" (next to come up) or "bottom" (last to come up) of the round. */
function orderFor(queue: CategoryQueue, items: QueueItem[], given: unknown): number {
  const asNumber = typeof given === 'string' && given.trim() !== '' ? Number(given) : given
  if (typeof asNumber === 'number' && Number.isFinite(asNumber)) return asNumber
  const ordered = inTurn(items, queue.currentOrder)
  const [first, second] = ordered
  if (first === undefined) return queue.currentOrder + orderStep
  if (given === 'top') return orderAtTop(queue.currentOrder, first.order, second?.order)
  const last = ordered.at(-1) ?? first
  return last.order < first.order ? (last.order + first.order) / 2 : last.order + orderStep
}

function readVariations(call: SocialCall, body: Fields): QueueVariation[] | undefined {
  const given = body['variations']
  if (!Array.isArray(given)) return undefined
  return given.filter(isFields).map((variation) => {
    const ogTags = fieldsOf(variation, 'ogTags')
    const mentions = variation['mentions']
    return {
      id: call.world.nextId('variation'),
      content: textOf(variation, 'content') ?? '',
      mentions: Array.isArray(mentions) ? mentions : [],
      ...(ogTags !== undefined && { ogTags }),
    }
  })
}

/** Fields of the payload over what the item posted before. */
function readModifiedPost(call: SocialCall, item: QueueItem | undefined): PostContent | undefined {
  const payload = fieldsOf(bodyOf(call), 'modifiedPostPayload')
  if (payload === undefined) return undefined
  const before = item && contentOfItem(call.contents, item)
  const given = readContent(payload, 'draft')
  const merged = { ...given, ...before }
  const replaced = Object.fromEntries(Object.entries(given).filter(([name]) => payload[name] !== undefined))
  return { ...merged, ...replaced, platformDetails: { ...before?.platformDetails, ...given.platformDetails } }
}

const imageOf = (content: PostContent | undefined): string | undefined =>
  content?.media.find(({ type }) => type.startsWith('image'))?.url

/** A changed live queue schedules its current post anew. */
function reschedule(call: SocialCall, queue: CategoryQueue): void {
  if (queue.status !== 'active') return
  unscheduleCurrent(call.contents, queue)
  call.world.settle()
}

export function createQueueItem(call: SocialCall): OperationAnswer {
  const queue = findQueue(call)
  const session = findSession(call, queue)
  const body = bodyOf(call)
  const isDirect = flagOf(body, 'directToQueue') === true
  if (session === undefined && !isDirect && queue.status !== 'draft') {
    throw socialRefusal(400, 'sessionId or directToQueue is required for a queue that is not a draft')
  }
  const items = session?.items ?? queue.items
  const content = readModifiedPost(call, undefined)
  if (content === undefined) throw socialRefusal(422, ['modifiedPostPayload should not be empty'])
  const place = isDirect ? (queue.prioritizeNewContent ? 'top' : 'bottom') : body['order']
  const item: QueueItem = {
    id: call.world.nextId('queue-item'),
    order: orderFor(queue, items, place),
    variations: readVariations(call, body) ?? [
      { id: call.world.nextId('variation'), content: content.summary, mentions: [] },
    ],
    currentVariation: 0,
    primaryImage: textOf(body, 'primaryImage') ?? imageOf(content) ?? '',
    modifiedPost: content,
    errors: [],
    createdAt: call.now,
    updatedAt: call.now,
  }
  items.push(item)
  if (session === undefined) reschedule(call, queue)
  return answerWithResults(call, 'Queue item created successfully', {
    queueItem: presentCreatedItem(call, queue, item),
  })
}

export function updateQueueItem(call: SocialCall): OperationAnswer {
  const queue = findQueue(call)
  const session = findSession(call, queue)
  const items = session?.items ?? queue.items
  const item = findItem(call, items)
  const body = bodyOf(call)
  const before = slotsOfItems(call, queue, items)
  const content = readModifiedPost(call, item)
  if (content !== undefined) item.modifiedPost = content
  item.variations = readVariations(call, body) ?? item.variations
  item.currentVariation = Math.min(item.currentVariation, Math.max(0, item.variations.length - 1))
  item.primaryImage = textOf(body, 'primaryImage') ?? item.primaryImage
  if (body['newOrder'] !== undefined) {
    const others = items.filter(({ id }) => id !== item.id)
    item.order = orderFor(queue, others, body['newOrder'])
  }
  item.updatedAt = call.now
  if (session === undefined) reschedule(call, queue)
  return answerWithResults(call, 'Queue item updated successfully', {
    queueItem: presentCreatedItem(call, queue, item),
    ...changedSlots(before, slotsOfItems(call, queue, items)),
  })
}

export function deleteQueueItem(call: SocialCall): OperationAnswer {
  const queue = findQueue(call)
  const session = findSession(call, queue)
  const holder = session ?? queue
  const item = findItem(call, holder.items)
  const before = slotsOfItems(call, queue, holder.items)
  holder.items = holder.items.filter(({ id }) => id !== item.id)
  if (session === undefined) reschedule(call, queue)
  return answerWithResults(call, 'The queue item has been successfully deleted.', {
    ...changedSlots(before, slotsOfItems(call, queue, holder.items)),
  })
}

/** Back to the original post; an item that never had one is removed, as GHL does with its dummies. */
export function resetQueueItem(call: SocialCall): OperationAnswer {
  const queue = findQueue(call)
  const session = findSession(call, queue)
  const holder = session ?? queue
  const item = findItem(call, holder.items)
  const original = item.postId === undefined ? undefined : call.contents.posts.get(item.postId)
  if (original === undefined) {
    holder.items = holder.items.filter(({ id }) => id !== item.id)
    return answerWithResults(call, 'Dummy queue item deleted successfully', {
      queueItem: { ...presentItem(call, item, undefined), currentVariation: item.currentVariation },
    })
  }
  delete item.modifiedPost
  item.variations = [{ id: call.world.nextId('variation'), content: original.summary, mentions: [] }]
  item.currentVariation = 0
  item.primaryImage = imageOf(original) ?? ''
  item.updatedAt = call.now
  if (session === undefined) reschedule(call, queue)
  const slot = slotsOfItems(call, queue, holder.items).find(({ itemId }) => itemId === item.id)
  return answerWithResults(call, 'Queue item reset successfully', {
    queueItem: { ...presentItem(call, item, slot), currentVariation: item.currentVariation },
  })
}

export function cloneQueueItem(call: SocialCall): OperationAnswer {
  const queue = findQueue(call)
  const session = requireSession(call, queue)
  const source = findItem(call, session.items)
  const { originalItemId: _original, lastScheduledAt: _last, ...copied } = structuredClone(source)
  const item: QueueItem = {
    ...copied,
    id: call.world.nextId('queue-item'),
    order: orderFor(queue, session.items, bodyOf(call)['order']),
    variations: source.variations.map((variation) => ({ ...variation, id: call.world.nextId('variation') })),
    createdAt: call.now,
    updatedAt: call.now,
  }
  session.items.push(item)
  return answerWithResults(call, 'Queue item cloned successfully', {
    queueItem: presentCreatedItem(call, queue, item),
  })
}
