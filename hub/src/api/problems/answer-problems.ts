import { STATUS_CODES } from 'node:http'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { HubError } from '../../platform/errors.ts'
import { apiErrors } from '../api.errors.ts'
import { isCrmPath } from '../gateway/crm-paths.ts'
import { rememberRoutes } from './remember-routes.ts'
import { explain, problemOf } from './problem.ts'

/** Path of a request without what may hold codes and tokens: its query, and the token of a receiver's link. */
export const pathOf = (request: FastifyRequest): string =>
  request.url
    .split('?', 1)[0]!
    .slice(0, 300)
    .replace(/^\/receiver\/[^/]+/, '/receiver/…')

/** Makes every failure an `application/problem+json` with a code, a hint and the request's id. */
export function answerProblems(server: FastifyInstance): void {
  const methodsAt = rememberRoutes(server)
  server.setErrorHandler((thrown, request, reply) => answerFailure(thrown, request, reply))
  server.setNotFoundHandler((request, reply) => {
    const allowed = methodsAt(pathOf(request))
    const place = `${request.method} ${pathOf(request)}`
    // A route may itself find nothing to answer with, such as a file that is gone.
    if (allowed.length === 0 || allowed.includes(request.method))
      return sendProblem(apiErrors.not_found(`Nothing is served at ${place}`), request, reply)
    const headers = { allow: allowed.join(', ') }
    const problem = apiErrors.method_not_allowed(`${place} is not possible`, { headers })
    return sendProblem(problem, request, reply)
  })
}

/** Answers whatever was thrown. What callers may not be told is logged under the request's id. */
export function answerFailure(thrown: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const error =
    explain(thrown) ?? apiErrors.internal('The hub failed to answer this request', { cause: thrown })
  const facts = { requestId: request.id, code: error.code, method: request.method, path: pathOf(request) }
  if (error.status >= 500) request.log.error({ ...facts, err: error.cause ?? error }, 'request failed')
  else request.log.debug(facts, 'request refused')
  return sendProblem(error, request, reply)
}

function sendProblem(error: HubError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const problem = problemOf(error, request.id)
  return (
    reply
      .code(error.status)
      .headers(error.headers ?? {})
      // Errors of the framework come here past every hook.
      .header('x-request-id', request.id)
      .header('cache-control', 'no-store')
      .type('application/problem+json')
      .serializer((body) => JSON.stringify(body))
      .send(isCrmPath(request.url) ? { ...problem, ...crmFields(error, request.id) } : problem)
  )
}

/** On the CRM's own paths clients written for the CRM read these fields, so a problem carries them as well. */
const crmFields = (error: HubError, requestId: string) => ({
  statusCode: error.status,
  message: error.message,
  error: STATUS_CODES[error.status],
  traceId: requestId,
})
