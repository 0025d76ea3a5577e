import type { FastifyInstance, FastifyReply } from 'fastify'
import { installApp, type InstallTarget } from './install-app.ts'
import { renderConsentError, renderConsentPage, type ConsentRequest } from './consent-page.ts'
import type { OAuthContext } from './oauth-context.ts'
import type { RegisteredApp } from './oauth.types.ts'

/** Both addresses of the consent page; the second is the newer (facts 2.1). */
const consentPaths = ['/oauth/chooselocation', '/v2/oauth/chooselocation'] as const

type Fields = Record<string, string | string[] | undefined>

/** Serves the page where a person chooses what to install an app on, and sends them back with a code. */
export function serveConsent(server: FastifyInstance, context: OAuthContext): void {
  for (const path of consentPaths) {
    server.get<{ Querystring: Fields }>(path, (request, reply) => {
      const asked = readConsentRequest(context, request.query)
      if ('title' in asked) return sendError(reply, asked)
      const { world } = context
      const page = renderConsentPage(asked.app, asked.request, world.companies, world.locations)
      return sendPage(reply, page)
    })
    server.post<{ Body: Fields | null }>(path, (request, reply) => {
      const fields = request.body ?? {}
      const asked = readConsentRequest(context, fields)
      if ('title' in asked) return sendError(reply, asked)
      return reply.redirect(decide(context, asked.app, asked.request, fields), 302)
    })
  }
}

/** Where the decision sends the person: back to the app with a code, or with `access_denied`. */
function decide(context: OAuthContext, app: RegisteredApp, request: ConsentRequest, fields: Fields): string {
  const target = fields['decision'] === 'allow' ? readTarget(context, fields) : undefined
  const back = new URL(request.redirectUri)
  if (target) {
    const { code } = installApp(context, app, target, request)
    back.searchParams.set('code', code)
  } else {
    back.searchParams.set('error', 'access_denied')
  }
  if (request.state !== undefined) back.searchParams.set('state', request.state)
  return back.href
}

function readTarget({ world }: OAuthContext, fields: Fields): InstallTarget | undefined {
  const [kind, id] = String(fields['target'] ?? '').split(':')
  if (kind === 'location')
    return world.locations.some((one) => one.id === id && one.isActive) ? { locationId: id ?? '' } : undefined
  const company = world.companies.find((one) => one.id === id)
  if (kind !== 'company' || !company) return undefined
  const ticked = [fields['approved'] ?? []].flat()
  const own = world.locations.filter((one) => one.companyId === company.id && ticked.includes(one.id))
  return { companyId: company.id, approvedLocations: own.length === 0 ? 'all' : own.map((one) => one.id) }
}

interface ConsentProblem {
  title: string
  advice: string
}

function readConsentRequest(
  { store }: OAuthContext,
  fields: Fields,
): { app: RegisteredApp; request: ConsentRequest } | ConsentProblem {
  const clientId = textOf(fields['client_id'])
  const app = [...store.apps.values()].find((one) => one.clientId === clientId)
  if (clientId === undefined || !app)
    return {
      title: 'No integration found with this client id',
      advice: 'Check client_id in the link, or register the app on the admin page.',
    }
  const redirectUri = textOf(fields['redirect_uri'])
  if (redirectUri === undefined || !mayRedirect(app, redirectUri))
    return {
      title: 'This redirect URI is not registered for the app',
      advice: 'Send redirect_uri exactly as registered. The demo app takes any address on loopback.',
    }
  const scopes = (textOf(fields['scope']) ?? '').split(/[\s,]+/).filter((scope) => scope !== '')
  const unknown = app.scopes === 'any' ? [] : scopes.filter((scope) => !app.scopes.includes(scope))
  if (scopes.length === 0 || unknown.length > 0)
    return {
      title:
        scopes.length === 0 ? 'The link asks for no scopes' : `The app may not ask for ${unknown.join(', ')}`,
      advice: 'Send scope as a list separated by spaces, of scopes the app was registered with.',
    }
  const state = textOf(fields['state'])
  return { app, request: { clientId, redirectUri, scopes, ...(state === undefined ? {} : { state }) } }
}

function mayRedirect(app: RegisteredApp, redirectUri: string): boolean {
  if (!URL.canParse(redirectUri)) return false
  if (app.redirectUris.includes(redirectUri)) return true
  const { protocol, hostname } = new URL(redirectUri)
  const isLoopback = ['localhost', '[::1]'].includes(hostname) || /^127(\.\d+){3}$/.test(hostname)
  return app.allowsLoopback && isLoopback && (protocol === 'http:' || protocol === 'https:')
}

const textOf = (value: string | string[] | undefined) =>
  typeof value === 'string' && value !== '' ? value : undefined

const sendPage = (reply: FastifyReply, page: string, status = 200) =>
  reply.code(status).header('cache-control', 'no-store').type('text/html; charset=utf-8').send(page)

const sendError = (reply: FastifyReply, { title, advice }: ConsentProblem) =>
  sendPage(reply, renderConsentError(title, advice), 400)
