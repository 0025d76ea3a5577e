import { RemoteError } from '../client.errors.ts'
import { failureOf } from './classify-failure.ts'
import { parseAnswer } from './parse-answer.ts'
import type { TransportAnswer } from './prepared-request.types.ts'
import type { HttpAnswer } from './send-once.ts'
import type { RateLimitReading } from './transport.types.ts'

/**
 * Any 2xx is success, whatever the contract says; redirects are never followed, the token would go along.
 * @throws RemoteError
 */
export function understandAnswer(
  answer: HttpAnswer,
  rateLimit: RateLimitReading,
  acceptRedirect: boolean,
): TransportAnswer {
  const body = parseAnswer(answer)
  const location = answer.headers['location']
  const isRedirect = answer.status >= 300 && answer.status < 400
  if (answer.status >= 300 && !(isRedirect && acceptRedirect)) {
    if (!isRedirect) throw failureOf(answer, body, rateLimit)
    throw new RemoteError('malformed_answer', `The CRM answered ${answer.status} to send us elsewhere`, {
      status: answer.status,
    })
  }
  return {
    status: answer.status,
    body,
    raw: answer,
    rateLimit,
    traceId: readTraceId(body),
    location: typeof location === 'string' ? location : undefined,
  }
}

function readTraceId(body: unknown): string | undefined {
  if (typeof body !== 'object' || body === null || !('traceId' in body)) return undefined
  return typeof body.traceId === 'string' ? body.traceId : undefined
}
