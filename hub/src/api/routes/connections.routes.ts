import { apiHost } from '@causeway/client'
import { z } from 'zod'
import type { ConnectionView } from '../../connections/connections.types.ts'
import { callerOf, checkLocation, coversLocation } from '../access/check-access.ts'
import type { Caller } from '../access/caller.types.ts'
import { setInstallCookie } from '../access/install-cookie.ts'
import { apiErrors } from '../api.errors.ts'
import type { ApiParts, ApiServer } from '../api.types.ts'
import {
  Connection,
  ConnectPrivateToken,
  Diagnosis,
  StartedInstall,
  StartInstall,
} from '../contract/index.ts'
import { CrmId, idParams, listOf } from './route-shapes.ts'
import { callbackPath } from './settings.routes.ts'

/** Our authorisations to companies and locations of the CRM. */
export function addConnectionsRoutes(server: ApiServer, parts: ApiParts): void {
  const { connections, facts, sync } = parts
  const tags = ['Connections']

  const find = async (caller: Caller, id: string): Promise<ConnectionView> => {
    const connection = await connections.getConnection(id)
    // A company's connection speaks of all its locations, so a key for some of them may not see it.
    checkLocation(caller, connection.locationId ?? '')
    return connection
  }

  server.get(
    '/v1/connections',
    {
      config: { access: 'read' },
      schema: {
        tags,
        summary: 'List connections',
        querystring: z.object({ locationId: CrmId.optional() }),
        response: { 200: listOf(Connection) },
      },
    },
    async (request) => {
      const caller = callerOf(request)
      const { locationId } = request.query
      const all = await connections.listConnections(locationId === undefined ? {} : { locationId })
      return { items: all.filter((one) => coversLocation(caller, one.locationId ?? '')) }
    },
  )

  server.get(
    '/v1/connections/:id',
    {
      config: { access: 'read' },
      schema: { tags, summary: 'Read a connection', params: idParams, response: { 200: Connection } },
    },
    async (request) => find(callerOf(request), request.params.id),
  )

  server.get(
    '/v1/connections/:id/diagnosis',
    {
      config: { access: 'read' },
      schema: {
        tags,
        summary: 'Walk token, scopes, location, version, clock, limits and database',
        params: idParams,
        response: { 200: Diagnosis },
      },
    },
    async (request) => {
      await find(callerOf(request), request.params.id)
      return connections.diagnose(request.params.id)
    },
  )

  server.delete(
    '/v1/connections/:id',
    {
      config: { access: 'person' },
      schema: {
        tags,
        summary: 'Disconnect: forgets the tokens, keeps the records',
        params: idParams,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      await connections.disconnect(request.params.id)
      return reply.code(204).send(null)
    },
  )

  server.post(
    '/v1/connections/install',
    {
      config: { access: 'person' },
      schema: {
        tags,
        summary: 'Start an install: send the same browser to the answer’s URL',
        body: StartInstall.extend({ appId: z.uuid() }),
        response: { 200: StartedInstall },
      },
    },
    async (request, reply) => {
      const { appId, returnTo } = request.body
      const { publicUrl } = await facts.read()
      const browser = setInstallCookie(request, reply, publicUrl)
      return connections.startInstall({
        appId,
        browser,
        redirectUri: `${publicUrl}${callbackPath}`,
        returnTo,
      })
    },
  )

  server.post(
    '/v1/connections/private-token',
    {
      config: { access: 'person' },
      schema: {
        tags,
        summary: 'Connect a location by a private integration token',
        body: ConnectPrivateToken,
        response: { 201: Connection },
      },
    },
    async (request, reply) => {
      const { environment, token, locationId, name } = request.body
      const apiBaseUrl = environment === 'live' ? apiHost : parts.settings.simulatorUrl
      if (apiBaseUrl === undefined) throw apiErrors.no_simulator('This hub has no simulator')
      const input = { environment, token, locationId, name, apiBaseUrl }
      const connection = await connections.connectPrivateToken(input)
      await sync.ensureLocation(locationId)
      return reply.code(201).send(connection)
    },
  )
}
