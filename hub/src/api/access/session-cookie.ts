import type { FastifyReply, FastifyRequest } from 'fastify'

const cookieName = 'causeway_session'
const dayMs = 86_400_000
/** A session ends 30 days after it was last used. */
export const sessionMs = 30 * dayMs
/** A session used is written down again at most once a day. */
export const extendAfterMs = dayMs

export const readSessionCookie = (request: FastifyRequest): string | undefined => request.cookies[cookieName]

/** Lax, not Strict: people come back from the CRM's consent page by a link of another site. */
const cookieOptions = (request: FastifyRequest, publicUrl: string) =>
  ({ path: '/', httpOnly: true, sameSite: 'lax', secure: isOverHttps(request, publicUrl) }) as const

export function setSessionCookie(
  request: FastifyRequest,
  reply: FastifyReply,
  publicUrl: string,
  token: string,
): void {
  void reply.setCookie(cookieName, token, { ...cookieOptions(request, publicUrl), maxAge: sessionMs / 1000 })
}

export function clearSessionCookie(request: FastifyRequest, reply: FastifyReply, publicUrl: string): void {
  void reply.clearCookie(cookieName, cookieOptions(request, publicUrl))
}

/** Whether the browser speaks https: by the connection, or because it asked for the public address, which does. */
export function isOverHttps(request: FastifyRequest, publicUrl: string): boolean {
  if (request.protocol === 'https') return true
  if (!URL.canParse(publicUrl)) return false
  const { protocol, host } = new URL(publicUrl)
  return protocol === 'https:' && host === request.host
}
