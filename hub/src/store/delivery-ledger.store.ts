import { hash } from 'node:crypto'
import type { Kysely } from 'kysely'
import { canonicalJson } from './canonical-json.ts'
import type { Tables } from './tables.types.ts'

/** What the ledger says of a delivery that was accepted. */
export interface LedgerFacts {
  deliveryId: string
  eventId: string
  eventType: string
  locationId: string
  attempt: number
  /** ISO 8601: when the request was sent. */
  sentAt: string
  url: string
  /** HTTP status of the receiver. */
  status: number
  /** SHA-256 of the body that was sent, in hex. */
  bodySha256: string
}

/** An entry of the chain: its hash is over everything else in it, the hash of the entry before included. */
export interface LedgerEntry extends LedgerFacts {
  endpointId: string
  /** From 1 on, without gaps. */
  position: number
  previous: string
  hash: string
}

const sha256 = (text: string): string => hash('sha256', text, 'hex')

/** What the first entry of an endpoint names as the one before it. */
export const emptyLedgerHash = (endpointId: string): string => sha256(`causeway ledger ${endpointId}`)

/** The hash an entry must have: SHA-256 of its JSON without `hash`, keys sorted, no blanks. */
export const hashLedgerEntry = (entry: LedgerEntry): string =>
  sha256(canonicalJson({ ...entry, hash: undefined }))

/** Puts facts at the end of a chain. */
export function chainEntry(
  facts: LedgerFacts,
  end: { endpointId: string; position: number; hash: string },
): LedgerEntry {
  const entry = {
    ...facts,
    endpointId: end.endpointId,
    position: end.position + 1,
    previous: end.hash,
    hash: '',
  }
  return { ...entry, hash: hashLedgerEntry(entry) }
}

/** Reads the proof of what an endpoint accepted. */
export function createDeliveryLedgerStore(kysely: Kysely<Tables>) {
  return {
    /** All of an endpoint's entries in order, some at a time. */
    async *walk(endpointId: string, chunk = 1000): AsyncGenerator<LedgerEntry[], void, undefined> {
      for (let position = 0; ;) {
        const rows = await kysely
          .selectFrom('delivery_ledger')
          .select(['position', 'entry', 'hash'])
          .where('endpoint_id', '=', endpointId)
          .where('position', '>', position)
          .orderBy('position')
          .limit(chunk)
          .execute()
        if (rows.length > 0)
          yield rows.map((row) => ({ ...(JSON.parse(row.entry) as LedgerEntry), hash: row.hash }))
        if (rows.length < chunk) return
        position = rows.at(-1)!.position
      }
    },
  }
}
