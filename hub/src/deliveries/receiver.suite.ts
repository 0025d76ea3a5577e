import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What a receiver was sent. */
export interface Received {
  headers: Record<string, string>
  body: string
  at: number
}

export interface Receiver {
  url: string
  received: Received[]
  /** Requests being answered now, and the most there were at once. */
  atOnce: { now: number; most: number }
  /** Answers in place of 204; called for each request. */
  answer: (request: Received, response: ServerResponse) => unknown
  close(): Promise<void>
}

/** A real HTTP server on loopback that keeps what it is sent. */
export async function startReceiver(): Promise<Receiver> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    receiver.atOnce.now += 1
    receiver.atOnce.most = Math.max(receiver.atOnce.most, receiver.atOnce.now)
    response.on('close', () => (receiver.atOnce.now -= 1))
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const got = {
      headers: flat(request.headers),
      body: Buffer.concat(chunks).toString(),
      at: performance.now(),
    }
    receiver.received.push(got)
    await receiver.answer(got, response)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const receiver: Receiver = {
    url: `http://127.0.0.1:${port}/events`,
    received: [],
    atOnce: { now: 0, most: 0 },
    answer: (_request, response) => response.writeHead(204).end(),
    async close() {
      server.closeAllConnections()
      server.close()
    },
  }
  return receiver
}

const flat = (headers: IncomingHttpHeaders): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]))
