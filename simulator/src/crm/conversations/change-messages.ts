import { type OperationAnswer, plainRefusal } from '../../simulator.types.ts'
import type { CrmCall, Message } from '../crm.types.ts'
import { bodyOf, findMessage, paramOf, textOf, textsOf } from '../read-call.ts'
import { sendStatusAt, statusAt } from './message-status.ts'
import { findEmail } from './read-messages.ts'
import { presentQueued } from './send-message.ts'

/** How long after sending no status can be set, with the switch on: 5 to 10 seconds were measured (I-4). */
const statusRaceMs = 5_000

const messageInPath = (call: CrmCall): Message => findMessage(call, paramOf(call, 'messageId'))

export function setMessageStatus(call: CrmCall): OperationAnswer {
  const message = messageInPath(call)
  const { crm, now } = call
  const ageMs = now.getTime() - message.sendsAt.getTime()
  if (crm.quirks.messageStatusRaces && ageMs < statusRaceMs)
    throw plainRefusal(403, 'No conversation provider found for this message')
  message.statusOverride = textOf(bodyOf(call), 'status') ?? statusAt(message, now)
  message.dateUpdated = now
  return { body: { ...presentQueued(call, message), status: sendStatusAt(message, now) } }
}

export function setEmailStatus(call: CrmCall): OperationAnswer {
  const message = findEmail(call, paramOf(call, 'id'))
  message.statusOverride = textOf(bodyOf(call), 'status') ?? statusAt(message, call.now)
  message.dateUpdated = call.now
  return { body: { success: true, message: 'Email message status updated' } }
}

export function setAttachments(call: CrmCall): OperationAnswer {
  const message = messageInPath(call)
  message.attachments = textsOf(bodyOf(call), 'attachments')
  message.dateUpdated = call.now
  return { body: { success: true } }
}

/** Takes a scheduled message back; what has left cannot be. */
function cancel(call: CrmCall, message: Message): OperationAnswer {
  if (statusAt(message, call.now) !== 'scheduled')
    throw plainRefusal(400, 'Message is not scheduled or has already been sent')
  const { contents } = call
  contents.messages.delete(message.id)
  const conversation = contents.conversations.get(message.conversationId)
  if (conversation) conversation.messages = conversation.messages.filter(({ id }) => id !== message.id)
  return { body: { status: 200, message: 'Scheduled message cancelled successfully' } }
}

export const cancelMessage = (call: CrmCall): OperationAnswer => cancel(call, messageInPath(call))

export const cancelEmail = (call: CrmCall): OperationAnswer =>
  cancel(call, findEmail(call, paramOf(call, 'emailMessageId')))
