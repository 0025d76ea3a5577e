import type { FastifyInstance } from 'fastify'
import { apiErrors } from './api.errors.ts'

/**
 * Takes JSON and nothing else. Bytes that are no UTF-8 are refused: replaced by a sign for the unknown, as is usual,
 * they would be stored as something nobody wrote.
 */
export function readJson(server: FastifyInstance): void {
  const parse = server.getDefaultJsonParser('error', 'error')
  const utf8 = new TextDecoder('utf-8', { fatal: true })
  server.removeContentTypeParser('text/plain')
  server.addContentTypeParser<Buffer>('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    let text: string
    try {
      text = utf8.decode(body)
    } catch (cause) {
      return done(apiErrors.text_unusable('The body is not UTF-8', { cause }))
    }
    return parse(request, text, done)
  })
}
