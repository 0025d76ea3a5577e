import type { Environment, InboxVerdict } from '../store/tables.types.ts'

/** A request to the webhook URL, as it came. */
export interface IncomingDelivery {
  rawBody: Buffer
  /** As `node:http` gives them. */
  headers: Readonly<Record<string, string | string[] | undefined>>
  /** Name and value in turn, to be kept. */
  rawHeaders: readonly string[]
  /** Last part of the URL: the name of an event. */
  family: string | null
  /** The socket itself, not what a header says, is on this machine. */
  isLoopback: boolean
}

/** Answered to whoever delivered, once it is stored. */
export interface Receipt {
  id: string
  /** It had been delivered before, and is stored once. */
  isDuplicate: boolean
}

/** What proved a delivery. */
export interface Proof {
  verdict: InboxVerdict
  keyId: string | null
  /** Null: unchecked. */
  environment: Environment | null
}

export const refusalReasons = [
  'signature_missing',
  'signature_malformed',
  'signature_wrong',
  'scheme_retired',
  'too_large',
  'stale',
  'future',
  'incomplete',
  'overloaded',
] as const
export type RefusalReason = (typeof refusalReasons)[number]

/** What this process did since it started, for metrics. */
export interface IngestCounts {
  accepted: number
  duplicates: number
  refused: Record<RefusalReason, number>
  /** Statements that stored deliveries; `accepted` over this is how many shared one. */
  batches: number
  /** Deliveries that wait to be stored. */
  waiting: number
}
