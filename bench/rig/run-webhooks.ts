import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { Pool } from 'undici'

/** A receiver that counts, on loopback. */
export async function openCounter() {
  let count = 0
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      count += 1
      response.end()
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    count: () => count,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

/** Posts so many webhooks over 64 connections, and waits until the receiver got as many; gives how many a second. */
export async function pourWebhooks(
  url: string,
  count: number,
  received: () => number,
  limitMs = 120_000,
): Promise<{ perSecond: number; acceptedPerSecond: number }> {
  const target = new URL(url)
  const pool = new Pool(target.origin, { connections: 64 })
  const before = received()
  const startedAt = performance.now()
  let next = 0
  const send = async () => {
    while (next < count) {
      const n = next++
      const answer = await pool.request({
        method: 'POST',
        path: target.pathname,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ n, status: 'published', text: 'x'.repeat(800) }),
      })
      await answer.body.dump()
      if (answer.statusCode >= 300) throw new Error(`The webhook was answered with ${answer.statusCode}`)
    }
  }
  await Promise.all(Array.from({ length: 64 }, send))
  const acceptedMs = performance.now() - startedAt
  while (received() - before < count) {
    if (performance.now() - startedAt > limitMs)
      throw new Error(`Only ${received() - before} of ${count} arrived in time`)
    await sleep(5)
  }
  const tookMs = performance.now() - startedAt
  await pool.close()
  return { perSecond: (count / tookMs) * 1000, acceptedPerSecond: (count / acceptedMs) * 1000 }
}
