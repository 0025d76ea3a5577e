import type { FastifyReply } from 'fastify'
import { z } from 'zod'
import { HubError, messageOf } from '../../platform/errors.ts'
import { readInstallCookie, setInstallCookie } from '../access/install-cookie.ts'
import type { ApiParts, ApiServer } from '../api.types.ts'
import { renderPage } from '../pages/render-page.ts'
import { callbackPath } from './settings.routes.ts'

const text = z.string().max(4000).optional()
const CallbackQuery = z.object({ code: text, state: text, error: text, error_description: text })

const consolePath = '/console/connections'

/** The two addresses of an install that browsers visit: the way to the CRM's consent page, and the way back. */
export function addOAuthRoutes(server: ApiServer, parts: ApiParts): void {
  const { connections, facts, sync } = parts

  server.get(
    '/oauth/crm/install',
    {
      config: { access: 'person' },
      schema: { hide: true, querystring: z.object({ appId: z.uuid() }) },
      errorHandler: (error, _request, reply) => showFailure(parts, error, reply),
    },
    async (request, reply) => {
      const { publicUrl } = await facts.read()
      const { authorizeUrl } = await connections.startInstall({
        appId: request.query.appId,
        browser: setInstallCookie(request, reply, publicUrl),
        redirectUri: `${publicUrl}${callbackPath}`,
      })
      return reply.redirect(authorizeUrl)
    },
  )

  // Public: the person may come back without a session of the hub; the browser's cookie and the state prove the rest.
  server.get(
    callbackPath,
    {
      config: { access: 'public' },
      schema: { hide: true, querystring: CallbackQuery },
      errorHandler: (error, _request, reply) => showFailure(parts, error, reply),
    },
    async (request, reply) => {
      const { code, state, error, error_description: errorDescription } = request.query
      const finished = await connections.finishInstall({
        browser: readInstallCookie(request),
        code,
        state,
        error,
        errorDescription,
      })
      for (const locationId of finished.locationIds) await sync.ensureLocation(locationId)
      const target = new URL(finished.returnTo ?? consolePath, 'http://hub')
      target.searchParams.set('connected', finished.connection.id)
      return reply.redirect(`${target.pathname}${target.search}`)
    },
  )
}

/** A person stands before this answer, so it is a page that says what happened and what to do. */
async function showFailure(parts: ApiParts, thrown: unknown, reply: FastifyReply): Promise<FastifyReply> {
  const isKnown = thrown instanceof HubError
  if (!isKnown || thrown.status >= 500) parts.log.error({ err: thrown }, 'an install failed')
  const { brand } = await parts.facts.read()
  const page = renderPage({
    brand,
    title: 'The connection was not made',
    message: isKnown ? thrown.message : explainOther(thrown),
    hint: (isKnown ? thrown.hint : undefined) ?? 'Start again from the console.',
    code: isKnown ? thrown.code : undefined,
    link: { href: consolePath, label: 'Back to the connections' },
  })
  return reply
    .code(isKnown ? thrown.status : statusOf(thrown))
    .type('text/html; charset=utf-8')
    .header('cache-control', 'no-store')
    .send(page)
}

const statusOf = (thrown: unknown): number =>
  thrown instanceof Error && 'statusCode' in thrown && typeof thrown.statusCode === 'number'
    ? thrown.statusCode
    : 500

const explainOther = (thrown: unknown): string =>
  statusOf(thrown) < 500 ? messageOf(thrown) : 'The hub failed to finish the install. Its log tells more.'
