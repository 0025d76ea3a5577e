import { instantOfWallTime, localDayOf, localWeekdayOf } from './wall-time.ts'
import type { CategoryQueue, LocationContents, Post, PostContent, QueueItem, World } from './world.types.ts'

/** A time of the week at which a queue posts, on a certain day. */
export interface QueueSlot {
  at: Date
  isSkipped: boolean
}

type Timetable = Pick<CategoryQueue, 'timeSlots' | 'skipDateTimes'>

/** A queue's slots after `from`, in order and without end; none when it has no time slots. */
function* slotsAfter(queue: Timetable, timezone: string, from: Date): Generator<QueueSlot> {
  if (queue.timeSlots.length === 0) return
  for (let day = localDayOf(from, timezone); ; day += 1) {
    const today = queue.timeSlots.filter(({ dayOfWeek }) => dayOfWeek === localWeekdayOf(day))
    for (const { time } of today.toSorted((a, b) => a.time.localeCompare(b.time))) {
      const at = instantOfWallTime(day, time, timezone)
      const isSkipped = queue.skipDateTimes.some((skipped) => skipped.getTime() === at.getTime())
      if (at > from) yield { at, isSkipped }
    }
  }
}

/** A queue's next `count` slots after `from`, in order; none when the queue has no time slots. */
export const upcomingSlots = (queue: Timetable, timezone: string, from: Date, count: number): QueueSlot[] => [
  ...slotsAfter(queue, timezone, from).take(count),
]

/** Items in the order they come up: from the current one round to the one before it. */
export function inTurn(items: readonly QueueItem[], currentOrder: number): QueueItem[] {
  const sorted = items.toSorted((a, b) => a.order - b.order)
  const first = sorted.findIndex(({ order }) => order >= currentOrder)
  return first <= 0 ? sorted : [...sorted.slice(first), ...sorted.slice(0, first)]
}

/** What the item would post: its edit or its original, with the text of its current variation. */
export function contentOfItem(contents: LocationContents, item: QueueItem): PostContent | undefined {
  const original = item.postId === undefined ? undefined : contents.posts.get(item.postId)
  const base = item.modifiedPost ?? original
  if (base === undefined) return undefined
  const variation = item.variations[item.currentVariation]
  return {
    accountIds: base.accountIds,
    summary: variation?.content ?? base.summary,
    media: base.media,
    type: base.type,
    tags: base.tags,
    platformDetails: base.platformDetails,
    ...(base.categoryId !== undefined && { categoryId: base.categoryId }),
    ...(base.followUpComment !== undefined && { followUpComment: base.followUpComment }),
  }
}

/** Slots count from the last one used, but never from before the queue was (re)started. */
export const slotsFrom = (queue: CategoryQueue): Date =>
  queue.lastScheduledAt !== undefined && queue.lastScheduledAt > queue.startDate
    ? queue.lastScheduledAt
    : queue.startDate

/** Far enough to find a free slot even when several weeks are skipped. */
const slotsAhead = 200

function scheduleNext(world: World, contents: LocationContents, queue: CategoryQueue): Post | undefined {
  const [item] = inTurn(queue.items, queue.currentOrder)
  const content = item === undefined ? undefined : contentOfItem(contents, item)
  const slots = slotsAfter(queue, contents.location.timezone, slotsFrom(queue)).take(slotsAhead)
  const slot = slots.find(({ isSkipped }) => !isSkipped)
  if (item === undefined || content === undefined || slot === undefined) return undefined
  const post = world.addPost(contents, {
    ...content,
    categoryId: queue.categoryId,
    scheduleDate: slot.at,
    source: 'recurring',
    status: 'scheduled',
    createdBy: queue.createdBy,
    queueItemId: item.id,
  })
  queue.currentPostId = post.id
  queue.currentOrder = item.order
  return post
}

/** The current post is out: the item's next variation and the next item have their turn. */
function turnToNext(queue: CategoryQueue, done: Post): void {
  const item = queue.items.find(({ id }) => id === done.queueItemId)
  if (item !== undefined) {
    item.currentVariation = (item.currentVariation + 1) % Math.max(1, item.variations.length)
    if (done.scheduleDate !== undefined) item.lastScheduledAt = done.scheduleDate
  }
  if (done.scheduleDate !== undefined) queue.lastScheduledAt = done.scheduleDate
  const [, next] = inTurn(queue.items, queue.currentOrder)
  queue.currentOrder = next?.order ?? queue.currentOrder
  delete queue.currentPostId
}

/** Takes the queue's scheduled post back, e.g. when it is paused or the item has changed. */
export function unscheduleCurrent(contents: LocationContents, queue: CategoryQueue): void {
  const post = queue.currentPostId === undefined ? undefined : contents.posts.get(queue.currentPostId)
  if (post !== undefined && post.status === 'scheduled') {
    contents.posts.delete(post.id)
    post.isDeleted = true
    contents.postsRevision += 1
  }
  delete queue.currentPostId
}

/** Skips the item whose post was just removed and schedules the one after it. */
export function skipCurrent(
  world: World,
  contents: LocationContents,
  queue: CategoryQueue,
): Post | undefined {
  unscheduleCurrent(contents, queue)
  const [, next] = inTurn(queue.items, queue.currentOrder)
  queue.currentOrder = next?.order ?? queue.currentOrder
  return queue.status === 'active' ? scheduleNext(world, contents, queue) : undefined
}

function advanceQueue(world: World, contents: LocationContents, queue: CategoryQueue, now: Date): boolean {
  const { currentPostId } = queue
  if (currentPostId === undefined) {
    const post = scheduleNext(world, contents, queue)
    return post?.scheduleDate !== undefined && post.scheduleDate <= now
  }
  const split = contents.splitPosts.get(currentPostId)
  if (split?.publishedAt !== undefined) {
    turnToNext(queue, split)
    return true
  }
  // Deleted by hand: the next settle schedules the item again.
  if (split === undefined && !contents.posts.has(currentPostId)) delete queue.currentPostId
  return false
}

/** Keeps one post of every active queue scheduled; true when something may be due already. */
export function advanceQueues(world: World, contents: LocationContents, now: Date): boolean {
  let mayBeDue = false
  for (const queue of contents.queues.values()) {
    if (queue.status !== 'active') continue
    mayBeDue = advanceQueue(world, contents, queue, now) || mayBeDue
  }
  return mayBeDue
}
