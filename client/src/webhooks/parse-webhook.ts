import { RemoteError } from '../client.errors.ts'
import type { JsonObject } from '../json.types.ts'
import { fieldsOf, instantOf } from '../read-fields.ts'
import type { WebhookAge, WebhookEvent } from './webhooks.types.ts'

/** `type` differs from the event's name in these; everything else is called what it is. */
const nameOfType: Readonly<Record<string, string>> = {
  INSTALL: 'AppInstall',
  UNINSTALL: 'AppUninstall',
  UPDATE: 'AppUpdate',
  APP_PAYMENT_STATUS: 'AppPaymentStatus',
  PLAN_CHANGE: 'PlanChange',
  EXTERNAL_AUTH_CONNECTED: 'ExternalAuthConnected',
  ConversationUnreadUpdate: 'ConversationUnreadWebhook',
  SaasPlanCreate: 'SaaSPlanCreate',
}

/**
 * Reads a webhook's body; verify its signature first. Some families (invoices, orders, products) carry no `type`:
 * their `name` stays undefined and the URL they came to has to tell.
 * @throws RemoteError `malformed_answer` when the bytes are not a JSON object
 */
export function parseWebhook(rawBody: Uint8Array): WebhookEvent {
  const body = parseObject(rawBody)
  const fields = fieldsOf(body, 'body', () => undefined)
  const type = fields.text('type')
  return {
    name: type !== undefined && Object.hasOwn(nameOfType, type) ? nameOfType[type] : type,
    type,
    webhookId: fields.text('webhookId'),
    timestamp: fields.instant('timestamp'),
    appId: fields.text('appId'),
    versionId: fields.text('versionId'),
    companyId: fields.text('companyId'),
    locationId: fields.text('locationId'),
    body,
  }
}

/**
 * How old a webhook is. GHL repeats a failed delivery for hours, so a stale one is not refused out of hand: refuse it
 * when its `webhookId` was seen, and tolerate it when it was not.
 * @param windowMs how far the timestamp may lie from `now`, either way; default 5 minutes.
 */
export function judgeWebhookAge(
  event: Pick<WebhookEvent, 'timestamp'>,
  now: Date,
  windowMs = 5 * 60_000,
): WebhookAge {
  const at = instantOf(event.timestamp, () => undefined)
  if (at === undefined) return { kind: 'unknown' }
  const ageMs = now.getTime() - Date.parse(at)
  if (ageMs > windowMs) return { kind: 'stale', ageMs }
  return { kind: ageMs < -windowMs ? 'future' : 'fresh', ageMs }
}

function parseObject(rawBody: Uint8Array): JsonObject {
  let body: unknown
  try {
    body = JSON.parse(new TextDecoder('utf8', { fatal: true }).decode(rawBody))
  } catch {
    // Without the parser's message, which quotes the body.
    throw new RemoteError('malformed_answer', 'The webhook is not JSON')
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new RemoteError('malformed_answer', 'The webhook is not a JSON object')
  }
  return { ...body }
}
