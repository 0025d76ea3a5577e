import { join } from 'node:path'
import type { Keyring } from '../../platform/secrets.ts'
import { type DestinationRow, destinationSecretPlace } from '../../store/destinations.store.ts'
import type { Destination } from './destination.types.ts'
import { fileDestination, type FileSettings } from './file.destination.ts'
import { httpDestination, type HttpParts, type HttpSettings } from './http.destination.ts'
import { mysqlDestination } from './mysql.destination.ts'
import { postgresDestination, type ServerSettings } from './postgres.destination.ts'

/** A destination with its secret in the open; never stored, logged or answered. */
export interface PlainDestination {
  kind: DestinationRow['kind']
  settings: Record<string, unknown>
  secret: string | undefined
}

export interface DestinationParts extends HttpParts {
  keyring: Keyring
  dataFolder: string
}

/** Makes a stored destination usable. */
export const openDestination = (row: DestinationRow, parts: DestinationParts): Destination =>
  makeDestination(
    {
      kind: row.kind,
      settings: row.settings,
      secret:
        row.secret_sealed === null
          ? undefined
          : parts.keyring.open(row.secret_sealed, destinationSecretPlace(row.id)),
    },
    parts,
  )

/** Makes a destination usable that may not be stored yet. Settings have the shape of their kind: the API saw to it. */
export function makeDestination(
  { kind, settings, secret }: PlainDestination,
  parts: DestinationParts,
): Destination {
  const given: unknown = settings
  if (kind === 'postgres') return postgresDestination(given as ServerSettings, secret)
  if (kind === 'mysql') return mysqlDestination(given as ServerSettings, secret)
  if (kind === 'http') return httpDestination(given as HttpSettings, secret ?? '', parts)
  return fileDestination(given as FileSettings, join(parts.dataFolder, 'files'))
}
