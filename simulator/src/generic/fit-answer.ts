import type { Operation } from '@causeway/spec'
import { definitionsOf } from './find-answer-parts.ts'
import { fitSchema } from './fit-schema.ts'

/** What is known, in the form of an operation's answer: fields its schema does not have are left out. */
export function fitAnswer(operation: Operation, known: unknown): unknown {
  const { schema } = operation.success
  if (schema === undefined) return known
  return fitSchema(schema, known, { $defs: definitionsOf(operation), ambient: {}, turn: 0, show: 'said' })
}
