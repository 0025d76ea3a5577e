import type { FastifyInstance, FastifyRequest } from 'fastify'
import { FaultError } from '../faults/check-fault.ts'
import type { FaultDraft } from '../faults/faults.types.ts'
import { SimulatedRefusal } from '../simulator.types.ts'
import { AdminError, invalidField } from './admin.errors.ts'
import type { AdminRoute } from './admin-route.types.ts'
import type { AdminApi } from './admin.types.ts'
import { readAdminPage } from './admin-page.ts'
import {
  readApp,
  readCategory,
  readClockChange,
  readContact,
  readInstall,
  readLimits,
  readPost,
  readPrivateToken,
  readReceivedMessage,
  readSwitches,
  readTag,
  readUninstall,
} from './read-drafts.ts'
import { readFields } from './read-fields.ts'

/**
 * Serves the admin page at `/admin` and the same functions as JSON under `/admin/api`.
 * @param ownRoutes those of parts that bring their own.
 */
export function serveAdmin(server: FastifyInstance, admin: AdminApi, ownRoutes: AdminRoute[] = []): void {
  void server.register(async (scope) => {
    scope.addHook('onRequest', async (request) => refuseStrangers(request))
    scope.setErrorHandler((error, _request, reply) => {
      const { status, ...problem } = describeError(error)
      return reply.code(status).send(problem)
    })
    for (const { path, contentType, content } of readAdminPage())
      scope.get(path, (_request, reply) => reply.type(contentType).send(content))
    for (const [method, path, run] of [...routesOf(admin), ...ownRoutes])
      scope.route<{ Params: Record<string, string>; Querystring: Record<string, string | undefined> }>({
        method,
        url: `/admin/api${path}`,
        handler: async ({ params, query, body }, reply) => {
          const result = await run({ params, query, body })
          return result === undefined ? reply.code(204).send() : reply.send(result)
        },
      })
  })
}

/**
 * Another site's page must not move this clock: browsers say where they come from, scripts need not.
 * On loopback the host must be a loopback name too, so that no foreign name can be pointed here.
 */
function refuseStrangers(request: FastifyRequest) {
  const { host = '', origin } = request.headers
  const isOwnOrigin = origin === undefined || (URL.canParse(origin) && new URL(origin).host === host)
  const isLoopback = /^(127\.|::1$|::ffff:127\.)/.test(request.socket.localAddress ?? '')
  const isOwnHost = !isLoopback || /^(localhost|127(\.\d+){3}|\[::1\])(:\d+)?$/.test(host)
  if (isOwnOrigin && isOwnHost) return
  throw new AdminError(
    'simulator.forbidden_origin',
    403,
    'The admin API is not for pages of other sites',
    'Open /admin of the simulator itself, or call the API from a script.',
  )
}

const routesOf = (admin: AdminApi): AdminRoute[] => [
  ...serverRoutes(admin),
  ...worldRoutes(admin),
  ...appRoutes(admin),
  ...privateTokenRoutes(admin),
]

const serverRoutes = (admin: AdminApi): AdminRoute[] => [
  ['GET', '/state', () => admin.state()],
  ['GET', '/clock', () => admin.state().clock],
  ['POST', '/clock', ({ body }) => admin.moveClock(readClockChange(readFields(body)))],
  ['PUT', '/limits', ({ body }) => ({ limits: admin.setLimits(readLimits(readFields(body))) })],
  ['PATCH', '/switches', ({ body }) => admin.setSwitches(readSwitches(readFields(body)))],
  ['GET', '/faults', () => ({ faults: admin.state().faults })],
  // The draft is checked whole by `addFault`, whoever calls it.
  ['POST', '/faults', ({ body }) => admin.addFault(readFields(body).all() as unknown as FaultDraft)],
  ['DELETE', '/faults', () => admin.clearFaults()],
  ['DELETE', '/faults/:id', ({ params }) => admin.removeFault(params['id']!)],
  ['GET', '/requests', ({ query }) => readRequests(admin, query)],
  ['DELETE', '/requests', () => admin.resetRequests()],
]

const worldRoutes = (admin: AdminApi): AdminRoute[] => [
  ['GET', '/locations/:id', ({ params }) => admin.location(params['id']!)],
  [
    'PATCH',
    '/locations/:id',
    ({ params, body }) => admin.setLocationActive(params['id']!, readFields(body).flag('isActive')),
  ],
  [
    'POST',
    '/locations/:id/tags',
    ({ params, body }) => admin.createTag(readTag(params['id']!, readFields(body))),
  ],
  ['PATCH', '/tags/:id', ({ params, body }) => admin.renameTag(params['id']!, readFields(body).text('tag'))],
  ['DELETE', '/tags/:id', ({ params }) => admin.deleteTag(params['id']!)],
  [
    'POST',
    '/locations/:id/categories',
    ({ params, body }) => admin.createCategory(readCategory(params['id']!, readFields(body))),
  ],
  ['DELETE', '/categories/:id', ({ params }) => admin.deleteCategory(params['id']!)],
  [
    'POST',
    '/locations/:id/posts',
    ({ params, body }) => admin.createPost(readPost(params['id']!, readFields(body))),
  ],
  [
    'POST',
    '/locations/:id/contacts',
    ({ params, body }) => admin.createContact(readContact(params['id']!, readFields(body))),
  ],
  [
    'POST',
    '/locations/:id/messages',
    ({ params, body }) => admin.receiveMessage(readReceivedMessage(params['id']!, readFields(body))),
  ],
  [
    'POST',
    '/posts/:id/review',
    ({ params, body }) => {
      const fields = readFields(body)
      const decision = fields.oneOf('decision', ['approved', 'rejected'])
      return admin.reviewPost(params['id']!, decision, fields.optionalText('note'))
    },
  ],
  ['DELETE', '/users/:id', ({ params }) => admin.deleteUser(params['id']!)],
]

const appRoutes = (admin: AdminApi): AdminRoute[] => [
  ['POST', '/apps', ({ body }) => admin.createApp(readApp(readFields(body)))],
  ['POST', '/apps/:id/rotate-secret', ({ params }) => admin.rotateAppSecret(params['id']!)],
  ['POST', '/install', ({ body }) => admin.install(readInstall(readFields(body)))],
  ['POST', '/uninstall', ({ body }) => ({ ended: admin.uninstall(readUninstall(readFields(body))) })],
  ['DELETE', '/grants/:id', ({ params }) => admin.revokeGrant(params['id']!)],
]

const privateTokenRoutes = (admin: AdminApi): AdminRoute[] => [
  ['POST', '/private-tokens', ({ body }) => admin.createPrivateToken(readPrivateToken(readFields(body)))],
  [
    'PATCH',
    '/private-tokens/:id',
    ({ params, body }) =>
      admin.setPrivateTokenScopes(params['id']!, readFields(body).optionalTexts('scopes') ?? []),
  ],
  [
    'POST',
    '/private-tokens/:id/rotate',
    ({ params, body }) =>
      admin.rotatePrivateToken(params['id']!, readFields(body ?? {}).optionalNumber('expireOldAfterDays')),
  ],
  ['DELETE', '/private-tokens/:id', ({ params }) => admin.deletePrivateToken(params['id']!)],
]

function readRequests(admin: AdminApi, query: Record<string, string | undefined>) {
  const count = Number(query['limit'] ?? '100')
  if (!Number.isInteger(count) || count < 1) throw invalidField('limit must be a whole number of 1 or more')
  return { counters: admin.state().requests, requests: admin.latestRequests(count) }
}

function describeError(error: unknown): { status: number; code: string; message: string; hint: string } {
  if (error instanceof AdminError)
    return { status: error.status, code: error.code, message: error.message, hint: error.hint }
  if (error instanceof FaultError)
    return { status: 400, code: error.code, message: error.message, hint: error.hint }
  if (error instanceof SimulatedRefusal)
    return {
      status: error.status,
      code: 'simulator.refused',
      message: error.message,
      hint: "The CRM's own screens would not take this either.",
    }
  const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500
  return {
    status,
    code: status < 500 ? 'simulator.invalid_request' : 'simulator.failure',
    message: error instanceof Error ? error.message : String(error),
    hint: 'See the table of the admin API in simulator/README.md.',
  }
}
