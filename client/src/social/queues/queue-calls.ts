import type { SocialContext } from '../social-call.ts'
import { createQueueEditing } from './queue-editing.ts'
import { createQueueItemCalls } from './queue-item-calls.ts'
import { createQueueListCalls } from './queue-list-calls.ts'
import type { QueueCalls } from './queues.types.ts'

/** Calls about category queues; they exist in v3 only, whatever the client speaks otherwise. */
export function createQueueCalls(context: SocialContext): QueueCalls {
  return {
    ...createQueueListCalls(context),
    ...createQueueItemCalls(context),
    ...createQueueEditing(context),
  }
}
