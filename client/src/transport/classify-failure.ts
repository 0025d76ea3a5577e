import { RemoteError, remoteErrorHints } from '../client.errors.ts'
import type { RawAnswer, RemoteErrorCode } from '../client.errors.ts'
import { readFailureText } from './read-failure-text.ts'
import type { RateLimitReading } from './transport.types.ts'

/** A failed answer, understood. */
export interface FailureClass {
  code: RemoteErrorCode
  /** What the CRM said, shortened, with anything that looks like a token removed. */
  message: string
  hint: string
  traceId: string | undefined
  retryAfterSeconds: number | undefined
  details: Readonly<Record<string, unknown>> | undefined
}

interface Rule {
  code: RemoteErrorCode
  statuses: readonly number[]
  text: RegExp
}

/**
 * What GHL's sentences mean. A status alone does not tell: 401 is also the answer to a missing scope, a wrong
 * Version, an unknown user or a token of the wrong class, none of which a refresh repairs. The first match wins.
 */
const rules: readonly Rule[] = [
  { code: 'location_inactive', statuses: [400, 401, 403], text: /location is not active/i },
  { code: 'endpoint_removed', statuses: [400, 403, 404, 410], text: /endpoint has been removed/i },
  {
    code: 'client_credentials_refused',
    statuses: [400, 401, 403],
    text: /invalid[_ ]client|client credentials|client secret is|client not found/i,
  },
  {
    code: 'code_invalid',
    statuses: [400, 401],
    text: /authori[sz]ation code|invalid grant: .*(\bcode\b|redirect_?uri)/i,
  },
  {
    code: 'grant_invalid',
    statuses: [400, 401],
    text: /invalid grant|invalid_grant|refresh token (is |has |was )?(\w+ )?(invalid|expired|used|revoked|not found)|invalid refresh token/i,
  },
  { code: 'version_invalid', statuses: [400, 401], text: /version header|api version segment/i },
  { code: 'private_token_invalid', statuses: [401], text: /private integration token/i },
  {
    code: 'token_class_mismatch',
    statuses: [401, 403],
    text: /user type mismatch|authclass type is not allowed/i,
  },
  { code: 'scope_missing', statuses: [401, 403], text: /not authorized for this scope|insufficient scope/i },
  {
    code: 'location_forbidden',
    statuses: [401, 403],
    text: /does not have access to this (location|company)/i,
  },
  { code: 'user_unknown', statuses: [401, 403, 404], text: /user does not exist/i },
  {
    code: 'token_invalid',
    statuses: [401],
    text: /invalid jwt|jwt expired|invalid token|token (is |has |was )?(invalid|expired|revoked|malformed)/i,
  },
  { code: 'blocked_by_cdn', statuses: [403], text: /error code: 10\d\d|cloudflare/i },
  { code: 'do_not_disturb', statuses: [400], text: /dnd is active|has unsubscribed/i },
]

/**
 * Says what a failed answer means and what to do, by its words where GHL's status codes do not tell.
 * @param status HTTP status of the answer.
 * @param body its body: parsed JSON, text or undefined.
 * @param rateLimit tells a spent day from a burst, which look the same otherwise.
 */
export function classifyFailure(
  status: number,
  body: unknown,
  rateLimit: RateLimitReading = {},
): FailureClass {
  const text = readFailureText(body)
  const code =
    status === 429
      ? limitCode(rateLimit)
      : (rules.find((rule) => rule.statuses.includes(status) && rule.text.test(text.searched))?.code ??
        codeOfStatus(status))
  return {
    code,
    message:
      text.message === '' ? `The CRM answered ${status}` : `The CRM answered ${status}: ${text.message}`,
    hint: remoteErrorHints[code],
    traceId: text.traceId,
    retryAfterSeconds: retryAfterSeconds(code, rateLimit),
    details: text.problems.length > 1 ? { problems: text.problems } : undefined,
  }
}

/** A failed answer as an error, for throwing. */
export function failureOf(answer: RawAnswer, body: unknown, rateLimit: RateLimitReading): RemoteError {
  const { status } = answer
  const { code, message, ...rest } = classifyFailure(status, body, rateLimit)
  return new RemoteError(code, message, { status, answer, ...rest })
}

function limitCode(rateLimit: RateLimitReading): RemoteErrorCode {
  return rateLimit.dailyRemaining !== undefined && rateLimit.dailyRemaining <= 0
    ? 'daily_limit_reached'
    : 'rate_limited'
}

function retryAfterSeconds(code: RemoteErrorCode, rateLimit: RateLimitReading): number | undefined {
  const waitMs =
    code === 'rate_limited'
      ? rateLimit.intervalMs
      : code === 'daily_limit_reached'
        ? rateLimit.dailyResetMs
        : undefined
  return waitMs === undefined ? undefined : waitMs / 1000
}

function codeOfStatus(status: number): RemoteErrorCode {
  if (status === 401) return 'unauthorized'
  if (status === 403) return 'forbidden'
  if (status === 404) return 'not_found'
  if (status === 408) return 'timeout'
  if (status >= 500) return 'remote_failure'
  return status >= 400 ? 'invalid_request' : 'malformed_answer'
}
