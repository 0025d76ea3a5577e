import type { FastifyRequest } from 'fastify'
import { gatewayErrors } from '../../gateway/gateway.errors.ts'
import type { CallContext, CallRequest, RawBody } from '../../gateway/gateway.types.ts'
import { pathUnknown, type ResolvedPath, resolvePath } from '../../gateway/resolve-operation.ts'
import { HubError } from '../../platform/errors.ts'
import { callerOf } from '../access/check-access.ts'
import { checkSameOrigin } from '../access/check-same-origin.ts'
import { carriesKey, type FindCaller } from '../access/identify-caller.ts'
import { refuseUnusableText } from '../access/refuse-unusable-text.ts'
import { apiErrors } from '../api.errors.ts'
import type { ApiParts, ApiServer } from '../api.types.ts'
import { answerFailure, pathOf } from '../problems/answer-problems.ts'
import { isCrmPath } from './crm-paths.ts'
import { gatewayCaller } from './gateway-caller.ts'
import { takeBodies } from './take-bodies.ts'
import { type CallHeaders, readCallHeaders } from './read-headers.ts'
import { rememberQuestions } from './remember-questions.ts'
import { sendAnswer, sendAtOnce } from './send-answer.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** On paths of the CRM: what the catalog says of it; null: nothing. */
    crmTarget: ResolvedPath | null
  }
}

const tooLong = /[^/]{1001}/

/**
 * Every path of the CRM at the hub's root, in the CRM's own shapes: its official SDK works with the hub's address and
 * an API key of the hub instead of its own.
 */
export async function addCrmPathsRoutes(
  server: ApiServer,
  parts: ApiParts,
  findCaller: FindCaller,
): Promise<void> {
  const { gateway, settings, facts } = parts
  await server.register(async (scope) => {
    const questions = rememberQuestions()
    // A logger of its own for each request costs more than an answer from memory; ids stand in the lines anyway.
    scope.setChildLoggerFactory((logger) => logger)
    takeBodies(scope, settings.maxUploadBytes)
    refuseUnusableText(scope)
    scope.decorateRequest('crmTarget', null)

    // The question of a moment ago, from whoever asked it: nothing of it need be judged again.
    scope.addHook('onRequest', (request, reply, done) => {
      const remembered = questions.find(request)
      const answer = remembered && gateway.recall(remembered)
      if (answer === undefined) done()
      else sendAtOnce(reply, answer)
    })

    // Before a body is read: who has no business here need not send one.
    scope.addHook('onRequest', async (request, reply) => {
      const path = pathOf(request)
      // Paths of other routes end here when a part of them is longer than the router takes.
      if (tooLong.test(request.url.split('?', 1)[0] ?? '')) throw apiErrors.bad_url('The path cannot be read')
      if (!isCrmPath(path)) return reply.callNotFound()
      // These routes stand before the hook that reads cookies, which most callers have none of.
      request.cookies = server.parseCookie(request.headers.cookie ?? '')
      request.caller = await findCaller(request)
      if (!carriesKey(request)) checkSameOrigin(request, (await facts.read()).publicUrl)
      const version = request.headers['version']
      if (request.caller === null) {
        if (resolveQuietly(request.method, path) === undefined) return reply.callNotFound()
        void reply.header('www-authenticate', 'Bearer realm="hub"')
      }
      callerOf(request)
      request.crmTarget = targetOf(request, path, typeof version === 'string' ? version : undefined)
    })

    scope.route({
      method: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
      url: '/*',
      config: { access: 'public' },
      schema: { hide: true },
      errorHandler: (error, request, reply) =>
        void answerFailure(explainTooLarge(error, request, settings.maxUploadBytes), request, reply),
      handler: async (request, reply) => {
        const headers = readCallHeaders(request.headers)
        const call = callOf(request, headers)
        const context = contextOf(request, headers)
        if (headers.isDryRun)
          return reply.header('causeway-dry-run', 'true').send(await gateway.plan(call, context))
        const answer = await gateway.call(call, context)
        if (answer.remembered !== undefined) questions.remember(request, answer.remembered)
        return sendAnswer(reply, answer)
      },
    })
  })
}

/** Keys that may pass paths through may also use methods that the catalog lacks. */
function targetOf(request: FastifyRequest, path: string, version: string | undefined): ResolvedPath | null {
  try {
    return resolvePath(methodOf(request), path, version) ?? null
  } catch (problem) {
    const isMethod = problem instanceof HubError && problem.code === 'gateway.method_unknown'
    if (isMethod && mayPass(request)) return null
    throw problem
  }
}

const methodOf = ({ method }: FastifyRequest): string => (method === 'HEAD' ? 'GET' : method)

/** People look operations up: only keys made for it reach what the catalog does not have. */
const mayPass = (request: FastifyRequest): boolean =>
  gatewayCaller(callerOf(request)).permissions?.includes('passthrough') ?? false

function resolveQuietly(method: string, path: string): ResolvedPath | undefined {
  try {
    return resolvePath(method, path, undefined)
  } catch {
    // The path is there with another method: enough to ask who calls.
    return undefined
  }
}

/** @throws `gateway.path_unknown` */
function callOf(request: FastifyRequest, headers: CallHeaders): CallRequest {
  const { crmTarget } = request
  const method = methodOf(request)
  const path = pathOf(request)
  const { locationId, companyId, version } = headers
  if (crmTarget === null && !mayPass(request)) throw pathUnknown(method, path)
  return {
    operation: crmTarget?.operation,
    method,
    path: crmTarget?.operation.path ?? path,
    pathParameters: crmTarget?.pathParameters ?? {},
    query: readQuery(request.url),
    ...bodyOf(request.body),
    version,
    locationId,
    companyId,
  }
}

const contextOf = (request: FastifyRequest, headers: CallHeaders): CallContext => ({
  caller: gatewayCaller(callerOf(request)),
  // A person's browser sends files here, from a form of the console.
  surface: request.caller?.kind === 'person' ? 'console' : 'crm-path',
  lane: 'interactive',
  isLive: headers.isLive,
  isConfirmed: headers.isConfirmed,
  idempotencyKey: headers.idempotencyKey,
  skipsValidation: headers.skipsValidation,
  requestId: request.id,
})

/** Parameters as text, lists where a name stands more than once. */
function readQuery(url: string): CallRequest['query'] {
  const start = url.indexOf('?')
  if (start === -1) return {}
  const query: Record<string, string | string[]> = {}
  for (const [name, value] of new URLSearchParams(url.slice(start + 1))) {
    const known = Object.hasOwn(query, name) ? query[name] : undefined
    if (known === undefined) query[name] = value
    else query[name] = [known, value].flat()
  }
  return query
}

const bodyOf = (body: unknown): Pick<CallRequest, 'body' | 'rawBody'> => {
  if (body === undefined || body === null) return {}
  return isRaw(body) ? { rawBody: body } : { body }
}

const isRaw = (body: unknown): body is RawBody =>
  typeof body === 'object' && body !== null && 'bytes' in body && body.bytes instanceof Uint8Array

function explainTooLarge(error: unknown, request: FastifyRequest, maxUploadBytes: number): unknown {
  const isTooLarge = error instanceof Error && 'code' in error && error.code === 'FST_ERR_CTP_BODY_TOO_LARGE'
  if (!isTooLarge) return error
  if (/json/i.test(request.headers['content-type'] ?? ''))
    return gatewayErrors.body_too_large('The body is larger than 5 MB', { cause: error })
  const megabytes = maxUploadBytes / 1_048_576
  return gatewayErrors.upload_too_large(
    `The upload is larger than ${megabytes} MB (CAUSEWAY_MAX_UPLOAD_MB)`,
    {
      cause: error,
    },
  )
}
