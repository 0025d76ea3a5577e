import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import { once } from 'node:events'
import { buffer } from 'node:stream/consumers'
import type { AddressInfo } from 'node:net'

/** Stands between the hub and the CRM, and changes answers as a CRM would that changed without a word. */
export interface AnswerMender {
  url: string
  /** Where the CRM is. */
  leadTo(crmUrl: string): void
  /** From now on answers to paths that begin so go through `change`; undefined: none. */
  mend(pathPrefix: string, change: ((body: unknown) => unknown) | undefined): void
  close(): Promise<void>
}

export async function startAnswerMender(): Promise<AnswerMender> {
  const changes = new Map<string, (body: unknown) => unknown>()
  let target = ''

  async function pass(asked: IncomingMessage, answer: ServerResponse): Promise<void> {
    const { method, headers, url = '/' } = asked
    const sent = request(new URL(url, target), {
      method,
      headers: { ...headers, host: new URL(target).host, 'accept-encoding': 'identity' },
    })
    sent.end(await buffer(asked))
    const [given] = (await once(sent, 'response')) as [IncomingMessage]
    const change = [...changes].find(([prefix]) => url.startsWith(prefix))?.[1]
    const came = await buffer(given)
    const bytes =
      change === undefined ? came : Buffer.from(JSON.stringify(change(JSON.parse(came.toString()))))
    const { 'transfer-encoding': _, ...kept } = given.headers
    answer.writeHead(given.statusCode ?? 502, { ...kept, 'content-length': bytes.length })
    answer.end(bytes)
  }

  const server = createServer((asked, answer) => {
    pass(asked, answer).catch((problem: unknown) => answer.destroy(problem as Error))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    leadTo: (crmUrl) => void (target = crmUrl),
    mend(pathPrefix, change) {
      if (change === undefined) changes.delete(pathPrefix)
      else changes.set(pathPrefix, change)
    },
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
