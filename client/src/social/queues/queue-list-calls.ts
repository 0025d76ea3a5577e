import { callAt, callSocial, demand } from '../social-call.ts'
import type { SocialContext } from '../social-call.ts'
import { decodeQueue, decodeQueueCategory } from './decode-queue.ts'
import { decodeCalendar } from './decode-queue-answers.ts'
import type { QueueCalls } from './queues.types.ts'

type Names = 'listCategories' | 'create' | 'list' | 'get' | 'update' | 'calendar'

/** Calls about queues as a whole. */
export function createQueueListCalls(context: SocialContext): Pick<QueueCalls, Names> {
  const { locationId } = context
  const query = { locationId }
  return {
    async listCategories(input = {}) {
      const { skip = 0, limit = 100, searchText: q } = input
      const how = callAt({}, input, { query: { ...query, skip, limit, q } })
      const { results, report } = await callSocial(context, 'fetch-available-categories', how, 'v3')
      const categories = results.list('categories', (item, path) => decodeQueueCategory(item, path, report))
      return { categories, total: results.fields('meta')?.number('count') ?? categories.length }
    },

    async create(input, options) {
      const how = callAt({}, options, { body: { locationId, ...input } })
      const { results, report } = await callSocial(context, 'create-queue', how, 'v3')
      return demand(decodeQueue(results.raw['queue'], 'results.queue', report), 'the queue')
    },

    async list(input = {}) {
      const { skip = 0, limit = 100 } = input
      const how = callAt({}, input, { body: { locationId, skip, limit } })
      const { results, report } = await callSocial(context, 'fetch-queues', how, 'v3')
      const queues = results.list('queues', (item, path) => decodeQueue(item, path, report))
      return { queues, total: results.fields('meta')?.number('count') ?? queues.length }
    },

    async get(queueId, options) {
      const how = callAt({ queueId }, options, { query })
      const { results, report } = await callSocial(context, 'fetch-queue-by-id', how, 'v3')
      return demand(decodeQueue(results.raw['queue'], 'results.queue', report), `queue ${queueId}`)
    },

    async update(queueId, change, options) {
      const how = callAt({ queueId }, options, { body: { locationId, ...change } })
      const { results, report } = await callSocial(context, 'update-queue', how, 'v3')
      return demand(decodeQueue(results.raw['queue'], 'results.queue', report), 'the queue')
    },

    async calendar(input) {
      const { signal, ...period } = input
      const how = callAt({}, signal ? { signal } : {}, { body: { locationId, ...period } })
      return decodeCalendar(await callSocial(context, 'fetch-calendar-list', how, 'v3'))
    },
  }
}
