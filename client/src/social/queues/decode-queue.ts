import { decodeCategory } from '../categories/decode-category.ts'
import { decodePost } from '../posts/decode-post.ts'
import type { Fields, ReportDrift } from '../../read-fields.ts'
import { readFields } from '../../read-fields.ts'
import type { Category } from '../social.types.ts'
import type {
  Queue,
  QueueCalendarEntry,
  QueueCategory,
  QueueItem,
  QueueSlot,
  TimeSlot,
} from './queues.types.ts'

/** A queue, or undefined (reported) when it has no id to be known by. */
export function decodeQueue(value: unknown, path: string, report: ReportDrift): Queue | undefined {
  const fields = readFields(value, path, report)
  const id = fields?.text('_id') ?? fields?.text('id')
  if (!fields || id === undefined) {
    if (fields) report(path, 'a queue without an id')
    return undefined
  }
  return {
    id,
    locationId: fields.text('locationId'),
    categoryId: fields.text('categoryId'),
    category: nestedCategory(fields, report),
    timeSlots: fields.list('timeSlots', (item, itemPath) => decodeTimeSlot(item, itemPath, report)),
    status: fields.text('status'),
    enableFuturePosts: fields.flag('enableFuturePosts') ?? false,
    prioritizeNewContent: fields.flag('prioritizeNewContent') ?? false,
    currentPostId: fields.text('currentPostId'),
    totalPosts: fields.number('totalPosts') ?? 0,
    startAt: fields.instant('startDate'),
    lastScheduledAt: fields.instant('lastScheduledTime'),
    createdAt: fields.instant('createdAt'),
    updatedAt: fields.instant('updatedAt'),
    createdBy: fields.text('createdBy'),
    raw: fields.raw,
  }
}

/** A category with what its queue is doing. */
export function decodeQueueCategory(
  value: unknown,
  path: string,
  report: ReportDrift,
): QueueCategory | undefined {
  const category = decodeCategory(value, path, report)
  const fields = category && readFields(value, path, report)
  return (
    fields && {
      ...category,
      publishedPostsCount: fields.number('publishedPostsCount') ?? 0,
      status: fields.text('status'),
      queueId: fields.fields('queueDetails')?.text('queueId'),
    }
  )
}

/** A queue item, or undefined (reported) when it has no id to be known by. */
export function decodeQueueItem(value: unknown, path: string, report: ReportDrift): QueueItem | undefined {
  const fields = readFields(value, path, report)
  const id = fields?.text('_id') ?? fields?.text('id')
  if (!fields || id === undefined) {
    if (fields) report(path, 'a queue item without an id')
    return undefined
  }
  return {
    id,
    order: fields.number('order'),
    variations: fields.list('variations', (item, itemPath) => decodeVariation(item, itemPath, report)),
    primaryImageUrl: fields.text('primaryImage'),
    postId: fields.text('postId'),
    post: nestedPost(fields, report),
    errors: fields.texts('errors'),
    scheduledAt: fields.instant('scheduledDateTime') ?? fields.instant('lastScheduledTime'),
    isSkipped: fields.flag('isSkipped') ?? false,
    queueId: fields.text('queueId'),
    raw: fields.raw,
  }
}

/** A moment and the item due then. */
export function decodeQueueSlot(value: unknown, path: string, report: ReportDrift): QueueSlot | undefined {
  const fields = readFields(value, path, report)
  return (
    fields && {
      itemId: fields.text('itemId'),
      scheduledAt: fields.instant('scheduledDateTime'),
      isSkipped: fields.flag('isSkipped') ?? false,
    }
  )
}

/** An entry of a queue calendar. */
export function decodeCalendarEntry(
  value: unknown,
  path: string,
  report: ReportDrift,
): QueueCalendarEntry | undefined {
  const fields = readFields(value, path, report)
  return (
    fields && {
      scheduledAt: fields.instant('scheduledDateTime'),
      post: nestedPost(fields, report),
      itemId: fields.text('queueItemId'),
      queueId: fields.text('queueId'),
      order: fields.number('order'),
      category: nestedCategory(fields, report),
      errors: fields.texts('errors'),
      isDraft: fields.flag('isDraft') ?? false,
      raw: fields.raw,
    }
  )
}

function decodeTimeSlot(value: unknown, path: string, report: ReportDrift): TimeSlot | undefined {
  const fields = readFields(value, path, report)
  const dayOfWeek = fields?.number('dayOfWeek')
  const time = fields?.text('time')
  return dayOfWeek === undefined || time === undefined ? undefined : { dayOfWeek, time }
}

function decodeVariation(
  value: unknown,
  path: string,
  report: ReportDrift,
): QueueItem['variations'][number] | undefined {
  const fields = readFields(value, path, report)
  return fields && { id: fields.text('_id'), content: fields.text('content') ?? '', raw: fields.raw }
}

function nestedPost(fields: Fields, report: ReportDrift) {
  const post = fields.fields('post')
  return post && decodePost(post.raw, post.path, report)
}

function nestedCategory(fields: Fields, report: ReportDrift): Category | undefined {
  const category = fields.fields('category')
  return category && decodeCategory(category.raw, category.path, report)
}
