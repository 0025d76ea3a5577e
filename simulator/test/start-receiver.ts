import { createPublicKey, verify } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'

/** A delivery as it came in. */
export interface Received {
  path: string
  headers: Record<string, string | string[] | undefined>
  raw: Buffer
  /** Deliveries are read here as an app reads them. */
  // oxlint-disable-next-line typescript/no-explicit-any
  body: any
  atMs: number
}

/** How a receiver answers: a status, or nothing at all. */
export type ReceiverAnswer = number | 'nothing'

/** An app's webhook server. For tests. */
export interface Receiver {
  url: string
  received: Received[]
  /** Chooses the answers from now on. */
  answer(choose: (received: Received, count: number) => ReceiverAnswer): void
  /** Deliveries of an event by its `type`, or by the path of its URL. */
  of(event: string): Received[]
  /** Waits until there are as many deliveries, at most ten seconds. */
  until(count: number): Promise<Received[]>
  close(): Promise<void>
}

export async function startReceiver(): Promise<Receiver> {
  const received: Received[] = []
  let choose: (one: Received, count: number) => ReceiverAnswer = () => 200
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const raw = Buffer.concat(chunks)
      const { url: path = '', headers } = request
      const one = { path, headers, raw, body: JSON.parse(raw.toString()), atMs: performance.now() }
      received.push(one)
      const answer = choose(one, received.length)
      if (answer === 'nothing') return
      response.writeHead(answer, answer === 302 ? { location: '/elsewhere' } : {}).end('{}')
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    received,
    answer(chosen) {
      choose = chosen
    },
    of: (event) => received.filter(({ body, path }) => body.type === event || path === `/${event}`),
    async until(count) {
      for (let tries = 0; tries < 1_000 && received.length < count; tries += 1) await wait(10)
      if (received.length < count) throw new Error(`only ${received.length} of ${count} deliveries came`)
      return received
    },
    async close() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

interface PublishedKeys {
  keys: { id: string; algorithm: string; spki: string }[]
}

export async function readKeys(simulatorUrl: string): Promise<PublishedKeys['keys']> {
  const response = await fetch(`${simulatorUrl}/.well-known/webhook-keys.json`)
  return ((await response.json()) as PublishedKeys).keys
}

/** Whether the bytes were signed by a published key of the simulator, as node's own crypto sees it. */
export function isSigned(
  { raw, headers }: Pick<Received, 'raw' | 'headers'>,
  key: { algorithm: string; spki: string },
): boolean {
  const isRsa = key.algorithm === 'rsa-sha256'
  const publicKey = createPublicKey({ key: Buffer.from(key.spki, 'base64'), format: 'der', type: 'spki' })
  const signature = Buffer.from(String(headers[isRsa ? 'x-wh-signature' : 'x-ghl-signature']), 'base64')
  return verify(isRsa ? 'sha256' : null, raw, publicKey, signature)
}
