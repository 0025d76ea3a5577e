import type { FastifyReply, FastifyRequest } from 'fastify'
import { ingestErrors } from '../../ingest/ingest.errors.ts'
import type { IncomingDelivery } from '../../ingest/ingest.types.ts'
import { HubError } from '../../platform/errors.ts'
import { apiErrors } from '../api.errors.ts'
import type { ApiParts, ApiServer } from '../api.types.ts'
import { problemOf } from '../problems/problem.ts'
import { takeBytes } from './take-bytes.ts'

const maxBodyBytes = 1_048_576
const loopback = /^(?:127\.|::1$|::ffff:127\.)/
/** Names of events; whatever else the URL ends in is nothing of ours. */
const familyPattern = '^[A-Za-z][A-Za-z0-9_]{0,79}$'

/**
 * Where the CRM delivers. No cookie, key or origin counts here: the signature over the very bytes does. So requests
 * are answered before everything that judges those of people and programs, and bodies are taken as bytes, of whatever
 * type. What the server does for every other request costs more than storing a delivery.
 */
export async function addCrmWebhooksRoutes(server: ApiServer, parts: ApiParts): Promise<void> {
  await server.register(async (scope) => {
    // A logger of its own for each request costs; ids stand in the lines anyway.
    scope.setChildLoggerFactory((logger) => logger)
    // Stands before the hooks of the whole server, which come later, and goes on to none of them.
    scope.addHook('onRequest', (request, reply) => {
      reply.hijack()
      void answer(parts, request, reply)
    })
    for (const url of ['/webhooks/crm', `/webhooks/crm/:family(${familyPattern})`])
      scope.post(url, { config: { access: 'public' }, schema: { hide: true } }, unreachable)
  })
}

const unreachable = () => {
  throw apiErrors.internal('A delivery went past its answer')
}

async function answer(
  { ingest, log }: ApiParts,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  try {
    const rawBody = await readBody(ingest, request)
    // Whoever broke off hears no answer.
    if (rawBody === undefined) return
    const { id, isDuplicate } = await ingest.receive(deliveryOf(request, rawBody))
    send(reply, request.id, 200, 'application/json', `{"id":"${id}","duplicate":${isDuplicate}}`)
  } catch (thrown) {
    const isKnown = thrown instanceof HubError
    const error = isKnown
      ? thrown
      : apiErrors.internal('The hub failed to answer this request', { cause: thrown })
    if (!isKnown) log.error({ requestId: request.id, err: thrown }, 'a webhook could not be answered')
    const body = JSON.stringify(problemOf(error, request.id))
    send(reply, request.id, error.status, 'application/problem+json', body, error.headers)
  }
}

/** @throws `ingest.overloaded`, `ingest.too_large` */
async function readBody(ingest: ApiParts['ingest'], { raw }: FastifyRequest): Promise<Buffer | undefined> {
  // Before it is read: when there is no room for it, it need not travel.
  if (ingest.isFull()) {
    ingest.refuse('overloaded')
    const headers = { 'retry-after': '2', connection: 'close' }
    throw ingestErrors.overloaded('More is delivered than can be stored now', { headers })
  }
  const taken = await takeBytes(raw, maxBodyBytes)
  if (taken === 'too-large') {
    ingest.refuse('too_large')
    throw ingestErrors.too_large('The delivery is larger than 1 MB', { headers: { connection: 'close' } })
  }
  if (taken !== 'broken-off') return taken
  ingest.refuse('incomplete')
  return undefined
}

function send(
  reply: FastifyReply,
  requestId: string,
  status: number,
  type: string,
  body: string,
  headers: Record<string, string> = {},
): void {
  if (reply.raw.destroyed) return
  reply.raw.writeHead(status, {
    'content-type': type,
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    'x-request-id': requestId,
    ...headers,
  })
  reply.raw.end(body)
}

const deliveryOf = (request: FastifyRequest, rawBody: Buffer): IncomingDelivery => ({
  rawBody,
  headers: request.raw.headers,
  rawHeaders: request.raw.rawHeaders,
  family: familyIn(request.params),
  // The socket's own word: X-Forwarded-For can say anything.
  isLoopback: loopback.test(request.raw.socket.remoteAddress ?? ''),
})

const familyIn = (params: unknown): string | null =>
  typeof params === 'object' && params !== null && 'family' in params && typeof params.family === 'string'
    ? params.family
    : null
