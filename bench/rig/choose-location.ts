import type { LocationOverview } from '@causeway/simulator'
import type { SimulatorProcess } from './start-simulator.ts'

/**
 * One of the simulator's active locations and a private token for it: the largest (8 accounts, 5 000 posts, 300 tags),
 * or the one in the middle by posts.
 */
export async function chooseLocation(
  simulator: SimulatorProcess,
  size: 'largest' | 'middle',
): Promise<{ location: LocationOverview; token: string }> {
  const { locations } = await simulator.state()
  const active = locations.filter(({ isActive, isSandbox }) => isActive && isSandbox !== true)
  const overviews = await Promise.all(active.map(({ id }) => simulator.location(id)))
  const bySize = overviews.toSorted((a, b) => b.postCount - a.postCount)
  const location = bySize[size === 'largest' ? 0 : Math.floor(bySize.length / 2)]
  if (location === undefined) throw new Error('The simulator has no active location')
  return { location, token: await simulator.createPrivateToken(location.id) }
}
