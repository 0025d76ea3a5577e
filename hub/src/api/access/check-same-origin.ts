import type { FastifyRequest } from 'fastify'
import { apiErrors } from '../api.errors.ts'

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Keeps other sites from writing with a visitor's cookie. Browsers say where a request comes from and no page can
 * change that; programs say nothing, and carry no cookie of a victim. Other ports of the same machine are other sites.
 * @throws `api.cross_site`
 */
export function checkSameOrigin(request: FastifyRequest, publicUrl: string): void {
  if (safeMethods.has(request.method)) return
  const site = request.headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin' && site !== 'none')
    throw apiErrors.cross_site('The request comes from another site')
  const origin = request.headers.origin
  if (origin !== undefined && !isOwnOrigin(origin, request, publicUrl))
    throw apiErrors.cross_site('The request comes from a page of another origin')
}

function isOwnOrigin(origin: string, request: FastifyRequest, publicUrl: string): boolean {
  if (URL.canParse(publicUrl) && origin === new URL(publicUrl).origin) return true
  return origin === `${request.protocol}://${request.host}`
}
