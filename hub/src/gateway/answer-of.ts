import type { AnswerSource, GatewayAnswer } from './gateway.types.ts'

/** Parts of an answer that is told. */
export interface AnswerFacts {
  callId: string
  status: number
  bytes: Uint8Array
  contentType: string | undefined
  headers: Readonly<Record<string, string>>
  source: AnswerSource
  asOf: Date
  durationMs: number
  coerced: string[]
  traceId: string | undefined
  insteadOf?: string | undefined
}

/** Makes an answer whose body is parsed when it is read, since most are passed on as they are. */
export function answerOf(facts: AnswerFacts): GatewayAnswer {
  let parsed: { body: unknown } | undefined
  return {
    ...facts,
    get body() {
      parsed ??= { body: parseBody(facts.bytes, facts.contentType) }
      return parsed.body
    },
  }
}

/** Sound, pictures and archives are bytes; all else is JSON or text. */
function parseBody(bytes: Uint8Array, contentType = ''): unknown {
  if (bytes.length === 0) return undefined
  if (
    /^\s*(audio|video|image)\/(?!svg)|^\s*application\/(octet-stream|pdf|zip|gzip|x-zip)/i.test(contentType)
  )
    return bytes
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')
  if (!/json/i.test(contentType) && !/^\s*[[{]/.test(text)) return text
  try {
    return JSON.parse(text) as unknown
  } catch {
    // A refusal may call itself JSON and be a page.
    return text
  }
}
