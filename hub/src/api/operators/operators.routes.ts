import { sql } from 'kysely'
import { z } from 'zod'
import { hashToken, isSameHash } from '../../platform/tokens.ts'
import { callerOf, checkPermission, locationsOf } from '../access/check-access.ts'
import type { FindCaller } from '../access/identify-caller.ts'
import { apiErrors } from '../api.errors.ts'
import type { ApiParts, ApiServer } from '../api.types.ts'
import type { HubMetrics } from './create-metrics.ts'

const readyTimeoutMs = 3000
const State = z.object({ status: z.literal('ok') })

/** What load balancers, monitors and people who operate the hub ask. */
export function addOperatorsRoutes(
  server: ApiServer,
  parts: ApiParts,
  metrics: HubMetrics,
  findCaller: FindCaller,
): void {
  const tags = ['Operation']

  server.get(
    '/healthz',
    {
      config: { access: 'public' },
      schema: { tags, summary: 'Whether the process lives', response: { 200: State } },
    },
    async () => ({ status: 'ok' as const }),
  )

  server.get(
    '/readyz',
    {
      config: { access: 'public' },
      schema: { tags, summary: 'Whether it can serve: the database answers', response: { 200: State } },
    },
    async () => {
      await checkDatabase(parts)
      return { status: 'ok' as const }
    },
  )

  server.get(
    '/version',
    {
      config: { access: 'public' },
      schema: {
        tags,
        summary: 'Which version runs',
        response: { 200: z.object({ name: z.string(), version: z.string(), node: z.string() }) },
      },
    },
    async () => ({ name: 'causeway', version: parts.version, node: process.versions.node }),
  )

  server.get(
    '/metrics',
    {
      // Checked below: monitors have a token of their own, which is no key of the hub.
      config: { access: 'public' },
      schema: { tags, summary: 'Metrics in the Prometheus format', response: { 200: z.string() } },
    },
    async (request, reply) => {
      if (!isMonitor(request.headers.authorization, parts.settings.metricsToken)) {
        request.caller = await findCaller(request)
        const caller = callerOf(request)
        checkPermission(caller, 'read')
        if (locationsOf(caller) !== undefined)
          throw apiErrors.permission_missing(
            'Metrics speak of every location, and this API key covers only some',
          )
      }
      return reply.type(metrics.contentType).send(await metrics.render())
    },
  )
}

function isMonitor(authorization: string | undefined, token: string | undefined): boolean {
  if (token === undefined || authorization === undefined) return false
  return isSameHash(hashToken(authorization), hashToken(`Bearer ${token}`))
}

/** @throws `api.not_ready` */
async function checkDatabase({ kysely }: ApiParts): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(apiErrors.not_ready('The database does not answer')), readyTimeoutMs)
  })
  try {
    await Promise.race([sql`select 1`.execute(kysely), late])
  } catch (cause) {
    throw apiErrors.not_ready('The database does not answer', { cause })
  } finally {
    clearTimeout(timer)
  }
}
