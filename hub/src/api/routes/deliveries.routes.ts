import { Readable } from 'node:stream'
import { deliveryErrors } from '../../deliveries/deliveries.errors.ts'
import { callerOf } from '../access/check-access.ts'
import type { Caller } from '../access/caller.types.ts'
import type { ApiParts, ApiServer } from '../api.types.ts'
import {
  Delivery,
  DeliveryDetail,
  DeliveryQuery,
  pageOf,
  QueuedDeliveries,
  ResendDeliveries,
} from '../contract/index.ts'
import { findEndpoint, maySeeEndpoint, viewAttempt, viewDelivery } from './endpoint-views.ts'
import { exportLedger } from './export-ledger.ts'
import { idParams } from './route-shapes.ts'

const tags = ['Deliveries']

/** What was sent to endpoints, every attempt of it, and the proof of what they accepted. */
export function addDeliveriesRoutes(server: ApiServer, parts: ApiParts): void {
  const { stores, deliveries } = parts

  /** @throws `deliveries.delivery_unknown` */
  const findDelivery = async (caller: Caller, id: string) => {
    const found = await stores.deliveries.find(id)
    const endpoint = found && (await stores.endpoints.find(found.endpointId))
    if (found === undefined || endpoint === undefined || !maySeeEndpoint(caller, endpoint))
      throw deliveryErrors.delivery_unknown(`There is no delivery ${id}`)
    return found
  }

  server.get(
    '/v1/endpoints/:id/deliveries',
    {
      config: { access: 'read' },
      schema: {
        tags,
        summary: 'List deliveries of an endpoint, newest first',
        params: idParams,
        querystring: DeliveryQuery,
        response: { 200: pageOf(Delivery) },
      },
    },
    async (request) => {
      const { id } = await findEndpoint(parts, callerOf(request), request.params.id)
      const { limit, cursor, from, to, ...filter } = request.query
      const page = await stores.deliveries.list(
        { endpointId: id, ...filter, from: instantOf(from), to: instantOf(to) },
        { limit, cursor },
      )
      return { items: page.items.map(viewDelivery), nextCursor: page.nextCursor }
    },
  )

  server.get(
    '/v1/deliveries/:id',
    {
      config: { access: 'read' },
      schema: {
        tags,
        summary: 'Get a delivery with every attempt',
        params: idParams,
        response: { 200: DeliveryDetail },
      },
    },
    async (request) => {
      const found = await findDelivery(callerOf(request), request.params.id)
      const attempts = await stores.deliveries.attempts(found.id)
      return { ...viewDelivery(found), body: found.body, attemptList: attempts.map(viewAttempt) }
    },
  )

  server.post(
    '/v1/deliveries/:id/resend',
    {
      config: { access: 'write' },
      schema: {
        tags,
        summary: 'Send a delivery again',
        params: idParams,
        response: { 202: QueuedDeliveries },
      },
    },
    async (request, reply) => {
      const found = await findDelivery(callerOf(request), request.params.id)
      return reply.code(202).send({ queued: await deliveries.resend(found.endpointId, { ids: [found.id] }) })
    },
  )

  server.post(
    '/v1/endpoints/:id/resend',
    {
      config: { access: 'write' },
      schema: {
        tags,
        summary: 'Send many deliveries again: some by id, or all of a state',
        params: idParams,
        body: ResendDeliveries,
        response: { 202: QueuedDeliveries },
      },
    },
    async (request, reply) => {
      const { id } = await findEndpoint(parts, callerOf(request), request.params.id)
      const { body } = request
      const which =
        'ids' in body
          ? { ids: body.ids }
          : { state: body.state, from: instantOf(body.from), to: instantOf(body.to) }
      return reply.code(202).send({ queued: await deliveries.resend(id, which) })
    },
  )

  server.get(
    '/v1/endpoints/:id/ledger',
    {
      config: { access: 'read' },
      schema: {
        tags,
        summary: 'Export the hash-chained proof of what the endpoint accepted, as JSON lines',
        params: idParams,
      },
    },
    async (request, reply) => {
      const endpoint = await findEndpoint(parts, callerOf(request), request.params.id)
      void reply.header('content-type', 'application/x-ndjson; charset=utf-8')
      void reply.header('content-disposition', `attachment; filename="ledger-${endpoint.id}.ndjson"`)
      return reply.send(Readable.from(exportLedger(parts, endpoint)))
    },
  )
}

const instantOf = (text: string | undefined): Date | undefined =>
  text === undefined ? undefined : new Date(text)
