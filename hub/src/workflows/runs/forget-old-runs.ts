import type { Clock } from '../../platform/clock.ts'
import {
  daysBefore,
  deleteLittleByLittle,
  forgetRegularly,
  type Retention,
} from '../../platform/forget-regularly.ts'
import type { Log } from '../../platform/log.ts'
import type { RunsStore } from '../../store/runs.store.ts'

/** Deletes runs that ended long ago, with their steps. */
export function createRunRetention(options: {
  runs: Pick<RunsStore, 'deleteOlderThan'>
  clock: Clock
  log: Log
  keepDays: number
}): Retention {
  const { runs, clock, log, keepDays } = options

  async function forget(stopping?: AbortSignal): Promise<number> {
    const before = daysBefore(clock.now(), keepDays)
    const deleted = await deleteLittleByLittle((most) => runs.deleteOlderThan(before, most), stopping)
    if (deleted > 0) log.info({ deleted, keepDays }, 'old runs deleted')
    return deleted
  }

  return forgetRegularly({ forget, log, complaint: 'old runs could not be deleted' })
}
