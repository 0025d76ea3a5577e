import { setTimeout as wait } from 'node:timers/promises'
import type { ApiParts } from '../api.types.ts'

const lookEveryMs = 250
/** Longer than this nobody waits for an answer; the pull goes on without them. */
const patienceMs = 15_000

/** Has a location's statistics pulled now and waits for it; false when that did not end in time. */
export async function pullStatistics(
  { sync, stores }: Pick<ApiParts, 'sync' | 'stores'>,
  locationId: string,
): Promise<boolean> {
  const finishedAt = async () =>
    (await stores.streams.list([locationId])).find(({ stream }) => stream === 'statistics')?.lastFinishedAt
  const before = await finishedAt()
  await sync.syncNow(locationId, { streams: ['statistics'] })
  for (let waitedMs = 0; waitedMs < patienceMs; waitedMs += lookEveryMs) {
    await wait(lookEveryMs)
    if ((await finishedAt()) !== before) return true
  }
  return false
}
