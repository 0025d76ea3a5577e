import { Worker } from 'node:worker_threads'
import { messageOf } from '../errors.ts'
import { checkExpression } from './check-expression.ts'
import type { WorkerAnswer, WorkerJob } from './expression-worker.ts'
import type {
  EvaluateOptions,
  ExpressionJob,
  ExpressionOutcome,
  ExpressionProblem,
} from './expressions.types.ts'

/** Evaluates JSONata that anybody may have written, without harm to the process. */
export interface Expressions {
  /** The value of an expression, or what is wrong and where. Never throws for what the expression does. */
  evaluate(
    source: string,
    input: unknown,
    options?: EvaluateOptions & Pick<ExpressionJob, 'variables'>,
  ): Promise<ExpressionOutcome>
  /** As `evaluate` for many, in order; the time limit holds for each. */
  evaluateAll(jobs: readonly ExpressionJob[], options?: EvaluateOptions): Promise<ExpressionOutcome[]>
  /** Ends the threads; evaluations under way fail. */
  stop(): Promise<void>
}

export interface ExpressionsOptions {
  /** Threads at most; default 2. They start when first needed and end when idle for a minute. */
  threads?: number
}

const defaultTimeoutMs = 250
const idleMs = 60_000
/** Jobs sent to a thread in one message. */
const batchSize = 200
const workerFile = new URL('./expression-worker.ts', import.meta.url)

interface Batch {
  jobs: readonly ExpressionJob[]
  timeoutMs: number
  outcomes: ExpressionOutcome[]
  done(outcomes: ExpressionOutcome[]): void
}

/** Makes the pool. JSONata can loop for ever and block timers, so only the end of its thread stops it. */
export function createExpressions({ threads = 2 }: ExpressionsOptions = {}): Expressions {
  const waiting: Batch[] = []
  const all = new Set<Thread>()
  const idle: Thread[] = []
  let isStopped = false

  function assign(): void {
    while (waiting.length > 0) {
      const thread = idle.pop() ?? (all.size < threads ? startThread() : undefined)
      if (thread === undefined) return
      thread.work(waiting.shift()!)
    }
  }

  function startThread(): Thread {
    const thread = createThread({
      onFree() {
        idle.push(thread)
        assign()
      },
      onEnd(rest) {
        all.delete(thread)
        const place = idle.indexOf(thread)
        if (place >= 0) idle.splice(place, 1)
        if (rest !== undefined) waiting.unshift(rest)
        assign()
      },
    })
    all.add(thread)
    return thread
  }

  const evaluateBatch = (jobs: readonly ExpressionJob[], timeoutMs: number): Promise<ExpressionOutcome[]> => {
    if (isStopped) return Promise.resolve(jobs.map(() => failed('failed', 'The hub is stopping.')))
    return new Promise((resolve) => {
      waiting.push({ jobs, timeoutMs, outcomes: [], done: resolve })
      assign()
    })
  }

  const evaluateAll: Expressions['evaluateAll'] = async (jobs, { timeoutMs = defaultTimeoutMs } = {}) => {
    const batches: Promise<ExpressionOutcome[]>[] = []
    for (let start = 0; start < jobs.length; start += batchSize)
      batches.push(evaluateBatch(jobs.slice(start, start + batchSize), timeoutMs))
    return (await Promise.all(batches)).flat()
  }

  return {
    evaluateAll,
    async evaluate(source, input, { timeoutMs, variables } = {}) {
      const problem = checkExpression(source)
      if (problem !== undefined) return { ok: false, problem }
      const [outcome] = await evaluateAll([{ source, input, variables }], { timeoutMs })
      return outcome!
    },
    async stop() {
      isStopped = true
      for (const batch of waiting.splice(0))
        batch.done(batch.jobs.map(() => failed('failed', 'The hub is stopping.')))
      await Promise.all([...all].map((thread) => thread.stop()))
    },
  }
}

interface Thread {
  work(batch: Batch): void
  stop(): Promise<void>
}

interface ThreadListener {
  onFree(): void
  /** The thread is gone; `rest` are the jobs it did not come to. */
  onEnd(rest: Batch | undefined): void
}

function createThread(listener: ThreadListener): Thread {
  const worker = new Worker(workerFile, { resourceLimits: { maxOldGenerationSizeMb: 128 } })
  worker.unref()
  let batch: Batch | undefined
  let isReady = false
  let isOver = false
  let timer: NodeJS.Timeout | undefined
  let lastProblem: ExpressionProblem | undefined

  function send(): void {
    worker.ref()
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
    worker.postMessage(batch!.jobs.slice(batch!.outcomes.length).map(toWorkerJob))
    expectAnswer()
  }

  function expectAnswer(): void {
    const { timeoutMs } = batch!
    timer = setTimeout(() => {
      end({ kind: 'timeout', message: `The expression was stopped: it took longer than ${timeoutMs} ms.` })
    }, timeoutMs)
  }

  function take(answer: WorkerAnswer): void {
    clearTimeout(timer)
    const current = batch!
    current.outcomes.push(
      'problem' in answer
        ? { ok: false, problem: answer.problem }
        : { ok: true, value: answer.value === undefined ? undefined : JSON.parse(answer.value) },
    )
    if (current.outcomes.length < current.jobs.length) return expectAnswer()
    batch = undefined
    worker.unref()
    timer = setTimeout(() => end(), idleMs).unref()
    current.done(current.outcomes)
    listener.onFree()
  }

  /** Ends the thread; the job it was at gets the problem, those behind it go to another thread. */
  function end(problem?: ExpressionProblem): void {
    if (isOver) return
    isOver = true
    clearTimeout(timer)
    void worker.terminate()
    const rest = batch
    batch = undefined
    if (rest !== undefined && problem !== undefined) rest.outcomes.push({ ok: false, problem })
    if (rest !== undefined && rest.outcomes.length === rest.jobs.length) {
      listener.onEnd(undefined)
      rest.done(rest.outcomes)
    } else listener.onEnd(rest)
  }

  worker.on('message', (message: 'ready' | WorkerAnswer) => {
    if (isOver) return
    if (message !== 'ready') return take(message)
    isReady = true
    if (batch !== undefined) send()
  })
  worker.on('error', (thrown) => {
    lastProblem = {
      kind: 'failed',
      message: `The expression ended its thread: ${messageOf(thrown)}.`,
    }
  })
  worker.on('exit', () => end(lastProblem ?? { kind: 'failed', message: 'The thread of expressions ended.' }))

  return {
    work(next) {
      clearTimeout(timer)
      batch = next
      if (isReady) send()
      else worker.ref()
    },
    async stop() {
      const rest = batch
      if (rest !== undefined)
        while (rest.outcomes.length < rest.jobs.length)
          rest.outcomes.push(failed('failed', 'The hub is stopping.'))
      end()
      await worker.terminate()
    },
  }
}

const failed = (kind: ExpressionProblem['kind'], message: string): ExpressionOutcome => ({
  ok: false,
  problem: { kind, message },
})

const toWorkerJob = ({ source, input, variables }: ExpressionJob): WorkerJob => ({
  source,
  input: JSON.stringify(input),
  variables: variables === undefined ? undefined : JSON.stringify(variables),
})
