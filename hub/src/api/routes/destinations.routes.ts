import { z } from 'zod'
import type { DestinationRow } from '../../store/destinations.store.ts'
import { apiErrors } from '../api.errors.ts'
import type { ApiParts, ApiServer } from '../api.types.ts'
import {
  CreatedDestination,
  CreateDestination,
  Destination,
  DestinationTest,
  TestDestination,
} from '../contract/index.ts'
import { idParams, listOf } from './route-shapes.ts'

const tags = ['Destinations']

/** Databases, endpoints and files of the user's own. Their secrets go in and never come out. */
export function addDestinationsRoutes(server: ApiServer, { mappings }: ApiParts): void {
  server.get(
    '/v1/destinations',
    {
      config: { access: 'person' },
      schema: { tags, summary: 'List destinations by name', response: { 200: listOf(Destination) } },
    },
    async () => ({ items: (await mappings.listDestinations()).map(viewDestination) }),
  )

  server.post(
    '/v1/destinations',
    {
      config: { access: 'person' },
      schema: {
        tags,
        summary: 'Add a destination; only this answer contains a signing secret the hub made',
        body: CreateDestination,
        response: { 201: CreatedDestination },
      },
    },
    async (request, reply) => {
      const { row, secret } = await mappings.addDestination(request.body)
      return reply.code(201).send({ ...viewDestination(row), secret: secret ?? null })
    },
  )

  server.get(
    '/v1/destinations/:id',
    {
      config: { access: 'person' },
      schema: { tags, summary: 'Get a destination', params: idParams, response: { 200: Destination } },
    },
    async ({ params }) => viewDestination(await mappings.readDestination(params.id)),
  )

  server.put(
    '/v1/destinations/:id',
    {
      config: { access: 'person' },
      schema: {
        tags,
        summary: 'Change a destination; without a secret the stored one stays',
        params: idParams,
        body: CreateDestination,
        response: { 200: Destination },
      },
    },
    async ({ params, body }) => {
      const { kind } = await mappings.readDestination(params.id)
      if (kind !== body.kind)
        throw apiErrors.invalid_input(`The destination is ${kind} and stays so`, {
          details: { issues: [{ path: 'kind', message: `must be ${kind}` }] },
        })
      return viewDestination(await mappings.changeDestination(params.id, body))
    },
  )

  server.delete(
    '/v1/destinations/:id',
    {
      config: { access: 'person' },
      schema: {
        tags,
        summary: 'Remove a destination; what was written there stays',
        params: idParams,
        response: { 204: z.null() },
      },
    },
    async ({ params }, reply) => {
      await mappings.removeDestination(params.id)
      return reply.code(204).send(null)
    },
  )

  server.post(
    '/v1/destinations/:id/test',
    {
      config: { access: 'person' },
      schema: {
        tags,
        summary: 'Connect to a destination and say what answers',
        params: idParams,
        response: { 200: DestinationTest },
      },
    },
    async ({ params }) => ({ message: await mappings.testDestination({ id: params.id }) }),
  )

  server.post(
    '/v1/destination-tests',
    {
      config: { access: 'person' },
      schema: {
        tags,
        summary: 'The same for settings that are not stored yet',
        body: TestDestination,
        response: { 200: DestinationTest },
      },
    },
    async ({ body }) => ({ message: await mappings.testDestination(body) }),
  )
}

const viewDestination = (row: DestinationRow): Destination => ({
  id: row.id,
  name: row.name,
  kind: row.kind,
  settings: row.settings,
  hasSecret: row.secret_sealed !== null,
  createdAt: row.created_at.toISOString(),
  updatedAt: row.updated_at.toISOString(),
})
