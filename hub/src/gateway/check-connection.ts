import type { Operation } from '@causeway/spec'
import { gatewayErrors } from './gateway.errors.ts'

/** What of a connection decides whether the CRM would take a call of it. */
export interface CallingConnection {
  connectionId: string
  kind: 'oauth' | 'private_token'
  /** Empty: unknown. */
  scopes: readonly string[]
}

/**
 * Names what the connection lacks before the CRM refuses, which names nothing.
 * @throws `gateway.token_class_wrong`, `gateway.scope_missing`
 */
export function checkConnection(operation: Operation | undefined, connection: CallingConnection): void {
  if (operation === undefined) return
  const { connectionId, kind, scopes } = connection
  if (operation.isPrivateTokenRefused === true && kind === 'private_token')
    throw gatewayErrors.token_class_wrong(
      `${operation.method} ${operation.path} is not answered to private integration tokens`,
      { details: { connectionId } },
    )
  if (scopes.length === 0) return
  const missing = operation.scopes.filter((scope) => !scopes.includes(scope))
  if (missing.length === 0) return
  throw gatewayErrors.scope_missing(
    `${operation.method} ${operation.path} needs the scope ${missing.join(' and ')}, which this connection was not granted`,
    { details: { connectionId, missingScopes: missing } },
  )
}
