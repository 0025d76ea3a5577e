import { createServer } from 'node:http'
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A request as the server saw it. */
export interface ReceivedRequest {
  method: string
  /** Path without the query, still encoded. */
  path: string
  query: URLSearchParams
  headers: IncomingHttpHeaders
  text: string
  /** Parsed when it is JSON. */
  json: unknown
}

/** What to answer: an object is sent as JSON; a function writes to the response itself. */
export type Reply =
  | { status?: number; headers?: Record<string, string>; body?: unknown }
  | ((response: ServerResponse) => void)

/** A server that answers by script and remembers what it was asked. */
export interface ScriptedServer extends AsyncDisposable {
  url: string
  requests: ReceivedRequest[]
  /** TCP connections accepted so far. */
  connections(): number
}

/** Starts a server on a free port of loopback. The script gets each request and how many came before it. */
export async function startServer(
  script: (request: ReceivedRequest, before: number) => Reply,
): Promise<ScriptedServer> {
  const requests: ReceivedRequest[] = []
  let connections = 0
  const handle = async (message: IncomingMessage, response: ServerResponse) => {
    const request = await receive(message)
    requests.push(request)
    answer(response, script(request, requests.length - 1))
  }
  const server = createServer((message, response) => void handle(message, response))
  server.on('connection', () => (connections += 1))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    connections: () => connections,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function receive(message: IncomingMessage): Promise<ReceivedRequest> {
  const chunks: Buffer[] = []
  for await (const chunk of message as AsyncIterable<Buffer>) chunks.push(chunk)
  const text = Buffer.concat(chunks).toString('utf8')
  const [path = '', search = ''] = (message.url ?? '').split('?')
  return {
    method: message.method ?? '',
    path,
    query: new URLSearchParams(search),
    headers: message.headers,
    text,
    json: /^\s*[[{]/.test(text) ? (JSON.parse(text) as unknown) : undefined,
  }
}

function answer(response: ServerResponse, reply: Reply): void {
  if (typeof reply === 'function') return reply(response)
  const { status = 200, headers = {}, body } = reply
  const isText = typeof body === 'string' || body === undefined
  response.writeHead(status, { ...(isText ? {} : { 'content-type': 'application/json' }), ...headers })
  response.end(isText ? body : JSON.stringify(body))
}
