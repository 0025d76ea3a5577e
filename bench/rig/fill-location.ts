import type { Location } from '@causeway/hub/contract'
import type { LoggedRequest, SimulatorState } from '@causeway/simulator'
import { chooseLocation } from './choose-location.ts'
import type { DatabasePlace } from './database-places.ts'
import { startHub } from './start-hub.ts'
import type { SimulatorProcess } from './start-simulator.ts'
import { waitUntilFilled } from './wait-until-filled.ts'

/** A first sync of the largest location, seen from the hub and from the CRM. */
export interface FirstSync {
  location: Location
  /** From the request to connect to the end of the last stream's first pass, by the hub's own times. */
  elapsedMs: number
  /** Accounts, tags, categories, posts, comments and daily statistics. */
  records: number
  counters: SimulatorState['requests']
  requests: LoggedRequest[]
}

/** Starts a hub on an empty database, connects the simulator's largest location by a private token and waits. */
export async function fillLocation(
  simulator: SimulatorProcess,
  place: DatabasePlace,
  options: { withinMs: number; nodeOptions?: string[] },
): Promise<FirstSync> {
  const { location, token } = await chooseLocation(simulator, 'largest')
  const { nodeOptions = [] } = options
  const hub = await startHub(place, { simulatorUrl: simulator.url, nodeOptions })
  try {
    await simulator.resetRequests()
    const startedAt = Date.now()
    await hub.connectPrivateToken(token, location.id)
    const filled = await waitUntilFilled(hub, location.id, options.withinMs)
    const { counters, requests } = await simulator.requests()
    const endedAt = Math.max(...filled.streams.map(({ firstSyncedAt }) => Date.parse(firstSyncedAt ?? '')))
    return {
      location: filled,
      elapsedMs: endedAt - startedAt,
      records: filled.streams.reduce((sum, { recordsStored }) => sum + recordsStored, 0),
      counters,
      requests: requests.filter(({ at }) => Date.parse(at) <= endedAt),
    }
  } finally {
    await hub.stop()
  }
}
