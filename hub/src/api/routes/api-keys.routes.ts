import { z } from 'zod'
import type { ApiKeyRow } from '../../store/api-keys.store.ts'
import type { FindCaller } from '../access/identify-caller.ts'
import { apiErrors } from '../api.errors.ts'
import type { ApiParts, ApiServer } from '../api.types.ts'
import { ApiKey, CreateApiKey, CreatedApiKey } from '../contract/index.ts'
import { idParams, listOf } from './route-shapes.ts'

/** Keys of programs that call the hub. */
export function addApiKeysRoutes(
  server: ApiServer,
  { stores, clock }: ApiParts,
  { forgetKeys }: Pick<FindCaller, 'forgetKeys'>,
): void {
  const tags = ['API keys']

  server.get(
    '/v1/api-keys',
    {
      config: { access: 'person' },
      schema: { tags, summary: 'List API keys, newest first', response: { 200: listOf(ApiKey) } },
    },
    async () => ({ items: (await stores.apiKeys.list()).map(apiKeyOf) }),
  )

  server.post(
    '/v1/api-keys',
    {
      config: { access: 'person' },
      schema: {
        tags,
        summary: 'Make an API key; only this answer contains it',
        body: CreateApiKey,
        response: { 201: CreatedApiKey },
      },
    },
    async (request, reply) => {
      const { name, permissions, locationIds, expiresAt } = request.body
      const { row, key } = await stores.apiKeys.create({
        name,
        permissions: [...new Set(permissions)],
        locationIds,
        expiresAt: expiresAt === null ? null : new Date(expiresAt),
      })
      return reply.code(201).send({ ...apiKeyOf(row), key })
    },
  )

  server.delete(
    '/v1/api-keys/:id',
    {
      config: { access: 'person' },
      schema: {
        tags,
        summary: 'Revoke an API key',
        params: idParams,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      if (!(await stores.apiKeys.revoke(request.params.id, clock.now())))
        throw apiErrors.api_key_unknown('There is no such key, or it was revoked before')
      forgetKeys()
      return reply.code(204).send(null)
    },
  )
}

const apiKeyOf = (row: ApiKeyRow): ApiKey => ({
  id: row.id,
  name: row.name,
  prefix: row.prefix,
  permissions: row.permissions as ApiKey['permissions'],
  locationIds: row.location_ids,
  createdAt: row.created_at.toISOString(),
  lastUsedAt: row.last_used_at?.toISOString() ?? null,
  expiresAt: row.expires_at?.toISOString() ?? null,
  revokedAt: row.revoked_at?.toISOString() ?? null,
})
