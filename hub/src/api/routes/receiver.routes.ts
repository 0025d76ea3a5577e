import type { FastifyReply } from 'fastify'
import { z } from 'zod'
import { deliveryErrors } from '../../deliveries/deliveries.errors.ts'
import { HubError } from '../../platform/errors.ts'
import type { EndpointRow, ReceiverLinkRow } from '../../store/endpoints.store.ts'
import { readForm } from '../agents/read-form.ts'
import type { ApiParts, ApiServer } from '../api.types.ts'
import { DeliveryState, SigningKind } from '../contract/index.ts'
import { renderReceivedDelivery, renderReceiver } from '../pages/receiver-page.ts'
import { renderPage } from '../pages/render-page.ts'
import { viewAttempt, viewDelivery, viewEndpoint } from './endpoint-views.ts'

const tokenParams = z.object({ token: z.string().max(100) })
const deliveryParams = tokenParams.extend({ id: z.uuid() })
const listQuery = z.object({ state: DeliveryState.optional(), cursor: z.string().max(500).optional() })
const pageSize = 50
/** How long the old secret still signs when somebody rotates by a link. */
const overlapHours = 24

/** Pages for whoever has a link: one endpoint, what was sent to it, sending again, and a new secret. No scripts. */
export async function addReceiverRoutes(server: ApiServer, parts: ApiParts): Promise<void> {
  await server.register(async (scope: ApiServer) => {
    readForm(scope)
    scope.setErrorHandler((thrown, _request, reply) => showFailure(parts, thrown, reply))
    addPages(scope, parts)
  })
}

function addPages(scope: ApiServer, parts: ApiParts): void {
  const { stores, deliveries, clock } = parts
  const config = { access: 'public' } as const

  /** @throws `deliveries.link_unknown` */
  const find = async (token: string): Promise<{ link: ReceiverLinkRow; endpoint: EndpointRow }> => {
    const link = await stores.endpoints.findLink(token, clock.now())
    const endpoint = link && (await stores.endpoints.find(link.endpointId))
    if (link === undefined || endpoint === undefined)
      throw deliveryErrors.link_unknown('This link does not lead to an endpoint, or no longer does')
    return { link, endpoint }
  }
  /** One of the endpoint's own. @throws `deliveries.delivery_unknown` */
  const findDelivery = async (endpoint: EndpointRow, id: string) => {
    const found = await stores.deliveries.find(id)
    if (found === undefined || found.endpointId !== endpoint.id)
      throw deliveryErrors.delivery_unknown(`There is no delivery ${id}`)
    return found
  }
  const overview = async (token: string, query: z.infer<typeof listQuery>) => {
    const { link, endpoint } = await find(token)
    const { state, cursor } = query
    const page = await stores.deliveries.list({ endpointId: endpoint.id, state }, { limit: pageSize, cursor })
    return {
      brand: (await parts.facts.read()).brand,
      base: `/receiver/${encodeURIComponent(token)}`,
      endpoint: await viewEndpoint(parts, endpoint),
      deliveries: page.items.map(viewDelivery),
      nextCursor: page.nextCursor,
      state,
      expiresAt: link.expiresAt.toISOString(),
    }
  }

  scope.get(
    '/receiver/:token',
    { config, schema: { hide: true, params: tokenParams, querystring: listQuery } },
    async (request, reply) =>
      send(reply, renderReceiver(await overview(request.params.token, request.query))),
  )

  scope.post(
    '/receiver/:token/rotate-secret',
    { config, schema: { hide: true, params: tokenParams, body: z.object({ signing: SigningKind }) } },
    async (request, reply) => {
      const { token } = request.params
      const { endpoint } = await find(token)
      const { secret } = await deliveries.rotateSecret(endpoint.id, {
        signing: request.body.signing,
        overlapHours,
      })
      return send(reply, renderReceiver({ ...(await overview(token, {})), secret }))
    },
  )

  scope.get(
    '/receiver/:token/deliveries/:id',
    { config, schema: { hide: true, params: deliveryParams } },
    async (request, reply) => {
      const { token, id } = request.params
      const { endpoint } = await find(token)
      const found = await findDelivery(endpoint, id)
      const attempts = await stores.deliveries.attempts(id)
      const delivery = { ...viewDelivery(found), body: found.body, attemptList: attempts.map(viewAttempt) }
      const { brand } = await parts.facts.read()
      const base = `/receiver/${encodeURIComponent(token)}`
      return send(reply, renderReceivedDelivery({ brand, base, delivery, isEnabled: endpoint.isEnabled }))
    },
  )

  scope.post(
    '/receiver/:token/deliveries/:id/resend',
    { config, schema: { hide: true, params: deliveryParams } },
    async (request, reply) => {
      const { token, id } = request.params
      const { endpoint } = await find(token)
      await findDelivery(endpoint, id)
      await deliveries.resend(endpoint.id, { ids: [id] })
      return reply.redirect(`/receiver/${encodeURIComponent(token)}/deliveries/${id}`, 303)
    },
  )
}

const send = (reply: FastifyReply, page: string): FastifyReply =>
  reply.type('text/html; charset=utf-8').header('cache-control', 'no-store').send(page)

/** A person stands before this answer, so it is a page that says what happened and what to do. */
async function showFailure(parts: ApiParts, thrown: unknown, reply: FastifyReply): Promise<FastifyReply> {
  if (!(thrown instanceof HubError)) throw thrown
  const page = renderPage({
    brand: (await parts.facts.read()).brand,
    title: thrown.status === 404 ? 'Nothing here' : 'That did not work',
    message: thrown.message,
    hint: thrown.hint ?? 'Go back and try again.',
    code: thrown.code,
  })
  return send(reply.code(thrown.status), page)
}
