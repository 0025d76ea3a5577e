import type { Connection } from '@causeway/hub/contract'

export type ConnectionGroup = { parent: Connection; children: Connection[] }

/** Companies with the locations they brought; locations connected on their own stand alone. */
export function groupConnections(connections: Connection[]): ConnectionGroup[] {
  const ids = new Set(connections.map(({ id }) => id))
  const isChild = (connection: Connection) => connection.parentId !== null && ids.has(connection.parentId)
  return connections
    .filter((connection) => !isChild(connection))
    .map((parent) => ({
      parent,
      children: connections
        .filter((connection) => isChild(connection) && connection.parentId === parent.id)
        .sort((one, other) => connectionName(one).localeCompare(connectionName(other))),
    }))
    .sort((one, other) => connectionName(one.parent).localeCompare(connectionName(other.parent)))
}

/** The name people know what is connected by; the CRM does not tell the names of companies. */
export function connectionName({
  level,
  locationName,
  companyName,
  locationId,
  companyId,
}: Connection): string {
  if (level === 'company') return companyName ?? `Company ${companyId}`
  return locationName ?? `Location ${locationId}`
}
