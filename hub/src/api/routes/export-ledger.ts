import type { LedgerHead } from '../../deliveries/verify-ledger.ts'
import type { EndpointRow } from '../../store/endpoints.store.ts'
import type { ApiParts } from '../api.types.ts'

/** An endpoint's ledger as JSON lines: its head, then every entry there was when the export began. */
export async function* exportLedger(
  { stores, clock }: Pick<ApiParts, 'stores' | 'clock'>,
  endpoint: EndpointRow,
): AsyncGenerator<string, void, undefined> {
  const health = (await stores.endpoints.health([endpoint.id])).get(endpoint.id)
  if (health === undefined) return
  const head: LedgerHead = {
    kind: 'ledger',
    endpointId: endpoint.id,
    url: endpoint.url,
    exportedAt: clock.now().toISOString(),
    entries: health.ledgerPosition,
    hash: health.ledgerHash,
  }
  yield `${JSON.stringify(head)}\n`
  for await (const entries of stores.deliveryLedger.walk(endpoint.id)) {
    const within = entries.filter(({ position }) => position <= head.entries)
    if (within.length > 0) yield within.map((entry) => `${JSON.stringify(entry)}\n`).join('')
    if (within.length < entries.length) return
  }
}
