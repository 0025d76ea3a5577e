import { messageOf } from '../platform/errors.ts'
import { createLogReader } from '../event-log/create-log-reader.ts'
import { createRunListsStore } from '../store/runs-lists.store.ts'
import { createRunStepsStore } from '../store/run-steps.store.ts'
import { createRunsStore, signalSteps } from '../store/runs.store.ts'
import type { ClaimedRun } from '../store/runs.types.ts'
import { createDefinitions, type Definitions } from './definition/keep-definitions.ts'
import { createCommitQueue } from './runs/create-commit-queue.ts'
import { createRunner } from './runs/create-runner.ts'
import { createRunRetention } from './runs/forget-old-runs.ts'
import type { RunParts } from './runs/run.types.ts'
import { type RunRequest, storeRuns } from './runs/start-runs.ts'
import { failureOf } from './steps/step-failure.ts'
import { fireSchedules } from './triggers/fire-schedules.ts'
import { takeEvents } from './triggers/take-events.ts'
import { workflowErrors } from './workflows.errors.ts'
import type { WorkflowsOptions } from './workflows.types.ts'

/** What turns events, times and requests into runs, and works on them. */
export interface Engine {
  definitions: Definitions
  /** Begins to work; before that runs are only stored. */
  start(): void
  /** Stores runs and begins with them as far as there is room; gives the ids of those that are new. */
  startRuns(requests: readonly RunRequest[]): Promise<string[]>
  /** Looks for due runs now. */
  wake(): void
  readonly active: number
  stop(): Promise<void>
}

const readerName = 'workflows'
const eventsTogether = 500
const usualRunsAtOnce = 400

export function createEngine(options: WorkflowsOptions): Engine {
  const { kysely, clock, feed, readers, workerId: worker, isAlone } = options
  const log = options.log.child({ part: 'workflows' })
  const runs = createRunsStore(kysely)
  const steps = createRunStepsStore(kysely)
  const lists = createRunListsStore(kysely)
  const definitions = createDefinitions(kysely)
  const paused = new Set<string>()
  const retention = createRunRetention({ runs, clock, log, keepDays: options.keepDays ?? 30 })

  const queue = createCommitQueue({
    steps,
    worker,
    log,
    async onRecorded(parked, ended) {
      if (ended.length > 0) {
        const signals = ended.map(({ parentRunId, parentPath, state, output, problem }) => ({
          runId: parentRunId,
          path: parentPath,
          signal: { state, output: output ?? null, problem: problem ?? null },
        }))
        await kysely.transaction().execute((trx) => signalSteps(trx, signals))
        runner.wake()
      }
      if (parked.length > 0) await runs.wakeSignalled(parked)
    },
  })

  const startChildOf =
    (parent: ClaimedRun): RunParts['startChild'] =>
    async ({ id, workflow: key, input, path, waits }) => {
      const workflow = (await definitions.recent()).find((one) => one.key === key)
      if (workflow === undefined)
        throw failureOf(workflowErrors.workflow_unknown(`There is no workflow "${key}"`))
      if (!workflow.isEnabled)
        throw failureOf(workflowErrors.not_enabled(`The workflow "${key}" is not enabled`))
      await startRuns([
        {
          id,
          workflow,
          locationId: parent.locationId,
          trigger: { kind: 'workflow', at: clock.now().toISOString(), input },
          chain: [...parent.chain, { workflowId: parent.workflowId, runId: parent.id }],
          dedupeKey: `child ${id}`,
          parentRunId: parent.id,
          ...(waits && { parentPath: path }),
        },
      ])
    }

  const runner = createRunner({
    runs,
    steps,
    definitions,
    worker,
    isAlone,
    log,
    atOnce: options.runsAtOnce ?? usualRunsAtOnce,
    parts: {
      parts: options,
      ledger: {
        commit: (commit) => queue.commit(commit),
        noteEffects: (effects) => runs.noteEffects(effects),
      },
      perform: (handler, input, context) => handler.perform(input, context),
      startChildOf,
      findChild: (runId) => lists.outcomeOf(runId),
      isPaused: (workflowId) => paused.has(workflowId),
      skipsWaiting: false,
      now: () => clock.now(),
    },
    async onLook() {
      paused.clear()
      for (const { id, isPaused } of await definitions.list()) if (isPaused) paused.add(id)
      const due = await fireSchedules({
        kysely,
        definitions,
        worker,
        clock,
        room: () => runner.capacity(),
        listLocations: options.listLocations,
      })
      runner.adopt(due)
    },
  })

  async function startRuns(requests: readonly RunRequest[]): Promise<string[]> {
    const { taken, made } = await storeRuns(kysely, requests, { worker, room: runner.capacity() })
    runner.adopt(taken)
    if (made.length > taken.length) runner.wake()
    return made
  }

  // What a batch of events led to begins only when it is stored.
  let taken: ClaimedRun[] = []
  let hasOthers = false
  const reader = createLogReader({
    name: readerName,
    readers,
    feed,
    log,
    batchSize: eventsTogether,
    async handle(events, trx) {
      taken = []
      hasOthers = false
      const outcome = await takeEvents({ definitions, worker, room: () => runner.capacity() }, events, trx)
      taken = outcome.taken
      hasOthers = outcome.hasOthers
    },
    onHandled() {
      runner.adopt(taken)
      taken = []
      if (hasOthers) runner.wake()
    },
  })

  return {
    definitions,
    start() {
      runner.start()
      reader.start()
      retention.start()
    },
    startRuns,
    wake: () => runner.wake(),
    get active() {
      return runner.active
    },
    async stop() {
      await retention.stop()
      try {
        await reader.stop()
      } catch (problem) {
        log.warn({ problem: messageOf(problem) }, 'the reader of events did not stop well')
      }
      await runner.stop()
      await queue.stop()
    },
  }
}
