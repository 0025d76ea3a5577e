import type { FastifyReply, FastifyRequest } from 'fastify'
import {
  describeAuthorizationServer,
  describeResource,
  oauthPaths,
  resourceMetadataPath,
} from '../../mcp/oauth/describe-server.ts'
import { giveCode, giveTokens } from '../../mcp/oauth/give-tokens.ts'
import { OAuthRefusal } from '../../mcp/oauth/oauth-refusal.ts'
import {
  answerAddress,
  type AuthorizeRequest,
  readAuthorizeRequest,
} from '../../mcp/oauth/read-authorize-request.ts'
import { registerClient } from '../../mcp/oauth/register-client.ts'
import { HubError } from '../../platform/errors.ts'
import type { Person } from '../access/caller.types.ts'
import type { ApiParts, ApiServer } from '../api.types.ts'
import { renderPage } from '../pages/render-page.ts'
import { baseOf } from './base-of.ts'
import { renderConsentPage } from './consent-page.ts'
import { readDecision } from './read-decision.ts'
import { readForm } from './read-form.ts'

const open = { config: { access: 'public' }, schema: { hide: true } } as const
/** Registrations of one address in a minute: each is a row that waits for a person. */
const registrations = { max: 30, timeWindow: 60_000 }

/** Lets agents in by OAuth 2.1: they register, a person decides, and they get tokens for the MCP endpoint only. */
export async function addAgentOAuthRoutes(server: ApiServer, parts: ApiParts): Promise<void> {
  const { facts } = parts
  const base = async (request: FastifyRequest) => baseOf(request, (await facts.read()).publicUrl)

  for (const path of [resourceMetadataPath, '/.well-known/oauth-protected-resource'])
    server.get(path, open, async (request) =>
      describeResource(await base(request), (await facts.read()).brand),
    )
  server.get('/.well-known/oauth-authorization-server', open, async (request) =>
    describeAuthorizationServer(await base(request)),
  )

  // Forms are read here and nowhere else.
  await server.register(async (scope: ApiServer) => {
    readForm(scope)
    addProgramRoutes(scope, parts, base)
    addPersonRoutes(scope, parts, base)
  })
}

type FindBase = (request: FastifyRequest) => Promise<string>

/** What programs call, and are answered in the words of OAuth. */
function addProgramRoutes(server: ApiServer, { stores, clock, log }: ApiParts, base: FindBase): void {
  const answerRefusal = (problem: unknown, _request: FastifyRequest, reply: FastifyReply) => {
    if (!(problem instanceof OAuthRefusal)) throw problem
    log.debug({ error: problem.code }, 'an agent was refused')
    return reply.code(problem.status).send({ error: problem.code, error_description: problem.message })
  }

  server.post(
    oauthPaths.register,
    { ...open, config: { access: 'public', rateLimit: registrations }, errorHandler: answerRefusal },
    async (request, reply) =>
      reply.code(201).send(await registerClient(stores.agentClients, request.body, clock.now())),
  )

  server.post(oauthPaths.token, { ...open, errorHandler: answerRefusal }, async (request) => {
    const { agentClients: clients, agentGrants: grants } = stores
    return giveTokens({ clients, grants }, singleFields(request.body), await base(request), clock.now())
  })

  // Whatever is sent, the answer is the same: it tells nobody which tokens exist (RFC 7009).
  server.post(oauthPaths.revoke, { ...open, errorHandler: answerRefusal }, async (request, reply) => {
    const { token, client_id: clientId } = singleFields(request.body)
    if (token === undefined) throw new OAuthRefusal('invalid_request', 'token is missing')
    await stores.agentGrants.revokeByToken(token, clientId, clock.now())
    return reply.send({})
  })
}

/** @throws OAuthRefusal when a field is there twice, which OAuth forbids */
function singleFields(body: unknown): Record<string, string | undefined> {
  const fields = typeof body === 'object' && body !== null ? Object.entries(body) : []
  for (const [name, value] of fields)
    if (typeof value !== 'string')
      throw new OAuthRefusal('invalid_request', `${name.slice(0, 60)} must be one text`)
  return Object.fromEntries(fields) as Record<string, string>
}

/** What a person sees on the way. */
function addPersonRoutes(server: ApiServer, parts: ApiParts, base: FindBase): void {
  const { stores, clock } = parts
  const options = {
    ...open,
    errorHandler: (error: unknown, _request: FastifyRequest, reply: FastifyReply) =>
      showFailure(parts, error, reply),
  }

  const showConsent = async (
    reply: FastifyReply,
    person: Person,
    request: AuthorizeRequest,
    fields: Record<string, unknown>,
    complaint?: string,
  ) => {
    const locations = await stores.locations.list()
    const page = renderConsentPage({
      brand: (await parts.facts.read()).brand,
      person: person.user.name,
      request,
      fields: requestFields(fields),
      locations: locations.map(({ id, name }) => ({ id, name: name ?? id })),
      complaint,
    })
    return sendPage(reply, complaint === undefined ? 200 : 400, page, request.redirectUri)
  }

  server.get(oauthPaths.authorize, options, async (request, reply) => {
    const fields = request.query as Record<string, unknown>
    const own = await base(request)
    const outcome = await readAuthorizeRequest(stores.agentClients, fields, own)
    if (outcome.kind === 'refused')
      return reply.redirect(refusalAddress(outcome.answerTo, own, outcome.refusal))
    if (request.caller?.kind !== 'person')
      return reply.redirect(`/console/sign-in?resume=${encodeURIComponent(request.url)}`)
    return showConsent(reply, request.caller, outcome.request, fields)
  })

  server.post(oauthPaths.authorize, options, async (request, reply) => {
    const fields = request.body as Record<string, unknown>
    const own = await base(request)
    const outcome = await readAuthorizeRequest(stores.agentClients, requestFields(fields), own)
    if (outcome.kind === 'refused')
      return reply.redirect(refusalAddress(outcome.answerTo, own, outcome.refusal), 303)
    const { request: wanted } = outcome
    const person = request.caller
    if (person?.kind !== 'person') {
      const query = new URLSearchParams(requestFields(fields)).toString()
      return reply.redirect(
        `/console/sign-in?resume=${encodeURIComponent(`${oauthPaths.authorize}?${query}`)}`,
        303,
      )
    }
    const decision = readDecision(
      fields,
      wanted.scopes,
      new Set((await stores.locations.list()).map(({ id }) => id)),
    )
    if (decision.kind === 'incomplete') return showConsent(reply, person, wanted, fields, decision.complaint)
    if (decision.kind === 'denied') {
      const refusal = new OAuthRefusal('access_denied', 'The person refused')
      return reply.redirect(refusalAddress(wanted, own, refusal), 303)
    }
    const { permissions, locationIds } = decision
    const allowed = { userId: person.user.id, permissions, locationIds }
    const code = await giveCode(stores.agentGrants, wanted, allowed, clock.now())
    return reply.redirect(answerAddress(wanted, own, { code }), 303)
  })
}

const refusalAddress = (
  answerTo: Parameters<typeof answerAddress>[0],
  base: string,
  { code, message }: OAuthRefusal,
): string => answerAddress(answerTo, base, { error: code, error_description: message })

const requestNames = [
  'client_id',
  'redirect_uri',
  'response_type',
  'code_challenge',
  'code_challenge_method',
  'state',
  'scope',
  'resource',
]

/** The agent's request without what the person decided. */
const requestFields = (fields: Record<string, unknown>): Record<string, string> =>
  Object.fromEntries(
    requestNames
      .map((name) => [name, fields[name]] as const)
      .filter((field): field is [string, string] => typeof field[1] === 'string'),
  )

function sendPage(reply: FastifyReply, status: number, page: string, redirectUri?: string): FastifyReply {
  if (redirectUri !== undefined) {
    // Browsers hold a form to this policy also where its answer leads: back to the agent.
    const { protocol, origin } = new URL(redirectUri)
    const target = origin === 'null' ? protocol : origin
    void reply.header(
      'content-security-policy',
      `default-src 'none';style-src 'unsafe-inline';form-action 'self' ${target};base-uri 'none';frame-ancestors 'none'`,
    )
  }
  return reply.code(status).type('text/html; charset=utf-8').header('cache-control', 'no-store').send(page)
}

/** A person stands before this answer, so it is a page that says what happened and what to do. */
async function showFailure(parts: ApiParts, thrown: unknown, reply: FastifyReply): Promise<FastifyReply> {
  if (!(thrown instanceof HubError)) throw thrown
  const { brand } = await parts.facts.read()
  const page = renderPage({
    brand,
    title: 'The agent was not let in',
    message: thrown.message,
    hint: thrown.hint ?? 'Start again from the agent.',
    code: thrown.code,
    link: { href: '/console/agents', label: 'Agents that were let in' },
  })
  return sendPage(reply, thrown.status, page)
}
