import { type OperationAnswer, plainRefusal } from '../../simulator.types.ts'
import { dayMs } from '../../world/time.ts'
import type { Contact, Conversation, CrmCall, EmailEnvelope, Message, MessageChannel } from '../crm.types.ts'
import {
  bodyOf,
  type Fields,
  fieldsOf,
  findContact,
  findConversation,
  notFound,
  numberOf,
  textOf,
  textsOf,
} from '../read-call.ts'
import { conversationOf, ensureConversation } from './conversations.ts'
import { sendStatusAt } from './message-status.ts'
import { dndChannelOf, windowedChannels } from './message-types.ts'

/** Do-not-disturb for all and for the channel both count (facts 7.3). */
function checkDnd(contact: Contact, channel: MessageChannel): void {
  const own = dndChannelOf[channel]
  const status = own && contact.dndSettings[own]?.status
  if (contact.dnd || status === 'active' || status === 'permanent')
    throw plainRefusal(400, `Cannot send message as DND is active for ${channel}.`)
}

const needsPhone: readonly MessageChannel[] = ['SMS', 'RCS', 'WhatsApp']

function checkAddress(contact: Contact, channel: MessageChannel, emailTo: string | undefined): void {
  if (needsPhone.includes(channel) && contact.phone === undefined)
    throw plainRefusal(400, 'Missing phone number')
  if (channel !== 'Email') return
  const email = emailTo ?? contact.email
  if (email === undefined) throw plainRefusal(400, "contact's email is invalid")
  if (contact.hasUnsubscribedEmail) throw plainRefusal(400, `cannot send email as ${email} has unsubscribed`)
}

/** Outside the window only an approved template gets through. */
function checkWindow(call: CrmCall, contact: Contact, channel: MessageChannel, fields: Fields): void {
  if (!call.crm.quirks.channelWindowsApply || !windowedChannels.includes(channel)) return
  if (channel === 'WhatsApp' && textOf(fields, 'templateId') !== undefined) return
  const isOpen = conversationOf(call, contact.id)?.messages.some(
    (message) =>
      message.direction === 'inbound' &&
      message.channel === channel &&
      call.now.getTime() - message.dateAdded.getTime() < dayMs,
  )
  if (isOpen !== true)
    throw plainRefusal(400, `Cannot send message as the 24 hours window of ${channel} is closed.`)
}

function checkSubtype({ contents }: CrmCall, contact: Contact, fields: Fields): void {
  const subtypeId = textOf(fields, 'customSubtypeId')
  if (subtypeId === undefined) return
  if (contents.unsubscriptions.get(contact.id)?.has(subtypeId))
    throw plainRefusal(400, `cannot send email as ${contact.email ?? contact.id} has unsubscribed`)
}

function readTemplate({ contents }: CrmCall, fields: Fields) {
  const templateId = textOf(fields, 'templateId')
  if (templateId === undefined) return undefined
  const template = contents.templates.find(({ id, isDeleted }) => id === templateId && !isDeleted)
  if (template === undefined) throw notFound('Template', templateId)
  return template
}

/** UTC seconds, not milliseconds (facts 7.3). */
function readSchedule({ now }: CrmCall, fields: Fields): Date {
  const seconds = numberOf(fields, 'scheduledTimestamp')
  if (seconds === undefined) return now
  const at = new Date(seconds * 1_000)
  if (Number.isNaN(at.getTime()) || at <= now)
    throw plainRefusal(400, 'scheduledTimestamp must be in the future')
  return at
}

function makeEnvelope(call: CrmCall, contact: Contact, fields: Fields, subject: string): EmailEnvelope {
  const replyTo = textOf(fields, 'replyMessageId')
  const answered = [...call.contents.messages.values()].find(
    ({ id, email }) => replyTo !== undefined && [id, email?.emailMessageId].includes(replyTo),
  )
  const emailMessageId = call.crm.nextId('email')
  return {
    emailMessageId,
    threadId: textOf(fields, 'threadId') ?? answered?.email?.threadId ?? emailMessageId,
    subject,
    from: textOf(fields, 'emailFrom') ?? call.contents.profile.email ?? 'hello@location.example',
    to: [textOf(fields, 'emailTo') ?? contact.email ?? ''],
    cc: textsOf(fields, 'emailCc'),
    bcc: textsOf(fields, 'emailBcc'),
    ...(replyTo !== undefined && { replyToMessageId: replyTo }),
  }
}

/** Numbers that end in 0199 and addresses at bounce.example take no messages, so that failures can be had at will. */
const isUndeliverable = (contact: Contact, channel: MessageChannel): boolean =>
  channel === 'Email'
    ? contact.email?.endsWith('@bounce.example') === true
    : needsPhone.includes(channel) && contact.phone?.endsWith('0199') === true

/** Puts a message at the end of a conversation and tells of it. */
export function addMessage(
  call: Pick<CrmCall, 'crm' | 'contents' | 'now'>,
  conversation: Conversation,
  message: Message,
): void {
  conversation.messages.push(message)
  conversation.messages.sort((a, b) => a.dateAdded.getTime() - b.dateAdded.getTime())
  conversation.dateUpdated = call.now
  call.contents.messages.set(message.id, message)
  const kind = message.direction === 'inbound' ? 'message.received' : 'message.sent'
  call.crm.announce({ kind, locationId: message.locationId, message })
}

export function newMessage(call: CrmCall, conversation: Conversation, channel: MessageChannel): Message {
  return {
    id: call.crm.nextId('message'),
    locationId: conversation.locationId,
    contactId: conversation.contactId,
    conversationId: conversation.id,
    channel,
    direction: 'outbound',
    body: '',
    attachments: [],
    dateAdded: call.now,
    dateUpdated: call.now,
    sendsAt: call.now,
    isUndeliverable: false,
    source: 'api',
    ...(call.request.token.userId !== '' && { userId: call.request.token.userId }),
  }
}

function makeMessage(call: CrmCall, contact: Contact, channel: MessageChannel, fields: Fields): Message {
  const template = readTemplate(call, fields)
  const isEmail = channel === 'Email'
  const text = isEmail ? (textOf(fields, 'html') ?? textOf(fields, 'message')) : textOf(fields, 'message')
  const body = text ?? template?.body ?? ''
  const attachments = textsOf(fields, 'attachments')
  if (body === '' && attachments.length === 0)
    throw plainRefusal(400, 'There is no message or attachments for this message. Skip sending.')
  const providerId = textOf(fields, 'conversationProviderId')
  if (channel === 'Custom' && providerId === undefined)
    throw plainRefusal(400, 'conversationProviderId is required for custom messages')
  const sendsAt = readSchedule(call, fields)
  return {
    ...newMessage(call, ensureConversation(call, contact), channel),
    body,
    // WhatsApp loses them on this endpoint without a word (I-322).
    attachments: channel === 'WhatsApp' ? [] : attachments,
    sendsAt,
    isUndeliverable: isUndeliverable(contact, channel),
    ...(providerId !== undefined && { conversationProviderId: providerId }),
    ...(isEmail && {
      email: makeEnvelope(call, contact, fields, textOf(fields, 'subject') ?? template?.subject ?? ''),
    }),
  }
}

/** Refuses what the contact or the network would not take, else queues it: the answer does not say it arrived. */
export function sendMessage(call: CrmCall): OperationAnswer {
  const fields = bodyOf(call)
  const channel = textOf(fields, 'type') as MessageChannel
  const contact = findContact(call, textOf(fields, 'contactId') ?? '')
  checkDnd(contact, channel)
  checkAddress(contact, channel, textOf(fields, 'emailTo'))
  checkSubtype(call, contact, fields)
  checkWindow(call, contact, channel, fields)
  const message = makeMessage(call, contact, channel, fields)
  addMessage(call, ensureConversation(call, contact), message)
  return { body: presentQueued(call, message, fieldsOf(fields, 'forward')) }
}

export function presentQueued(call: CrmCall, message: Message, forward?: Fields) {
  const { email } = message
  return {
    conversationId: message.conversationId,
    messageId: message.id,
    ...(email && { emailMessageId: email.emailMessageId, threadId: email.threadId }),
    msg: 'Message queued successfully.',
    status: sendStatusAt(message, call.now),
    ...(forward && {
      forwardData: {
        ...pick(forward, 'messageId', 'emailMessageId', 'sourceContactId', 'sourceConversationId'),
        ...pick(forward, 'recipientContactId', 'recipientConversationId', 'forwardWholeThread'),
        ...(textOf(forward, 'toEmail') !== undefined && { forwardToEmail: textOf(forward, 'toEmail') }),
      },
    }),
  }
}

const pick = (fields: Fields, ...names: string[]): Fields =>
  Object.fromEntries(names.flatMap((name) => (name in fields ? [[name, fields[name]]] : [])))

/** Answers a review where the conversation is about one. */
export function sendReviewReply(call: CrmCall): OperationAnswer {
  const fields = bodyOf(call)
  const conversation = findConversation(call, textOf(fields, 'conversationId') ?? '')
  const message: Message = {
    ...newMessage(call, conversation, 'GMB'),
    body: textOf(fields, 'message') ?? '',
  }
  addMessage(call, conversation, message)
  return { body: presentQueued(call, message) }
}
