import { setTimeout as wait } from 'node:timers/promises'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { cutConnection, deliverAnswer } from '../answers/deliver-answer.ts'
import { newTraceId, refusalFor, shapeAnswer, type ShapedAnswer } from '../answers/shape-answer.ts'
import type { FaultSource } from '../faults/create-faults.ts'
import type { Fault } from '../faults/faults.types.ts'
import { findBodyProblems } from '../gates/check-body.ts'
import { checkPermission } from '../gates/check-permission.ts'
import { findQueryProblems } from '../gates/check-query.ts'
import { checkTenant } from '../gates/check-tenant.ts'
import { readToken } from '../gates/check-token.ts'
import { limitHeaders, type LimitReading } from '../gates/limits.ts'
import { isRefreshRequest } from '../oauth/exchange-token.ts'
import type { OAuthStore } from '../oauth/oauth.store.ts'
import type { RequestRecorder } from '../request-log.ts'
import {
  plainRefusal,
  SimulatedRefusal,
  socialRefusal,
  type OperationAnswer,
  type OperationHandler,
  type OperationRequest,
  type ServerWorld,
  type SimulatedClock,
  type TokenContext,
} from '../simulator.types.ts'
import { findRoute, type Route } from './find-route.ts'
import { readBody, readQuery } from './read-body.ts'

/** What serving operations needs; `countRequest` gives undefined when limits are off. */
export interface OperationServer {
  store: OAuthStore
  world: ServerWorld
  clock: SimulatedClock
  faults: FaultSource
  requests: RequestRecorder
  handlers: Record<string, OperationHandler>
  /** Answers what has no handler of its own; without it such operations are answered 501. */
  fallback?: OperationHandler
  countRequest(token: TokenContext): LimitReading | undefined
}

/** One request on its way through the gates; parts are filled in as they are known. */
interface Passage {
  traceId: string
  startedAtMs: number
  path: string
  route?: Route
  token?: TokenContext
  limitHeaders: Record<string, string>
  faults: Fault[]
  failure?: string
}

/** Whose token an operation sees that is called without one. */
const nobody: TokenContext = {
  kind: 'oauth',
  class: 'Location',
  companyId: '',
  userId: '',
  scopes: [],
  appId: '',
}

/** Serves every published operation on one catch-all route: gates first, then the body, faults and the handler. */
export function serveOperations(server: FastifyInstance, context: OperationServer): void {
  const passages = new WeakMap<FastifyRequest, Passage>()

  const passageOf = (request: FastifyRequest): Passage => {
    const known = passages.get(request)
    if (known) return known
    const [path = '/'] = request.url.split('?')
    const passage: Passage = {
      traceId: newTraceId(),
      startedAtMs: performance.now(),
      path,
      limitHeaders: {},
      faults: [],
    }
    passages.set(request, passage)
    return passage
  }

  server.setErrorHandler((error, request, reply) =>
    refuse(context, passageOf(request), request, reply, error),
  )
  server.setNotFoundHandler((request, reply) =>
    refuse(
      context,
      passageOf(request),
      request,
      reply,
      plainRefusal(404, `Cannot ${request.method} ${passageOf(request).path}`),
    ),
  )
  server.route({
    method: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
    url: '/*',
    // Before the body is read: a stranger's bytes are not parsed.
    onRequest: async (request) => passGates(context, passageOf(request), request),
    handler: (request, reply) => answer(context, passageOf(request), request, reply),
  })
}

/** Version, token, limits, class, scope. Limits count every request of a known caller, whatever comes of it. */
function passGates(context: OperationServer, passage: Passage, request: FastifyRequest): void {
  const route = findRoute(request.method, passage.path, headerOf(request, 'version'))
  passage.route = route
  if (isOpen(route)) return
  const token = readToken(context, headerOf(request, 'authorization'))
  passage.token = token
  const reading = context.countRequest(token)
  if (reading) passage.limitHeaders = limitHeaders(reading)
  if (reading && !reading.isAllowed) throw plainRefusal(429, 'Too Many Requests')
  checkPermission(route.operation, token)
}

/** The token endpoint and whatever is published as open takes no bearer token. */
const isOpen = ({ operation }: Route) =>
  operation.tokenClasses.includes('none') || operation.path === '/oauth/token'

async function answer(
  context: OperationServer,
  passage: Passage,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const call = await readCall(context, passage, request)
  passage.faults = drawFaults(context, passage, request, call)
  await delay(passage.faults, context)
  if (passage.faults.some((fault) => fault.kind === 'cut' && fault.when === 'before')) {
    record(context, passage, request, 0)
    cutConnection(reply)
    return reply
  }
  const refusedWith = passage.faults.find((fault) => fault.kind === 'status')
  if (refusedWith) throw faultRefusal(refusedWith.status)

  checkCall(call)
  const handler = context.handlers[call.operation.id] ?? context.fallback
  if (!handler) throw plainRefusal(501, `The simulator does not serve ${call.operation.id} yet`)
  if (passage.faults.some(({ kind }) => kind === 'duplicate')) await handler(structuredClone(call))
  const answered: OperationAnswer = await handler(call)
  const shaped = shapeAnswer(answered, {
    status: call.operation.success.status,
    headers: passage.limitHeaders,
    traceId: passage.traceId,
  })
  await deliver(context, passage, request, reply, shaped)
  return reply
}

/** Sends a refusal through the same faults as any answer. */
async function refuse(
  context: OperationServer,
  passage: Passage,
  request: FastifyRequest,
  reply: FastifyReply,
  error: unknown,
): Promise<FastifyReply> {
  const { status, body } = refusalFor(error)
  const isOwnFailure = status === 500 && !(error instanceof SimulatedRefusal)
  if (isOwnFailure) passage.failure = error instanceof Error ? (error.stack ?? error.message) : String(error)
  const shaped = shapeAnswer(
    { status, body },
    { status, headers: passage.limitHeaders, traceId: passage.traceId },
  )
  await deliver(context, passage, request, reply, shaped)
  return reply
}

async function deliver(
  context: OperationServer,
  passage: Passage,
  request: FastifyRequest,
  reply: FastifyReply,
  shaped: ShapedAnswer,
) {
  const isCut = passage.faults.some(({ kind }) => kind === 'cut' || kind === 'lost_refresh_answer')
  record(context, passage, request, isCut ? 0 : shaped.status)
  await deliverAnswer(reply, shaped, passage.faults)
}

async function readCall(
  context: OperationServer,
  passage: Passage,
  request: FastifyRequest,
): Promise<OperationRequest> {
  const { operation, generation, params } =
    passage.route ?? findRoute(request.method, passage.path, undefined)
  const { query, rawQuery } = readQuery(request.url)
  const { body, files } = await readBody(request)
  const token = passage.token ?? nobody
  const locationId = passage.token ? checkTenant(context.world, token, { params, query, body }) : undefined
  return {
    operation,
    generation,
    params,
    query,
    rawQuery,
    body,
    token,
    ...(files ? { files } : {}),
    ...(locationId === undefined ? {} : { locationId }),
  }
}

/** Strict bodies and queries: 422 with every problem (facts 5). The token endpoint has refusals of its own. */
function checkCall({ operation, query, body, files }: OperationRequest): void {
  if (operation.path === '/oauth/token') return
  const problems = [
    ...findQueryProblems(operation, query),
    ...(files ? [] : findBodyProblems(operation, body)),
  ]
  if (problems.length === 0) return
  throw operation.module.startsWith('social-') ? socialRefusal(422, problems) : plainRefusal(422, problems)
}

function drawFaults(
  context: OperationServer,
  passage: Passage,
  request: FastifyRequest,
  call: OperationRequest,
) {
  return context.faults.draw({
    operationId: call.operation.id,
    method: request.method,
    path: passage.path,
    locationId: call.locationId,
    isRefresh: call.operation.path === '/oauth/token' && isRefreshRequest(call.body),
  })
}

async function delay(faults: Fault[], { faults: source }: OperationServer) {
  for (const fault of faults)
    if (fault.kind === 'latency')
      await wait(Math.max(0, fault.delayMs + (fault.jitterMs ?? 0) * source.jitter()))
}

function faultRefusal(status: number) {
  if (status === 429) return plainRefusal(429, 'Too Many Requests')
  return plainRefusal(status, status === 500 ? 'Internal server error' : 'Service temporarily unavailable')
}

function record(context: OperationServer, passage: Passage, request: FastifyRequest, status: number) {
  const { token, route } = passage
  const version = headerOf(request, 'version')
  context.requests.record({
    at: context.clock.now().toISOString(),
    method: request.method,
    path: passage.path,
    status,
    durationMs: Math.round((performance.now() - passage.startedAtMs) * 10) / 10,
    traceId: passage.traceId,
    ...(version === undefined ? {} : { version }),
    ...(route ? { operationId: route.operation.id } : {}),
    ...(token ? { appId: token.appId, resourceId: token.locationId ?? token.companyId } : {}),
    ...(passage.failure === undefined ? {} : { failure: passage.failure }),
    ...(passage.faults.length > 0 ? { faults: passage.faults.map(({ kind }) => kind) } : {}),
  })
}

function headerOf(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name]
  return Array.isArray(value) ? value[0] : value
}
