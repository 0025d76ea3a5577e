/**
 * Delivers signed webhooks over and over, as fast as answers come or at a set rate, on plain sockets: a client library
 * would take more of the machine than what is measured. It signs ahead, with a key pair of its own.
 */
import { generateKeyPairSync, randomUUID, sign } from 'node:crypto'
import { connect, type Socket } from 'node:net'
import process from 'node:process'

/** What it is told. */
export type DeliverOrder =
  | { do: 'prepare'; webhooks: number; bytes: number; locations: number }
  | { do: 'deliver'; urls: string[]; connections: number; forMs: number; perSecond?: number }

/** What it answers to `deliver`. */
export interface DeliverResult {
  /** Answers of 200. */
  accepted: number
  /** Other answers by status; 0: the connection broke. */
  others: Record<string, number>
  tookMs: number
  /** Milliseconds from when a delivery was due until its answer. */
  p50: number
  p99: number
}

const { publicKey, privateKey } = generateKeyPairSync('ed25519')
let prepared: { signature: string; body: Buffer }[] = []

function prepare(order: DeliverOrder & { do: 'prepare' }): void {
  prepared = Array.from({ length: order.webhooks }, (_, number) => {
    const fields = {
      type: 'ContactUpdate',
      locationId: `bench-location-${number % order.locations}`,
      id: `contact-${number % 5000}`,
      firstName: 'Ada',
      lastName: `Number ${number}`,
      email: `ada.${number}@mail.example`,
      tags: ['customer', 'newsletter'],
      appId: 'bench',
      versionId: 'bench',
      timestamp: new Date().toISOString(),
      webhookId: randomUUID(),
      source: '',
    }
    fields.source = 'x'.repeat(Math.max(0, order.bytes - JSON.stringify(fields).length))
    const body = Buffer.from(JSON.stringify(fields))
    return { signature: sign(null, body, privateKey).toString('base64'), body }
  })
}

function requestTo(host: string): Buffer | undefined {
  const next = prepared.pop()
  if (next === undefined) return undefined
  const head = [
    'POST /webhooks/crm HTTP/1.1',
    `host: ${host}`,
    'content-type: application/json',
    'user-agent: axios/1.7.2',
    `x-ghl-signature: ${next.signature}`,
    `content-length: ${next.body.length}`,
  ]
  return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), next.body])
}

async function deliver(order: DeliverOrder & { do: 'deliver' }): Promise<DeliverResult> {
  const times: number[] = []
  const others: Record<string, number> = {}
  const startedAt = performance.now()
  const until = startedAt + order.forMs
  let due = 0
  /** When the next delivery is due; undefined: none is any more. */
  function nextDue(): number | undefined {
    const now = performance.now()
    const at = order.perSecond === undefined ? now : startedAt + (due++ * 1000) / order.perSecond
    return at < until ? at : undefined
  }
  const lanes = Array.from({ length: order.connections }, (_, number) =>
    keepDelivering(order.urls[number % order.urls.length]!, nextDue, (status, tookMs) => {
      if (status === 200) times.push(tookMs)
      else others[status] = (others[status] ?? 0) + 1
    }),
  )
  await Promise.all(lanes)
  const sorted = times.toSorted((one, other) => one - other)
  const at = (share: number) => sorted[Math.floor(sorted.length * share)] ?? Number.NaN
  return {
    accepted: times.length,
    others,
    tookMs: performance.now() - startedAt,
    p50: at(0.5),
    p99: at(0.99),
  }
}

function keepDelivering(
  url: string,
  nextDue: () => number | undefined,
  note: (status: number, tookMs: number) => void,
): Promise<void> {
  const { hostname, port, host } = new URL(url)
  return new Promise((resolve) => {
    const socket: Socket = connect(Number(port), hostname)
    let dueAt = 0
    let text = ''
    const sendWhenDue = () => {
      const at = nextDue()
      const waitMs = at === undefined ? 0 : at - performance.now()
      if (at === undefined) socket.end()
      else if (waitMs > 1) setTimeout(() => send(at), waitMs)
      else send(at)
    }
    const send = (at: number) => {
      const request = requestTo(host)
      dueAt = at
      if (request === undefined) socket.end()
      else socket.write(request)
    }
    socket.setNoDelay(true)
    socket.on('connect', sendWhenDue)
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1')
      const head = text.indexOf('\r\n\r\n')
      if (head < 0) return
      const length = Number(/content-length: (\d+)/i.exec(text)?.[1] ?? 0)
      if (text.length < head + 4 + length) return
      note(Number(text.slice(9, 12)), performance.now() - dueAt)
      text = ''
      sendWhenDue()
    })
    socket.on('error', () => note(0, 0))
    socket.on('close', () => resolve())
  })
}

process.on('message', (order: DeliverOrder) => {
  if (order.do === 'prepare') {
    prepare(order)
    process.send?.({ prepared: order.webhooks })
  } else void deliver(order).then((result) => process.send?.({ result }))
})
process.once('disconnect', () => process.exit())
process.once('SIGTERM', () => process.exit())
process.send?.({ spki: publicKey.export({ format: 'der', type: 'spki' }).toString('base64') })
