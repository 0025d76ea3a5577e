import type { JsonObject } from '../json.types.ts'

/** The words of a failed answer. */
export interface FailureText {
  /** For people: short, without secrets. */
  message: string
  /** Every word found, for recognising the failure. */
  searched: string
  /** Single complaints, when the answer lists several. */
  problems: string[]
  traceId: string | undefined
}

const longestMessage = 500

/** Reads any of GHL's error bodies: plain, NestJS, OAuth (`error_description`), v3 (`error.message`), text or HTML. */
export function readFailureText(body: unknown): FailureText {
  if (typeof body === 'string') return textOf([withoutMarkup(body)], undefined)
  if (!isObject(body)) return textOf([], undefined)
  const nested = isObject(body['error']) ? body['error'] : {}
  const messages = [
    ...sentences(body['message']),
    ...sentences(body['error_description']),
    ...sentences(body['errorDescription']),
    ...sentences(nested['message']),
    ...sentences(nested['details']),
    ...sentences(body['msg']),
  ]
  const kinds = [...sentences(body['error']), ...sentences(nested['code']), ...sentences(body['name'])]
  return textOf(messages.length > 0 ? messages : kinds, body, kinds)
}

function textOf(messages: string[], body: JsonObject | undefined, kinds: string[] = []): FailureText {
  const problems = messages.map(withoutSecrets)
  const joined = problems.join('; ').replaceAll(/\s+/g, ' ').trim()
  const traceId = body?.['traceId']
  return {
    message: joined.length > longestMessage ? `${joined.slice(0, longestMessage)}…` : joined,
    searched: [...messages, ...kinds].join(' ').slice(0, 5_000),
    problems: problems.slice(0, 50).map((problem) => problem.slice(0, longestMessage)),
    traceId: typeof traceId === 'string' ? traceId : undefined,
  }
}

/** Proxies and the CDN answer with pages. */
function withoutMarkup(text: string): string {
  const start = text.slice(0, 10_000)
  return /^\s*</.test(start) ? start.replaceAll(/<(style|script)\b[^<]*<\/\1>|<[^<>]*>/gi, ' ') : start
}

function sentences(value: unknown): string[] {
  if (typeof value === 'string') return value === '' ? [] : [value]
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : []
}

/**
 * An answer may repeat what was sent: fields that hold a secret, JWTs, private integration tokens, authorization codes
 * (40 hex characters) and UUID-shaped client secrets are cut out.
 */
function withoutSecrets(text: string): string {
  return text
    .slice(0, 10_000)
    .replaceAll(/((?:secret|token)(?:=|["']\s*:\s*["']?))[^\s&"',;}]+/gi, '$1[hidden]')
    .replaceAll(/\b[\da-f]{40}\b/gi, '[code]')
    .replaceAll(/eyJ[\w-]{5,}(\.[\w-]+){0,2}/g, '[token]')
    .replaceAll(/pit-[\w-]{8,}/gi, '[token]')
    .replaceAll(/bearer\s+[\w.~+/-]{8,}=*/gi, 'Bearer [token]')
    .replaceAll(/\b[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}\b/gi, '[id]')
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
