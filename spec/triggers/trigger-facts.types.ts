import type { JsonSchema } from '../src/operation.types.ts'

/** An event the CRM sends to a webhook, with what we say about it. */
export interface WebhookFacts {
  id: string
  module: string
  /** How the CRM calls it in the app's settings, and in `data/webhooks.json` where its payload is published. */
  event: string
  /** What the body's `type` says; null: it carries none. Default: the event's name. */
  type?: string | null
  title: string
  summary: string
  keywords?: string[]
  scopes?: string[]
  traps?: string[]
  /** Fields beside the published ones, and what they rest on: sent without being published, or read by the hub. */
  added?: { properties: Record<string, JsonSchema>; evidence: string }
  /** Payload where none is published, and what it rests on: sources as `spec/README.md` lists them. */
  unpublished?: { properties: Record<string, JsonSchema>; evidence: string }
}

/** Something the hub itself tells of, or is told. */
export interface HubTriggerFacts {
  id: string
  module: string
  title: string
  summary: string
  keywords?: string[]
  payload: JsonSchema
}
