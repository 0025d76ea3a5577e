import { messageOf } from './errors.ts'
import type { Log } from './log.ts'

/** Things to be written soon, many at a time, without anybody waiting for it. */
export interface WriteBehind<Item> {
  /** Takes an item, at once and without ever failing; when too much waits already, it is dropped. */
  add(key: string, item: Item): void
  /** Changes the item that waits under a key; false when none does. */
  merge(key: string, change: (waiting: Item) => void): boolean
  /** Counts an item that could not even be made. */
  drop(problem: unknown): void
  /** Items that were lost: too many waited, or the store cannot hold them. */
  readonly dropped: number
  /** Items not written yet. */
  readonly waiting: number
  /** Writes what waits now. */
  flush(): Promise<void>
  /** Writes what waits and takes nothing more; what cannot be written then is dropped. */
  stop(): Promise<void>
}

export interface WriteBehindOptions<Item> {
  write: (items: Item[]) => Promise<void>
  /** What is written, for the log. */
  what: string
  log: Log
  /** How long an item may wait; default 200 ms. */
  everyMs?: number
  /** Items written together; default 500. */
  batchSize?: number
  /** Items that may wait, so that a database that is away costs memory only so far; default 20 000. */
  capacity?: number
}

const retryAfterMs = 1000
const longestRetryMs = 10_000

/**
 * Gathers items and writes them in batches, one batch at a time, in the order they came. While the store is away they
 * wait; an item the store refuses for what it holds is dropped alone, so that it cannot hold up the others.
 */
export function createWriteBehind<Item>(options: WriteBehindOptions<Item>): WriteBehind<Item> {
  const { write, what, log, everyMs = 200, batchSize = 500, capacity = 20_000 } = options
  const waiting = new Map<string, Item>()
  let inHand = 0
  let dropped = 0
  let isStopped = false
  let timer: NodeJS.Timeout | undefined
  let working: Promise<void> | undefined
  let wakeUp: (() => void) | undefined

  function take(): Item[] {
    const batch: Item[] = []
    for (const [key, item] of waiting) {
      waiting.delete(key)
      if (batch.push(item) >= batchSize) break
    }
    return batch
  }

  function startWorking(): Promise<void> {
    clearTimeout(timer)
    timer = undefined
    working ??= work().finally(() => {
      working = undefined
      if (waiting.size > 0) schedule()
    })
    return working
  }

  async function work(): Promise<void> {
    for (let batch = take(); batch.length > 0; batch = waiting.size >= batchSize || isStopped ? take() : []) {
      inHand = batch.length
      await writeSurely(batch)
      inHand = 0
    }
  }

  async function writeSurely(batch: Item[]): Promise<void> {
    for (let pauseMs = retryAfterMs; ; pauseMs = Math.min(longestRetryMs, pauseMs * 2)) {
      try {
        return await write(batch)
      } catch (problem) {
        if (isOfItsContent(problem)) return writeParts(batch, problem)
        log.warn({ problem: messageOf(problem), what, waiting: waiting.size }, 'could not be written yet')
        if (isStopped) {
          dropped += batch.length
          return
        }
        await pause(pauseMs)
      }
    }
  }

  /** Finds the items that cannot be stored by halves. */
  async function writeParts(batch: Item[], problem: unknown): Promise<void> {
    if (batch.length === 1) {
      dropped += 1
      log.warn({ problem: messageOf(problem), what }, 'cannot be stored and was dropped')
      return
    }
    const middle = Math.ceil(batch.length / 2)
    await writeSurely(batch.slice(0, middle))
    await writeSurely(batch.slice(middle))
  }

  function pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const retry = setTimeout(resolve, ms).unref()
      wakeUp = () => {
        clearTimeout(retry)
        resolve()
      }
    })
  }

  function schedule(): void {
    if (isStopped || working !== undefined) return
    if (waiting.size >= batchSize) void startWorking()
    else timer ??= setTimeout(() => void startWorking(), everyMs).unref()
  }

  return {
    add(key, item) {
      if (isStopped || waiting.size >= capacity) {
        dropped += 1
        return
      }
      waiting.set(key, item)
      schedule()
    },
    merge(key, change) {
      const known = waiting.get(key)
      if (known !== undefined) change(known)
      return known !== undefined
    },
    drop(problem) {
      dropped += 1
      log.warn({ problem: messageOf(problem), what }, 'cannot be described and was dropped')
    },
    get dropped() {
      return dropped
    },
    get waiting() {
      return waiting.size + inHand
    },
    async flush() {
      await working
      if (waiting.size > 0) await startWorking()
    },
    async stop() {
      isStopped = true
      wakeUp?.()
      await working
      while (waiting.size > 0) await startWorking()
    },
  }
}

/** SQLSTATE classes of data the database cannot take, as opposed to a database that is away or busy. */
const isOfItsContent = (problem: unknown): boolean =>
  problem instanceof Error && 'code' in problem && /^(?:22|23|54)/.test(String(problem.code))
