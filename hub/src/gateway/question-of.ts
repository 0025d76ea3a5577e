import type { Operation } from '@causeway/spec'
import { fingerprint } from '../store/canonical-json.ts'
import type { CallInput } from './check-request.ts'
import type { OperationFacts } from './describe-operation.ts'
import { freshnessOf } from './freshness-of.ts'

/** A read as the cache knows it. */
export interface CacheQuestion {
  key: string
  module: string
  /** How long its answer may be given again. */
  freshMs: number
}

/** What a call asks, the same for all who ask the same of the same connection; undefined: it is not kept. */
export function questionOf(
  operation: Operation,
  facts: OperationFacts,
  asked: { connectionId: string; version: string | undefined; input: CallInput },
): CacheQuestion | undefined {
  const freshMs = freshnessOf(operation, facts)
  if (operation.access !== 'read' || freshMs === 0) return undefined
  const { connectionId, version, input } = asked
  const print = fingerprint([version, input.path, input.query, input.body])
  return { key: `${connectionId} ${operation.id} ${print}`, module: facts.module, freshMs }
}
