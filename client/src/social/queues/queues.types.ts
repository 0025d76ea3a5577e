import type { JsonObject } from '../../json.types.ts'
import type { Post } from '../posts/posts.types.ts'
import type { Category, SocialCallOptions } from '../social.types.ts'

/** A weekly moment: `dayOfWeek` 0 is Sunday, `time` is HH:mm in the location's time zone. */
export interface TimeSlot {
  dayOfWeek: number
  time: string
}

/** A category whose posts are published in turn, at fixed times. */
export interface Queue {
  id: string
  locationId: string | undefined
  categoryId: string | undefined
  category: Category | undefined
  timeSlots: TimeSlot[]
  /** active, paused, draft. */
  status: string | undefined
  enableFuturePosts: boolean
  prioritizeNewContent: boolean
  currentPostId: string | undefined
  totalPosts: number
  /** ISO instants. */
  startAt: string | undefined
  lastScheduledAt: string | undefined
  createdAt: string | undefined
  updatedAt: string | undefined
  createdBy: string | undefined
  raw: JsonObject
}

/** A category that can have, or has, a queue. */
export interface QueueCategory extends Category {
  publishedPostsCount: number
  /** available, in_queue, draft. */
  status: string | undefined
  queueId: string | undefined
}

/** A post waiting in a queue. */
export interface QueueItem {
  id: string
  order: number | undefined
  variations: { id: string | undefined; content: string; raw: JsonObject }[]
  primaryImageUrl: string | undefined
  postId: string | undefined
  post: Post | undefined
  errors: string[]
  scheduledAt: string | undefined
  isSkipped: boolean
  queueId: string | undefined
  raw: JsonObject
}

/** When an item will be published. */
export interface QueueSlot {
  itemId: string | undefined
  scheduledAt: string | undefined
  isSkipped: boolean
}

/** An entry of the queue calendar. */
export interface QueueCalendarEntry {
  scheduledAt: string | undefined
  post: Post | undefined
  itemId: string | undefined
  queueId: string | undefined
  order: number | undefined
  category: Category | undefined
  errors: string[]
  isDraft: boolean
  raw: JsonObject
}

/** What a change did to the schedule. */
export interface QueueChange {
  message: string
  slots: QueueSlot[]
  totalPostsChanged: number | undefined
}

/** Content of a queue item; field names are GHL's. */
export interface QueueItemDraft {
  sessionId?: string
  modifiedPostPayload?: JsonObject
  variations?: readonly JsonObject[]
  primaryImage?: string
}

/** Numbers here are numbers, unlike in posts. */
export interface QueuePageInput {
  skip?: number
  limit?: number
  signal?: AbortSignal
}

/** Calls about category queues, all 18, which only v3 offers. */
export interface QueueCalls {
  listCategories(
    input?: QueuePageInput & { searchText?: string },
  ): Promise<{ categories: QueueCategory[]; total: number }>
  create(
    input: {
      categoryId: string
      timeSlots: readonly TimeSlot[]
      userId: string
      enableFuturePosts?: boolean
      prioritizeNewContent?: boolean
    },
    options?: SocialCallOptions,
  ): Promise<Queue>
  list(input?: QueuePageInput): Promise<{ queues: Queue[]; total: number }>
  get(queueId: string, options?: SocialCallOptions): Promise<Queue>
  update(
    queueId: string,
    change: {
      status?: 'active' | 'paused' | 'draft'
      timeSlots?: readonly TimeSlot[]
      skipDateTime?: string
      enableFuturePosts?: boolean
      prioritizeNewContent?: boolean
      skipLegacyWatermark?: boolean
    },
    options?: SocialCallOptions,
  ): Promise<Queue>
  calendar(input: {
    startDate: string
    endDate: string
    categoryIds?: readonly string[]
    accountIds?: readonly string[]
    signal?: AbortSignal
  }): Promise<{ entries: QueueCalendarEntry[]; total: number; timezone: string | undefined }>
  listItems(
    queueId: string,
    input?: QueuePageInput & { sessionId?: string; errorFilter?: boolean; itemId?: string },
  ): Promise<{ items: QueueItem[]; total: number }>
  listSlots(
    queueId: string,
    input?: QueuePageInput & { sessionId?: string },
  ): Promise<{ slots: QueueSlot[]; total: number; timezone: string | undefined }>
  createItem(
    queueId: string,
    draft: QueueItemDraft & { order?: number | string; directToQueue?: boolean },
    options?: SocialCallOptions,
  ): Promise<QueueItem>
  updateItem(
    queueId: string,
    itemId: string,
    draft: QueueItemDraft & { newOrder?: number | string },
    options?: SocialCallOptions,
  ): Promise<QueueChange & { item: QueueItem | undefined }>
  cloneItem(
    queueId: string,
    itemId: string,
    input: { sessionId: string; order: number },
    options?: SocialCallOptions,
  ): Promise<QueueItem>
  /** Starts the item's turn again from its first variation. */
  resetItem(
    queueId: string,
    itemId: string,
    input?: { sessionId?: string },
    options?: SocialCallOptions,
  ): Promise<QueueItem>
  deleteItem(
    queueId: string,
    itemId: string,
    input?: { sessionId?: string },
    options?: SocialCallOptions,
  ): Promise<QueueChange>
  /** Deletes the post that is about to be published and schedules the next. */
  deleteActivePost(postId: string, options?: SocialCallOptions): Promise<{ message: string }>
  startEdit(queueId: string, options?: SocialCallOptions): Promise<{ sessionId: string; itemCount: number }>
  editCalendar(
    queueId: string,
    input: {
      sessionId: string
      startDate: string
      endDate: string
      accountIds?: readonly string[]
      signal?: AbortSignal
    },
  ): Promise<{ entries: QueueCalendarEntry[]; total: number; timezone: string | undefined }>
  saveEdit(
    queueId: string,
    input: { sessionId: string; keepInDraft?: boolean },
    options?: SocialCallOptions,
  ): Promise<QueueChange>
  discardEdit(
    queueId: string,
    input: { sessionId: string; keepInDraft?: boolean },
    options?: SocialCallOptions,
  ): Promise<{ message: string }>
}
