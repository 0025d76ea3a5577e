import { z } from 'zod'
import { runHeader } from '../../workflows/steps/http-step.ts'
import type { ApiParts, ApiServer } from '../api.types.ts'

const largestBody = 6_000_000

/** Where other programs start workflows. Whoever calls shows the secret of the workflow and needs no key. */
export function addWorkflowHooksRoutes(server: ApiServer, { workflows }: ApiParts): void {
  server.post(
    '/hooks/:token',
    {
      config: { access: 'public' },
      bodyLimit: largestBody,
      schema: {
        tags: ['Workflows'],
        summary: 'Start a workflow with an inbound HTTP trigger; the body is its input',
        params: z.object({ token: z.string().min(1).max(200) }),
        querystring: z.object({ locationId: z.string().max(100).optional() }),
        body: z.unknown(),
        response: { 202: z.object({ runId: z.string() }) },
      },
    },
    async (request, reply) => {
      const { headers } = request
      const bearer = /^Bearer\s+(\S+)$/i.exec(headers.authorization ?? '')?.[1]
      const started = await workflows.starter.receive({
        token: request.params.token,
        secret: bearer ?? textOf(headers['x-hook-secret']),
        body: request.body,
        locationId: request.query.locationId,
        causedBy: textOf(headers[runHeader]),
        idempotencyKey: textOf(headers['idempotency-key'])?.slice(0, 200),
      })
      return reply.code(202).send({ runId: started.runId })
    },
  )
}

const textOf = (header: string | string[] | undefined): string | undefined =>
  typeof header === 'string' && header !== '' ? header : undefined
