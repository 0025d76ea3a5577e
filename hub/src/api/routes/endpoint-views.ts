import { deliveryErrors } from '../../deliveries/deliveries.errors.ts'
import type { AttemptLine, DeliveryLine } from '../../store/deliveries.store.ts'
import type {
  EndpointHealth,
  EndpointRow,
  EndpointSecretRow,
  ReceiverLinkRow,
} from '../../store/endpoints.store.ts'
import { coversLocation, locationsOf } from '../access/check-access.ts'
import type { Caller } from '../access/caller.types.ts'
import type { ApiParts } from '../api.types.ts'
import type {
  Delivery,
  DeliveryAttempt,
  Endpoint,
  EndpointDetail,
  EndpointSecret,
  ReceiverLink,
} from '../contract/index.ts'

/** Waiting deliveries are counted up to here. */
export const mostCounted = 10_000

/** A key kept to locations sees only endpoints that are kept to some of these. */
export const maySeeEndpoint = (caller: Caller, { locationIds }: EndpointRow): boolean =>
  locationsOf(caller) === undefined ||
  (locationIds !== null && locationIds.every((locationId) => coversLocation(caller, locationId)))

/**
 * The endpoint a caller means. One it may not see does not exist for it.
 * @throws `deliveries.endpoint_unknown`
 */
export async function findEndpoint({ stores }: ApiParts, caller: Caller, id: string): Promise<EndpointRow> {
  const endpoint = await stores.endpoints.find(id)
  if (endpoint === undefined || !maySeeEndpoint(caller, endpoint))
    throw deliveryErrors.endpoint_unknown(`There is no endpoint ${id}`)
  return endpoint
}

/** Endpoints with how they do. */
export async function viewEndpoints(
  { stores, mappings }: ApiParts,
  rows: readonly EndpointRow[],
): Promise<Endpoint[]> {
  const ids = rows.map(({ id }) => id)
  const [health, waiting] = [
    await stores.endpoints.health(ids),
    await stores.endpoints.waiting(ids, mostCounted),
  ]
  const names = rows.some(({ mappingId }) => mappingId !== null)
    ? new Map((await mappings.list()).map(({ id, name }) => [id, name]))
    : new Map<string, string>()
  return rows.flatMap((row) => {
    const own = health.get(row.id)
    // Deleted since it was read.
    return own === undefined
      ? []
      : [
          endpointOf(row, own, {
            waiting: waiting.get(row.id) ?? 0,
            mapping: (row.mappingId !== null && names.get(row.mappingId)) || null,
          }),
        ]
  })
}

export async function viewEndpoint(parts: ApiParts, row: EndpointRow): Promise<EndpointDetail> {
  const [endpoint] = await viewEndpoints(parts, [row])
  if (endpoint === undefined) throw deliveryErrors.endpoint_unknown(`There is no endpoint ${row.id}`)
  const secrets = await parts.stores.endpoints.secrets(parts.clock.now(), row.id)
  return { ...endpoint, secrets: secrets.map(secretOf) }
}

function endpointOf(
  row: EndpointRow,
  health: EndpointHealth,
  { waiting, mapping }: { waiting: number; mapping: string | null },
): Endpoint {
  const {
    id,
    url,
    description,
    eventTypes,
    locationIds,
    rate,
    concurrency,
    orderBy,
    headerNames,
    isEnabled,
  } = row
  return {
    id,
    url,
    description,
    eventTypes,
    locationIds,
    conditions: row.conditions as Endpoint['conditions'],
    rate,
    concurrency,
    orderBy,
    mapping,
    headerNames,
    isEnabled,
    disabledReason: row.disabledReason as Endpoint['disabledReason'],
    disabledAt: row.disabledAt?.toISOString() ?? null,
    health: {
      delivered: health.delivered,
      givenUp: health.givenUp,
      waiting,
      failures: health.failures,
      failingSince: health.failingSince?.toISOString() ?? null,
      lastDeliveredAt: health.lastDeliveredAt?.toISOString() ?? null,
      lastFailedAt: health.lastFailedAt?.toISOString() ?? null,
      lastError: health.lastError,
    },
    ledger: { entries: health.ledgerPosition, hash: health.ledgerHash },
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  }
}

const secretOf = (row: EndpointSecretRow): EndpointSecret => ({
  id: row.id,
  kind: row.kind,
  publicKey: row.publicKey,
  createdAt: row.createdAt.toISOString(),
  expiresAt: row.expiresAt?.toISOString() ?? null,
})

export const viewDelivery = (line: DeliveryLine): Delivery => ({
  id: line.id,
  endpointId: line.endpointId,
  eventId: line.eventId,
  webhookId: `msg_${line.id}`,
  kind: line.kind,
  eventType: line.eventType,
  locationId: line.locationId,
  state: line.state,
  attempts: line.attempts,
  nextAttemptAt: line.nextAttemptAt?.toISOString() ?? null,
  lastStatus: line.lastStatus,
  lastError: line.lastError,
  createdAt: line.createdAt.toISOString(),
  deliveredAt: line.deliveredAt?.toISOString() ?? null,
})

export const viewAttempt = (line: AttemptLine): DeliveryAttempt => ({ ...line, at: line.at.toISOString() })

export const viewLink = (row: ReceiverLinkRow): ReceiverLink => ({
  id: row.id,
  note: row.note,
  createdAt: row.createdAt.toISOString(),
  expiresAt: row.expiresAt.toISOString(),
  lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
  revokedAt: row.revokedAt?.toISOString() ?? null,
})
