import type { ConnectionRow } from '../store/connections.store.ts'
import type { ConnectionStatus } from '../store/tables.types.ts'

/** How much use a connection is, best first. */
const usefulness: readonly ConnectionStatus[] = [
  'ok',
  'expiring',
  'degraded',
  'suspended',
  'needs_reauth',
  'uninstalled',
]

/** The connection to reach a location by: the healthiest; of equals an app's, which can do more than a token's. */
export function chooseConnection(rows: readonly ConnectionRow[]): ConnectionRow | undefined {
  const rank = (row: ConnectionRow): number =>
    usefulness.indexOf(row.status) * 2 + (row.kind === 'oauth' ? 0 : 1)
  return rows.toSorted((one, other) => rank(one) - rank(other))[0]
}
