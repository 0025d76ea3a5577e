import type { CatalogEntry } from '@causeway/spec'
import type { Connections } from '../../connections/connections.types.ts'

/** Scopes of the connection a location is reached by; null: it has none, or nobody knows what it was granted. */
export async function readGrantedScopes(
  connections: Pick<Connections, 'locationConnections' | 'listConnections'>,
  locationId: string,
): Promise<readonly string[] | null> {
  const reached = (await connections.locationConnections([locationId])).get(locationId)
  if (reached === undefined) return null
  const all = await connections.listConnections({ locationId })
  const connection = all.find(({ id }) => id === reached.connectionId)
  // A private integration token does not say what it may do: of it, only what was tried is known.
  if (connection === undefined || connection.kind === 'private_token') return null
  return connection.scopes.length === 0 ? null : connection.scopes
}

/** Scopes an entry needs and a location's connection lacks; null where that cannot be told. */
export function missingScopesOf(entry: CatalogEntry, granted: readonly string[] | null): string[] | null {
  if (granted === null || !takesLocation(entry)) return null
  return entry.scopes.filter((scope) => !granted.includes(scope))
}

/** Whether a location's own connection is what an entry is called with. */
export const takesLocation = (entry: CatalogEntry): boolean =>
  entry.kind === 'trigger' || entry.tokenClasses.includes('location')
