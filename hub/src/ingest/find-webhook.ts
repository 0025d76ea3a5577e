import { listTriggers, type TriggerEntry } from '@causeway/spec'

// Facts of the catalog do not change while a process runs, so keeping them is no state.
let byEvent: ReadonlyMap<string, TriggerEntry> | undefined

/** The catalog's entry of a webhook, by the CRM's name of the event (`ContactCreate`); undefined when it has none. */
export function findWebhook(event: string | null | undefined): TriggerEntry | undefined {
  byEvent ??= new Map(
    listTriggers().flatMap((trigger) => (trigger.webhook ? [[trigger.webhook.event, trigger] as const] : [])),
  )
  return event === null || event === undefined ? undefined : byEvent.get(event)
}
