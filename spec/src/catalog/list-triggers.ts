import { readFileSync } from 'node:fs'
import { derivedTriggers, ownTriggers } from '../../triggers/hub-triggers.ts'
import type { HubTriggerFacts, WebhookFacts } from '../../triggers/trigger-facts.types.ts'
import { webhooks } from '../../triggers/webhooks.ts'
import { makeExample } from '../examples/make-example.ts'
import type { JsonSchema } from '../operation.types.ts'
import type { TriggerEntry, TriggerSource } from './catalog.types.ts'

// Facts do not change while a process runs, so keeping them is no state.
let triggers: readonly TriggerEntry[] | undefined
let byId: ReadonlyMap<string, TriggerEntry> | undefined

/**
 * Everything that can start an automation: the events the CRM sends, those the hub finds out itself, and starts by
 * time, by hand or by request. Treat the answer as read-only.
 */
export function listTriggers(): readonly TriggerEntry[] {
  triggers ??= [
    ...derivedTriggers.map((facts) => toTrigger(facts, 'derived')),
    ...readWebhooks(),
    ...ownTriggers.map((facts) => toTrigger(facts, facts.source)),
  ]
  return triggers
}

/** The trigger with this id (`contact.created`, `post.published`, `schedule`), or undefined. */
export function findTrigger(id: string): TriggerEntry | undefined {
  byId ??= new Map(listTriggers().map((trigger) => [trigger.id, trigger]))
  return byId.get(id)
}

/** What every delivery to an app carries besides the event's own fields. */
const delivery: Record<string, JsonSchema> = {
  appId: { type: 'string' },
  versionId: { type: 'string' },
  timestamp: { type: 'string', format: 'date-time' },
  webhookId: { type: 'string', format: 'uuid' },
}

function readWebhooks(): TriggerEntry[] {
  const published = JSON.parse(
    readFileSync(new URL('../../data/webhooks.json', import.meta.url), 'utf8'),
  ) as Record<string, JsonSchema>
  return webhooks.map((facts) => toWebhook(facts, published[facts.event]))
}

function toWebhook(facts: WebhookFacts, published: JsonSchema | undefined): TriggerEntry {
  const { event, type = event, traps = [], scopes = [], unpublished, added } = facts
  const known = unpublished?.properties ?? published?.properties
  if (!known) throw new Error(`Nothing tells what ${event} carries: data/webhooks.json lacks it`)
  const payload: JsonSchema = {
    type: 'object',
    properties: {
      ...(type !== null && { type: { type: 'string', const: type } }),
      ...withoutType(known, type),
      ...added?.properties,
      ...delivery,
    },
    ...(type !== null && { required: ['type'] }),
  }
  return { ...toTrigger({ ...facts, payload }, 'webhook'), scopes, webhook: { event, type, traps } }
}

/** The published schema of the type says less than the type itself, where there is one. */
function withoutType(
  properties: Record<string, JsonSchema>,
  type: string | null,
): Record<string, JsonSchema> {
  return Object.fromEntries(Object.entries(properties).filter(([name]) => type === null || name !== 'type'))
}

function toTrigger(facts: HubTriggerFacts, source: TriggerSource): TriggerEntry {
  const { id, module, title, summary, keywords = [], payload } = facts
  return {
    kind: 'trigger',
    id,
    module,
    title,
    summary,
    keywords,
    source,
    scopes: [],
    payload,
    example: makeExample(payload, {}, { show: 'all' }),
  }
}
