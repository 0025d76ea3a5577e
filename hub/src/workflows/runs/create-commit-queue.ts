import { setImmediate as leaveTheLoop, setTimeout as wait } from 'node:timers/promises'
import { messageOf } from '../../platform/errors.ts'
import type { Log } from '../../platform/log.ts'
import { storableJson } from '../../store/canonical-json.ts'
import type { CommitText, EndedChild, RunStepsStore } from '../../store/run-steps.store.ts'
import type { RunCommit } from '../../store/runs.types.ts'

/** Records what runs came to: what arrives while the last batch is being written goes together with the next. */
export interface CommitQueue {
  /** Resolves when it is on disk; false: the run is not this worker's any more. */
  commit(commit: RunCommit): Promise<boolean>
  /** Writes what waits, then takes nothing more. */
  stop(): Promise<void>
}

interface Waiting {
  text: CommitText
  commit: RunCommit
  done: (isKept: boolean) => void
  failed: (problem: unknown) => void
}

const mostTogether = 1000
const mostBytes = 8_000_000
const retryMs = 500

export function createCommitQueue(options: {
  steps: Pick<RunStepsStore, 'commit'>
  worker: string
  log: Log
  /** Told of runs that were put away, and of those that ended and were part of another. */
  onRecorded: (parked: readonly string[], ended: readonly EndedChild[]) => Promise<void>
}): CommitQueue {
  const { steps, worker, log, onRecorded } = options
  let waiting: Waiting[] = []
  let working: Promise<void> | undefined
  let isStopped = false

  async function work(): Promise<void> {
    while (waiting.length > 0) {
      // The embedded database works on this very thread: what has arrived by now goes along instead of alone.
      await leaveTheLoop()
      const batch = takeBatch()
      await write(batch)
    }
    working = undefined
  }

  function takeBatch(): Waiting[] {
    let bytes = 0
    let count = 0
    for (const { text } of waiting) {
      bytes += text.json.length
      if (count > 0 && (bytes > mostBytes || count >= mostTogether)) break
      count += 1
    }
    const batch = waiting.slice(0, count)
    waiting = waiting.slice(count)
    return batch
  }

  /** A database that is away is waited for; what it cannot hold fails alone. */
  async function write(batch: Waiting[]): Promise<void> {
    for (;;) {
      try {
        const { kept, ended } = await steps.commit(
          worker,
          batch.map(({ text }) => text),
        )
        for (const { commit, done } of batch) done(kept.has(commit.runId))
        const parked = batch.flatMap(({ commit }) =>
          commit.patch?.state === 'waiting' && kept.has(commit.runId) ? [commit.runId] : [],
        )
        if (parked.length > 0 || ended.length > 0) await tell(parked, ended)
        return
      } catch (problem) {
        if (isOfItsContent(problem)) {
          if (batch.length === 1) return batch[0]!.failed(problem)
          const middle = Math.ceil(batch.length / 2)
          await write(batch.slice(0, middle))
          return write(batch.slice(middle))
        }
        log.warn({ problem: messageOf(problem), runs: batch.length }, 'runs could not be recorded yet')
        // Nothing is lost: whoever takes the runs over goes on from what is recorded.
        if (isStopped) return batch.forEach(({ done }) => done(false))
        await wait(retryMs)
      }
    }
  }

  async function tell(parked: readonly string[], ended: readonly EndedChild[]): Promise<void> {
    try {
      await onRecorded(parked, ended)
    } catch (problem) {
      // They look for themselves after a while.
      log.warn({ problem: messageOf(problem) }, 'waiting runs could not be woken')
    }
  }

  return {
    commit(commit) {
      return new Promise((done, failed) => {
        waiting.push({ text: { runId: commit.runId, json: storableJson(commit) }, commit, done, failed })
        working ??= work()
      })
    },
    async stop() {
      isStopped = true
      await working
    },
  }
}

/** SQLSTATE classes of data the database cannot take, as opposed to a database that is away or busy. */
const isOfItsContent = (problem: unknown): boolean =>
  problem instanceof Error && 'code' in problem && /^(?:21|22|23|54)/.test(String(problem.code))
