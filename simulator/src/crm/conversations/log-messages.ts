import { type OperationAnswer, plainRefusal } from '../../simulator.types.ts'
import { parseInstant } from '../../social/read-request.ts'
import type { Conversation, CrmCall, Message, MessageChannel } from '../crm.types.ts'
import { bodyOf, type Fields, fieldsOf, textOf, textsOf } from '../read-call.ts'
import { setUnread } from './conversations.ts'
import { addMessage, newMessage } from './send-message.ts'

/** An unknown provider or conversation is answered 500, as if it were the server's fault (I-6, I-39). */
const brokenReference = () => plainRefusal(500, 'Internal server error')

function conversationIn(call: CrmCall, fields: Fields): Conversation {
  const { contents } = call
  const providerId = textOf(fields, 'conversationProviderId')
  const isProviderKnown = providerId === undefined || contents.providers.some(({ id }) => id === providerId)
  const conversation = contents.conversations.get(textOf(fields, 'conversationId') ?? '')
  if (!isProviderKnown || conversation === undefined) throw brokenReference()
  return conversation
}

/** What is spoken: it has a duration, a recording and no text. */
const voiceChannels: readonly MessageChannel[] = ['Call', 'IVR_Call', 'Campaign_Call', 'Campaign_VoiceMail']

/** What another system sent or received, to be entered here: it is not sent, and so it is not queued. */
function makeLogged(call: CrmCall, conversation: Conversation, fields: Fields): Message {
  const channel = textOf(fields, 'type') as MessageChannel
  const date = textOf(fields, 'date')
  const at = date === undefined ? call.now : parseInstant(date)
  if (at === undefined) throw plainRefusal(422, ['date must be a valid ISO 8601 date string'])
  const providerId = textOf(fields, 'conversationProviderId')
  const voice = fieldsOf(fields, 'call') ?? {}
  return {
    ...newMessage(call, conversation, channel),
    body: textOf(fields, 'html') ?? textOf(fields, 'message') ?? '',
    attachments: textsOf(fields, 'attachments'),
    dateAdded: at,
    sendsAt: at,
    source: 'app',
    ...(providerId !== undefined && { conversationProviderId: providerId }),
    ...(voiceChannels.includes(channel) && {
      call: { durationSeconds: 0, status: textOf(voice, 'status') ?? 'completed' },
    }),
    ...(channel === 'Email' && {
      email: {
        emailMessageId: textOf(fields, 'emailMessageId') ?? call.crm.nextId('email'),
        threadId: conversation.id,
        subject: textOf(fields, 'subject') ?? '',
        from: textOf(fields, 'emailFrom') ?? '',
        to: [textOf(fields, 'emailTo') ?? ''],
        cc: textsOf(fields, 'emailCc'),
        bcc: textsOf(fields, 'emailBcc'),
      },
    }),
  }
}

function answerLogged(message: Message, text: string): OperationAnswer {
  return {
    body: {
      success: true,
      conversationId: message.conversationId,
      messageId: message.id,
      message: text,
      contactId: message.contactId,
      dateAdded: message.dateAdded.toISOString(),
      ...(message.email && { emailMessageId: message.email.emailMessageId }),
    },
  }
}

/**
 * Enters a message of either direction. One of a custom provider that names no provider is answered 201 with
 * nothing in it, and is nowhere (I-70).
 */
export function addInboundMessage(call: CrmCall): OperationAnswer {
  const fields = bodyOf(call)
  const conversation = conversationIn(call, fields)
  if (fields['type'] === 'Custom' && !('conversationProviderId' in fields)) return { status: 201 }
  const { userId: _, ...logged } = makeLogged(call, conversation, fields)
  const isOurs = fields['direction'] === 'outbound'
  const message: Message = { ...logged, direction: isOurs ? 'outbound' : 'inbound' }
  addMessage(call, conversation, message)
  if (!isOurs) setUnread(call, conversation, conversation.unreadCount + 1)
  return answerLogged(message, 'Inbound message added successfully')
}

/** Calls only: anything else is sent, not logged. */
export function addOutboundCall(call: CrmCall): OperationAnswer {
  const fields = bodyOf(call)
  const conversation = conversationIn(call, fields)
  const message = makeLogged(call, conversation, fields)
  addMessage(call, conversation, message)
  return answerLogged(message, 'Outbound call added successfully')
}
