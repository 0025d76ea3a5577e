import type { Operation } from '@causeway/spec'
import type { ErrorObject } from 'ajv'
import { messageOf } from '../platform/errors.ts'
import type { AnswerDrift, GatewayParts } from './gateway-parts.types.ts'
import type { SentAnswer } from './send-call.ts'

/** Larger answers are looked at now and then only: parsing and checking them takes milliseconds. */
const alwaysBelowBytes = 32_768
const sampled = 0.05
const largestBytes = 4_000_000
const mostPlaces = 20

/**
 * Looks whether an answer is as published and reports every place where it is not; never fails, and never keeps the
 * answer waiting.
 */
export function checkAnswer(
  parts: Pick<GatewayParts, 'checks' | 'onDrift' | 'log'>,
  operation: Operation | undefined,
  { status, bytes, contentType }: SentAnswer,
): void {
  if (operation === undefined || status >= 300 || bytes.length === 0 || bytes.length > largestBytes) return
  if (!/json/i.test(contentType ?? '') || operation.success.schema === undefined) return
  if (bytes.length > alwaysBelowBytes && Math.random() > sampled) return
  setImmediate(() => {
    try {
      const body: unknown = JSON.parse(bytes.toString('utf8'))
      const errors = parts.checks.findAnswerErrors(operation, body) ?? []
      for (const drift of driftsOf(operation.id, errors)) parts.onDrift(drift)
    } catch (problem) {
      // What a parser complains of has a piece of the answer in it, which is nobody's business here.
      const what = problem instanceof SyntaxError ? 'it is not JSON' : messageOf(problem)
      parts.log.debug({ operation: operation.id, problem: what }, 'an answer could not be checked')
    }
  })
}

/** One for each place and rule, however many items of a list show it. */
function driftsOf(operationId: string, errors: readonly ErrorObject[]): AnswerDrift[] {
  const found = new Map<string, AnswerDrift>()
  for (const error of errors) {
    // Within a union the union itself says enough.
    if (error.schemaPath.includes('/anyOf/')) continue
    const place = placeOf(error)
    const problem = error.keyword === 'required' ? 'is missing' : (error.message ?? 'is not as published')
    found.set(`${place} ${problem}`, { operationId, place, problem })
  }
  return [...found.values()].slice(0, mostPlaces)
}

function placeOf({ instancePath, keyword, params }: ErrorObject): string {
  const missing = keyword === 'required' ? [String(params['missingProperty'])] : []
  return [...instancePath.split('/').slice(1), ...missing].reduce(
    (path, part) => (/^\d+$/.test(part) ? `${path}[]` : path === '' ? part : `${path}.${part}`),
    '',
  )
}
