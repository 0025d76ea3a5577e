import type { LoggedRequest } from '@causeway/simulator'
import type { DatabaseKind } from '../rig/database-places.ts'
import { fillLocation } from '../rig/fill-location.ts'
import { startSimulator } from '../rig/start-simulator.ts'
import type { Bench, Figure, Measurement } from './measurement.types.ts'

const least = 0.95
const windowRequests = 100
const windowMs = 10_000
const withinMs = 300_000

export const firstSyncLimited: Measurement = {
  name: 'first-sync-limited',
  question: 'How much of the allowed request rate does a first sync use, and is any request refused?',
  limitMs: 12 * 60_000,
  async measure(bench) {
    const figures: Figure[] = []
    for (const database of bench.databases) figures.push(await measureOn(database, bench))
    return figures
  },
}

async function measureOn(database: DatabaseKind, { say }: Bench): Promise<Figure> {
  await using stack = new AsyncDisposableStack()
  say(`${database.name}: first sync within 100 requests in 10 s, about a minute …`)
  const simulator = await startSimulator({ limits: 'standard' })
  stack.defer(() => simulator.stop())
  const place = await database.make()
  stack.defer(() => place.remove())
  const sync = await fillLocation(simulator, place, { withinMs })
  const { idealMs, actualMs } = spanOf(sync.requests)
  const refused = sync.counters.tooManyRequests
  const ratio = idealMs / actualMs
  return {
    what: 'first sync, limited: ideal time / time',
    database: database.name,
    ours: `${seconds(actualMs)} for ${sync.requests.length} requests, ${refused} refused`,
    beside: `${seconds(idealMs)} at the full rate`,
    ratio,
    aim: `≥ ${least}, 0 refused`,
    isReached: ratio >= least && refused === 0,
    details: { actualMs, idealMs, refused, byOperation: sync.counters.byOperation, records: sync.records },
  }
}

/** From the first request to the last, and what a client that sends each as soon as it is allowed would need. */
function spanOf(requests: readonly LoggedRequest[]): { idealMs: number; actualMs: number } {
  const times = requests.map(({ at }) => Date.parse(at))
  const actualMs = Math.max(...times) - Math.min(...times)
  return { idealMs: Math.floor((times.length - 1) / windowRequests) * windowMs, actualMs }
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`
