import { setTimeout as sleep } from 'node:timers/promises'
import type { Location, Stream } from '@causeway/hub/contract'
import type { HubProcess } from './start-hub.ts'

/** The console looks as often: counting records is work for the hub too. */
const pollMs = 1000

/** Waits until every stream of a location has finished its first pass, and gives the location as it is then. */
export function waitUntilFilled(hub: HubProcess, locationId: string, withinMs: number): Promise<Location> {
  return waitFor(hub, locationId, withinMs, ({ isFilled }) => isFilled)
}

/** Waits until every stream has run from beginning to end after an instant. */
export function waitUntilSynced(
  hub: HubProcess,
  locationId: string,
  since: string,
  withinMs: number,
): Promise<Location> {
  return waitFor(hub, locationId, withinMs, ({ streams }) => streams.every((stream) => hasRun(stream, since)))
}

const hasRun = ({ state, lastStartedAt, lastFinishedAt }: Stream, since: string): boolean =>
  state === 'waiting' &&
  lastStartedAt !== null &&
  lastFinishedAt !== null &&
  lastStartedAt > since &&
  lastFinishedAt > lastStartedAt

async function waitFor(
  hub: HubProcess,
  locationId: string,
  withinMs: number,
  isEnough: (location: Location) => boolean,
): Promise<Location> {
  const deadline = performance.now() + withinMs
  for (;;) {
    const location = await hub.location(locationId)
    if (isEnough(location)) return location
    if (performance.now() > deadline) {
      const streams = location.streams.map(
        ({ stream, state, done, error }) => `${stream} ${state} ${done} ${error?.message ?? ''}`,
      )
      throw new Error(`The location was not synced in time: ${streams.join('; ')}. ${hub.complaint()}`)
    }
    await sleep(pollMs)
  }
}
