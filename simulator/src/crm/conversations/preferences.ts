import type { OperationAnswer } from '../../simulator.types.ts'
import type { CrmCall, MessageSubtype } from '../crm.types.ts'
import { bodyOf, fieldsOf, findContact, flagOf, notFound, paramOf, textOf } from '../read-call.ts'

/** Kinds of message people unsubscribe from one by one. v2 only; GHL publishes no answers, so the shapes are ours. */

/** Every location has this kind. */
const defaultSubtype = 'One on One'

const presentSubtype = (subtype: MessageSubtype) => ({
  id: subtype.id,
  name: subtype.name,
  description: subtype.description,
  channel: subtype.channel,
  language: subtype.language,
  archived: subtype.isArchived,
})

export const listSubtypes = ({ contents }: CrmCall): OperationAnswer => ({
  body: { subtypes: contents.subtypes.map(presentSubtype) },
})

export function createSubtype(call: CrmCall): OperationAnswer {
  const fields = bodyOf(call)
  const subtype: MessageSubtype = {
    id: call.crm.nextId('subtype'),
    name: textOf(fields, 'name') ?? '',
    description: textOf(fields, 'description') ?? '',
    channel: textOf(fields, 'channel') === 'sms' ? 'sms' : 'email',
    language: textOf(fields, 'language') ?? 'en_US',
    isArchived: false,
  }
  call.contents.subtypes.push(subtype)
  return { body: { subtype: presentSubtype(subtype) } }
}

export function updateSubtype(call: CrmCall): OperationAnswer {
  const id = paramOf(call, 'id')
  const subtype = call.contents.subtypes.find((one) => one.id === id)
  if (subtype === undefined) throw notFound('Subtype', id)
  const fields = bodyOf(call)
  subtype.name = textOf(fields, 'name') ?? subtype.name
  subtype.description = textOf(fields, 'description') ?? subtype.description
  subtype.isArchived = flagOf(fields, 'archived') ?? subtype.isArchived
  return { body: { subtype: presentSubtype(subtype) } }
}

function presentSubscriptions(call: CrmCall, contactId: string): OperationAnswer {
  const { contents } = call
  const contact = findContact(call, contactId)
  const left = contents.unsubscriptions.get(contactId)
  const statusOf = (isOut: boolean) => (isOut ? 'unsubscribed' : 'subscribed')
  return {
    body: {
      contactId,
      email: contact.email ?? '',
      subscriptions: [
        { name: defaultSubtype, status: statusOf(contact.hasUnsubscribedEmail) },
        ...contents.subtypes.map(({ id, name }) => ({ id, name, status: statusOf(left?.has(id) ?? false) })),
      ],
    },
  }
}

export const getSubscriptions = (call: CrmCall): OperationAnswer =>
  presentSubscriptions(call, call.request.query['contactId'] ?? '')

export function changeSubscription(call: CrmCall): OperationAnswer {
  const { contents } = call
  const fields = bodyOf(call)
  const contact = findContact(call, textOf(fields, 'contactId') ?? '')
  const action = fieldsOf(fields, 'subscription_action') ?? {}
  const left = contents.unsubscriptions.get(contact.id) ?? new Set<string>()
  contents.unsubscriptions.set(contact.id, left)
  const isLeaving = textOf(action, 'subtype_status') === 'unsubscribed'
  const subtypeId = textOf(action, 'subtype_id')
  const type = textOf(action, 'type')
  if (type === 'resub_all') {
    left.clear()
    contact.hasUnsubscribedEmail = false
  } else if (type === 'default') contact.hasUnsubscribedEmail = isLeaving
  else if (subtypeId !== undefined && isLeaving) left.add(subtypeId)
  else if (subtypeId !== undefined) left.delete(subtypeId)
  return presentSubscriptions(call, contact.id)
}
