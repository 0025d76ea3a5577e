import { setTimeout as sleep } from 'node:timers/promises'
import type { Log } from './log.ts'
import { type RegularWork, repeatRegularly } from './repeat-regularly.ts'

/** Deletes what is too old, every hour. Every process does it: what one has deleted the next does not find. */
export interface Retention<Deleted = number> extends RegularWork {
  /** One round, now; says how much it deleted. */
  forget(): Promise<Deleted>
}

const dayMs = 86_400_000
const everyMs = 3_600_000
/** After the start, when the hub has other things to do. */
const firstAfterMs = 90_000
/** Small, so that nobody waits for a delete. */
const batchSize = 1000
const pauseMs = 50

export function forgetRegularly<Deleted>(options: {
  forget: (stopping?: AbortSignal) => Promise<Deleted>
  log: Log
  /** What the log says when a round fails. */
  complaint: string
}): Retention<Deleted> {
  const { forget, log, complaint } = options
  return {
    ...repeatRegularly({ work: forget, firstAfterMs, pauseMs: everyMs, log, complaint }),
    forget: () => forget(),
  }
}

/** Deletes a little at a time until nothing is left or the hub stops; says how many in all. */
export async function deleteLittleByLittle(
  deleteSome: (most: number) => Promise<number>,
  stopping?: AbortSignal,
): Promise<number> {
  let deleted = 0
  for (;;) {
    const some = await deleteSome(batchSize)
    deleted += some
    if (some === 0 || stopping?.aborted === true) return deleted
    await sleep(pauseMs)
  }
}

export const daysBefore = (now: Date, days: number): Date => new Date(now.getTime() - days * dayMs)
