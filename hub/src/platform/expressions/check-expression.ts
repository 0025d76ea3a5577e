import jsonata from 'jsonata'
import { describeFailure } from './describe-failure.ts'
import type { ExpressionProblem } from './expressions.types.ts'

/** Longest expression or template anybody may write, in characters. */
export const longestSource = 20_000

/** What is wrong with the syntax of an expression, without evaluating it; undefined when nothing is. */
export function checkExpression(source: string): ExpressionProblem | undefined {
  if (source.length > longestSource)
    return { kind: 'too_large', message: `An expression has at most ${longestSource} characters.` }
  if (source.trim() === '') return { kind: 'syntax', message: 'The expression is empty.', line: 1, column: 1 }
  try {
    jsonata(source)
    return undefined
  } catch (thrown) {
    return { ...describeFailure(source, thrown), kind: 'syntax' }
  }
}
