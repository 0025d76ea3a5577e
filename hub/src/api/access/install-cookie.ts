import type { FastifyReply, FastifyRequest } from 'fastify'
import { randomToken } from '../../platform/tokens.ts'
import { isOverHttps } from './session-cookie.ts'

const cookieName = 'causeway_install'
const lifeSeconds = 600

export const readInstallCookie = (request: FastifyRequest): string | undefined => request.cookies[cookieName]

/** Gives the browser the value an install is bound to; two installs at once in one browser share it. */
export function setInstallCookie(request: FastifyRequest, reply: FastifyReply, publicUrl: string): string {
  const known = readInstallCookie(request)
  const browser = known !== undefined && known.length >= 43 && known.length <= 200 ? known : randomToken()
  void reply.setCookie(cookieName, browser, {
    path: '/',
    httpOnly: true,
    // The consent page sends people back by a link of another site, which Strict would not follow with the cookie.
    sameSite: 'lax',
    secure: isOverHttps(request, publicUrl),
    maxAge: lifeSeconds,
  })
  return browser
}
