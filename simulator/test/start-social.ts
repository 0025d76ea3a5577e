import type { Generation } from '@causeway/spec'
import { createSimulator, type Simulator } from '../src/index.ts'
import type { Location, LocationContents } from '../src/world/index.ts'
import { type Caller, createCaller } from './exercise-social.ts'

/** A Monday at noon, in UTC. */
export const noon = new Date('2026-11-23T12:00:00Z')

/** A frozen simulator with the small world, and callers for one of its locations. */
export interface SocialBench {
  simulator: Simulator
  location: Location
  contents: LocationContents
  userId: string
  v2: Caller
  v3: Caller
}

/** Starts a simulator for tests of the social handlers. The name picks the location by its first words. */
export async function startSocial(locationName = 'Northgate'): Promise<SocialBench> {
  const simulator = await createSimulator({ port: 0, now: noon, limits: 'off', scale: 'small' })
  const location = simulator.world.locations.find(({ name }) => name.startsWith(locationName))
  if (location === undefined) throw new Error(`no location ${locationName}`)
  const { token } = simulator.admin.createPrivateToken({ locationId: location.id })
  const callerFor = (generation: Generation) =>
    createCaller({ url: simulator.url, token, locationId: location.id, generation })
  const user = simulator.world.users.find(({ locationIds }) => locationIds.includes(location.id))
  return {
    simulator,
    location,
    contents: simulator.world.contentsOf(location.id),
    userId: user?.id ?? '',
    v2: callerFor('v2'),
    v3: callerFor('v3'),
  }
}

export const hoursLater = (hours: number): string =>
  new Date(noon.getTime() + hours * 3_600_000).toISOString()

export const picture = { url: 'https://media.example.com/picture.jpg', type: 'image/jpeg' }
export const film = { url: 'https://media.example.com/film.mp4', type: 'video/mp4' }

/** The id of the location's account on a platform. */
export function accountIdOn(contents: LocationContents, platform: string): string {
  const account = contents.accounts.find((candidate) => candidate.platform === platform)
  if (account === undefined) throw new Error(`no account on ${platform}`)
  return account.id
}
