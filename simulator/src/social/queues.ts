import { type OperationAnswer, socialRefusal } from '../simulator.types.ts'
import type { CategoryQueue, LocationContents, TimeSlot, World } from '../world/index.ts'
import { itemFromPost, orderStep, postsForQueue } from '../world/make-queues.ts'
import { skipCurrent, unscheduleCurrent } from '../world/queue-lifecycle.ts'
import { answerWithResults } from './envelope.ts'
import { presentQueue, presentQueueCategory, presentQueueWithCategory } from './present-queue.ts'
import { findQueue } from './queue-access.ts'
import {
  bodyOf,
  type Fields,
  flagOf,
  isFields,
  numberOf,
  pageOf,
  paramOf,
  parseInstant,
  readPage,
  textOf,
} from './read-request.ts'
import type { SocialCall } from './social.types.ts'

const liveQueues = (contents: LocationContents): CategoryQueue[] =>
  [...contents.queues.values()].filter(({ status }) => status !== 'deleted')

/** Checks and reads `[{dayOfWeek, time}]`. Throws 422 for days and times that are none. */
function readTimeSlots(world: World, body: Fields): TimeSlot[] {
  const given = body['timeSlots']
  const slots = Array.isArray(given) ? given.filter(isFields) : []
  return slots.map((slot, index) => {
    const dayOfWeek = numberOf(slot, 'dayOfWeek') ?? -1
    const time = textOf(slot, 'time') ?? ''
    const problems = [
      ...(Number.isInteger(dayOfWeek) && dayOfWeek >= 0 && dayOfWeek <= 6
        ? []
        : [`timeSlots.${index}.dayOfWeek must be an integer from 0 to 6`]),
      ...(/^([01]\d|2[0-3]):[0-5]\d$/.test(time) ? [] : [`timeSlots.${index}.time must be in HH:mm format`]),
    ]
    if (problems.length > 0) throw socialRefusal(422, problems)
    return { id: world.nextId('slot'), dayOfWeek, time }
  })
}

export function listAvailableCategories(call: SocialCall): OperationAnswer {
  const { query } = call.request
  const wanted = (query['q'] ?? '').toLowerCase()
  const queues = liveQueues(call.contents)
  const matching = call.contents.categories.filter(
    ({ isDeleted, name }) => !isDeleted && name.toLowerCase().includes(wanted),
  )
  const categories = pageOf(matching, readPage(query, { limit: 10 })).map((category) => {
    const queue = queues.find(({ categoryId }) => categoryId === category.id)
    const published = [...call.contents.posts.values()].filter(
      (post) => post.categoryId === category.id && post.status === 'published' && !post.isDeleted,
    )
    return {
      ...presentQueueCategory(call, category.id),
      publishedPostsCount: published.length,
      status: queue === undefined ? 'available' : queue.status === 'draft' ? 'draft' : 'in_queue',
      queueDetails:
        queue === undefined
          ? null
          : {
              queueId: queue.id,
              prioritizeNewContent: queue.prioritizeNewContent,
              enableFuturePosts: queue.enableFuturePosts,
            },
    }
  })
  return answerWithResults(call, 'Available categories fetched successfully', {
    categories,
    meta: { count: String(matching.length) },
  })
}

/** A new queue is a draft that holds the category's published posts. */
export function createQueue(call: SocialCall): OperationAnswer {
  const { world, contents, now } = call
  const body = bodyOf(call)
  const timeSlots = readTimeSlots(world, body)
  const categoryId = textOf(body, 'categoryId') ?? ''
  if (!contents.categories.some(({ id, isDeleted }) => id === categoryId && !isDeleted)) {
    throw socialRefusal(404, 'Category not found')
  }
  if (liveQueues(contents).some((queue) => queue.categoryId === categoryId)) {
    throw socialRefusal(400, 'Queue already exists for this category')
  }
  const queue: CategoryQueue = {
    id: world.nextId('queue'),
    locationId: contents.location.id,
    categoryId,
    timeSlots,
    enableFuturePosts: flagOf(body, 'enableFuturePosts') ?? false,
    prioritizeNewContent: flagOf(body, 'prioritizeNewContent') ?? false,
    status: 'draft',
    startDate: now,
    skipDateTimes: [],
    currentOrder: 0,
    items: [],
    createdBy: textOf(body, 'userId') ?? '',
    createdAt: now,
    updatedAt: now,
  }
  contents.queues.set(queue.id, queue)
  const answer = answerWithResults(call, 'Queue created successfully', { queue: presentNewQueue(queue) })
  // GHL adds the posts after it has answered: a new queue always says it has none.
  queue.items = postsForQueue(contents, categoryId).map((post, index) =>
    itemFromPost(post, world.nextId('queue-item'), (index + 1) * orderStep, now),
  )
  return answer
}

function presentNewQueue(queue: CategoryQueue) {
  const { currentOrder: _order, currentPostId: _post, ...shown } = presentQueue(queue)
  return shown
}

export function listQueues(call: SocialCall): OperationAnswer {
  const body = bodyOf(call)
  const queues = liveQueues(call.contents)
  const page = { skip: numberOf(body, 'skip') ?? 0, limit: numberOf(body, 'limit') ?? 10 }
  return answerWithResults(call, 'Queues fetched successfully', {
    queues: pageOf(queues, page).map((queue) => presentQueueWithCategory(call, queue)),
    meta: { count: String(queues.length) },
  })
}

export function getQueue(call: SocialCall): OperationAnswer {
  const queue = findQueue(call)
  return answerWithResults(call, 'Queue fetched successfully', {
    queue: {
      ...presentQueueWithCategory(call, queue),
      errorCount: queue.items.filter(({ errors }) => errors.length > 0).length,
    },
  })
}

const statusMessages: Record<string, string> = {
  active: 'Queue activated successfully.',
  paused: 'Queue paused successfully.',
  deleted: 'Queue deleted successfully.',
}

function changeStatus(call: SocialCall, queue: CategoryQueue, status: string): void {
  if (status !== 'active' && status !== 'paused' && status !== 'deleted') {
    throw socialRefusal(422, ['status must be one of the following values: active, paused, deleted'])
  }
  if (status === 'active' && queue.items.length === 0) {
    throw socialRefusal(400, 'Queue has no posts to schedule')
  }
  if (status === 'active' && queue.status !== 'active') queue.startDate = call.now
  if (status !== 'active') unscheduleCurrent(call.contents, queue)
  queue.status = status
}

export function updateQueue(call: SocialCall): OperationAnswer {
  const { contents, world, now } = call
  const queue = findQueue(call)
  const body = bodyOf(call)
  const status = textOf(body, 'status')
  const skipDateTime = body['skipDateTime'] === undefined ? undefined : parseInstant(body['skipDateTime'])
  if (body['skipDateTime'] !== undefined && skipDateTime === undefined) {
    throw socialRefusal(422, ['skipDateTime must be a valid ISO 8601 date string'])
  }
  const timeSlots = body['timeSlots'] === undefined ? queue.timeSlots : readTimeSlots(world, body)
  if (status !== undefined) changeStatus(call, queue, status)
  const isRescheduled = skipDateTime !== undefined || timeSlots !== queue.timeSlots
  queue.timeSlots = timeSlots
  if (skipDateTime !== undefined) queue.skipDateTimes.push(skipDateTime)
  queue.enableFuturePosts = flagOf(body, 'enableFuturePosts') ?? queue.enableFuturePosts
  queue.prioritizeNewContent = flagOf(body, 'prioritizeNewContent') ?? queue.prioritizeNewContent
  queue.updatedAt = now
  if (isRescheduled) unscheduleCurrent(contents, queue)
  world.settle()
  const message = statusMessages[status ?? ''] ?? 'Queue updated successfully.'
  return answerWithResults(call, message, { queue: presentQueue(queue) })
}

/** Takes the scheduled post of a queue away and puts the next item's in its place. */
export function deleteActivePost(call: SocialCall): OperationAnswer {
  const postId = paramOf(call, 'postId')
  const queue = liveQueues(call.contents).find(({ currentPostId }) => currentPostId === postId)
  if (queue === undefined) throw socialRefusal(404, 'Post not found')
  skipCurrent(call.world, call.contents, queue)
  return answerWithResults(call, 'Current post deleted and next post scheduled successfully')
}
