import { type OperationAnswer, SimulatedRefusal } from '../../simulator.types.ts'
import type { Contact, Conversation, CrmCall } from '../crm.types.ts'
import { bodyOf, findContact, findConversation, flagOf, numberOf, paramOf, textOf } from '../read-call.ts'
import { conversationTypeOf } from './message-types.ts'
import { presentConversation } from './present-message.ts'

export const conversationOf = (
  { contents }: Pick<CrmCall, 'contents'>,
  contactId: string,
): Conversation | undefined =>
  [...contents.conversations.values()].find((conversation) => conversation.contactId === contactId)

/** The conversation with a contact; there is one at most, and writing to somebody starts it. */
export function ensureConversation(
  call: Pick<CrmCall, 'crm' | 'contents' | 'now'>,
  contact: Contact,
): Conversation {
  const known = conversationOf(call, contact.id)
  if (known !== undefined) return known
  const { crm, contents, now } = call
  const conversation: Conversation = {
    id: crm.nextId('conversation'),
    locationId: contents.location.id,
    contactId: contact.id,
    ...(contact.assignedTo !== undefined && { assignedTo: contact.assignedTo }),
    unreadCount: 0,
    isStarred: false,
    isInInbox: true,
    dateAdded: now,
    dateUpdated: now,
    messages: [],
  }
  contents.conversations.set(conversation.id, conversation)
  return conversation
}

export function createConversation(call: CrmCall): OperationAnswer {
  const contact = findContact(call, textOf(bodyOf(call), 'contactId') ?? '')
  const known = conversationOf(call, contact.id)
  if (known)
    throw new SimulatedRefusal(400, {
      statusCode: 400,
      message: 'Conversation already exists',
      error: 'Bad Request',
      conversationId: known.id,
    })
  const conversation = ensureConversation(call, contact)
  return {
    body: {
      success: true,
      conversation: {
        id: conversation.id,
        contactId: conversation.contactId,
        locationId: conversation.locationId,
        dateAdded: conversation.dateAdded.toISOString(),
        dateUpdated: conversation.dateUpdated.toISOString(),
        lastMessageDate: conversation.dateUpdated.toISOString(),
        deleted: false,
        ...(conversation.assignedTo !== undefined && { assignedTo: conversation.assignedTo }),
      },
    },
  }
}

const conversationInPath = (call: CrmCall): Conversation =>
  findConversation(call, paramOf(call, 'conversationId'))

export function getConversation(call: CrmCall): OperationAnswer {
  const conversation = conversationInPath(call)
  return {
    body: {
      id: conversation.id,
      contactId: conversation.contactId,
      locationId: conversation.locationId,
      deleted: false,
      inbox: conversation.isInInbox,
      type: conversationTypeOf(conversation.messages.at(-1)?.channel).number,
      unreadCount: conversation.unreadCount,
      starred: conversation.isStarred,
      ...(conversation.assignedTo !== undefined && { assignedTo: conversation.assignedTo }),
    },
  }
}

const announce = (
  { crm }: Pick<CrmCall, 'crm'>,
  conversation: Conversation,
  more: { isDeleted?: boolean } = {},
): void => {
  const { locationId } = conversation
  crm.announce({ kind: 'conversation.unread_updated', locationId, conversation, ...more })
}

/** Sets how many messages are unread, and tells whoever listens when that changed. */
export function setUnread(call: Pick<CrmCall, 'crm'>, conversation: Conversation, unreadCount: number): void {
  if (conversation.unreadCount === unreadCount) return
  conversation.unreadCount = unreadCount
  announce(call, conversation)
}

export function updateConversation(call: CrmCall): OperationAnswer {
  const conversation = conversationInPath(call)
  const fields = bodyOf(call)
  const isStarred = flagOf(fields, 'starred') ?? conversation.isStarred
  const unreadCount = numberOf(fields, 'unreadCount') ?? conversation.unreadCount
  const isChanged = isStarred !== conversation.isStarred || unreadCount !== conversation.unreadCount
  Object.assign(conversation, { isStarred, unreadCount, dateUpdated: call.now })
  if (isChanged) announce(call, conversation)
  return { body: { success: true, conversation: presentConversation(conversation) } }
}

export function deleteConversation(call: CrmCall): OperationAnswer {
  const conversation = conversationInPath(call)
  call.contents.conversations.delete(conversation.id)
  for (const { id } of conversation.messages) call.contents.messages.delete(id)
  announce(call, conversation, { isDeleted: true })
  return { body: { success: true } }
}
