import { type ChanceKey, fractionOf, integerOf, pickFrom } from '../../world/chance.ts'
import { shortIdOf } from '../../world/make-ids.ts'
import { dayMs, minuteMs } from '../../world/time.ts'
import type { World } from '../../world/index.ts'
import type { Contact, Conversation, LocationCrm, Message, MessageChannel } from '../crm.types.ts'

const questions = [
  'Hi, are you open on Sunday?',
  'Could I change my booking to next week?',
  'Thanks, that was wonderful!',
  'How much is it for two people?',
  'Do you have this in another colour?',
] as const

const replies = [
  'Yes, from ten to four. See you then!',
  'Of course. Which day suits you?',
  'Thank you for coming, we hope to see you again soon.',
  'Let me look that up, one moment please.',
  'We do. Shall I put one aside for you?',
] as const

const channels: readonly MessageChannel[] = [
  'SMS',
  'SMS',
  'SMS',
  'Email',
  'Email',
  'WhatsApp',
  'FB',
  'IG',
  'Call',
]

/** Whom this much of the contacts have ever written with. */
const shareWithConversation = 0.3

function makeMessage(
  conversation: Conversation,
  contact: Contact,
  channel: MessageChannel,
  at: Date,
  keys: ChanceKey[],
): Message {
  const isInbound = fractionOf(...keys, 'direction') < 0.5
  const body = channel === 'Call' ? '' : pickFrom(isInbound ? questions : replies, ...keys, 'body')
  const ours = `hello@${conversation.locationId.toLowerCase()}.example`
  const theirs = contact.email ?? 'unknown@mail.example'
  return {
    id: shortIdOf(...keys, 'message'),
    locationId: conversation.locationId,
    contactId: contact.id,
    conversationId: conversation.id,
    channel,
    direction: isInbound ? 'inbound' : 'outbound',
    body,
    attachments: [],
    dateAdded: at,
    dateUpdated: at,
    sendsAt: at,
    isUndeliverable: false,
    source: isInbound ? 'app' : pickFrom(['app', 'app', 'workflow', 'campaign'] as const, ...keys, 'source'),
    ...(channel === 'Email' && {
      email: {
        emailMessageId: shortIdOf(...keys, 'email'),
        threadId: shortIdOf(conversation.id, 'thread'),
        subject: 'Your visit',
        from: isInbound ? theirs : ours,
        to: [isInbound ? ours : theirs],
        cc: [],
        bcc: [],
      },
    }),
    ...(channel === 'Call' && {
      call: { durationSeconds: integerOf(15, 600, ...keys, 'duration'), status: 'completed' },
    }),
  }
}

function makeConversation(world: World, contents: LocationCrm, contact: Contact): Conversation {
  const keys: ChanceKey[] = [world.seed, 'conversation', contact.id]
  const startedAt = new Date(contact.dateAdded.getTime() + integerOf(1, 600, ...keys, 'start') * minuteMs)
  const conversation: Conversation = {
    id: shortIdOf(...keys),
    locationId: contact.locationId,
    contactId: contact.id,
    ...(contact.assignedTo !== undefined && { assignedTo: contact.assignedTo }),
    unreadCount: 0,
    isStarred: fractionOf(...keys, 'starred') < 0.08,
    isInInbox: true,
    dateAdded: startedAt,
    dateUpdated: startedAt,
    messages: [],
  }
  const channel = pickFrom(channels, ...keys, 'channel')
  const count = integerOf(1, 8, ...keys, 'length')
  let at = startedAt
  for (let index = 0; index < count && at < world.startedAt; index += 1) {
    conversation.messages.push(makeMessage(conversation, contact, channel, at, [...keys, index]))
    at = new Date(at.getTime() + integerOf(2, 3 * 1440, ...keys, index, 'pause') * minuteMs)
  }
  const last = conversation.messages.at(-1)
  if (last !== undefined) {
    conversation.dateUpdated = last.dateAdded
    // People answer within a few days; what came just before the start is still unread.
    const isFresh = world.startedAt.getTime() - last.dateAdded.getTime() < 60 * dayMs
    if (last.direction === 'inbound' && isFresh) conversation.unreadCount = 1
  }
  for (const message of conversation.messages) contents.messages.set(message.id, message)
  return conversation
}

/** Conversations of some of the contacts, all before the world's start. */
export function makeConversations(world: World, contents: LocationCrm): void {
  let index = 0
  for (const contact of contents.contacts.values()) {
    index += 1
    const hasOne = index <= 2 || fractionOf(world.seed, 'writes', contact.id) < shareWithConversation
    if (!hasOne) continue
    const conversation = makeConversation(world, contents, contact)
    contents.conversations.set(conversation.id, conversation)
  }
}
