import { findOperation, matchOperation } from '@causeway/spec'
import type { Operation } from '@causeway/spec'
import type { CallTarget } from '../client.types.ts'

/** An operation of the catalog, with the path parameters that stood in the target's path. */
export interface ResolvedTarget {
  operation: Operation
  pathParameters: Readonly<Record<string, string>>
}

/** Finds what a target means in the catalog, or undefined. */
export function resolveTarget(target: CallTarget): ResolvedTarget | undefined {
  if (typeof target === 'string') {
    const operation = findOperation(target)
    return operation && { operation, pathParameters: {} }
  }
  const match = matchOperation(target.generation, target.method, target.path)
  if (!match) return undefined
  // In a template the parameters stand for themselves; their values come with the call.
  const given = Object.entries(match.pathParameters).filter(([name, value]) => value !== `{${name}}`)
  return { operation: match.operation, pathParameters: Object.fromEntries(given) }
}
