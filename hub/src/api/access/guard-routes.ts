import type { FastifyInstance, RouteOptions } from 'fastify'
import { apiErrors } from '../api.errors.ts'
import type { ApiParts } from '../api.types.ts'
import { callerOf, checkAccess, checkLocation } from './check-access.ts'
import { checkSameOrigin } from './check-same-origin.ts'
import { carriesKey, type FindCaller } from './identify-caller.ts'

const mostRemembered = 100_000

/** Lets only those through whom a route's `config.access` allows, and keeps API keys to their locations. */
export function guardRoutes(server: FastifyInstance, parts: ApiParts, findCaller: FindCaller): void {
  const isKnown = rememberTrue(async (id: string) => (await parts.stores.locations.find(id)) !== undefined)
  server.addHook('onRoute', requireAccessRule)

  server.addHook('onRequest', async (request, reply) => {
    const access = request.routeOptions.config.access
    // Paths nothing is served at have no rule; they are answered with 404 or 405 whoever asks.
    if (access === undefined) return
    request.caller = await findCaller(request)
    if (!carriesKey(request)) checkSameOrigin(request, (await parts.facts.read()).publicUrl)
    if (request.caller === null && access !== 'public')
      void reply.header('www-authenticate', 'Bearer realm="hub"')
    checkAccess(access, request.caller)
  })

  server.addHook('preHandler', async (request) => {
    const locationId = locationOf(request.params)
    if (locationId === undefined) return
    checkLocation(callerOf(request), locationId)
    if (!(await isKnown(locationId)))
      throw apiErrors.location_unknown(`The hub does not know location ${locationId.slice(0, 100)}`)
    // Whoever looks at a location in the console sees it live; programs are content with the usual pace.
    if (request.method === 'GET' && request.caller?.kind === 'person') parts.sync.markHot(locationId)
  })
}

/** Locations are never forgotten: what was true once stays so, and need not be looked up for each request. */
function rememberTrue(ask: (id: string) => Promise<boolean>): (id: string) => Promise<boolean> {
  const known = new Set<string>()
  return async (id) => {
    if (known.has(id)) return true
    const answer = await ask(id)
    if (answer && known.size < mostRemembered) known.add(id)
    return answer
  }
}

/** A route nobody thought about must not be open by accident. */
function requireAccessRule(route: RouteOptions): void {
  if (route.config?.access === undefined)
    throw new TypeError(`Route ${String(route.method)} ${route.url} does not say who may call it`)
}

function locationOf(params: unknown): string | undefined {
  if (typeof params !== 'object' || params === null || !('locationId' in params)) return undefined
  return typeof params.locationId === 'string' ? params.locationId : undefined
}
