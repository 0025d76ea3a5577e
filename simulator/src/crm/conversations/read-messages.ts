import { type OperationAnswer, plainRefusal } from '../../simulator.types.ts'
import { parseInstant } from '../../social/read-request.ts'
import type { CrmCall, Message } from '../crm.types.ts'
import { countOf, findConversation, findMessage, findOwn, notFound, paramOf } from '../read-call.ts'
import { exportNames, typeNameOf } from './message-types.ts'
import { presentEmail, presentMessage } from './present-message.ts'

export const getMessage = (call: CrmCall): OperationAnswer => ({
  body: presentMessage(findMessage(call, paramOf(call, 'id')), call.now),
})

/** The message that holds an e-mail, by the e-mail's own id. */
export function findEmail(call: CrmCall, emailMessageId: string): Message {
  return findOwn(
    call,
    ({ messages }) => [...messages.values()].find(({ email }) => email?.emailMessageId === emailMessageId),
    () => notFound('Email message', emailMessageId),
  )
}

export const getEmail = (call: CrmCall): OperationAnswer => ({
  body: presentEmail(findEmail(call, paramOf(call, 'id')), call.now),
})

/** Newest first; the next page goes on after `lastMessageId`. The list is nested one deeper than published (I-54). */
export function listMessages(call: CrmCall): OperationAnswer {
  const { query } = call.request
  const conversation = findConversation(call, paramOf(call, 'conversationId'))
  const types = query['type']?.split(',') ?? []
  const newestFirst = conversation.messages
    .filter(({ channel }) => types.length === 0 || types.includes(typeNameOf(channel)))
    .toReversed()
  const { lastMessageId } = query
  const after = lastMessageId ? newestFirst.findIndex(({ id }) => id === lastMessageId) : -1
  if (lastMessageId && after === -1) throw notFound('Message', lastMessageId)
  const rest = newestFirst.slice(after + 1)
  const page = rest.slice(0, Math.max(countOf(call, 'limit', 20, 100), 1))
  return {
    body: {
      messages: {
        lastMessageId: page.at(-1)?.id ?? '',
        nextPage: rest.length > page.length,
        messages: page.map((message) => presentMessage(message, call.now)),
      },
    },
  }
}

function readBound(call: CrmCall, name: string, fallback: number): number {
  const text = call.request.query[name]
  if (!text) return fallback
  const instant = parseInstant(text)
  if (instant === undefined) throw plainRefusal(422, [`${name} must be a valid ISO 8601 date string`])
  return instant.getTime()
}

const encodeCursor = (place: number, id: string): string =>
  Buffer.from(JSON.stringify([place, id])).toString('base64url')

function decodeCursor(cursor: string): [number, string] {
  try {
    const [place, id] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as [unknown, unknown]
    if (typeof place === 'number' && typeof id === 'string') return [place, id]
  } catch {
    // What is no JSON is no cursor of ours: refused below like any other.
  }
  throw plainRefusal(400, 'Invalid cursor')
}

/** All messages of a location, in either order, with a cursor. */
export function exportMessages(call: CrmCall): OperationAnswer {
  const { query } = call.request
  const sortBy = query['sortBy'] === 'updatedAt' ? 'dateUpdated' : 'dateAdded'
  const direction = query['sortOrder'] === 'asc' ? 1 : -1
  const from = readBound(call, 'startDate', -Infinity)
  const to = readBound(call, 'endDate', Infinity)
  const channel = query['channel'] ? exportNames[query['channel']] : undefined
  const order = (a: [number, string], b: [number, string]) =>
    direction * (a[0] - b[0]) || a[1].localeCompare(b[1])
  const placeOf = (message: Message): [number, string] => [message[sortBy].getTime(), message.id]
  const matching = [...call.contents.messages.values()]
    .filter((message) => {
      const at = message.dateAdded.getTime()
      return (
        at >= from &&
        at <= to &&
        (!query['conversationId'] || message.conversationId === query['conversationId']) &&
        (!query['contactId'] || message.contactId === query['contactId']) &&
        (channel === undefined || message.channel === channel)
      )
    })
    .toSorted((a, b) => order(placeOf(a), placeOf(b)))
  const cursor = query['cursor'] ? decodeCursor(query['cursor']) : undefined
  const rest = cursor ? matching.filter((message) => order(placeOf(message), cursor) > 0) : matching
  const page = rest.slice(0, Math.max(countOf(call, 'limit', 20, 500), 1))
  const last = rest.length > page.length ? page.at(-1) : undefined
  return {
    body: {
      messages: page.map((message) => presentMessage(message, call.now)),
      total: matching.length,
      ...(last && { nextCursor: encodeCursor(...placeOf(last)) }),
    },
  }
}
