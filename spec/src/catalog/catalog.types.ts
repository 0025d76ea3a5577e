import type { Generation, JsonSchema, Operation } from '../operation.types.ts'

/** How an operation hands out its pages. */
export type Pagination = 'skip' | 'page' | 'pageToken' | 'searchAfter' | 'startAfter'

/** A call the CRM offers. Where both generations offer the same thing, they share one entry. */
export interface OperationEntry {
  kind: 'operation'
  /** `<module>.<name>`, e.g. `contacts.get-contact`: never changes between releases. */
  id: string
  /** Module in our words: `social`, `contacts`, `calendars` … */
  module: string
  /** Short, an imperative: `Add tags to a contact`. */
  title: string
  /** One sentence on what it does for the caller. */
  summary: string
  /** Words people look for it by that stand in neither title nor summary. */
  keywords: string[]
  /** Ids of the operations behind it, by generation. */
  operationIds: Partial<Record<Generation, string>>
  /** Of the newest generation that offers it, as are all fields below. */
  method: Operation['method']
  path: string
  scopes: string[]
  tokenClasses: Operation['tokenClasses']
  access: 'read' | 'write'
  /** It deletes or replaces what cannot be brought back. */
  isDestructive: boolean
  /** The CRM or a network behind it charges for it: messages, calls, numbers, AI. */
  costsMoney: boolean
  isDeprecated: boolean
  /** It hands out the CRM's own tokens, which stay inside the hub: listed, never called through the gateway. */
  isWithheld: boolean
  pagination: Pagination | null
}

/** Where a trigger comes from. */
export type TriggerSource = 'webhook' | 'derived' | 'schedule' | 'manual' | 'http'

/** Something that can start an automation. */
export interface TriggerEntry {
  kind: 'trigger'
  /** Past tense for what happened: `contact.created`, `post.published`; `schedule`, `manual`, `http` for the rest. */
  id: string
  module: string
  title: string
  summary: string
  keywords: string[]
  source: TriggerSource
  /** Of webhooks: how the CRM names it, and what its body says. */
  webhook?: {
    /** The event's name in the CRM's settings: `AppInstall`. */
    event: string
    /** Value of the body's `type`: `INSTALL`; null: the family carries none, so only the URL tells it. */
    type: string | null
    /** What to know before trusting the body, each one sentence. */
    traps: string[]
  }
  /** Scopes the app needs for the CRM to send it. */
  scopes: string[]
  /** Schema of the event's data. */
  payload: JsonSchema
  /** Data that fit `payload`. */
  example: unknown
}

export type CatalogEntry = OperationEntry | TriggerEntry

/** Values to call an operation with. They fit the operation's schemas. */
export interface CallExample {
  path: Record<string, string>
  query: Record<string, string | number | boolean | (string | number | boolean)[]>
  /** Undefined: it takes no body. */
  body?: unknown
}

/** A hit of a search; a higher score fits better. */
export interface CatalogHit {
  entry: CatalogEntry
  score: number
}
