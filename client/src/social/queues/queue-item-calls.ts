import { callAt, callSocial, demand } from '../social-call.ts'
import type { SocialAnswer, SocialContext } from '../social-call.ts'
import { decodeQueueItem, decodeQueueSlot } from './decode-queue.ts'
import { decodeQueueChange } from './decode-queue-answers.ts'
import type { QueueCalls, QueueItem } from './queues.types.ts'

type Names =
  | 'listItems'
  | 'listSlots'
  | 'createItem'
  | 'updateItem'
  | 'cloneItem'
  | 'resetItem'
  | 'deleteItem'
  | 'deleteActivePost'

/** Calls about the items of a queue. */
export function createQueueItemCalls(context: SocialContext): Pick<QueueCalls, Names> {
  const { locationId } = context
  return {
    async listItems(queueId, input = {}) {
      const { signal, skip = 0, limit = 100, ...filters } = input
      const body = { locationId, skip, limit, ...filters }
      const how = callAt({ queueId }, signal ? { signal } : {}, { body })
      const { results, report } = await callSocial(context, 'fetch-queue-items', how, 'v3')
      const items = results.list('items', (item, path) => decodeQueueItem(item, path, report))
      return { items, total: results.fields('meta')?.number('count') ?? items.length }
    },

    async listSlots(queueId, input = {}) {
      const { signal, skip = 0, limit = 100, ...filters } = input
      const body = { locationId, skip, limit, ...filters }
      const how = callAt({ queueId }, signal ? { signal } : {}, { body })
      const { results, report } = await callSocial(context, 'fetch-slots', how, 'v3')
      const slots = results.list('slots', (item, path) => decodeQueueSlot(item, path, report))
      return { slots, total: results.number('total') ?? slots.length, timezone: results.text('timezone') }
    },

    async createItem(queueId, draft, options) {
      const how = callAt({ queueId }, options, { body: { locationId, ...draft } })
      return itemOf(await callSocial(context, 'create-queue-item', how, 'v3'))
    },

    async updateItem(queueId, itemId, draft, options) {
      const how = callAt({ queueId, itemId }, options, { body: { locationId, ...draft } })
      const answer = await callSocial(context, 'update-queue-item', how, 'v3')
      return { ...decodeQueueChange(answer), item: readItem(answer) }
    },

    async cloneItem(queueId, itemId, input, options) {
      const how = callAt({ queueId, itemId }, options, { body: { locationId, ...input } })
      return itemOf(await callSocial(context, 'clone-queue-item', how, 'v3'))
    },

    async resetItem(queueId, itemId, input = {}, options) {
      const how = callAt({ queueId, itemId }, options, { body: { locationId, ...input } })
      return itemOf(await callSocial(context, 'reset-queue-item', how, 'v3'))
    },

    async deleteItem(queueId, itemId, input = {}, options) {
      const how = callAt({ queueId, itemId }, options, { query: { locationId, sessionId: input.sessionId } })
      return decodeQueueChange(await callSocial(context, 'delete-queue-item', how, 'v3'))
    },

    async deleteActivePost(postId, options) {
      const how = callAt({ postId }, options, { query: { locationId } })
      const answer = await callSocial(context, 'delete-current-active-post-and-schedule-next', how, 'v3')
      return { message: decodeQueueChange(answer).message }
    },
  }
}

function readItem({ results, report }: SocialAnswer): QueueItem | undefined {
  const { queueItem } = results.raw
  if (queueItem === undefined || queueItem === null) return undefined
  return decodeQueueItem(queueItem, 'results.queueItem', report)
}

function itemOf(answer: SocialAnswer): QueueItem {
  return demand(readItem(answer), 'the queue item')
}
