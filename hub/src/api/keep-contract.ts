import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { Log } from '../platform/log.ts'

/**
 * Makes answers say what the contract says and no more: fields it does not name stay inside. An answer that does not
 * fit is sent as it is, with a line in the log: for whoever reads it that is better than none.
 */
export function keepContract(server: FastifyInstance, log: Log): void {
  server.setSerializerCompiler(({ schema, method, url }) => {
    if (!(schema instanceof z.ZodType)) return (data) => JSON.stringify(data)
    return (data) => {
      const outcome = schema.safeParse(data)
      if (outcome.success) return JSON.stringify(outcome.data)
      const { path, message } = outcome.error.issues[0] ?? { path: [], message: '' }
      log.warn(
        { route: `${method} ${url}`, field: path.join('.'), problem: message },
        'an answer is not as promised',
      )
      return JSON.stringify(data)
    }
  })
}
