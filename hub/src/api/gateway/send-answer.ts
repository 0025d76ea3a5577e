import type { FastifyReply } from 'fastify'
import type { GatewayAnswer } from '../../gateway/gateway.types.ts'

/** Header values are one line of visible ASCII. */
const plain = (text: string): string => text.replaceAll(/[^\x20-\x7e]/g, '?')
const longestHeader = 1000

/** Passes an answer of the CRM on as it came, with where it comes from in headers of the hub. */
export function sendAnswer(reply: FastifyReply, answer: GatewayAnswer): FastifyReply {
  const { status, bytes } = answer
  void reply.code(status).headers(headersOf(answer))
  return bytes.length === 0 ? reply.send() : reply.send(bytes)
}

/** The same past the framework, whose hooks and serialisers have nothing to add and cost more than the answer. */
export function sendAtOnce(reply: FastifyReply, answer: GatewayAnswer): void {
  const { status, bytes } = answer
  const headers = headersOf(answer)
  headers['x-request-id'] = reply.request.id
  headers['content-length'] = String(bytes.length)
  reply.hijack()
  reply.raw.writeHead(status, headers)
  reply.raw.end(bytes)
}

function headersOf(answer: GatewayAnswer): Record<string, string> {
  const { bytes, contentType, headers, source, asOf, coerced, insteadOf, callId } = answer
  const made: Record<string, string> = {
    ...headers,
    'causeway-source': source,
    'causeway-call': callId,
    'causeway-data-as-of': asOf.toISOString(),
    age: String(Math.max(0, Math.round((Date.now() - asOf.getTime()) / 1000))),
    // What the CRM sends is no page of the hub: a browser must neither guess its type nor run it here.
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; sandbox",
    'cache-control': 'no-store',
  }
  if (insteadOf !== undefined) made['causeway-stale-because'] = insteadOf
  if (coerced.length > 0) made['causeway-coerced'] = plain(coerced.join('; ')).slice(0, longestHeader)
  if (bytes.length > 0) made['content-type'] = contentType ?? 'application/octet-stream'
  return made
}
