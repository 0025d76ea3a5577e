import type { AttemptResult, Disabling } from '../store/deliveries-results.ts'
import type { EndpointHealth } from '../store/endpoints.store.ts'
import type { NewEvent } from '../store/events.store.ts'

/** After so long without one success an endpoint is disabled … */
const patienceMs = 5 * 86_400_000
/** … if it was tried often enough meanwhile to be sure. */
const fewestFailures = 10

/** Says whether the newest results are reason to disable an endpoint, and the alert of it. */
export function judgeEndpoint(
  endpointId: string,
  health: EndpointHealth,
  results: readonly AttemptResult[],
): Disabling | undefined {
  const failed = results.filter(({ outcome, isTest }) => outcome !== 'delivered' && !isTest)
  const last = failed.at(-1)
  if (last === undefined) return undefined
  const gone = failed.find(({ status }) => status === 410)
  const failingForMs = health.failingSince === null ? 0 : last.at.getTime() - health.failingSince.getTime()
  const isHopeless = failingForMs >= patienceMs && health.failures >= fewestFailures
  if (gone === undefined && !isHopeless) return undefined
  const reason = gone === undefined ? 'failing' : 'gone'
  const { at, message, request, locationId } = gone ?? last
  const event: NewEvent = {
    locationId,
    type: 'endpoint.disabled',
    subject: { kind: 'endpoint', id: endpointId },
    occurredAt: at,
    data: {
      reason,
      url: request.url,
      lastError: message,
      failures: health.failures,
      failingSince: health.failingSince?.toISOString() ?? null,
    },
  }
  return { endpointId, reason, at, event }
}
