import type { Conversation, CrmCall, Message } from '../crm.types.ts'
import { fullNameOf } from '../contacts/present-contact.ts'
import { statusAt } from './message-status.ts'
import { conversationTypeOf, typeNameOf, typeNumberOf } from './message-types.ts'

export function presentMessage(message: Message, now: Date) {
  const { email, call } = message
  return {
    id: message.id,
    type: typeNumberOf(message.channel),
    messageType: typeNameOf(message.channel),
    locationId: message.locationId,
    contactId: message.contactId,
    conversationId: message.conversationId,
    dateAdded: message.dateAdded.toISOString(),
    dateUpdated: message.dateUpdated.toISOString(),
    body: message.body,
    direction: message.direction,
    status: statusAt(message, now),
    contentType: email ? 'text/html' : 'text/plain',
    attachments: [...message.attachments],
    source: message.source,
    ...(message.userId !== undefined && { userId: message.userId }),
    ...(message.conversationProviderId !== undefined && {
      conversationProviderId: message.conversationProviderId,
    }),
    ...(email && { meta: { email: { email: { messageIds: [email.emailMessageId] } } } }),
    ...(call && { meta: { callDuration: String(call.durationSeconds), callStatus: call.status } }),
  }
}

export function presentEmail(message: Message, now: Date) {
  const { email } = message
  if (email === undefined) return undefined
  return {
    id: email.emailMessageId,
    threadId: email.threadId,
    locationId: message.locationId,
    contactId: message.contactId,
    conversationId: message.conversationId,
    dateAdded: message.dateAdded.toISOString(),
    subject: email.subject,
    body: message.body,
    direction: message.direction,
    status: statusAt(message, now),
    contentType: 'text/html',
    attachments: [...message.attachments],
    provider: 'Simulated Email',
    from: email.from,
    to: [...email.to],
    cc: [...email.cc],
    bcc: [...email.bcc],
    source: message.source,
    ...(email.replyToMessageId !== undefined && { replyToMessageId: email.replyToMessageId }),
    ...(message.conversationProviderId !== undefined && {
      conversationProviderId: message.conversationProviderId,
    }),
  }
}

/** A conversation as a search shows it, with its last message. */
export function presentFoundConversation(conversation: Conversation, { contents }: CrmCall) {
  const contact = contents.contacts.get(conversation.contactId)
  const last = conversation.messages.at(-1)
  const name = contact ? fullNameOf(contact) : ''
  return {
    id: conversation.id,
    contactId: conversation.contactId,
    locationId: conversation.locationId,
    lastMessageBody: last?.body ?? '',
    lastMessageType: last ? typeNameOf(last.channel) : 'TYPE_ACTIVITY_CONTACT',
    lastMessageDate: (last?.dateAdded ?? conversation.dateAdded).getTime(),
    ...(last && { lastMessageDirection: last.direction }),
    type: conversationTypeOf(last?.channel).name,
    unreadCount: conversation.unreadCount,
    fullName: name,
    contactName: name,
    email: contact?.email ?? '',
    phone: contact?.phone ?? '',
    tags: [...(contact?.tags ?? [])],
    ...(conversation.assignedTo !== undefined && { assignedTo: conversation.assignedTo }),
    starred: conversation.isStarred,
    dateAdded: conversation.dateAdded.getTime(),
    dateUpdated: conversation.dateUpdated.getTime(),
    sort: [(last?.dateAdded ?? conversation.dateAdded).getTime()],
  }
}

/** A conversation as changing it answers. */
export function presentConversation(conversation: Conversation) {
  const last = conversation.messages.at(-1)
  return {
    id: conversation.id,
    locationId: conversation.locationId,
    contactId: conversation.contactId,
    ...(conversation.assignedTo !== undefined && { assignedTo: conversation.assignedTo }),
    ...(last && {
      lastMessageBody: last.body,
      lastMessageDate: last.dateAdded.toISOString(),
      lastMessageType: typeNameOf(last.channel),
    }),
    unreadCount: conversation.unreadCount,
    inbox: conversation.isInInbox,
    starred: conversation.isStarred,
    deleted: false,
  }
}
