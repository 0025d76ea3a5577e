import { describe, expect, it } from 'vitest'
import { chainEntry, emptyLedgerHash, type LedgerEntry } from '../store/delivery-ledger.store.ts'
import { verifyLedger } from './verify-ledger.ts'

const endpointId = '019a0000-0000-7000-8000-000000000001'

function ledgerOf(count: number): { head: Record<string, unknown>; entries: LedgerEntry[] } {
  const entries: LedgerEntry[] = []
  for (let position = 0; position < count; position++) {
    const end = { endpointId, position, hash: entries.at(-1)?.hash ?? emptyLedgerHash(endpointId) }
    const facts = {
      deliveryId: `d${position}`,
      eventId: `e${position}`,
      eventType: 'post.published',
      locationId: 'loc',
      attempt: 1,
      sentAt: new Date(position * 1000).toISOString(),
      url: 'https://receiver.example/',
      status: 200,
      bodySha256: 'ab'.repeat(32),
    }
    entries.push(chainEntry(facts, end))
  }
  const hash = entries.at(-1)?.hash ?? emptyLedgerHash(endpointId)
  return { head: { kind: 'ledger', endpointId, url: '', exportedAt: '', entries: count, hash }, entries }
}
const linesOf = ({ head, entries }: ReturnType<typeof ledgerOf>) =>
  [head, ...entries].map((line) => JSON.stringify(line))
const codeOf = (lines: string[], known?: string) =>
  verifyLedger(lines, known).then(
    () => 'good',
    (problem: { code: string }) => problem.code,
  )

describe('verifyLedger', () => {
  it('accepts a ledger as it was exported, also an empty one', async () => {
    const ledger = ledgerOf(5)
    expect(await verifyLedger(linesOf(ledger))).toEqual({
      endpointId,
      entries: 5,
      hash: ledger.entries[4]!.hash,
      firstAt: '1970-01-01T00:00:00.000Z',
      lastAt: '1970-01-01T00:00:04.000Z',
    })
    expect(await verifyLedger(linesOf(ledgerOf(0)))).toMatchObject({ entries: 0 })
  })

  it('notices every change of every field of every entry', async () => {
    for (let place = 0; place < 3; place++)
      for (const field of Object.keys(ledgerOf(1).entries[0]!) as (keyof LedgerEntry)[]) {
        const ledger = ledgerOf(3)
        const entry = ledger.entries[place]! as unknown as Record<string, unknown>
        entry[field] = typeof entry[field] === 'number' ? entry[field] + 1 : `${String(entry[field])}0`
        expect(await codeOf(linesOf(ledger)), `${field} of ${place}`).toBe('deliveries.ledger_broken')
      }
  })

  it('notices entries that are missing, doubled, exchanged, cut off or invented', async () => {
    const { head, entries } = ledgerOf(4)
    const [one, two, three, four] = entries
    const code = (...changed: (LedgerEntry | undefined)[]) =>
      codeOf([head, ...changed].map((line) => JSON.stringify(line)))
    expect(await code(one, three, four)).toBe('deliveries.ledger_broken')
    expect(await code(one, one, two, three, four)).toBe('deliveries.ledger_broken')
    expect(await code(one, three, two, four)).toBe('deliveries.ledger_broken')
    expect(await code(one, two, three)).toBe('deliveries.ledger_broken')
    expect(await code(one, two, three, four, { ...four!, position: 5 })).toBe('deliveries.ledger_broken')
    expect(await code(one, two, three, four)).toBe('good')
  })

  it('notices a whole ledger made anew, when an earlier hash was noted', async () => {
    const noted = ledgerOf(3).entries[2]!.hash
    expect(await codeOf(linesOf(ledgerOf(5)), noted)).toBe('good')
    const forged = ledgerOf(5)
    let end = { endpointId, position: 0, hash: emptyLedgerHash(endpointId) }
    forged.entries = forged.entries.map((entry) => {
      const again: LedgerEntry = chainEntry({ ...entry, status: 204 }, end)
      end = { endpointId, position: again.position, hash: again.hash }
      return again
    })
    forged.head['hash'] = end.hash
    expect(await codeOf(linesOf(forged))).toBe('good')
    expect(await codeOf(linesOf(forged), noted)).toBe('deliveries.ledger_broken')
  })

  it('says when a file is no ledger', async () => {
    expect(await codeOf([])).toBe('deliveries.ledger_unreadable')
    expect(await codeOf(['{'])).toBe('deliveries.ledger_unreadable')
    expect(await codeOf(['{"a":1}'])).toBe('deliveries.ledger_unreadable')
  })
})
