import { isIP } from 'node:net'
import { Agent, type Dispatcher } from 'undici'
import { HubError, messageOf } from '../errors.ts'
import { type AddressPolicy, allowAddresses } from './allow-addresses.ts'
import { checkOutboundHeaders, checkOutboundUrl } from './check-outbound.ts'
import { outboundErrors } from './outbound.errors.ts'
import { findAllowed, pinAddress, refuseAddress, type ResolveHost, systemResolver } from './pin-address.ts'

/** HTTP to addresses that users give: nothing of it reaches the hub's own network unless that was allowed. */
export interface Outbound {
  /**
   * Sends one request and gives the answer, whatever its status. Redirects are not followed: their status comes back.
   * @throws `outbound.url_unusable`, `outbound.header_unusable`, `outbound.address_refused`, `outbound.name_unknown`,
   * `outbound.unreachable`, `outbound.timed_out`; the reason of `signal` when that was aborted
   */
  send(request: OutboundRequest): Promise<OutboundAnswer>
  /**
   * Looks whether an address may be called, without calling it. One whose host cannot be found now may be.
   * @throws `outbound.url_unusable`, `outbound.address_refused`
   */
  check(url: string): Promise<void>
  close(): Promise<void>
}

export interface OutboundRequest {
  /** Whole, http or https. */
  url: string
  method?: Dispatcher.HttpMethod
  headers?: Record<string, string>
  body?: string | Uint8Array | undefined
  /** From looking up the host to the last byte of the answer; default 15 seconds. */
  timeoutMs?: number
  /** Bytes of the answer's body that are kept; what follows is not read. Default 64 KiB. */
  maxAnswerBytes?: number
  signal?: AbortSignal | undefined
}

export interface OutboundAnswer {
  status: number
  /** Names in lower case; several values of one name stand side by side with commas. */
  headers: Record<string, string>
  body: Buffer
  /** True when the body was longer than what is kept. */
  isCut: boolean
  durationMs: number
}

export interface OutboundOptions {
  /** What may be called besides the public internet: see `allowAddresses`. Default nothing. */
  allowPrivate?: readonly string[]
  /** Default the system's. */
  resolve?: ResolveHost
  /** Sent unless a request names its own. */
  userAgent?: string
  /** Connections held open to one receiver; default 64. */
  connectionsPerReceiver?: number
}

const defaultTimeoutMs = 15_000
const defaultAnswerBytes = 64 * 1024
const keepAliveMs = 15_000

/** Makes the way out. Connections are kept for the next request to the same receiver. */
export function createOutbound(options: OutboundOptions = {}): Outbound {
  const { allowPrivate = [], resolve = systemResolver, userAgent } = options
  const policy = allowAddresses(allowPrivate)
  const agent = new Agent({
    connections: options.connectionsPerReceiver ?? 64,
    keepAliveTimeout: keepAliveMs,
    keepAliveMaxTimeout: keepAliveMs,
    connect: { lookup: pinAddress(resolve, policy), timeout: defaultTimeoutMs },
    // One clock only, in `send`: undici's own measure silence, which a body that drips never reaches.
    headersTimeout: 0,
    bodyTimeout: 0,
  })

  return {
    async send(request) {
      const url = checkOutboundUrl(request.url)
      const { headers = {}, timeoutMs = defaultTimeoutMs } = request
      checkOutboundHeaders(headers)
      // A socket looks up names only: an address in the URL goes straight to it.
      refuseLiteral(url, policy)
      request.signal?.throwIfAborted()
      const deadline = new AbortController()
      const timer = setTimeout(() => deadline.abort(), timeoutMs)
      const giveUp = () => deadline.abort()
      request.signal?.addEventListener('abort', giveUp)
      const startedAt = performance.now()
      try {
        const answer = await agent.request({
          origin: url.origin,
          path: `${url.pathname}${url.search}`,
          method: request.method ?? 'POST',
          headers: { ...(userAgent !== undefined && { 'user-agent': userAgent }), ...headers },
          body: request.body ?? null,
          signal: deadline.signal,
        })
        const { bytes, isCut } = await readBody(answer.body, request.maxAnswerBytes ?? defaultAnswerBytes)
        return {
          status: answer.statusCode,
          headers: flatten(answer.headers),
          body: bytes,
          isCut,
          durationMs: Math.round(performance.now() - startedAt),
        }
      } catch (problem) {
        request.signal?.throwIfAborted()
        throw explain(problem, url, deadline.signal.aborted ? timeoutMs : undefined)
      } finally {
        clearTimeout(timer)
        request.signal?.removeEventListener('abort', giveUp)
      }
    },
    async check(text) {
      const url = checkOutboundUrl(text)
      if (refuseLiteral(url, policy)) return
      await findAllowed(url.hostname, resolve, policy).catch((problem: unknown) => {
        if (problem instanceof HubError && problem.code === 'outbound.address_refused') throw problem
      })
    },
    close: () => agent.destroy(),
  }
}

/** Whether a URL names an address instead of a host. @throws `outbound.address_refused` when it is one of the refused */
function refuseLiteral({ hostname }: URL, policy: AddressPolicy): boolean {
  const literal = hostname.replace(/^\[(.*)\]$/, '$1')
  if (isIP(literal) === 0) return false
  refuseAddress(literal, literal, policy)
  return true
}

/** Reads up to a limit, then breaks the connection off instead of taking in the rest. */
async function readBody(
  body: Dispatcher.ResponseData['body'],
  limit: number,
): Promise<{ bytes: Buffer; isCut: boolean }> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of body as AsyncIterable<Buffer>) {
    chunks.push(chunk.subarray(0, limit - size))
    size += chunk.length
    // Leaving the loop destroys the body, and with it the connection.
    if (size > limit) return { bytes: Buffer.concat(chunks), isCut: true }
  }
  return { bytes: chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks), isCut: false }
}

function flatten(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  const flat: Record<string, string> = {}
  for (const [name, value] of Object.entries(headers))
    if (value !== undefined) flat[name.toLowerCase()] = Array.isArray(value) ? value.join(', ') : value
  return flat
}

function explain(problem: unknown, url: URL, timedOutAfterMs: number | undefined): HubError {
  if (problem instanceof HubError) return problem
  const details = { host: url.host }
  if (timedOutAfterMs !== undefined)
    return outboundErrors.timed_out(
      `${url.host} did not answer completely within ${timedOutAfterMs / 1000} s`,
      {
        cause: problem,
        details,
      },
    )
  const reason = problem instanceof Error && 'code' in problem ? String(problem.code) : messageOf(problem)
  return outboundErrors.unreachable(`${url.host} cannot be reached (${reason})`, { cause: problem, details })
}
