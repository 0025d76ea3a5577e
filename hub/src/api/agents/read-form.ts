import { parse } from 'node:querystring'
import type { FastifyInstance } from 'fastify'
import { apiErrors } from '../api.errors.ts'

/** Room for a consent about thousands of locations. */
const mostFields = 5000
const maxBytes = 262_144

/** Takes HTML forms besides JSON, in the routes of one scope. A field that is there twice is a list. */
export function readForm(scope: FastifyInstance): void {
  scope.addContentTypeParser<string>(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: maxBytes },
    (_request, body, done) => {
      const fields = parse(body, undefined, undefined, { maxKeys: mostFields + 1 })
      if (Object.keys(fields).length > mostFields)
        return done(apiErrors.body_too_large('The form has too many fields'))
      return done(null, { ...fields })
    },
  )
}
