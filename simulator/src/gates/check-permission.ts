import type { Operation } from '@causeway/spec'
import { plainRefusal, type TokenContext } from '../simulator.types.ts'

const refusedClass =
  'This authClass type is not allowed to access this scope. Please verify your IAM configuration if this is not the case.'

/** Refuses a token of a class the operation does not take, or without a scope it needs (facts 5: both 401). */
export function checkPermission(operation: Operation, token: TokenContext): void {
  const { tokenClasses } = operation
  const tokenClass = token.class === 'Company' ? 'company' : 'location'
  // Operations whose classes GHL does not publish take either.
  const takesClass = tokenClasses.length === 0 || tokenClasses.includes(tokenClass)
  if (!takesClass)
    throw plainRefusal(401, token.kind === 'pit' ? "Token's user type mismatch!" : refusedClass)
  if (token.kind === 'pit' && operation.isPrivateTokenRefused) throw plainRefusal(401, refusedClass)
  const hasScopes = operation.scopes.every((scope) => token.scopes.includes(scope))
  if (!hasScopes) throw plainRefusal(401, 'The token is not authorized for this scope.')
}
