/**
 * The thread expressions are evaluated in, so that one that never returns can be killed. It takes batches of jobs and
 * answers each job by itself, in order; values travel as JSON text, since an expression may yield what cannot be cloned.
 */
/* oxlint-disable unicorn/require-post-message-target-origin -- a thread, not a window */
import { parentPort } from 'node:worker_threads'
import jsonata from 'jsonata'
import { describeFailure } from './describe-failure.ts'
import type { ExpressionProblem } from './expressions.types.ts'

export interface WorkerJob {
  source: string
  /** JSON; undefined for no input. */
  input: string | undefined
  /** JSON of an object. */
  variables: string | undefined
}

/** The value's JSON (undefined when the expression found nothing), or what went wrong. */
export type WorkerAnswer = { value: string | undefined } | { problem: ExpressionProblem }

const largestValue = 5_000_000
const mostCompiled = 500
const compiled = new Map<string, jsonata.Expression>()

function compile(source: string): jsonata.Expression {
  const known = compiled.get(source)
  if (known !== undefined) return known
  const expression = jsonata(source)
  if (compiled.size >= mostCompiled) compiled.clear()
  compiled.set(source, expression)
  return expression
}

/** JSONata's own functions are objects. */
const isFunction = (value: unknown): boolean =>
  typeof value === 'function' ||
  (typeof value === 'object' &&
    value !== null &&
    ('_jsonata_lambda' in value || '_jsonata_function' in value))

async function answer({ source, input, variables }: WorkerJob): Promise<WorkerAnswer> {
  try {
    const expression = compile(source)
    const found: unknown = await expression.evaluate(
      input === undefined ? undefined : JSON.parse(input),
      variables === undefined ? undefined : (JSON.parse(variables) as Record<string, unknown>),
    )
    if (isFunction(found))
      return { problem: { kind: 'failed', message: 'The expression makes a function, not a value.' } }
    const value = JSON.stringify(found)
    if (value !== undefined && value.length > largestValue)
      return { problem: { kind: 'too_large', message: 'The expression makes more than 5 MB.' } }
    return { value }
  } catch (thrown) {
    return { problem: describeFailure(source, thrown) }
  }
}

parentPort!.on('message', async (jobs: WorkerJob[]) => {
  for (const job of jobs) parentPort!.postMessage(await answer(job))
})
parentPort!.postMessage('ready')
