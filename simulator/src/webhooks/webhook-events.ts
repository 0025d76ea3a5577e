import { listTriggers, type JsonSchema } from '@causeway/spec'

/** An event GHL sends, as the catalog knows it. */
export interface WebhookEvent {
  name: string
  /** What the body's `type` says; null: it carries none. */
  type: string | null
  scopes: readonly string[]
  payload: JsonSchema
}

// Facts do not change while a process runs, so keeping them is no state.
let events: ReadonlyMap<string, WebhookEvent> | undefined

/** Every event there is, by its name in GHL's list. */
export function webhookEvents(): ReadonlyMap<string, WebhookEvent> {
  events ??= new Map(
    listTriggers().flatMap(({ webhook, scopes, payload }) =>
      webhook ? [[webhook.event, { name: webhook.event, type: webhook.type, scopes, payload }]] : [],
    ),
  )
  return events
}

/** @throws Error for a name that is not in GHL's list: whoever asks has misspelt it. */
export function webhookEvent(name: string): WebhookEvent {
  const event = webhookEvents().get(name)
  if (event === undefined) throw new Error(`GHL sends no webhook ${name}`)
  return event
}
