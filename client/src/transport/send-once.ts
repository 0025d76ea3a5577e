import type { Dispatcher } from 'undici'
import { RemoteError } from '../client.errors.ts'
import { readAnswerBody } from './read-answer-body.ts'
import type { AnswerHeaders } from './read-rate-limit.ts'
import { abortedError } from './wait.ts'

/** One HTTP request, ready to go. */
export interface HttpRequest {
  origin: string
  method: Dispatcher.HttpMethod
  /** Path and query, encoded. */
  path: string
  headers: Record<string, string>
  body: string | Uint8Array | undefined
}

/** Bounds of one attempt. */
export interface AttemptLimits {
  /** From connecting to the last byte of the answer. */
  timeoutMs: number
  maxAnswerBytes: number
  signal: AbortSignal | undefined
}

/** A whole answer. */
export interface HttpAnswer {
  status: number
  headers: AnswerHeaders
  bytes: Buffer
}

/** What went wrong on the way, and whether the CRM may have seen the request. */
export class AttemptFailure extends Error {
  readonly error: RemoteError
  readonly mayHaveBeenApplied: boolean

  constructor(error: RemoteError, mayHaveBeenApplied: boolean) {
    super(error.message, { cause: error })
    this.error = error
    this.mayHaveBeenApplied = mayHaveBeenApplied
  }
}

/**
 * Sends one request and reads the whole answer, within a time and a size.
 * @param onHead told as soon as the head of the answer is here, before its body.
 * @throws AttemptFailure
 */
export async function sendOnce(
  dispatcher: Dispatcher,
  request: HttpRequest,
  limits: AttemptLimits,
  onHead: (status: number, headers: AnswerHeaders) => void,
): Promise<HttpAnswer> {
  const deadline = new AbortController()
  const timer = setTimeout(() => deadline.abort(), limits.timeoutMs)
  let status: number | undefined
  try {
    const answer = await dispatcher.request({
      ...request,
      body: request.body ?? null,
      // One clock only: undici's own timeouts measure silence, which a body that drips never reaches.
      headersTimeout: 0,
      bodyTimeout: 0,
      signal: limits.signal ? AbortSignal.any([limits.signal, deadline.signal]) : deadline.signal,
    })
    status = answer.statusCode
    onHead(answer.statusCode, answer.headers)
    const bytes = await readAnswerBody(answer.body, answer.headers['content-encoding'], limits.maxAnswerBytes)
    return { status: answer.statusCode, headers: answer.headers, bytes }
  } catch (cause) {
    throw explainFailure(cause, { limits, hasTimedOut: deadline.signal.aborted, status })
  } finally {
    clearTimeout(timer)
  }
}

function explainFailure(
  cause: unknown,
  seen: { limits: AttemptLimits; hasTimedOut: boolean; status: number | undefined },
): AttemptFailure {
  const { limits, hasTimedOut, status } = seen
  if (limits.signal?.aborted) return new AttemptFailure(abortedError(limits.signal, cause), true)
  if (cause instanceof RemoteError) return new AttemptFailure(cause, true)
  if (hasTimedOut) {
    const phase = status === undefined ? 'No answer' : 'The answer began, but was not complete'
    const message = `${phase} within ${limits.timeoutMs} ms`
    return new AttemptFailure(new RemoteError('timeout', message, { status, cause }), true)
  }
  const reason = codeOf(cause) ?? (cause instanceof Error ? cause.message : 'unknown reason')
  if (reason === 'UND_ERR_INVALID_ARG') {
    return new AttemptFailure(
      new RemoteError('invalid_call', 'A header or path is not valid HTTP', { cause }),
      false,
    )
  }
  const message =
    status === undefined ? `The connection failed (${reason})` : `The answer was cut short (${reason})`
  const wasNeverSent = neverSent.has(reason)
  const error = new RemoteError('connection_failed', message, { status, cause, wasNeverSent })
  return new AttemptFailure(error, !wasNeverSent)
}

/** Failures before a byte of the request was written: repeating even a write is safe. */
const neverSent = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
])

function codeOf(cause: unknown): string | undefined {
  if (typeof cause !== 'object' || cause === null || !('code' in cause)) return undefined
  return typeof cause.code === 'string' ? cause.code : undefined
}
