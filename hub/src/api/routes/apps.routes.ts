import { apiHost, consentHosts } from '@causeway/client'
import { z } from 'zod'
import type { NewApp } from '../../connections/connections.types.ts'
import type { ApiParts, ApiServer } from '../api.types.ts'
import { App, CreateApp } from '../contract/index.ts'
import { findSimulatorApp } from './find-simulator-app.ts'
import { idParams, listOf } from './route-shapes.ts'

/** Credentials of marketplace apps, and the simulator's. */
export function addAppsRoutes(server: ApiServer, { connections, settings, facts }: ApiParts): void {
  const tags = ['Apps']

  server.get(
    '/v1/apps',
    {
      config: { access: 'person' },
      schema: { tags, summary: 'List CRM apps', response: { 200: listOf(App) } },
    },
    async () => ({ items: await connections.listApps() }),
  )

  server.post(
    '/v1/apps',
    {
      config: { access: 'person' },
      schema: { tags, summary: 'Add a CRM app, or the simulator’s', body: CreateApp, response: { 201: App } },
    },
    async (request, reply) => {
      if (request.body.environment === 'live')
        return reply.code(201).send(await connections.createApp(liveApp(request.body)))
      const app = await findSimulatorApp(settings.simulatorUrl, (await facts.read()).publicUrl)
      return reply.code(201).send(await connections.createApp(app))
    },
  )

  server.delete(
    '/v1/apps/:id',
    {
      config: { access: 'person' },
      schema: { tags, summary: 'Remove a CRM app', params: idParams, response: { 204: z.null() } },
    },
    async (request, reply) => {
      await connections.deleteApp(request.params.id)
      return reply.code(204).send(null)
    },
  )
}

type LiveApp = Extract<z.output<typeof CreateApp>, { environment: 'live' }>

const liveApp = (wanted: LiveApp): NewApp => ({
  name: wanted.name,
  environment: 'live',
  clientId: wanted.clientId,
  clientSecret: wanted.clientSecret,
  apiBaseUrl: apiHost,
  consentBaseUrl: consentHosts[wanted.consentHost],
  generation: wanted.generation,
  ...(wanted.scopes !== undefined && { scopes: wanted.scopes }),
})
