import { setTimeout as wait } from 'node:timers/promises'
import { messageOf } from '../../platform/errors.ts'
import type { Log } from '../../platform/log.ts'
import type { RunsStore } from '../../store/runs.store.ts'
import type { RunStepsStore } from '../../store/run-steps.store.ts'
import type { ClaimedRun, StepRow } from '../../store/runs.types.ts'
import type { Definitions } from '../definition/keep-definitions.ts'
import { workflowErrors } from '../workflows.errors.ts'
import { problemOf } from '../steps/step-failure.ts'
import { RunLost, type RunParts } from './run.types.ts'
import { runWorkflow } from './run-workflow.ts'

/** Works on runs: those made here, those that are due, and those of processes that died. */
export interface Runner {
  start(): void
  /** How many more runs it would take now. */
  capacity(): number
  /** Takes runs that were made as this worker's. */
  adopt(runs: readonly ClaimedRun[]): void
  /** Looks for due runs now. */
  wake(): void
  /** Runs it works on. */
  readonly active: number
  /** Leaves its runs at their next step with an effect, and waits for those it is at. */
  stop(): Promise<void>
}

export interface RunnerOptions {
  runs: RunsStore
  steps: RunStepsStore
  definitions: Definitions
  parts: Omit<RunParts, 'isStopping' | 'startChild'> & {
    startChildOf: (run: ClaimedRun) => RunParts['startChild']
  }
  worker: string
  isAlone: boolean
  atOnce: number
  /** Work of its own that comes round with each look, such as schedules. */
  onLook: () => Promise<void>
  log: Log
}

/** Whoever says nothing for so long is dead, and its runs are taken over. */
const aliveMs = 15_000
const sayEveryMs = 4000
const lookEveryMs = 1000
const claimAtMost = 200
/** What is at an effect gets so long to end when the process stops; then its key keeps it from happening twice. */
const stopPatienceMs = 5000

export function createRunner(options: RunnerOptions): Runner {
  const { runs, steps, definitions, worker, log, atOnce } = options
  const active = new Map<string, Promise<void>>()
  const stopping = new AbortController()
  let nudge = new AbortController()
  let wasNudged = false
  let working: Promise<void> | undefined
  let beating: Promise<void> | undefined
  const parts = { ...options.parts, isStopping: () => stopping.signal.aborted }

  const capacity = () =>
    working === undefined || stopping.signal.aborted ? 0 : Math.max(0, atOnce - active.size)

  function begin(run: ClaimedRun, recorded: readonly StepRow[]): void {
    if (active.has(run.id)) return
    const work = perform(run, recorded).finally(() => {
      active.delete(run.id)
      // There may be more than fitted in.
      if (active.size === Math.floor(atOnce / 2)) wake()
    })
    active.set(run.id, work)
  }

  async function perform(run: ClaimedRun, recorded: readonly StepRow[]): Promise<void> {
    try {
      const definition = await definitions.version(run.workflowId, run.workflowVersion)
      if (definition === undefined) {
        const error = workflowErrors.internal('The definition this run began with cannot be read any more')
        await parts.ledger.commit({
          runId: run.id,
          steps: [],
          patch: { state: 'failed', problem: problemOf(error) },
        })
        return
      }
      const byPath = new Map(recorded.map((row) => [row.path, row]))
      const startChild = options.parts.startChildOf(run)
      await runWorkflow({ ...parts, startChild }, { run, definition, recorded: byPath, pending: [] })
    } catch (problem) {
      if (problem instanceof RunLost) return
      log.error({ runId: run.id, problem: messageOf(problem) }, 'a run could not be recorded')
      await runs.release(worker, [run.id]).catch(() => {})
    }
  }

  /** Takes what is due while there is room; says whether there may be more. */
  async function look(): Promise<boolean> {
    await options.onLook()
    const room = Math.min(capacity(), claimAtMost)
    if (room === 0) return false
    const free = await runs.claim(worker, room)
    const limited =
      free.length < room && (await runs.hasLimited())
        ? await runs.claimLimited(worker, room - free.length)
        : []
    const claimed = [...free, ...limited]
    if (claimed.length === 0) return false
    const begun = claimed.filter(({ wasBegun }) => wasBegun)
    const recorded = await steps.read(begun.map(({ id }) => id))
    for (const run of claimed) begin(run, recorded.get(run.id) ?? [])
    return claimed.length === room && capacity() > 0
  }

  async function work(): Promise<void> {
    while (!stopping.signal.aborted) {
      nudge = new AbortController()
      wasNudged = false
      let hasMore = false
      try {
        hasMore = await look()
      } catch (problem) {
        log.warn({ problem: messageOf(problem) }, 'due runs could not be looked up')
      }
      if (hasMore || wasNudged) continue
      const signal = AbortSignal.any([stopping.signal, nudge.signal])
      await wait(lookEveryMs, undefined, { signal, ref: false }).catch(() => {})
    }
  }

  /** Tells the others that this process lives. */
  async function beat(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        await runs.stayAlive(worker, aliveMs)
      } catch (problem) {
        log.warn({ problem: messageOf(problem) }, 'the sign of life could not be given')
      }
      await wait(sayEveryMs, undefined, { signal: stopping.signal, ref: false }).catch(() => {})
    }
  }

  function wake(): void {
    wasNudged = true
    nudge.abort()
  }

  return {
    start() {
      if (working !== undefined) return
      working = (async () => {
        // Nobody else works on this database: what the last process left is ours at once.
        if (options.isAlone) await runs.forgetOthers(worker).catch(() => {})
        await runs.stayAlive(worker, aliveMs).catch(() => {})
        beating = beat()
        await work()
      })()
    },
    capacity,
    adopt(made) {
      for (const run of made) begin(run, [])
    },
    wake,
    get active() {
      return active.size
    },
    async stop() {
      stopping.abort()
      await working
      await beating
      const patience = new AbortController()
      await Promise.race([
        Promise.all(active.values()),
        wait(stopPatienceMs, undefined, { signal: patience.signal }).catch(() => {}),
      ])
      patience.abort()
      await runs.leave(worker).catch(() => {})
    },
  }
}
