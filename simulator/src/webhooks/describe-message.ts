import { statusAt } from '../crm/conversations/message-status.ts'
import type { Contact, Conversation, Message, MessageChannel } from '../crm/crm.types.ts'

type Fields = Record<string, unknown>

/** What deliveries call a channel: the words of the API's `type`, save for what is spoken. */
const channelNames: Partial<Record<MessageChannel, string>> = {
  Call: 'CALL',
  IVR_Call: 'CALL',
  Campaign_Call: 'CALL',
  Campaign_VoiceMail: 'VoiceMail',
}

/** A message of either direction; an e-mail says more, and names only its first receivers. */
export function messageFields(message: Message, now: Date): Fields {
  const { email, call } = message
  const isSpoken = channelNames[message.channel] !== undefined
  return {
    locationId: message.locationId,
    attachments: [...message.attachments],
    ...(message.body !== '' && { body: message.body }),
    contactId: message.contactId,
    ...(!isSpoken && { contentType: email ? 'text/html' : 'text/plain' }),
    conversationId: message.conversationId,
    dateAdded: message.dateAdded.toISOString(),
    direction: message.direction,
    messageType: channelNames[message.channel] ?? message.channel,
    status: call === undefined ? statusAt(message, now) : call.status,
    messageId: message.id,
    ...(message.userId !== undefined && { userId: message.userId }),
    ...(message.direction === 'outbound' && { source: message.source }),
    ...(message.conversationProviderId !== undefined && {
      conversationProviderId: message.conversationProviderId,
    }),
    ...(call && { callDuration: call.durationSeconds, callStatus: call.status }),
    ...(email && {
      emailMessageId: email.emailMessageId,
      from: email.from,
      threadId: email.threadId,
      subject: email.subject,
      to: email.to.slice(0, 1),
    }),
  }
}

/** A message for a channel of the app's own to send; `type` is that of the message. */
export function providerMessageFields(message: Message, contact: Contact | undefined): Fields {
  const { email } = message
  const shared = {
    contactId: message.contactId,
    locationId: message.locationId,
    messageId: message.id,
    attachments: [...message.attachments],
    ...(message.userId !== undefined && { userId: message.userId }),
  }
  if (email === undefined)
    return {
      ...shared,
      type: 'SMS',
      message: message.body,
      ...(contact?.phone !== undefined && { phone: contact.phone }),
    }
  return {
    ...shared,
    type: 'Email',
    emailMessageId: email.emailMessageId,
    emailTo: [...email.to],
    emailFrom: email.from,
    html: message.body,
    subject: email.subject,
  }
}

export const conversationFields = (conversation: Conversation, isDeleted: boolean): Fields => ({
  locationId: conversation.locationId,
  id: conversation.id,
  contactId: conversation.contactId,
  unreadCount: conversation.unreadCount,
  inbox: conversation.isInInbox,
  starred: conversation.isStarred,
  deleted: isDeleted,
})
