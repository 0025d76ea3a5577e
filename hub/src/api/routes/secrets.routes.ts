import { z } from 'zod'
import type { SecretRow } from '../../store/secrets.store.ts'
import { callerOf, nameOf } from '../access/check-access.ts'
import type { ApiParts, ApiServer } from '../api.types.ts'
import { PutSecret, Secret, SecretName } from '../contract/index.ts'
import { listOf } from './route-shapes.ts'

const tags = ['Secrets']
const nameParams = z.object({ name: SecretName })

/** Secrets that requests of workflows name. They go in and never come out. */
export function addSecretsRoutes(server: ApiServer, { workflows: { secrets } }: ApiParts): void {
  server.get(
    '/v1/secrets',
    {
      config: { access: 'person' },
      schema: {
        tags,
        summary: 'List secrets by name, without their values',
        response: { 200: listOf(Secret) },
      },
    },
    async () => ({ items: await Promise.all((await secrets.list()).map(viewSecret)) }),
  )

  server.put(
    '/v1/secrets/:name',
    {
      config: { access: 'person' },
      schema: {
        tags,
        summary: 'Make a secret or change it; without a value the stored one stays',
        params: nameParams,
        body: PutSecret,
        response: { 200: Secret },
      },
    },
    async (request) =>
      viewSecret(await secrets.put(request.params.name, { ...request.body, by: nameOf(callerOf(request)) })),
  )

  server.delete(
    '/v1/secrets/:name',
    {
      config: { access: 'person' },
      schema: {
        tags,
        summary: 'Remove a secret that no workflow sends',
        params: nameParams,
        response: { 204: z.null() },
      },
    },
    async ({ params }, reply) => {
      await secrets.remove(params.name)
      return reply.code(204).send(null)
    },
  )

  const viewSecret = async (row: SecretRow): Promise<Secret> => ({
    name: row.name,
    hosts: row.hosts,
    workflows: await secrets.usersOf(row.name),
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
    updatedBy: row.updated_by,
  })
}
