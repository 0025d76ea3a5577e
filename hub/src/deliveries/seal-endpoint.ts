import { listEventTypes } from '../event-log/known-events.ts'
import { nearest } from '../gateway/nearest.ts'
import { newId } from '../platform/ids.ts'
import { checkOutboundHeaders, checkOutboundUrl } from '../platform/outbound/check-outbound.ts'
import type { Keyring } from '../platform/secrets.ts'
import {
  endpointHeadersPlace,
  type EndpointRow,
  type EndpointSecretRow,
  endpointSecretPlace,
  type EndpointSettings,
} from '../store/endpoints.store.ts'
import { deliveryErrors } from './deliveries.errors.ts'
import type { SecretKind, SigningSecret } from './make-secret.ts'

export interface NewEndpoint extends EndpointSettings {
  /** The user's own, sent with every delivery. */
  headers: Record<string, string>
  signing: SecretKind
}

/** What is to change; what is undefined stays. */
export type EndpointChange = {
  [Name in keyof EndpointSettings]?: EndpointSettings[Name] | undefined
} & {
  headers?: Record<string, string> | undefined
  isEnabled?: boolean | undefined
}

const ownHeaders = /^(?:webhook-(?:id|timestamp|signature)|content-type)$/i

/**
 * Makes the row of an endpoint, its headers sealed.
 * @throws `outbound.url_unusable`, `outbound.header_unusable`, `deliveries.event_type_unknown`
 */
export function sealEndpoint(
  wanted: EndpointChange,
  context: { keyring: Keyring; now: Date; before: EndpointRow },
): EndpointRow
export function sealEndpoint(
  wanted: NewEndpoint,
  context: { keyring: Keyring; now: Date; before: undefined },
): EndpointRow
export function sealEndpoint(
  wanted: EndpointChange,
  { keyring, now, before }: { keyring: Keyring; now: Date; before: EndpointRow | undefined },
): EndpointRow {
  const id = before?.id ?? newId()
  if (wanted.url !== undefined) checkOutboundUrl(wanted.url)
  checkEventTypes(wanted.eventTypes ?? [], before?.eventTypes ?? [])
  const next: EndpointRow = {
    url: wanted.url ?? before!.url,
    description: wanted.description ?? before!.description,
    eventTypes: wanted.eventTypes ?? before!.eventTypes,
    locationIds: wanted.locationIds === undefined ? before!.locationIds : wanted.locationIds,
    conditions: wanted.conditions ?? before!.conditions,
    rate: wanted.rate === undefined ? before!.rate : wanted.rate,
    concurrency: wanted.concurrency ?? before!.concurrency,
    orderBy: wanted.orderBy ?? before!.orderBy,
    mappingId: wanted.mappingId === undefined ? before!.mappingId : wanted.mappingId,
    id,
    headersSealed: before?.headersSealed ?? null,
    headerNames: before?.headerNames ?? [],
    isEnabled: before?.isEnabled ?? true,
    disabledReason: before?.disabledReason ?? null,
    disabledAt: before?.disabledAt ?? null,
    createdAt: before?.createdAt ?? now,
    updatedAt: now,
  }
  if (wanted.headers !== undefined) Object.assign(next, sealHeaders(wanted.headers, id, keyring))
  if (wanted.isEnabled !== undefined && wanted.isEnabled !== next.isEnabled)
    Object.assign(next, {
      isEnabled: wanted.isEnabled,
      disabledReason: wanted.isEnabled ? null : 'person',
      disabledAt: wanted.isEnabled ? null : now,
    })
  return next
}

/** What nothing is of would never be sent, and nobody would know why. What an endpoint has already may stay. */
function checkEventTypes(wanted: readonly string[], before: readonly string[]): void {
  const known = listEventTypes().map(({ type }) => type)
  const unknown = wanted.find(
    (type) =>
      !before.includes(type) &&
      !(type.endsWith('.*') ? known.some((one) => one.startsWith(type.slice(0, -1))) : known.includes(type)),
  )
  if (unknown === undefined) return
  const suggestions = nearest(unknown, known)
  const meant = suggestions.length === 0 ? '' : `. Did you mean ${suggestions.join(' or ')}?`
  throw deliveryErrors.event_type_unknown(`There are no events of type ${unknown}${meant}`, {
    details: { suggestions, issues: [{ path: 'eventTypes', message: `no such type: ${unknown}${meant}` }] },
  })
}

function sealHeaders(headers: Record<string, string>, endpointId: string, keyring: Keyring) {
  checkOutboundHeaders(headers)
  const names = Object.keys(headers)
  const taken = names.find((name) => ownHeaders.test(name))
  if (taken !== undefined)
    throw deliveryErrors.header_taken(`The header ${taken} is set by the hub on every delivery`)
  return {
    headerNames: names,
    headersSealed:
      names.length === 0 ? null : keyring.seal(JSON.stringify(headers), endpointHeadersPlace(endpointId)),
  }
}

export function sealSecret(
  { kind, secret, publicKey }: SigningSecret,
  { keyring, endpointId, now }: { keyring: Keyring; endpointId: string; now: Date },
): EndpointSecretRow {
  const id = newId()
  const sealed = keyring.seal(secret, endpointSecretPlace(id))
  return { id, endpointId, kind, sealed, publicKey, createdAt: now, expiresAt: null }
}
