import type { FastifyRequest } from 'fastify'
import type { RememberedCall } from '../../gateway/gateway.types.ts'

/** A key revoked elsewhere gets answers for so long, and a connection that ended gives them. */
const rememberMs = 1000
const mostRemembered = 5000

/** Keeps questions for a second, so that a dashboard asking the same over and over costs next to nothing. */
export function rememberQuestions() {
  const known = new Map<string, { until: number; remembered: RememberedCall }>()
  return {
    /** The same question of the same caller, when it was asked within the last second. */
    find(request: FastifyRequest): RememberedCall | undefined {
      const key = keyOf(request)
      const found = key === undefined ? undefined : known.get(key)
      return found !== undefined && found.until > performance.now() ? found.remembered : undefined
    },

    remember(request: FastifyRequest, remembered: RememberedCall): void {
      const key = keyOf(request)
      if (key === undefined) return
      if (known.size >= mostRemembered) known.clear()
      known.set(key, { until: performance.now() + rememberMs, remembered })
    },
  }
}

/** Everything that decides about a plain read by key; undefined: it is more than that. */
function keyOf({ method, url, headers }: FastifyRequest): string | undefined {
  const { authorization } = headers
  if (method !== 'GET' || authorization === undefined || headers['cache-control'] !== undefined)
    return undefined
  if (headers['causeway-dry-run'] !== undefined || headers['causeway-validation'] !== undefined)
    return undefined
  const place = `${String(headers['causeway-location'])}\n${String(headers['causeway-company'])}`
  return `${authorization}\n${url}\n${String(headers['version'])}\n${place}`
}
