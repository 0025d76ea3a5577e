import type { ExpressionProblem } from './expressions.types.ts'
import { locate } from './locate.ts'

/** Makes of whatever JSONata threw what its author needs to know. */
export function describeFailure(source: string, thrown: unknown): ExpressionProblem {
  const { code, position, message } = Object(thrown) as {
    code?: unknown
    position?: unknown
    message?: unknown
  }
  const text = typeof message === 'string' && message !== '' ? message : 'The expression failed'
  return {
    // JSONata's codes of syntax errors begin with S0, those of types, dynamics and users with T, D and U.
    kind: typeof code === 'string' && code.startsWith('S0') ? 'syntax' : 'failed',
    message: text.endsWith('.') ? text : `${text}.`,
    ...(typeof position === 'number' && locate(source, position - 1)),
  }
}
