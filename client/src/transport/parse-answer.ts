import { RemoteError } from '../client.errors.ts'
import type { HttpAnswer } from './send-once.ts'

/** Kinds of answers that are no text, such as recordings of calls. */
const isBinary = /^\s*(audio|video|image)\/(?!svg)|^\s*application\/(octet-stream|pdf|zip|gzip|x-zip)/i

/**
 * The body as JSON when it is JSON, as bytes when it is sound, a picture or an archive, as text otherwise; undefined
 * when it is empty.
 * @throws RemoteError `malformed_answer` when a successful answer claims to be JSON and is not
 */
export function parseAnswer(answer: HttpAnswer): unknown {
  if (answer.bytes.length === 0) return undefined
  if (isBinary.test(String(answer.headers['content-type'] ?? ''))) return answer.bytes
  const text = answer.bytes.toString('utf8')
  const isJson = /json/i.test(String(answer.headers['content-type'] ?? '')) || /^\s*[[{]/.test(text)
  if (!isJson) return text
  try {
    return JSON.parse(text) as unknown
  } catch (cause) {
    if (answer.status >= 300) return text
    throw new RemoteError('malformed_answer', `The CRM answered ${answer.status} with broken JSON`, {
      status: answer.status,
      // The parser's message quotes the body, which may hold a token.
      cause: cause instanceof SyntaxError ? undefined : cause,
    })
  }
}
