import { type CallResult, type RawAnswer, RemoteError } from '@causeway/client'
import type { PreparedCall } from './prepare-call.ts'
import type { CallContext } from './gateway.types.ts'

/** An answer of the CRM as the gateway passes it on: success or refusal. */
export interface SentAnswer {
  status: number
  bytes: Buffer
  contentType: string | undefined
  headers: Record<string, string>
  traceId: string | undefined
  asOfMs: number
}

/** How often the CRM was asked for one call. */
export interface AttemptCount {
  attempts: number
}

/** Somebody waits: rather a clear refusal soon than an answer after minutes. */
const patience = { interactive: { attempts: 3, maxDelayMs: 11_000 }, others: {} } as const
/** Files take their time. */
const uploadTimeoutMs = 120_000

/** Failures about our own access or the limits: the caller can do nothing with the CRM's words about them. */
const oursToExplain = new Set([
  'rate_limited',
  'daily_limit_reached',
  'token_invalid',
  'private_token_invalid',
  'location_inactive',
  'blocked_by_cdn',
])

/**
 * Sends a call and gives the CRM's answer as it came, also a refusal.
 * @param beforeSend awaited before anything leaves, each time it is tried; what it throws ends the call.
 * @throws RemoteError when there is no answer to pass on, and `connections.*`, `limits.*`
 */
export async function sendCall(
  call: PreparedCall,
  { lane, signal }: CallContext,
  count: AttemptCount,
  beforeSend?: () => Promise<void>,
): Promise<SentAnswer> {
  const { operation, method, path, input, rawBody, version } = call
  const target = operation?.id ?? { generation: 'v3' as const, method, path }
  try {
    const result = await call.connection.client.call(target, {
      ...(operation !== undefined && { path: input.path }),
      query: input.query,
      body: rawBody?.bytes ?? input.body,
      ...(rawBody !== undefined && { headers: { 'content-type': rawBody.contentType } }),
      version,
      signal,
      acceptRedirect: true,
      retry: lane === 'interactive' ? patience.interactive : patience.others,
      ...(rawBody !== undefined && { timeoutMs: uploadTimeoutMs }),
      beforeSend,
      onAttempt: () => void (count.attempts += 1),
    })
    return passOn(result.raw, result)
  } catch (problem) {
    if (!(problem instanceof RemoteError) || problem.answer === undefined) throw problem
    if (oursToExplain.has(problem.code)) throw problem
    return passOn(problem.answer, problem)
  }
}

/** Headers of the CRM that mean something to whoever called through the hub. */
const passedHeaders = /^(x-ratelimit-|content-disposition$|retry-after$|location$)/

function passOn(
  { status, headers, bytes }: RawAnswer,
  { traceId }: Pick<CallResult | RemoteError, 'traceId'>,
): SentAnswer {
  const passed = Object.entries(headers).flatMap(([name, value]): [string, string][] =>
    typeof value === 'string' && passedHeaders.test(name) ? [[name, value]] : [],
  )
  const contentType = headers['content-type']
  return {
    status,
    bytes: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
    contentType: typeof contentType === 'string' ? contentType : undefined,
    headers: Object.fromEntries(passed),
    traceId,
    asOfMs: Date.now(),
  }
}
