import { callAt, callSocial, demand } from '../social-call.ts'
import type { SocialContext } from '../social-call.ts'
import { decodeCalendar, decodeQueueChange } from './decode-queue-answers.ts'
import type { QueueCalls } from './queues.types.ts'

/** Calls of an edit session: changes stay drafts until they are saved. */
export function createQueueEditing(
  context: SocialContext,
): Pick<QueueCalls, 'startEdit' | 'editCalendar' | 'saveEdit' | 'discardEdit'> {
  const { locationId } = context
  return {
    async startEdit(queueId, options) {
      const how = callAt({ queueId }, options, { body: { locationId } })
      const { results } = await callSocial(context, 'start-edit-session', how, 'v3')
      return {
        sessionId: demand(results.text('sessionId'), 'a session id'),
        itemCount: results.number('itemCount') ?? 0,
      }
    },

    async editCalendar(queueId, input) {
      const { signal, ...period } = input
      const how = callAt({ queueId }, signal ? { signal } : {}, { body: { locationId, ...period } })
      return decodeCalendar(await callSocial(context, 'fetch-edit-session-calendar', how, 'v3'))
    },

    async saveEdit(queueId, input, options) {
      const how = callAt({ queueId }, options, { body: { locationId, ...input } })
      return decodeQueueChange(await callSocial(context, 'save-edit-session', how, 'v3'))
    },

    async discardEdit(queueId, input, options) {
      const how = callAt({ queueId }, options, { body: { locationId, ...input } })
      const answer = await callSocial(context, 'discard-edit-session', how, 'v3')
      return { message: decodeQueueChange(answer).message }
    },
  }
}
