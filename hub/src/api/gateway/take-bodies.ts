import type { FastifyInstance } from 'fastify'
import type { RawBody } from '../../gateway/gateway.types.ts'
import { apiErrors } from '../api.errors.ts'

const maxJsonBytes = 5 * 1_048_576

/**
 * Takes every body the CRM takes: JSON as values, all else, such as uploads, as bytes with their content type. Empty
 * JSON counts as no body, since clients announce JSON with every request.
 */
export function takeBodies(scope: FastifyInstance, maxUploadBytes: number): void {
  const parse = scope.getDefaultJsonParser('error', 'error')
  const utf8 = new TextDecoder('utf-8', { fatal: true })
  scope.removeAllContentTypeParsers()

  scope.addContentTypeParser<Buffer>(
    /^application\/([\w.+-]+\+)?json/i,
    { parseAs: 'buffer', bodyLimit: maxJsonBytes },
    (request, body, done) => {
      if (body.length === 0) return done(null, undefined)
      let text: string
      try {
        text = utf8.decode(body)
      } catch (cause) {
        return done(apiErrors.text_unusable('The body is not UTF-8', { cause }))
      }
      return parse(request, text, done)
    },
  )
  scope.addContentTypeParser<Buffer>(
    '*',
    { parseAs: 'buffer', bodyLimit: maxUploadBytes },
    (request, body, done) => {
      if (body.length === 0) return done(null, undefined)
      const raw: RawBody = { bytes: body, contentType: request.headers['content-type'] ?? '' }
      return done(null, raw)
    },
  )
}
