import type { OperationAnswer } from '../../simulator.types.ts'
import type { Conversation, CrmCall } from '../crm.types.ts'
import { countOf } from '../read-call.ts'
import { isMentioned } from '../contacts/contacts.ts'
import { typeNameOf } from './message-types.ts'
import { presentFoundConversation } from './present-message.ts'

const lastMessageMs = (conversation: Conversation): number =>
  (conversation.messages.at(-1)?.dateAdded ?? conversation.dateAdded).getTime()

const lastManualMs = (conversation: Conversation): number =>
  (
    conversation.messages.findLast(({ source }) => source === 'app')?.dateAdded ?? conversation.dateAdded
  ).getTime()

/** What a query asks of a conversation; a parameter that is left out asks nothing. */
function isWanted(call: CrmCall, conversation: Conversation): boolean {
  const { query } = call.request
  const last = conversation.messages.at(-1)
  const contact = call.contents.contacts.get(conversation.contactId)
  const lastOutbound = conversation.messages.findLast(({ direction }) => direction === 'outbound')
  const checks: Record<string, (value: string) => boolean> = {
    id: (id) => conversation.id === id,
    contactId: (id) => conversation.contactId === id,
    assignedTo: (ids) => ids.split(',').includes(conversation.assignedTo ?? 'unassigned'),
    followers: (ids) => ids.split(',').some((id) => contact?.followers.includes(id)),
    // Nobody mentions anybody here.
    mentions: () => false,
    query: (words) =>
      (contact !== undefined && isMentioned(contact, words)) ||
      (last?.body.toLowerCase().includes(words.toLowerCase()) ?? false),
    lastMessageType: (type) => last !== undefined && typeNameOf(last.channel) === type,
    lastMessageDirection: (direction) => last?.direction === direction,
    lastMessageAction: (action) =>
      lastOutbound !== undefined && (lastOutbound.source === 'app' ? 'manual' : 'automated') === action,
    status: (status) => {
      if (status === 'unread') return conversation.unreadCount > 0
      if (status === 'read') return conversation.unreadCount === 0
      return status !== 'starred' || conversation.isStarred
    },
  }
  return Object.entries(checks).every(([name, check]) => !query[name] || check(query[name]))
}

/** Conversations by their last message, newest first unless asked otherwise, going on after `startAfterDate`. */
export function searchConversations(call: CrmCall): OperationAnswer {
  const { query, rawQuery } = call.request
  const direction = query['sort'] === 'asc' ? 1 : -1
  const placeOf = query['sortBy'] === 'last_manual_message_date' ? lastManualMs : lastMessageMs
  const matching = [...call.contents.conversations.values()]
    .filter((conversation) => isWanted(call, conversation))
    .toSorted((a, b) => direction * (placeOf(a) - placeOf(b)) || a.id.localeCompare(b.id))
  const [startAfterText] = [rawQuery['startAfterDate'] ?? rawQuery['startAfterDate[]'] ?? []].flat()
  const startAfter = startAfterText === undefined ? undefined : Number(startAfterText)
  const rest = matching.filter(
    (one) => startAfter === undefined || direction * (placeOf(one) - startAfter) > 0,
  )
  const limit = countOf(call, 'limit', 20, 100)
  return {
    body: {
      conversations: rest
        .slice(0, Math.max(limit, 1))
        .map((conversation) => presentFoundConversation(conversation, call)),
      total: matching.length,
    },
  }
}
