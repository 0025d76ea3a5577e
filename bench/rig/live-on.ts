import type { LocationOverview } from '@causeway/simulator'
import { requestJson } from './request-json.ts'
import type { SimulatorProcess } from './start-simulator.ts'

const hourMs = 3_600_000

/**
 * What people do in the CRM while the hub is away: tags made, renamed and deleted, a category, posts of every state,
 * one deleted, and two hours in which posts come due and statistics are restated.
 */
export async function liveOn(
  simulator: SimulatorProcess,
  options: { locationId: string; token: string; chance: () => number; round: number },
): Promise<void> {
  const { locationId, token, chance, round } = options
  const overview = await simulator.location(locationId)
  const pick = <Item>(items: readonly Item[]): Item | undefined => items[Math.floor(chance() * items.length)]
  const under = `/locations/${locationId}`
  const renamed = pick(overview.tags)
  const deleted = pick(overview.tags.filter(({ id }) => id !== renamed?.id))
  await simulator.admin('POST', `${under}/tags`, { tag: `round ${round}` })
  if (renamed !== undefined)
    await simulator.admin('PATCH', `/tags/${renamed.id}`, { tag: `${renamed.tag} ${round}`.slice(-60) })
  if (deleted !== undefined && round % 3 === 0) await simulator.admin('DELETE', `/tags/${deleted.id}`)
  await simulator.admin('POST', `${under}/categories`, { name: `Category of round ${round}` })
  await makePosts(simulator, overview, pick, round)
  await deleteSomePost({ simulator, locationId, token, chance })
  await simulator.moveClock({ advanceMs: 2 * hourMs })
}

async function makePosts(
  simulator: SimulatorProcess,
  { id, accounts, tags }: LocationOverview,
  pick: <Item>(items: readonly Item[]) => Item | undefined,
  round: number,
): Promise<void> {
  const { now } = (await simulator.state()).clock
  const usable = accounts.filter(({ isExpired }) => !isExpired)
  for (const status of ['draft', 'scheduled', 'in_review', 'published'] as const) {
    const account = pick(usable)
    if (account === undefined) return
    await simulator.admin('POST', `/locations/${id}/posts`, {
      accountIds: [account.id],
      summary: `Written in round ${round}, ${status}`,
      status,
      tags: [pick(tags)?.id].filter((tag) => tag !== undefined),
      // The next rounds see it published.
      scheduleDate: new Date(Date.parse(now) + 3 * hourMs).toISOString(),
    })
  }
}

/** The admin API cannot delete posts; the CRM's own can. */
async function deleteSomePost(options: {
  simulator: SimulatorProcess
  locationId: string
  token: string
  chance: () => number
}): Promise<void> {
  const { simulator, locationId, token, chance } = options
  const headers = { authorization: `Bearer ${token}`, version: 'v3' }
  const path = `${simulator.url}/social-media-posting/${locationId}/posts`
  const body = {
    type: 'all',
    skip: String(Math.floor(chance() * 40)),
    limit: '1',
    fromDate: '2000-01-01T00:00:00.000Z',
    toDate: '2099-12-31T00:00:00.000Z',
    includeUsers: 'false',
  }
  const answer = await requestJson<{ results: { posts: { _id: string }[] } }>('POST', `${path}/list`, {
    headers,
    body,
  })
  const post = answer.results.posts[0]
  if (post !== undefined) await requestJson('DELETE', `${path}/${post._id}`, { headers })
}
