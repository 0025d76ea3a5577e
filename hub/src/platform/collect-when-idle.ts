import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

const everyMs = 15_000
/** Share of one core up to which a process counts as idle: looking into its queues costs about this much. */
const idleShare = 0.1

type Collect = (options: { type: 'major'; execution: 'sync'; flavor: 'last-resort' }) => void

/**
 * Gives memory back to the system when a busy time is over. V8 collects what is no longer used only while more is asked
 * for, so a hub that did much and then idles would keep up to 40 MB for nothing. It takes some 80 ms, once after each
 * busy time.
 */
export function collectWhenIdle(
  options: {
    /** Microseconds of processor time used so far. */
    readUsage?: () => number
    collect?: () => void
    lookEveryMs?: number
  } = {},
): { stop(): void } {
  const { readUsage = cpuMicroseconds, collect = collectAll, lookEveryMs = everyMs } = options
  let before = readUsage()
  // Starting is a busy time too.
  let wasBusy = true
  const timer = setInterval(() => {
    const usage = readUsage()
    const isBusy = usage - before > lookEveryMs * 1000 * idleShare
    before = usage
    if (wasBusy && !isBusy) collect()
    wasBusy = isBusy
    // What the collection itself took is no busy time.
    if (!isBusy) before = readUsage()
  }, lookEveryMs).unref()
  return { stop: () => clearInterval(timer) }
}

function cpuMicroseconds(): number {
  const { user, system } = process.cpuUsage()
  return user + system
}

function collectAll(): void {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as Collect
  setFlagsFromString('--no-expose-gc')
  collect({ type: 'major', execution: 'sync', flavor: 'last-resort' })
}
