import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { GatewayCaller } from '../../gateway/gateway.types.ts'
import { mayDo } from '../../gateway/check-permission.ts'
import { createMcpServer } from '../../mcp/create-mcp-server.ts'
import { mcpErrors } from '../../mcp/mcp.errors.ts'
import { narrowCaller } from '../../mcp/narrow-caller.ts'
import { mcpPath } from '../../mcp/oauth/check-resource.ts'
import { resourceMetadataPath } from '../../mcp/oauth/describe-server.ts'
import { isLoopbackHost } from '../../mcp/oauth/redirect-uri.ts'
import type { ApiParts, ApiServer } from '../api.types.ts'
import { gatewayCaller } from '../gateway/gateway-caller.ts'
import { baseOf } from './base-of.ts'

/** `access=read` and `location=…` narrow what the credentials allow, and nothing widens it. */
const NarrowQuery = z.object({
  access: z.enum(['read', 'write']).optional(),
  location: z.union([z.string().max(100), z.array(z.string().max(100)).max(1000)]).optional(),
})

const maxBodyBytes = 5 * 1_048_576

/** MCP over streamable HTTP, without sessions: every message stands for itself and gets JSON back. */
export function addMcpRoutes(server: ApiServer, parts: ApiParts): void {
  const { stores, facts, clock } = parts
  const answerAgent = createMcpServer(
    {
      kysely: parts.kysely,
      gateway: parts.gateway,
      locations: stores.locations,
      confirmations: stores.agentConfirmations,
      connections: parts.connections,
      limiter: parts.limiter,
      clock,
      log: parts.log.child({ part: 'mcp' }),
    },
    { version: parts.version },
  )

  /** @throws `mcp.token_needed`, `mcp.token_refused` */
  async function findAgent(request: FastifyRequest, publicUrl: string): Promise<GatewayCaller> {
    const { caller } = request
    // A browser's cookie says who sits there, not that they mean to let a program in.
    if (caller !== null && caller.kind !== 'person') return gatewayCaller(caller)
    const metadata = `${baseOf(request, publicUrl)}${resourceMetadataPath}`
    const challenge = `Bearer realm="hub", resource_metadata="${metadata}"`
    const token = /^Bearer\s+(\S+)$/i.exec(request.headers.authorization ?? '')?.[1]
    if (token === undefined)
      throw mcpErrors.token_needed('This needs an API key, or the token of an agent that was let in', {
        headers: { 'www-authenticate': challenge },
      })
    const grant = token.startsWith('cwa_')
      ? await stores.agentGrants.findUsable(token, clock.now())
      : undefined
    if (grant === undefined)
      throw mcpErrors.token_refused('The token is unknown, run out or revoked', {
        headers: { 'www-authenticate': `${challenge}, error="invalid_token"` },
      })
    return {
      kind: 'agent',
      id: grant.id,
      name: grant.client_name,
      permissions: grant.permissions.filter((one) => one === 'read' || one === 'write'),
      locationIds: grant.location_ids,
    }
  }

  server.post(
    mcpPath,
    {
      config: { access: 'public' },
      bodyLimit: maxBodyBytes,
      schema: { hide: true, querystring: NarrowQuery },
    },
    async (request, reply) => {
      const { publicUrl } = await facts.read()
      checkOrigin(request, publicUrl)
      const { access, location } = request.query
      const caller = narrowCaller(await findAgent(request, publicUrl), {
        isReadOnly: access === 'read',
        locationIds: location === undefined ? undefined : [location].flat(),
      })
      if (!mayDo(caller, 'read')) throw mcpErrors.read_needed('Agents need the permission to read')
      const version = request.headers['mcp-protocol-version']
      const answer = await answerAgent({
        context: { caller, requestId: request.id },
        protocolVersion: typeof version === 'string' ? version : undefined,
        body: request.body,
      })
      return sendOn(reply, answer)
    },
  )

  // Nothing is ever sent unasked, and there is no session to end: agents read this answer as just that.
  for (const method of ['GET', 'DELETE'] as const)
    server.route({
      method,
      url: mcpPath,
      config: { access: 'public' },
      schema: { hide: true },
      handler: async (request) => {
        const { publicUrl } = await facts.read()
        checkOrigin(request, publicUrl)
        await findAgent(request, publicUrl)
        throw mcpErrors.stateless(`${method} ${mcpPath} is not possible`, { headers: { allow: 'POST' } })
      },
    })
}

/**
 * Keeps pages of other sites out, also those whose name was bound to this machine's address: they cannot hide where
 * they come from. Pages of this machine itself may call, since tools to try agents with are such pages.
 * @throws `mcp.origin_forbidden`
 */
function checkOrigin(request: FastifyRequest, publicUrl: string): void {
  const { origin } = request.headers
  if (origin === undefined) return
  const isOwn = URL.canParse(publicUrl) && origin === new URL(publicUrl).origin
  const isHere = URL.canParse(origin) && isLoopbackHost(new URL(origin).hostname)
  if (!isOwn && !isHere) throw mcpErrors.origin_forbidden('The request comes from a page of another site')
}

async function sendOn(reply: FastifyReply, answer: Response): Promise<FastifyReply> {
  const type = answer.headers.get('content-type')
  if (type !== null) void reply.type(type)
  return reply.code(answer.status).send(answer.status === 202 ? null : await answer.text())
}
