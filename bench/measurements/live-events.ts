import { setTimeout as sleep } from 'node:timers/promises'
import type { Tag } from '@causeway/hub/contract'
import type { FollowAnswer, FollowOrder } from '../processes/follow-events.ts'
import { chooseLocation } from '../rig/choose-location.ts'
import { requestJson } from '../rig/request-json.ts'
import { startHub } from '../rig/start-hub.ts'
import { startProcess } from '../rig/start-process.ts'
import { startSimulator } from '../rig/start-simulator.ts'
import { waitUntilFilled } from '../rig/wait-until-filled.ts'
import type { Figure, Measurement } from './measurement.types.ts'

const connections = 500
const changes = 200
const changeEveryMs = 100
const longestMs = 250
const settledMs = 2000
const filledWithinMs = 3 * 60_000
const eventType = 'tag.details_updated'

/** How soon the log's followers learn what was committed. */
export const liveEvents: Measurement = {
  name: 'live-events',
  question: `How soon do ${connections} followers of the event log have what was committed?`,
  limitMs: 8 * 60_000,
  async measure({ databases, say }) {
    const figures: Figure[] = []
    for (const database of databases) {
      say(`${database.name} …`)
      await using opened = new AsyncDisposableStack()
      const simulator = await startSimulator({ limits: 'off', scale: 'small' })
      opened.defer(() => simulator.stop())
      const place = await database.make()
      opened.defer(() => place.remove())
      const hub = await startHub(place, { simulatorUrl: simulator.url })
      opened.defer(() => hub.stop())
      const { location, token } = await chooseLocation(simulator, 'middle')
      await hub.connectPrivateToken(token, location.id)
      // Its first copy of the location is work of its own.
      await waitUntilFilled(hub, location.id, filledWithinMs)
      const headers = { authorization: `Bearer ${await hub.createKey(['read', 'write'])}` }
      const follower = startProcess(new URL('../processes/follow-events.ts', import.meta.url))
      opened.defer(() => follower.stop())
      const ask = (order: FollowOrder): Promise<FollowAnswer> => {
        const answered = follower.message((value) => value as FollowAnswer)
        follower.send(order)
        return answered
      }
      const url = `${hub.url}/v1/events/stream?locationId=${location.id}`
      await ask({ do: 'open', url, headers, connections })
      await sleep(settledMs)

      // Changes one after the other, at a pace of their own: what is measured is the way to the followers.
      const { items } = await requestJson<{ items: Tag[] }>(
        'GET',
        `${hub.url}/v1/locations/${location.id}/tags`,
        { headers },
      )
      const tag = items[0]
      if (tag === undefined) throw new Error('The location has no tag')
      const path = `${hub.url}/v1/locations/${location.id}/tags/${tag.id}/details`
      for (let count = 0; count < changes; count++) {
        const due = sleep(changeEveryMs + (count % 7) * 3)
        await requestJson('PUT', path, { headers, body: { details: { count } } })
        await due
      }
      await sleep(settledMs)
      const counted = await ask({ do: 'count', ofType: eventType })
      if (counted.is !== 'counted') throw new Error('The followers did not count')
      figures.push(figureOf(database.name, counted))
    }
    return figures
  },
}

function figureOf(database: Figure['database'], counted: FollowAnswer & { is: 'counted' }): Figure {
  const sorted = counted.waitsMs.toSorted((one, other) => one - other)
  const at = (share: number) => sorted[Math.floor(sorted.length * share)] ?? Number.POSITIVE_INFINITY
  const missing = counted.ofEachConnection.filter((count) => count !== changes).length
  return {
    what: `${longestMs} ms / time from an event’s transaction to its ${connections} followers, p95`,
    database,
    ours: `${at(0.95)} ms (p50 ${at(0.5)}, p99 ${at(0.99)}), ${sorted.length} of ${connections * changes} received`,
    beside: `${longestMs} ms`,
    ratio: longestMs / at(0.95),
    aim: '> 1, none missing',
    isReached: at(0.95) < longestMs && missing === 0 && counted.ended === 0,
    details: {
      p50: at(0.5),
      p95: at(0.95),
      p99: at(0.99),
      longest: sorted.at(-1),
      missing,
      ended: counted.ended,
    },
  }
}
