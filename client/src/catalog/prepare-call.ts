import type { Dispatcher } from 'undici'
import { RemoteError } from '../client.errors.ts'
import type { CallOptions, CallTarget } from '../client.types.ts'
import type { PreparedRequest } from '../transport/prepared-request.types.ts'
import { encodeBody } from './encode-body.ts'
import { encodeQuery } from './encode-query.ts'
import { fillPath } from './fill-path.ts'
import { resolveTarget } from './resolve-target.ts'

/** A request, and whether it goes out with a bearer token. */
export interface PreparedCall extends PreparedRequest {
  needsToken: boolean
}

interface Route {
  operationId: string
  method: Dispatcher.HttpMethod
  template: string
  pathParameters: Readonly<Record<string, string>>
  contentTypes: readonly string[]
  version: string | undefined
  access: 'read' | 'write'
  needsToken: boolean
}

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const

/**
 * Builds the request for a call out of the catalog's facts.
 * @throws RemoteError `operation_unknown`, `invalid_call`
 */
export async function prepareCall(target: CallTarget, options: CallOptions): Promise<PreparedCall> {
  const route = findRoute(target, options)
  const { operationId, method, access, needsToken } = route
  const pathParameters = { ...route.pathParameters, ...options.path }
  const path = fillPath(route.template, pathParameters)
  const { bytes, contentType } = await encodeBody(options.body, route.contentTypes)
  return {
    operationId,
    method,
    access,
    needsToken,
    path,
    search: encodeQuery(options.query ?? {}),
    headers: {
      ...(route.version === undefined ? {} : { version: route.version }),
      ...(contentType === undefined ? {} : { 'content-type': contentType }),
      ...lowerCaseNames(options.headers ?? {}),
    },
    body: bytes,
    locationId: pathParameters['locationId'] ?? locationIn(options.query) ?? locationIn(options.body),
  }
}

function findRoute(target: CallTarget, options: CallOptions): Route {
  const resolved = resolveTarget(target)
  if (!resolved) return uncataloguedRoute(target, options)
  const { operation, pathParameters } = resolved
  return {
    operationId: operation.id,
    method: operation.method,
    template: operation.path,
    pathParameters,
    contentTypes: operation.body?.contentTypes ?? [],
    version: options.version ?? operation.versions[0],
    access: operation.access,
    needsToken: !operation.tokenClasses.includes('none'),
  }
}

/** GHL's live API is ahead of what it publishes: a path outside the catalog is called when its version is named. */
function uncataloguedRoute(target: CallTarget, options: CallOptions): Route {
  const name = typeof target === 'string' ? target : `${target.method} ${target.path} (${target.generation})`
  if (typeof target === 'string' || options.version === undefined) {
    throw new RemoteError('operation_unknown', `The catalog has no operation ${name}`)
  }
  const method = methods.find((one) => one === target.method.toUpperCase())
  if (!method || !/^\/[\w\-./{}%~:@]*$/.test(target.path) || /(^|\/)(\.|%2e){1,2}(\/|$)/i.test(target.path)) {
    throw new RemoteError('invalid_call', `${name} is not a method and a path`)
  }
  return {
    operationId: `${method} ${target.path}`,
    method,
    template: target.path,
    pathParameters: {},
    contentTypes: [],
    version: options.version,
    access: method === 'GET' ? 'read' : 'write',
    needsToken: true,
  }
}

function lowerCaseNames(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
}

function locationIn(holder: unknown): string | undefined {
  if (typeof holder !== 'object' || holder === null || !('locationId' in holder)) return undefined
  return typeof holder.locationId === 'string' ? holder.locationId : undefined
}
