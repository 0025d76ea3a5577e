import { socialRefusal } from '../simulator.types.ts'
import type { CategoryQueue, EditSession, QueueItem } from '../world/index.ts'
import { bodyOf, paramOf, textOf } from './read-request.ts'
import type { SocialCall } from './social.types.ts'

/** The queue a path names. Throws 404 for an unknown or deleted one. */
export function findQueue(call: SocialCall): CategoryQueue {
  const queue = call.contents.queues.get(paramOf(call, 'queueId'))
  if (queue === undefined || queue.status === 'deleted') throw socialRefusal(404, 'Queue not found')
  return queue
}

/** The session id of a call, from its body or its query. */
const sessionIdOf = (call: SocialCall): string | undefined =>
  textOf(bodyOf(call), 'sessionId') ?? call.request.query['sessionId']

/** The open session the call names, or undefined when it names none. Throws 404 when that one is not open. */
export function findSession(call: SocialCall, queue: CategoryQueue): EditSession | undefined {
  const sessionId = sessionIdOf(call)
  if (sessionId === undefined || sessionId === '') return undefined
  if (queue.session?.id !== sessionId) throw socialRefusal(404, 'Edit session not found')
  return queue.session
}

/** As `findSession`, for calls that cannot do without one. */
export function requireSession(call: SocialCall, queue: CategoryQueue): EditSession {
  const session = findSession(call, queue)
  if (session === undefined) throw socialRefusal(422, ['sessionId should not be empty'])
  return session
}

/** The item a path names, among the session's or the live ones. */
export function findItem(call: SocialCall, items: QueueItem[]): QueueItem {
  const item = items.find(({ id }) => id === paramOf(call, 'itemId'))
  if (item === undefined) throw socialRefusal(404, 'Queue item not found')
  return item
}
