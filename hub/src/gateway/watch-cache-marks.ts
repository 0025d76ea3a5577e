import { messageOf } from '../platform/errors.ts'
import type { Log } from '../platform/log.ts'
import type { CacheMarksStore } from '../store/cache-marks.store.ts'
import type { AnswerCache } from './answer-cache.ts'

const everyMs = 500
/** Marks are committed out of order: so much is read again each time, and what was seen before is skipped. */
const overlapMs = 15_000

/**
 * Forgets cached answers when any process on the database marks them as old.
 * @param isAlone no other process shares the database: then there is nothing to read or to tell
 */
export function watchCacheMarks(options: {
  store: CacheMarksStore
  cache: AnswerCache
  log: Log
  isAlone: boolean
}) {
  const { store, cache, log, isAlone } = options
  const seen = new Map<string, number>()
  let timer: NodeJS.Timeout | undefined
  let looking: Promise<void> | undefined
  let isStopped = false

  async function look(): Promise<void> {
    const marks = await store.listRecent(overlapMs)
    const current = new Set<string>()
    for (const { ownerId, module, number } of marks) {
      const key = `${ownerId}\n${module}`
      current.add(key)
      if ((seen.get(key) ?? 0) >= number) continue
      seen.set(key, number)
      cache.forget(ownerId, module === '*' ? undefined : [module])
    }
    for (const key of seen.keys()) if (!current.has(key)) seen.delete(key)
  }

  async function lookAgain(): Promise<void> {
    try {
      await look()
    } catch (problem) {
      log.warn({ problem: messageOf(problem) }, 'cache marks could not be read')
    }
    if (!cache.isEmpty) schedule()
  }

  function schedule(): void {
    if (isStopped || timer !== undefined) return
    timer = setTimeout(() => {
      timer = undefined
      looking = lookAgain()
    }, everyMs)
    timer.unref()
  }

  return {
    /** Call it when something was put into the cache: from then on marks are read. */
    watch(): void {
      if (!isAlone) schedule()
    },
    /** Forgets in this process and tells the others. */
    async mark(ownerId: string, modules: readonly string[] | undefined): Promise<void> {
      cache.forget(ownerId, modules)
      if (isAlone) return
      try {
        const marks = await store.put(ownerId, modules ?? ['*'])
        // Read back later, they must not throw away what was asked for since.
        for (const { module, number } of marks) seen.set(`${ownerId}\n${module}`, number)
      } catch (problem) {
        // The write itself is done: others give answers that are seconds old until those run out.
        log.warn({ ownerId, problem: messageOf(problem) }, 'other processes could not be told of a change')
      }
    },
    async stop(): Promise<void> {
      isStopped = true
      clearTimeout(timer)
      await looking
    },
  }
}
