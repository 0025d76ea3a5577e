import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Limiter, SlotRequest } from './limits.types.ts'

/** A real HTTP server that counts calls as the CRM does, for the limiter's tests. */
export interface LimitedServer {
  url: string
  accepted: number
  refused: number
  /** Arrival of each accepted call, in ms of `performance.now()`. */
  arrivals: number[]
  close(): Promise<void>
}

export interface LimitedServerRules {
  limit: number
  intervalMs: number
  window: 'fixed' | 'sliding'
  latencyMs?: number
  dailyLimit?: number
  /** Leaves the limit headers out and limits nothing. */
  isOpen?: boolean
}

export async function startLimitedServer(rules: LimitedServerRules): Promise<LimitedServer> {
  const { limit, intervalMs, dailyLimit = 200_000 } = rules
  const startedAt = performance.now()
  const state: LimitedServer = { url: '', accepted: 0, refused: 0, arrivals: [], close: async () => {} }
  const usedNow = (now: number): number => {
    const windowStart =
      rules.window === 'fixed'
        ? startedAt + Math.floor((now - startedAt) / intervalMs) * intervalMs
        : now - intervalMs
    return state.arrivals.filter((arrival) => arrival >= windowStart).length
  }
  const server = createServer((_request: IncomingMessage, response) => {
    const now = performance.now()
    const used = usedNow(now)
    const isRefused = rules.isOpen !== true && (used >= limit || state.accepted >= dailyLimit)
    if (isRefused) state.refused++
    else {
      state.accepted++
      state.arrivals.push(now)
    }
    const headers = {
      'x-ratelimit-max': String(limit),
      'x-ratelimit-remaining': String(Math.max(0, limit - used - 1)),
      'x-ratelimit-interval-milliseconds': String(intervalMs),
      'x-ratelimit-limit-daily': String(dailyLimit),
      'x-ratelimit-daily-remaining': String(Math.max(0, dailyLimit - state.accepted)),
    }
    const latencyMs = rules.latencyMs ?? 0
    setTimeout(() => {
      response.writeHead(isRefused ? 429 : 200, rules.isOpen === true ? {} : headers).end('{}')
    }, latencyMs)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  state.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  state.close = async () => {
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  }
  return state
}

/** Makes one call through the limiter, as the client's hook does. */
export async function callThrough(
  limiter: Limiter,
  server: LimitedServer,
  request: SlotRequest,
): Promise<number> {
  const release = await limiter.acquire(request)
  const response = await fetch(server.url)
  const header = (name: string): number => Number(response.headers.get(name) ?? Number.NaN)
  release({
    status: response.status,
    failed: false,
    rateLimit: Number.isNaN(header('x-ratelimit-max'))
      ? {}
      : {
          limit: header('x-ratelimit-max'),
          remaining: header('x-ratelimit-remaining'),
          intervalMs: header('x-ratelimit-interval-milliseconds'),
          dailyLimit: header('x-ratelimit-limit-daily'),
          dailyRemaining: header('x-ratelimit-daily-remaining'),
        },
  })
  await response.arrayBuffer()
  return response.status
}

/** Makes many calls with so many in flight; refused ones are made again, as the client would. */
export async function callManyThrough(
  limiter: Limiter,
  server: LimitedServer,
  options: { calls: number; inFlight: number; request: SlotRequest },
): Promise<number> {
  const startedAt = performance.now()
  let left = options.calls
  const worker = async (): Promise<void> => {
    while (left-- > 0) while ((await callThrough(limiter, server, options.request)) === 429) await sleep(1)
  }
  await Promise.all(Array.from({ length: options.inFlight }, worker))
  return performance.now() - startedAt
}
