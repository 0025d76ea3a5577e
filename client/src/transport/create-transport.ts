import { Pool } from 'undici'
import type { Dispatcher } from 'undici'
import { RemoteError } from '../client.errors.ts'
import { reportCall } from './call-hooks.ts'
import { decideRetry } from './decide-retry.ts'
import { makeAttempt } from './make-attempt.ts'
import type { Destination } from './make-attempt.ts'
import type { PreparedRequest, TransportAnswer } from './prepared-request.types.ts'
import type { SendOptions } from './send-options.types.ts'
import type { CallHooks } from './transport.types.ts'
import { wait } from './wait.ts'

/** How a transport reaches its host. */
export interface TransportOptions {
  baseUrl: string
  userAgent?: string | undefined
  connections?: number | undefined
  dispatcher?: Dispatcher | undefined
  hooks?: CallHooks | undefined
}

/** Sends requests with retries; the one place that talks to the network. */
export interface Transport {
  /** @throws RemoteError */
  send(request: PreparedRequest, how: SendOptions): Promise<TransportAnswer>
  close(): Promise<void>
}

const defaultUserAgent = 'Causeway/0.1 (self-hosted CRM hub; Node.js)'

/**
 * Makes a transport to one host, with its own keep-alive connections unless a dispatcher is given.
 * @throws RemoteError `invalid_call` when the base URL is not an http(s) address
 */
export function createTransport(options: TransportOptions): Transport {
  const base = readBaseUrl(options.baseUrl)
  const dispatcher = options.dispatcher ?? createPool(base.origin, options.connections ?? 128)
  const userAgent = options.userAgent ?? defaultUserAgent
  const destination = { ...base, dispatcher, userAgent, hooks: options.hooks }
  return {
    send: (request, how) => sendWithRetries(destination, request, how),
    close: async () => (options.dispatcher ? undefined : dispatcher.close()),
  }
}

async function sendWithRetries(
  to: Destination,
  request: PreparedRequest,
  how: SendOptions,
): Promise<TransportAnswer> {
  const observers = [to.hooks?.onCall?.bind(to.hooks), how.onAttempt]
  let renewedToken: string | undefined
  // A renewed token is one extra attempt, in no one's retry budget: the refusal proves that nothing was applied.
  let renewals = 0
  for (let attempt = 1; ; attempt++) {
    const finished = await makeAttempt(to, request, how, attempt, renewedToken)
    const { answer, error, token } = finished
    if (!error) {
      reportCall(observers, request, { ...finished, attempt, retryInMs: undefined })
      if (answer) return answer
      throw new TypeError('An attempt ended with neither answer nor error')
    }
    const isRenewable = error.code === 'token_invalid' && renewals === 0 && token !== undefined
    const failed = { ...finished, error, attempt: attempt - renewals, access: request.access }
    const pauseMs = isRenewable ? undefined : decideRetry(failed, how.retry, Math.random())
    reportCall(observers, request, { ...finished, attempt, retryInMs: pauseMs })
    if (isRenewable) {
      renewals += 1
      renewedToken = await how.token?.renew(token)
      if (renewedToken === undefined) throw error
    } else {
      if (pauseMs === undefined) throw error
      await wait(pauseMs, how.signal)
    }
  }
}

/** Keep-alive connections to one origin, for several clients to share as their `dispatcher`. Close it after them. */
export function createPool(origin: string, connections: number): Pool {
  return new Pool(origin, { connections, keepAliveTimeout: 10_000, connect: { timeout: 10_000 } })
}

function readBaseUrl(baseUrl: string): { origin: string; prefix: string } {
  const url = URL.parse(baseUrl)
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    throw new RemoteError('invalid_call', 'The API base URL is not an http(s) address')
  }
  return { origin: url.origin, prefix: url.pathname.replace(/\/+$/, '') }
}
