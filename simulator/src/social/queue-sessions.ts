import { type OperationAnswer, socialRefusal } from '../simulator.types.ts'
import type { CategoryQueue, QueueItem } from '../world/index.ts'
import { unscheduleCurrent } from '../world/queue-lifecycle.ts'
import { answerWithResults } from './envelope.ts'
import { presentItem, presentQueueCategory } from './present-queue.ts'
import { findQueue, requireSession } from './queue-access.ts'
import { calendarOf, type CalendarEntry, changedSlots, slotsOfItems } from './queue-slots.ts'
import { bodyOf, type Fields, flagOf, parseInstant, textsOf } from './read-request.ts'
import type { SocialCall } from './social.types.ts'

/** Opens a session on a copy of the items; an open one is started over. */
export function startEditSession(call: SocialCall): OperationAnswer {
  const queue = findQueue(call)
  const items = queue.items.map((item): QueueItem => ({
    ...structuredClone(item),
    id: call.world.nextId('draft-item'),
    originalItemId: item.id,
  }))
  queue.session = { id: call.world.nextId('edit-session'), items }
  return answerWithResults(call, 'Edit session started successfully', {
    sessionId: queue.session.id,
    itemCount: items.length,
  })
}

/** Session copies take the ids of the items they were made from. */
const toLiveItem = ({ originalItemId, ...item }: QueueItem): QueueItem => ({
  ...item,
  id: originalItemId ?? item.id,
})

export function saveEditSession(call: SocialCall): OperationAnswer {
  const queue = findQueue(call)
  const session = requireSession(call, queue)
  const before = slotsOfItems(call, queue, queue.items)
  unscheduleCurrent(call.contents, queue)
  queue.items = session.items.map(toLiveItem)
  delete queue.session
  const keepsDraft = flagOf(bodyOf(call), 'keepInDraft') === true
  if (queue.status === 'draft' && !keepsDraft && queue.items.length > 0) {
    queue.status = 'active'
    queue.startDate = call.now
  }
  queue.updatedAt = call.now
  call.world.settle()
  return answerWithResults(call, 'Edit session saved successfully', {
    ...changedSlots(before, slotsOfItems(call, queue, queue.items)),
  })
}

export function discardEditSession(call: SocialCall): OperationAnswer {
  const queue = findQueue(call)
  requireSession(call, queue)
  delete queue.session
  return answerWithResults(call, 'Edit session discarded successfully')
}

function readRange(body: Fields): { from: Date; to: Date } {
  const from = parseInstant(body['startDate'])
  const to = parseInstant(body['endDate'])
  if (from === undefined || to === undefined) {
    throw socialRefusal(422, ['startDate and endDate must be valid ISO 8601 date strings'])
  }
  if (from > to) throw socialRefusal(400, 'startDate must be before endDate')
  return { from, to }
}

function presentEntry(call: SocialCall, queue: CategoryQueue, { item, at }: CalendarEntry) {
  const shown = presentItem(call, item, undefined)
  return {
    scheduledDateTime: at.toISOString(),
    ...(shown.post !== undefined && { post: shown.post }),
    queueItemId: item.id,
    queueId: queue.id,
    order: item.order,
    variations: shown.variations,
    primaryImage: item.primaryImage,
    errors: item.errors,
    category: presentQueueCategory(call, queue.categoryId) ?? null,
    currentVariation: item.currentVariation,
    timezone: call.contents.location.timezone,
  }
}

const isForAccounts = (post: unknown, accountIds: string[]): boolean =>
  accountIds.length === 0 ||
  textsOf((post ?? {}) as Fields, 'accountIds').some((id) => accountIds.includes(id))

function answerCalendar(call: SocialCall, message: string, scheduledPosts: unknown[]): OperationAnswer {
  return answerWithResults(call, message, {
    scheduledPosts,
    total: scheduledPosts.length,
    timezone: call.contents.location.timezone,
  })
}

/** How the queue would post if the session were saved. */
export function previewEditSession(call: SocialCall): OperationAnswer {
  const queue = findQueue(call)
  const session = requireSession(call, queue)
  const body = bodyOf(call)
  const accountIds = textsOf(body, 'accountIds')
  const posts = calendarOf(call, queue, session.items, readRange(body))
    .map((entry) => ({
      ...presentEntry(call, queue, entry),
      isDraft: true,
      originalItemId: entry.item.originalItemId ?? null,
    }))
    .filter(({ post }) => isForAccounts(post, accountIds))
  return answerCalendar(call, 'Edit session calendar fetched successfully', posts)
}

/** What all active queues will post in a range. */
export function listQueueCalendar(call: SocialCall): OperationAnswer {
  const body = bodyOf(call)
  const range = readRange(body)
  const accountIds = textsOf(body, 'accountIds')
  const categoryIds = textsOf(body, 'categoryIds')
  const posts = [...call.contents.queues.values()]
    .filter(({ status }) => status === 'active')
    .filter(({ categoryId }) => categoryIds.length === 0 || categoryIds.includes(categoryId))
    .flatMap((queue) =>
      calendarOf(call, queue, queue.items, range).map((entry) => presentEntry(call, queue, entry)),
    )
    .filter(({ post }) => isForAccounts(post, accountIds))
    .toSorted((a, b) => a.scheduledDateTime.localeCompare(b.scheduledDateTime))
  return answerCalendar(call, 'Calendar list fetched successfully', posts)
}
