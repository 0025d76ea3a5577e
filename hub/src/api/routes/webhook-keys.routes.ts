import type { WebhookKeyRow } from '../../store/webhook-keys.store.ts'
import type { ApiParts, ApiServer } from '../api.types.ts'
import { NewWebhookKey, WebhookKey } from '../contract/index.ts'
import { idParams, listOf } from './route-shapes.ts'

const tags = ['Inbox']

/** Public keys whose signatures on webhooks the hub believes. */
export function addWebhookKeysRoutes(server: ApiServer, { ingest }: ApiParts): void {
  server.get(
    '/v1/webhook-keys',
    {
      config: { access: 'read' },
      schema: {
        tags,
        summary: 'Keys that prove webhooks, retired ones included',
        response: { 200: listOf(WebhookKey) },
      },
    },
    async () => ({ items: (await ingest.keys.list()).map(viewKey) }),
  )

  server.post(
    '/v1/webhook-keys',
    {
      config: { access: 'person' },
      schema: {
        tags,
        summary: 'Trust another key, beside those there are',
        body: NewWebhookKey,
        response: { 201: WebhookKey },
      },
    },
    async (request, reply) => reply.code(201).send(viewKey(await ingest.keys.add(request.body))),
  )

  server.post(
    '/v1/webhook-keys/:id/retire',
    {
      config: { access: 'person' },
      schema: {
        tags,
        summary: 'Trust a key no more; without any key every delivery is refused',
        params: idParams,
        response: { 200: WebhookKey },
      },
    },
    async (request) => viewKey(await ingest.keys.retire(request.params.id)),
  )
}

const viewKey = (row: WebhookKeyRow): WebhookKey => ({
  id: row.id,
  name: row.name,
  algorithm: row.algorithm,
  spki: row.spki,
  source: row.source,
  createdAt: row.created_at.toISOString(),
  retiredAt: row.retired_at?.toISOString() ?? null,
  lastUsedAt: row.last_used_at?.toISOString() ?? null,
})
