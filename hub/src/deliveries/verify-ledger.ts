import { emptyLedgerHash, hashLedgerEntry, type LedgerEntry } from '../store/delivery-ledger.store.ts'
import { deliveryErrors } from './deliveries.errors.ts'

/** First line of an exported ledger. */
export interface LedgerHead {
  kind: 'ledger'
  endpointId: string
  url: string
  exportedAt: string
  /** Entries that follow, and the hash of the last one. */
  entries: number
  hash: string
}

/** What a ledger proves once it was verified. */
export interface VerifiedLedger {
  endpointId: string
  entries: number
  /** Hash of the last entry: whoever keeps it can tell later whether anything before it was changed. */
  hash: string
  firstAt: string | undefined
  lastAt: string | undefined
}

/**
 * Verifies an exported ledger line by line: that every entry is what it was when it was recorded, that none is missing
 * or added in between, and that it ends where its head says.
 * @param lines of the file, without their ends
 * @param known a hash that was noted earlier and must be in the chain
 * @throws `deliveries.ledger_unreadable`, `deliveries.ledger_broken` naming the first line that is wrong
 */
export async function verifyLedger(
  lines: AsyncIterable<string> | Iterable<string>,
  known?: string,
): Promise<VerifiedLedger> {
  let head: LedgerHead | undefined
  let end = { position: 0, hash: '' }
  let firstAt: string | undefined
  let lastAt: string | undefined
  let isKnownFound = known === undefined
  let number = 0
  for await (const line of lines) {
    number += 1
    if (line.trim() === '') continue
    if (head === undefined) {
      head = readHead(parse(line, number))
      end = { position: 0, hash: emptyLedgerHash(head.endpointId) }
    } else {
      const entry = parse(line, number) as unknown as LedgerEntry
      checkEntry(entry, { ...end, endpointId: head.endpointId }, number)
      end = entry
      firstAt ??= entry.sentAt
      lastAt = entry.sentAt
    }
    isKnownFound ||= end.hash === known
  }
  if (head === undefined) throw deliveryErrors.ledger_unreadable('The file is empty')
  if (end.position !== head.entries || end.hash !== head.hash)
    throw broken(
      number,
      `it ends at entry ${end.position}, and its head says ${head.entries} with another end`,
    )
  if (!isKnownFound) throw broken(number, 'the hash that was noted earlier is nowhere in the chain')
  return { endpointId: head.endpointId, entries: end.position, hash: end.hash, firstAt, lastAt }
}

function checkEntry(
  entry: LedgerEntry,
  before: { endpointId: string; position: number; hash: string },
  line: number,
): void {
  if (entry.endpointId !== before.endpointId) throw broken(line, 'it is of another endpoint')
  if (entry.position !== before.position + 1)
    throw broken(line, `entry ${before.position + 1} was expected, and this is ${String(entry.position)}`)
  if (entry.previous !== before.hash) throw broken(line, 'it does not follow from the entry before')
  if (entry.hash !== hashLedgerEntry(entry)) throw broken(line, 'it was changed after it was recorded')
}

const broken = (line: number, why: string) =>
  deliveryErrors.ledger_broken(`The ledger is broken at line ${line}: ${why}`, { details: { line } })

function parse(line: string, number: number): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(line)
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>
  } catch {
    // Said below: a parser's own words would not help.
  }
  throw deliveryErrors.ledger_unreadable(`Line ${number} is no JSON object`)
}

function readHead(value: Record<string, unknown>): LedgerHead {
  const { kind, endpointId, entries, hash } = value
  if (
    kind !== 'ledger' ||
    typeof endpointId !== 'string' ||
    typeof entries !== 'number' ||
    typeof hash !== 'string'
  )
    throw deliveryErrors.ledger_unreadable('The first line is not the head of a ledger')
  return value as unknown as LedgerHead
}
