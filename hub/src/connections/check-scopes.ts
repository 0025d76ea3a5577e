import { findOperation } from '@causeway/spec'
import { connectionErrors } from './connections.errors.ts'

/** The catalog does not change while a process runs. */
const scopesByOperation = new Map<string, readonly string[]>()

function scopesOf(operationId: string): readonly string[] {
  const known = scopesByOperation.get(operationId)
  if (known !== undefined) return known
  const scopes = findOperation(operationId)?.scopes ?? []
  scopesByOperation.set(operationId, scopes)
  return scopes
}

/**
 * Refuses a call whose scopes were not granted, before it is made: the CRM's own refusal names no scope.
 * @param granted empty when what was granted is unknown: then the CRM decides
 * @throws `connections.scope_missing` naming the scopes
 */
export function checkScopes(
  operationId: string,
  granted: readonly string[],
  facts: { connectionId: string; locationId: string },
): void {
  if (granted.length === 0) return
  const missing = scopesOf(operationId).filter((scope) => !granted.includes(scope))
  if (missing.length === 0) return
  throw connectionErrors.scope_missing(
    `The call ${operationId} needs the scope ${missing.join(' and ')}, which was not granted for this location`,
    { details: { ...facts, operationId, missingScopes: missing } },
  )
}
