import type { Message } from '../crm.types.ts'

/** How long a message is with us, and then on its way, before it arrives or does not. */
const handoverMs = 1_000
const deliveryMs = 5_000

/** Where a message is at an instant: accepted is not delivered (facts 7.3). */
export function statusAt(message: Message, now: Date): string {
  if (message.statusOverride !== undefined) return message.statusOverride
  if (message.call !== undefined) return 'connected'
  if (message.direction === 'inbound') return 'delivered'
  const ageMs = now.getTime() - message.sendsAt.getTime()
  if (ageMs < 0) return 'scheduled'
  if (ageMs < handoverMs) return 'pending'
  if (ageMs < deliveryMs) return 'sent'
  return message.isUndeliverable ? 'undelivered' : 'delivered'
}

const sendStatuses = ['delivered', 'failed', 'pending', 'read']

/** The same in the four words that sending and setting a status answer with. */
export function sendStatusAt(message: Message, now: Date): string {
  const status = statusAt(message, now)
  if (sendStatuses.includes(status)) return status
  return status === 'undelivered' ? 'failed' : 'pending'
}
