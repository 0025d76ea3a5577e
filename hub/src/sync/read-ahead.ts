import { setTimeout as sleep } from 'node:timers/promises'

/** How far to read ahead of the storing. */
export interface ReadAheadOptions {
  /** Reads under way or waiting to be taken, at most. */
  ahead: number
  /** Results handed over at a time, at most. */
  batch: number
  signal: AbortSignal
}

interface Reading<Task, Result> {
  task: Task
  /** Resolves when the reading ended, well or not. */
  ended: Promise<void>
  outcome?: { result: Result } | { problem: unknown }
}

/** Results that come within this time of each other are handed over together. */
const gatherMs = 10

/**
 * Reads tasks several at a time and hands the results over in order, as many as are ready: what arrived while the
 * last batch was being stored goes with the next. When a reading fails, all before it are handed over first.
 * However it ends, nothing is left running.
 */
export async function* readAhead<Task, Result>(
  tasks: readonly Task[],
  read: (task: Task, signal: AbortSignal) => Promise<Result>,
  { ahead, batch, signal }: ReadAheadOptions,
): AsyncGenerator<{ task: Task; result: Result }[], void, undefined> {
  const stop = new AbortController()
  const either = AbortSignal.any([signal, stop.signal])
  const readings: Reading<Task, Result>[] = []
  let next = 0
  const fill = () => {
    while (readings.length < ahead && next < tasks.length) readings.push(begin(tasks[next++]!, read, either))
  }
  try {
    for (;;) {
      fill()
      const head = readings[0]
      if (head === undefined) return
      await head.ended
      await gather(readings, Math.min(batch, Math.ceil(ahead / 2)))
      const ready = takeReady(readings, batch)
      // The CRM answers the next ones while the caller stores these.
      fill()
      yield ready
    }
  } finally {
    stop.abort()
    await Promise.all(readings.map(({ ended }) => ended))
  }
}

function begin<Task, Result>(
  task: Task,
  read: (task: Task, signal: AbortSignal) => Promise<Result>,
  signal: AbortSignal,
): Reading<Task, Result> {
  const reading: Reading<Task, Result> = { task, ended: Promise.resolve() }
  const run = async () => {
    try {
      reading.outcome = { result: await read(task, signal) }
    } catch (problem) {
      reading.outcome = { problem }
    }
  }
  reading.ended = run()
  return reading
}

/**
 * Waits while results keep coming, until there are enough. The embedded database computes on this very thread: what
 * the CRM answered meanwhile is only read once somebody waits, and without this each result would be stored alone.
 */
async function gather(readings: readonly Reading<unknown, unknown>[], enough: number): Promise<void> {
  for (let before = 0; ; await sleep(gatherMs)) {
    const unready = readings.findIndex(({ outcome }) => outcome === undefined || !('result' in outcome))
    const ready = unready === -1 ? readings.length : unready
    if (ready >= Math.min(enough, readings.length) || ready === before) return
    before = ready
  }
}

/** Takes the results at the front that arrived; throws the failure at the very front. */
function takeReady<Task, Result>(
  readings: Reading<Task, Result>[],
  batch: number,
): { task: Task; result: Result }[] {
  const ready: { task: Task; result: Result }[] = []
  while (ready.length < batch) {
    const head = readings[0]
    if (head?.outcome === undefined || !('result' in head.outcome)) break
    readings.shift()
    ready.push({ task: head.task, result: head.outcome.result })
  }
  const head = readings[0]
  if (ready.length === 0 && head?.outcome !== undefined && 'problem' in head.outcome)
    throw head.outcome.problem
  return ready
}
