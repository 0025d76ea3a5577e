import { hash } from 'node:crypto'
import { parseWebhook, type WebhookEvent } from '@causeway/client'
import { findWebhook } from './find-webhook.ts'
import { countNames, scanJson } from './scan-json.ts'

/** Real bodies nest five levels; whatever nests this deep wants to hurt. */
const deepestBody = 64
/** Ids of the CRM are short; longer ones are not kept beside the body, where they stand anyway. */
const longestId = 200

/** What a delivery says of itself. */
export interface DeliveryFacts {
  isReadable: boolean
  webhookId: string | null
  event: string | null
  triggerId: string | null
  locationId: string | null
  companyId: string | null
  appId: string | null
  sentAt: string | null
  /** What is processed one after the other. */
  lane: string
  /** What is delivered again has the same. */
  deliveryKey: string
}

/** Reads a verified body. Never throws: what cannot be read is kept as unreadable. */
export function readDelivery(rawBody: Uint8Array, family: string | null): DeliveryFacts {
  const parsed = readBody(rawBody)
  if (parsed === undefined)
    return {
      isReadable: false,
      webhookId: null,
      event: family,
      triggerId: findWebhook(family)?.id ?? null,
      locationId: null,
      companyId: null,
      appId: null,
      sentAt: null,
      lane: '',
      deliveryKey: keyOfBody(rawBody, family),
    }
  const event = nameOf(parsed, family)
  const trigger = findWebhook(event)
  const companyId = idOf(parsed.companyId)
  const locationId = idOf(parsed.locationId) ?? locationNamedBy(parsed, trigger?.module)
  const webhookId = idOf(parsed.webhookId)
  return {
    isReadable: true,
    webhookId,
    event,
    triggerId: trigger?.id ?? null,
    locationId,
    companyId,
    appId: idOf(parsed.appId),
    sentAt: parsed.timestamp ?? null,
    lane: locationId ?? companyId ?? '',
    deliveryKey: webhookId === null ? keyOfBody(rawBody, family) : keyOfId(webhookId),
  }
}

/** The parsed body; undefined unless it is one JSON object that says each thing once. */
export function readBody(rawBody: Uint8Array): WebhookEvent | undefined {
  const { depth, names } = scanJson(rawBody)
  if (depth > deepestBody) return undefined
  try {
    const parsed = parseWebhook(rawBody)
    // Of a name given twice parsers take the first or the last: nobody can say which was meant.
    return countNames(parsed.body) === names ? parsed : undefined
  } catch {
    // Not JSON, or no object: the caller keeps the bytes.
    return undefined
  }
}

/** The body tells, except for families whose body has no type, or another's. */
function nameOf(parsed: WebhookEvent, family: string | null): string | null {
  const byUrl = findWebhook(family)
  if (byUrl !== undefined && byUrl.webhook?.type === null) return family
  if (findWebhook(parsed.name) !== undefined) return parsed.name ?? null
  return byUrl === undefined ? (idOf(parsed.name) ?? family) : family
}

/** News of a location itself call it `id`; those of sales call it `altId`. */
function locationNamedBy({ body }: WebhookEvent, module: string | undefined): string | null {
  if (module === 'locations') return idOf(body['id'])
  return body['altType'] === 'location' ? idOf(body['altId']) : null
}

const idOf = (value: unknown): string | null =>
  typeof value === 'string' && value !== '' && value.length <= longestId ? value : null

const isUuid = (text: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)

const keyOfId = (webhookId: string): string =>
  isUuid(webhookId) ? webhookId.toLowerCase() : asUuid(hash('sha256', `id\0${webhookId}`, 'hex'))

const keyOfBody = (rawBody: Uint8Array, family: string | null): string =>
  asUuid(hash('sha256', Buffer.concat([Buffer.from(`body\0${family ?? ''}\0`), rawBody]), 'hex'))

/** Half of a SHA-256 is as unlikely to meet another as any UUID, and makes the index half as large. */
const asUuid = (hex: string): string =>
  [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-')
