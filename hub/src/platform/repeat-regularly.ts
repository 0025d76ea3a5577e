import { messageOf } from './errors.ts'
import type { Log } from './log.ts'

/** Work that is done again and again while the hub runs. */
export interface RegularWork {
  start(): void
  /** Waits for a round that is under way, and begins none. */
  stop(): Promise<void>
}

/** Does `work` again and again, with the pause after each round; a round that fails is told of and made up later. */
export function repeatRegularly(options: {
  work: (stopping: AbortSignal) => Promise<unknown>
  firstAfterMs: number
  pauseMs: number
  log: Log
  /** What the log says when a round fails. */
  complaint: string
}): RegularWork {
  const { work, firstAfterMs, pauseMs, log, complaint } = options
  const stopping = new AbortController()
  let timer: NodeJS.Timeout | undefined
  let working: Promise<unknown> = Promise.resolve()

  function workLater(afterMs: number): void {
    if (stopping.signal.aborted) return
    timer = setTimeout(() => {
      working = work(stopping.signal)
        .catch((problem: unknown) => log.warn({ problem: messageOf(problem) }, complaint))
        .then(() => workLater(pauseMs))
    }, afterMs).unref()
  }

  return {
    start() {
      if (timer === undefined) workLater(firstAfterMs)
    },
    async stop() {
      stopping.abort()
      clearTimeout(timer)
      await working
    },
  }
}
