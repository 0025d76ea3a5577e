import { plainRefusal, type SimulatedRefusal } from '../simulator.types.ts'
import { type Fields, isFields } from '../social/read-request.ts'
import type { Contact, Conversation, CrmCall, LocationCrm, Message } from './crm.types.ts'

export type { Fields } from '../social/read-request.ts'
export { fieldsOf, flagOf, isFields, numberOf, textOf, textsOf } from '../social/read-request.ts'

/** The body as an object; the server has checked it against the operation's schema. */
export const bodyOf = ({ request }: Pick<CrmCall, 'request'>): Fields =>
  isFields(request.body) ? request.body : {}

/** A path parameter; the route guarantees that it is there. */
export const paramOf = ({ request }: Pick<CrmCall, 'request'>, name: string): string =>
  request.params[name] ?? ''

/** A number of the query, or the fallback when it is left out. @throws 422 for anything that is no number. */
export function countOf(call: Pick<CrmCall, 'request'>, name: string, fallback: number, maximum = Infinity) {
  const text = call.request.query[name]
  if (text === undefined || text === '') return fallback
  if (!/^\d{1,15}$/.test(text)) throw plainRefusal(422, [`${name} must be a number`])
  const count = Number(text)
  if (count > maximum) throw plainRefusal(422, [`${name} must not be greater than ${maximum}`])
  return count
}

export const notFound = (what: string, id: string): SimulatedRefusal =>
  plainRefusal(400, `${what} with id ${id} not found`)

const noAccess = () => plainRefusal(403, 'The token does not have access to this location.')

/**
 * Finds an entity that a call names by its id alone. The entity names the tenant: another location's is refused
 * like that location itself (facts 5), and only what nobody has is "not found".
 */
export function findOwn<Found>(
  { contents, crm }: CrmCall,
  find: (contents: LocationCrm) => Found | undefined,
  refusal: () => SimulatedRefusal,
): Found {
  const own = find(contents)
  if (own !== undefined) return own
  throw crm.findHolder((other) => find(other) !== undefined) ? noAccess() : refusal()
}

export const findContact = (call: CrmCall, contactId: string): Contact =>
  findOwn(
    call,
    ({ contacts }) => contacts.get(contactId),
    () => notFound('Contact', contactId),
  )

/** The contact that the path names. */
export const contactInPath = (call: CrmCall): Contact => findContact(call, paramOf(call, 'contactId'))

export const findConversation = (call: CrmCall, conversationId: string): Conversation =>
  findOwn(
    call,
    ({ conversations }) => conversations.get(conversationId),
    () => notFound('Conversation', conversationId),
  )

export const findMessage = (call: CrmCall, messageId: string): Message =>
  findOwn(
    call,
    ({ messages }) => messages.get(messageId),
    () => notFound('Message', messageId),
  )

/** `succeded` is how v2 spells it; v3 has both (facts 7.1). */
export const succeeded = ({ request }: CrmCall, isDone = true): Record<string, boolean> =>
  request.generation === 'v3' ? { succeeded: isDone, succeded: isDone } : { succeded: isDone }
