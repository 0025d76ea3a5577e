import { createClock } from '../src/clock.ts'
import { createWorld, type LocationContents, type WorldOptions } from '../src/world/index.ts'

/** A Monday at noon, in UTC. */
export const monday = new Date('2026-11-23T12:00:00Z')

/** A frozen small world and its clock. */
export function makeTestWorld(options: Partial<WorldOptions> & { at?: Date } = {}) {
  const { at = monday, ...rest } = options
  const clock = createClock(at)
  const world = createWorld({ seed: 7, scale: 'small', ...rest, clock })
  const contentsOf = (name: string): LocationContents => {
    const location = world.locations.find((candidate) => candidate.name.startsWith(name))
    if (location === undefined) throw new Error(`no location ${name}`)
    return world.contentsOf(location.id)
  }
  return { world, clock, contentsOf }
}
