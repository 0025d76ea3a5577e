import type { CategoryQueue, PostContent, QueueItem, QueueVariation } from '../world/index.ts'
import { contentOfItem } from '../world/queue-lifecycle.ts'
import { presentCategory } from './categories.ts'
import { presentPost } from './present-post.ts'
import type { ItemSlot } from './queue-slots.ts'
import type { SocialCall } from './social.types.ts'

const presentSlots = (queue: CategoryQueue) =>
  queue.timeSlots.map(({ id, dayOfWeek, time }) => ({ _id: id, dayOfWeek, time }))

export function presentQueue(queue: CategoryQueue) {
  return {
    _id: queue.id,
    locationId: queue.locationId,
    categoryId: queue.categoryId,
    timeSlots: presentSlots(queue),
    enableFuturePosts: queue.enableFuturePosts,
    prioritizeNewContent: queue.prioritizeNewContent,
    currentOrder: queue.currentOrder,
    status: queue.status,
    startDate: queue.startDate.toISOString(),
    skipDateTime: queue.skipDateTimes.map((instant) => instant.toISOString()),
    currentPostId: queue.currentPostId ?? null,
    totalPosts: queue.items.length,
    lastScheduledTime: queue.lastScheduledAt?.toISOString() ?? null,
    createdBy: queue.createdBy,
    createdAt: queue.createdAt.toISOString(),
    updatedAt: queue.updatedAt.toISOString(),
  }
}

export function presentQueueCategory({ contents }: SocialCall, categoryId: string) {
  const category = contents.categories.find(({ id }) => id === categoryId)
  return category === undefined ? undefined : presentCategory(category)
}

export function presentQueueWithCategory(call: SocialCall, queue: CategoryQueue) {
  const category = presentQueueCategory(call, queue.categoryId)
  return { ...presentQueue(queue), ...(category !== undefined && { category }) }
}

const presentVariation = ({ id, content, mentions, ogTags }: QueueVariation) => ({
  _id: id,
  content,
  mentions,
  ...(ogTags !== undefined && { ogTags }),
})

/** The post an item would make now, in a post's shape. */
function presentItemPost(call: SocialCall, item: QueueItem, content: PostContent) {
  const original = item.postId === undefined ? undefined : call.contents.posts.get(item.postId)
  const post = original ?? {
    id: item.id,
    locationId: call.contents.location.id,
    source: 'recurring' as const,
    status: 'draft' as const,
    createdBy: '',
    createdAt: item.createdAt,
    updatedAt: item.updatedAt,
    error: '',
    isDeleted: false,
  }
  return presentPost(call, { ...post, ...content }, { withUser: false, withInsights: false })
}

/** An item as lists show it, with its slot. */
export function presentItem(call: SocialCall, item: QueueItem, slot: ItemSlot | undefined) {
  const content = contentOfItem(call.contents, item)
  return {
    _id: item.id,
    order: item.order,
    variations: item.variations.map(presentVariation),
    primaryImage: item.primaryImage,
    ...(item.postId !== undefined && { postId: item.postId }),
    ...(content !== undefined && { post: presentItemPost(call, item, content) }),
    errors: item.errors,
    scheduledDateTime: slot?.scheduledDateTime ?? null,
    scheduledVariationIndex: item.currentVariation,
    isSkipped: slot?.isSkipped ?? false,
  }
}

/** An item as create, update and clone return it. */
export function presentCreatedItem(call: SocialCall, queue: CategoryQueue, item: QueueItem) {
  const content = item.modifiedPost
  return {
    _id: item.id,
    order: item.order,
    variations: item.variations.map(presentVariation),
    primaryImage: item.primaryImage,
    lastScheduledTime: item.lastScheduledAt?.toISOString() ?? null,
    queueId: queue.id,
    ...(item.postId !== undefined && { postId: item.postId }),
    ...(item.parentPostId !== undefined && { parentPostId: item.parentPostId }),
    ...(content !== undefined && { modifiedPostPayload: presentItemPost(call, item, content) }),
    errors: item.errors,
    currentVariation: item.currentVariation,
    createdAt: item.createdAt.toISOString(),
    updatedAt: item.updatedAt.toISOString(),
    deleted: false,
    locationId: queue.locationId,
  }
}
