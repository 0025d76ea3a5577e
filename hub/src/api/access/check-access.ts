import type { FastifyRequest } from 'fastify'
import { apiErrors } from '../api.errors.ts'
import type { Access, Caller, Permission } from './caller.types.ts'

/** Whether a caller has a permission; only API keys can lack one. */
export const hasPermission = (caller: Caller, permission: Permission): boolean =>
  caller.kind !== 'key' || caller.permissions.includes(permission)

/** @throws `api.unauthenticated`, `api.person_required`, `api.permission_missing` */
export function checkAccess(access: Access, caller: Caller | null): void {
  if (access === 'public') return
  if (caller === null) throw apiErrors.unauthenticated('This needs a signed-in person or an API key')
  if (access === 'person') {
    if (caller.kind === 'key') throw apiErrors.person_required('API keys may not do this')
    return
  }
  checkPermission(caller, access)
}

/** @throws `api.permission_missing` */
export function checkPermission(caller: Caller, permission: Permission): void {
  if (!hasPermission(caller, permission))
    throw apiErrors.permission_missing(`The API key lacks the permission "${permission}"`)
}

/** Whether a caller may know of a location. */
export const coversLocation = (caller: Caller, locationId: string): boolean =>
  caller.kind !== 'key' || caller.locationIds === null || caller.locationIds.includes(locationId)

/**
 * Keeps a key to its locations. It answers the same whether the location exists or not.
 * @throws `api.location_forbidden`
 */
export function checkLocation(caller: Caller, locationId: string): void {
  if (!coversLocation(caller, locationId))
    throw apiErrors.location_forbidden('The API key does not cover this location')
}

/** The caller of a route that is not public. */
export function callerOf(request: FastifyRequest): Caller {
  if (request.caller === null) throw apiErrors.unauthenticated('This needs a signed-in person or an API key')
  return request.caller
}

/** Who did it, as lists of changes tell it. */
export const nameOf = (caller: Caller): string =>
  caller.kind === 'person' ? caller.user.name : caller.kind === 'key' ? caller.name : 'the command line'

/** Locations a caller is limited to; undefined: none. */
export const locationsOf = (caller: Caller): readonly string[] | undefined =>
  caller.kind !== 'key' || caller.locationIds === null ? undefined : caller.locationIds
