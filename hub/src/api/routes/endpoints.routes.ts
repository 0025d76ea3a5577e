import { z } from 'zod'
import { deliveryErrors } from '../../deliveries/deliveries.errors.ts'
import { callerOf, checkLocation, locationsOf } from '../access/check-access.ts'
import type { Caller } from '../access/caller.types.ts'
import type { ApiParts, ApiServer } from '../api.types.ts'
import {
  ChangeEndpoint,
  CreatedEndpoint,
  CreateEndpoint,
  CreatedReceiverLink,
  CreateReceiverLink,
  Delivery,
  Endpoint,
  EndpointDetail,
  ReceiverLink,
  RecoveredDeliveries,
  RecoverEndpoint,
  RotatedSecret,
  RotateSecret,
  SendTestEvent,
} from '../contract/index.ts'
import {
  findEndpoint,
  maySeeEndpoint,
  viewDelivery,
  viewEndpoint,
  viewEndpoints,
  viewLink,
} from './endpoint-views.ts'
import { idParams, listOf } from './route-shapes.ts'

const tags = ['Endpoints']
const dayMs = 86_400_000

/** Addresses of other programs that events are sent to, signed. A key kept to locations sees only its own. */
export function addEndpointsRoutes(server: ApiServer, parts: ApiParts): void {
  const { stores, deliveries, clock } = parts

  server.get(
    '/v1/endpoints',
    {
      config: { access: 'read' },
      schema: { tags, summary: 'List endpoints, oldest first', response: { 200: listOf(Endpoint) } },
    },
    async (request) => {
      const caller = callerOf(request)
      const rows = (await stores.endpoints.list()).filter((row) => maySeeEndpoint(caller, row))
      return { items: await viewEndpoints(parts, rows) }
    },
  )

  server.post(
    '/v1/endpoints',
    {
      config: { access: 'write' },
      schema: {
        tags,
        summary: 'Make an endpoint; only this answer contains its secret',
        body: CreateEndpoint,
        response: { 201: CreatedEndpoint },
      },
    },
    async (request, reply) => {
      checkReach(callerOf(request), request.body.locationIds)
      const { mapping, ...settings } = request.body
      const mappingId = mapping === null ? null : await findMappingId(parts, mapping)
      const { endpoint, secret } = await deliveries.createEndpoint({ ...settings, mappingId })
      return reply.code(201).send({ ...(await viewEndpoint(parts, endpoint)), secret })
    },
  )

  server.get(
    '/v1/endpoints/:id',
    {
      config: { access: 'read' },
      schema: { tags, summary: 'Get an endpoint', params: idParams, response: { 200: EndpointDetail } },
    },
    async (request) => viewEndpoint(parts, await findEndpoint(parts, callerOf(request), request.params.id)),
  )

  server.patch(
    '/v1/endpoints/:id',
    {
      config: { access: 'write' },
      schema: {
        tags,
        summary: 'Change, enable or disable an endpoint',
        params: idParams,
        body: ChangeEndpoint,
        response: { 200: EndpointDetail },
      },
    },
    async (request) => {
      const caller = callerOf(request)
      const { id } = await findEndpoint(parts, caller, request.params.id)
      if (request.body.locationIds !== undefined) checkReach(caller, request.body.locationIds)
      const { mapping, ...change } = request.body
      const mappingId = typeof mapping === 'string' ? await findMappingId(parts, mapping) : mapping
      return viewEndpoint(parts, await deliveries.changeEndpoint(id, { ...change, mappingId }))
    },
  )

  server.delete(
    '/v1/endpoints/:id',
    {
      config: { access: 'write' },
      schema: {
        tags,
        summary: 'Delete an endpoint with its deliveries and its ledger',
        params: idParams,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      const { id } = await findEndpoint(parts, callerOf(request), request.params.id)
      await deliveries.deleteEndpoint(id)
      return reply.code(204).send(null)
    },
  )

  server.post(
    '/v1/endpoints/:id/rotate-secret',
    {
      config: { access: 'write' },
      schema: {
        tags,
        summary: 'Put a new secret in place; only this answer contains it',
        params: idParams,
        body: RotateSecret,
        response: { 200: RotatedSecret },
      },
    },
    async (request) => {
      const { id } = await findEndpoint(parts, callerOf(request), request.params.id)
      const { secret, overlapUntil } = await deliveries.rotateSecret(id, request.body)
      return { secret, overlapUntil: overlapUntil.toISOString() }
    },
  )

  server.post(
    '/v1/endpoints/:id/test',
    {
      config: { access: 'write' },
      schema: {
        tags,
        summary: 'Send a test event now, once',
        params: idParams,
        body: SendTestEvent,
        response: { 202: Delivery },
      },
    },
    async (request, reply) => {
      const { id } = await findEndpoint(parts, callerOf(request), request.params.id)
      const sent = await stores.deliveries.find(await deliveries.sendTest(id, request.body.eventType))
      if (sent === undefined) throw deliveryErrors.endpoint_unknown(`There is no endpoint ${id}`)
      return reply.code(202).send(viewDelivery(sent))
    },
  )

  server.post(
    '/v1/endpoints/:id/recover',
    {
      config: { access: 'write' },
      schema: {
        tags,
        summary: 'Send the events of a span of the log again',
        params: idParams,
        body: RecoverEndpoint,
        response: { 202: RecoveredDeliveries },
      },
    },
    async (request, reply) => {
      const { id } = await findEndpoint(parts, callerOf(request), request.params.id)
      const { from, to, which, dryRun: isTrial } = request.body
      const span = { from: new Date(from), to: new Date(to), which, isTrial }
      return reply.code(202).send(await deliveries.recover(id, span))
    },
  )

  server.get(
    '/v1/endpoints/:id/links',
    {
      config: { access: 'read' },
      schema: {
        tags,
        summary: 'List links that show the endpoint to others, newest first',
        params: idParams,
        response: { 200: listOf(ReceiverLink) },
      },
    },
    async (request) => {
      const { id } = await findEndpoint(parts, callerOf(request), request.params.id)
      return { items: (await stores.endpoints.links(id)).map(viewLink) }
    },
  )

  server.post(
    '/v1/endpoints/:id/links',
    {
      config: { access: 'write' },
      schema: {
        tags,
        summary: 'Make a link that shows the endpoint to others; only this answer contains it',
        params: idParams,
        body: CreateReceiverLink,
        response: { 201: CreatedReceiverLink },
      },
    },
    async (request, reply) => {
      const { id } = await findEndpoint(parts, callerOf(request), request.params.id)
      const { note, days } = request.body
      const now = clock.now()
      const expiresAt = new Date(now.getTime() + days * dayMs)
      const { link, token } = await stores.endpoints.createLink({ endpointId: id, note, now, expiresAt })
      const { publicUrl } = await parts.facts.read()
      return reply.code(201).send({ ...viewLink(link), url: `${publicUrl}/receiver/${token}` })
    },
  )

  server.delete(
    '/v1/endpoints/:id/links/:linkId',
    {
      config: { access: 'write' },
      schema: {
        tags,
        summary: 'Revoke a link',
        params: idParams.extend({ linkId: z.uuid() }),
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      const { id } = await findEndpoint(parts, callerOf(request), request.params.id)
      if (!(await stores.endpoints.revokeLink(id, request.params.linkId, clock.now())))
        throw deliveryErrors.link_unknown('There is no such link, or it was revoked before')
      return reply.code(204).send(null)
    },
  )
}

/**
 * The mapping an endpoint is to be sent the records of.
 * @throws `mappings.unknown`, `deliveries.mapping_unfit`
 */
async function findMappingId({ mappings }: ApiParts, name: string): Promise<string> {
  const { id, definition } = await mappings.read(name)
  if (definition === null) throw deliveryErrors.mapping_unfit(`The mapping ${name} was never published`)
  if (definition.source.kind === 'statistic')
    throw deliveryErrors.mapping_unfit(
      `The mapping ${name} makes records of statistics, and an event tells of many of these at once`,
    )
  return id
}

/** An endpoint sends on what a key cannot read: it may reach no further than the key itself. */
function checkReach(caller: Caller, locationIds: readonly string[] | null): void {
  if (locationsOf(caller) === undefined) return
  if (locationIds === null)
    throw deliveryErrors.locations_needed('The API key does not cover every location, and the endpoint would')
  for (const locationId of locationIds) checkLocation(caller, locationId)
}
