/**
 * Two receivers of deliveries: one accepts at once and notes how long after its event each delivery came, the other
 * takes requests and never answers. Tells their addresses, and on being asked what came since the last time.
 */
import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import process from 'node:process'

/** What it says first. */
export interface ReceiverPlaces {
  good: string
  dead: string
}

/** What it answers. */
export interface ReceivedSince {
  /** Milliseconds from each event to its receipt. */
  waitsMs: number[]
  /** Deliveries that came before. */
  repeated: number
  /** Of the machine's clock; 0 when nothing came. */
  lastAt: number
  /** Requests the dead one holds or held. */
  atDead: number
}

const seen = new Set<string>()
let since: ReceivedSince = { waitsMs: [], repeated: 0, lastAt: 0, atDead: 0 }

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
}

const good = await serve((request, response) => {
  let body = ''
  request.setEncoding('utf8')
  request.on('data', (chunk: string) => (body += chunk))
  request.on('end', () => {
    const now = Date.now()
    const id = String(request.headers['webhook-id'])
    if (seen.has(id)) since.repeated += 1
    seen.add(id)
    since.lastAt = now
    since.waitsMs.push(now - Date.parse((JSON.parse(body) as { timestamp: string }).timestamp))
    response.writeHead(204).end()
  })
})
const dead = await serve(() => {
  since.atDead += 1
})

process.on('message', () => {
  process.send?.(since)
  since = { waitsMs: [], repeated: 0, lastAt: 0, atDead: 0 }
})
process.once('disconnect', () => process.exit())
process.once('SIGTERM', () => process.exit())
process.send?.({ good, dead } satisfies ReceiverPlaces)
