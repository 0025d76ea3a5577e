import { z } from 'zod'
import { mcpErrors } from '../../mcp/mcp.errors.ts'
import type { AgentGrantRow } from '../../store/agent-grants.store.ts'
import type { ApiParts, ApiServer } from '../api.types.ts'
import { Agent } from '../contract/index.ts'
import { idParams, listOf } from './route-shapes.ts'

/** Programs that people let in by OAuth. */
export function addAgentsRoutes(server: ApiServer, { stores, clock }: ApiParts): void {
  const tags = ['Agents']

  server.get(
    '/v1/agents',
    {
      config: { access: 'person' },
      schema: {
        tags,
        summary: 'List agents that were let in, newest first',
        response: { 200: listOf(Agent) },
      },
    },
    async () => ({ items: (await stores.agentGrants.list()).map(agentOf) }),
  )

  server.delete(
    '/v1/agents/:id',
    {
      config: { access: 'person' },
      schema: {
        tags,
        summary: 'End an agent’s access',
        params: idParams,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      if (!(await stores.agentGrants.revoke(request.params.id, 'person', clock.now())))
        throw mcpErrors.agent_unknown('There is no such agent, or its access ended before')
      return reply.code(204).send(null)
    },
  )
}

const agentOf = (row: AgentGrantRow): Agent => ({
  id: row.id,
  name: row.client_name,
  allowedBy: row.user_name,
  permissions: row.permissions as Agent['permissions'],
  locationIds: row.location_ids,
  createdAt: row.created_at.toISOString(),
  lastUsedAt: row.last_used_at?.toISOString() ?? null,
  revokedAt: row.revoked_at?.toISOString() ?? null,
  revokedBy: row.revoked_by,
})
