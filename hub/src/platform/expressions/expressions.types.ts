/** What is wrong with an expression or a template, and where. */
export interface ExpressionProblem {
  kind: 'syntax' | 'failed' | 'timeout' | 'too_large'
  /** One sentence for the person who wrote it. */
  message: string
  /** Place in the source, counted from 1; absent when the place is not known. */
  line?: number
  column?: number
}

/** What evaluating came to. Failing is normal: whoever wrote the expression is told. */
export type ExpressionOutcome = { ok: true; value: unknown } | { ok: false; problem: ExpressionProblem }

export interface ExpressionJob {
  /** JSONata. */
  source: string
  /** JSON value the expression reads; `$` in the expression. */
  input: unknown
  /** Values by name, read as `$name`. */
  variables?: Record<string, unknown> | undefined
}

export interface EvaluateOptions {
  /** Evaluation is killed after this; default 250. */
  timeoutMs?: number | undefined
}
