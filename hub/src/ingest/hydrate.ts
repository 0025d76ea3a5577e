import { type Client, type JsonObject, RemoteError } from '@causeway/client'
import { HubError, messageOf } from '../platform/errors.ts'
import type { WaitingDelivery } from '../store/inbox-work.store.ts'

/** What the CRM knows more of than its webhook told. */
export interface Hydration {
  /** Fields the event gets besides those of the webhook, whose own win. */
  extra: JsonObject
  /** The contact as the CRM answered it. */
  contact?: JsonObject | undefined
  /** A sentence for people. */
  note: string
}

/** Gives the client for a location, for calls that webhooks cause. */
export type OpenClient = (locationId: string) => Promise<{ client: Client }>

const timeoutMs = 10_000

interface Source {
  isThin(body: JsonObject): boolean
  read(client: Client, body: JsonObject, locationId: string): Promise<Hydration | undefined>
}

/** Webhooks that are known to tell too little, and where the rest is. */
const sources: Readonly<Record<string, Source>> = {
  // What was set for incoming messages is missing.
  'contact.dnd_updated': {
    isThin: (body) => idIn(body, 'id') !== undefined && !('inboundDndSettings' in body),
    async read(client, body) {
      const contact = await readContact(client, idIn(body, 'id')!)
      if (contact === undefined) return undefined
      const { dndSettings = null, inboundDndSettings = null } = contact
      return {
        extra: { dndSettings, inboundDndSettings },
        contact,
        note: 'Read the contact for all its settings',
      }
    },
  },
  // In practice it tells neither whose task it is nor what it says; there is no call to read a task by its id alone.
  'task.created': {
    isThin: (body) => !('contactId' in body) || !('body' in body),
    async read(client, body, locationId) {
      const { body: answer } = await client.call(
        { generation: 'v2', method: 'POST', path: '/locations/{locationId}/tasks/search' },
        { path: { locationId }, body: { query: textIn(body, 'title') ?? '', limit: 100 }, timeoutMs },
      )
      const tasks = objectOf(answer)['tasks']
      const task = (Array.isArray(tasks) ? tasks : [])
        .map(objectOf)
        .find((one) => (one['id'] ?? one['_id']) === body['id'])
      return task && { extra: task, note: 'Searched the task for what it says' }
    },
  },
  'message.received': messageSource(),
  'message.sent': messageSource(),
}

/** A message that says nothing: its text is read by its id. Calls have none. */
function messageSource(): Source {
  return {
    isThin: (body) =>
      idIn(body, 'messageId') !== undefined &&
      body['body'] === undefined &&
      textIn(body, 'messageType') !== 'CALL' &&
      !(Array.isArray(body['attachments']) && body['attachments'].length > 0),
    async read(client, body) {
      const { body: answer } = await client.call(
        { generation: 'v2', method: 'GET', path: '/conversations/messages/{id}' },
        { path: { id: idIn(body, 'messageId')! }, timeoutMs },
      )
      const found = objectOf(answer)
      const message = objectOf(found['message'] ?? found)
      return { extra: message, note: 'Read the message for its text' }
    },
  }
}

/** Whether a webhook is of a kind that may leave something out. */
export const mayBeThin = ({ triggerId }: Pick<WaitingDelivery, 'triggerId'>): boolean =>
  triggerId !== null && Object.hasOwn(sources, triggerId)

/**
 * Reads by id what a webhook is known to leave out; undefined: nothing is missing, or nothing more can be had.
 * @param notes gets a sentence when nothing can be had
 * @throws what passes by itself: the webhook is processed again later
 */
export async function hydrate(
  openClient: OpenClient,
  { triggerId, locationId }: Pick<WaitingDelivery, 'triggerId' | 'locationId'>,
  body: JsonObject,
  notes: string[],
): Promise<Hydration | undefined> {
  const source = mayBeThin({ triggerId }) ? sources[triggerId ?? ''] : undefined
  if (source === undefined || locationId === null || !source.isThin(body)) return undefined
  try {
    const { client } = await openClient(locationId)
    const found = await source.read(client, body, locationId)
    if (found === undefined) notes.push('The CRM knows nothing more of it')
    return found
  } catch (problem) {
    if (!isForGood(problem)) throw problem
    notes.push(`What the webhook leaves out could not be read: ${messageOf(problem)}`)
    return undefined
  }
}

async function readContact(client: Client, contactId: string): Promise<JsonObject | undefined> {
  const { body } = await client.call(
    { generation: 'v2', method: 'GET', path: '/contacts/{contactId}' },
    { path: { contactId }, timeoutMs },
  )
  const contact = objectOf(body)['contact']
  return typeof contact === 'object' && contact !== null ? objectOf(contact) : undefined
}

/** Failures that trying again does not mend. */
const lasting = new Set([
  'not_found',
  'invalid_request',
  'scope_missing',
  'token_class_mismatch',
  'location_forbidden',
  'forbidden',
  'unauthorized',
  'endpoint_removed',
  'operation_unknown',
  'invalid_call',
  'location_inactive',
  'private_token_invalid',
])

const isForGood = (problem: unknown): boolean =>
  problem instanceof RemoteError
    ? lasting.has(problem.code)
    : problem instanceof HubError &&
      problem.code.startsWith('connections.') &&
      problem.code !== 'connections.refresh_busy' &&
      problem.code !== 'connections.refresh_failed' &&
      problem.code !== 'connections.cooling_down'

const objectOf = (value: unknown): JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {}

const textIn = (body: JsonObject, name: string): string | undefined => {
  const value = body[name]
  return typeof value === 'string' && value !== '' ? value : undefined
}

const idIn = (body: JsonObject, name: string): string | undefined => {
  const value = textIn(body, name)
  return value !== undefined && value.length <= 500 ? value : undefined
}
