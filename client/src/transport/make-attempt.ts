import { performance } from 'node:perf_hooks'
import type { Dispatcher } from 'undici'
import { RemoteError } from '../client.errors.ts'
import { takeSlot } from './call-hooks.ts'
import type { PreparedRequest, TransportAnswer } from './prepared-request.types.ts'
import { acceptedEncodings } from './read-answer-body.ts'
import { readRateLimit, readRetryAfterMs } from './read-rate-limit.ts'
import type { SendOptions } from './send-options.types.ts'
import { AttemptFailure, sendOnce } from './send-once.ts'
import type { HttpRequest } from './send-once.ts'
import type { AttemptOutcome, CallHooks, RateLimitReading } from './transport.types.ts'
import { understandAnswer } from './understand-answer.ts'
import { abortedError } from './wait.ts'

/** Where attempts go. */
export interface Destination {
  dispatcher: Dispatcher
  origin: string
  /** Path that stands before every request's own. */
  prefix: string
  userAgent: string
  hooks: CallHooks | undefined
}

/** How an attempt ended: with an answer or with an error. */
export interface FinishedAttempt {
  answer?: TransportAnswer
  error?: RemoteError
  /** The token it went out with. */
  token: string | undefined
  /** False when it is certain that nothing of the request left this machine. */
  mayHaveBeenApplied: boolean
  status: number | undefined
  rateLimit: RateLimitReading
  retryAfterMs: number | undefined
  durationMs: number
  answerBytes: number
}

/**
 * Takes a slot from the limiter, then a token, then sends once.
 * @param renewedToken instead of the current one.
 */
export async function makeAttempt(
  to: Destination,
  request: PreparedRequest,
  send: SendOptions,
  attempt: number,
  renewedToken: string | undefined,
): Promise<FinishedAttempt> {
  const tellOutcome = await takeSlot(to.hooks, request, attempt, send.signal)
  let token: string | undefined
  try {
    if (send.signal?.aborted) throw abortedError(send.signal)
    // After the wait for the slot, because a token may have been renewed meanwhile.
    token = renewedToken ?? (await send.token?.current())
    await send.beforeSend?.()
  } catch (error) {
    tellOutcome({ failed: true })
    throw error
  }
  return { ...(await exchange(to, request, send, token, tellOutcome)), token }
}

async function exchange(
  to: Destination,
  request: PreparedRequest,
  send: SendOptions,
  token: string | undefined,
  tellOutcome: (outcome: AttemptOutcome) => void,
): Promise<Omit<FinishedAttempt, 'token'>> {
  const startedAt = performance.now()
  const seen: Pick<FinishedAttempt, 'status' | 'rateLimit' | 'retryAfterMs' | 'answerBytes'> = {
    status: undefined,
    rateLimit: {},
    retryAfterMs: undefined,
    answerBytes: 0,
  }
  try {
    const answer = await sendOnce(
      to.dispatcher,
      toHttpRequest(to, request, token),
      send,
      (status, headers) => {
        seen.status = status
        seen.rateLimit = readRateLimit(headers)
        seen.retryAfterMs = readRetryAfterMs(headers, Date.now())
        tellOutcome({ status, rateLimit: seen.rateLimit, failed: false })
      },
    )
    seen.answerBytes = answer.bytes.length
    const understood = understandAnswer(answer, seen.rateLimit, send.acceptRedirect ?? false)
    return {
      ...seen,
      answer: understood,
      mayHaveBeenApplied: true,
      durationMs: performance.now() - startedAt,
    }
  } catch (cause) {
    // Does nothing when the head had arrived: an outcome is told once.
    tellOutcome({ failed: true })
    const failure = cause instanceof AttemptFailure ? cause : undefined
    const error = failure?.error ?? cause
    if (!(error instanceof RemoteError)) throw cause
    const mayHaveBeenApplied = failure?.mayHaveBeenApplied ?? true
    return { ...seen, error, mayHaveBeenApplied, durationMs: performance.now() - startedAt }
  }
}

function toHttpRequest(to: Destination, request: PreparedRequest, token: string | undefined): HttpRequest {
  return {
    origin: to.origin,
    method: request.method,
    path: `${to.prefix}${request.path}${request.search}`,
    headers: {
      accept: 'application/json',
      'accept-encoding': acceptedEncodings,
      'user-agent': to.userAgent,
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...request.headers,
    },
    body: request.body,
  }
}
