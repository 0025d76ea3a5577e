import type { AskOrder, AskResult } from '../processes/ask-repeatedly.ts'
import { chooseLocation } from '../rig/choose-location.ts'
import { requestJson } from '../rig/request-json.ts'
import { startHub } from '../rig/start-hub.ts'
import { startProcess } from '../rig/start-process.ts'
import { startSimulator } from '../rig/start-simulator.ts'
import { waitUntilFilled } from '../rig/wait-until-filled.ts'
import type { Figure, Measurement } from './measurement.types.ts'

const rounds = 5
const warmUpMs = 8000
const filledWithinMs = 3 * 60_000
const cachedMs = 3000
const cachedInFlight = 32
const singleMs = 3000
const leastCachedShare = 0.6
const mostAddedMs = 1.5

/** Both ways of a read through the gateway: from memory, and all the way to the CRM. */
export const gatewayReads: Measurement = {
  name: 'gateway-reads',
  question: 'What does a read through the gateway cost, from its cache and on to the CRM?',
  limitMs: 10 * 60_000,
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
      const locationId = location.id
      await hub.connectPrivateToken(token, locationId)
      // Its first copy of the location is work of its own.
      await waitUntilFilled(hub, locationId, filledWithinMs)
      const key = await hub.createKey(['read', 'live'])
      const asker = startProcess(new URL('../processes/ask-repeatedly.ts', import.meta.url))
      opened.defer(() => asker.stop())
      await asker.message((value) => (value === 'ready' ? true : undefined))
      const ask = async (order: AskOrder): Promise<AskResult> => {
        asker.send(order)
        const result = await asker.message((value) => value as AskResult)
        if (result.others > 0) throw new Error(`${result.others} requests to ${order.url} were not answered`)
        return result
      }

      const path = `/locations/${locationId}`
      const ours = { url: `${hub.url}${path}`, headers: { authorization: `Bearer ${key}`, version: 'v3' } }
      const body = JSON.stringify(await requestJson('GET', ours.url, { headers: ours.headers }))
      const bare = startProcess(new URL('../processes/bare-route.ts', import.meta.url), [
        JSON.stringify({ path, body }),
      ])
      opened.defer(() => bare.stop())
      const bareUrl = await bare.message((value) =>
        typeof value === 'object' && value !== null && 'url' in value ? String(value.url) : undefined,
      )

      // Turn and turn about, so that a slow moment of the machine meets both.
      const many = { inFlight: cachedInFlight }
      const plain = { url: `${bareUrl}${path}`, headers: ours.headers }
      await ask({ ...plain, ...many, forMs: warmUpMs })
      await ask({ ...ours, ...many, forMs: warmUpMs })
      const cached: { ours: number; bare: number }[] = []
      for (let round = 0; round < rounds; round++) {
        const byBare = await ask({ ...plain, ...many, forMs: cachedMs })
        const byUs = await ask({ ...ours, ...many, forMs: cachedMs })
        cached.push({ ours: byUs.answers / cachedMs, bare: byBare.answers / cachedMs })
      }

      const direct = {
        url: `${simulator.url}${path}`,
        headers: { authorization: `Bearer ${token}`, version: 'v3' },
      }
      const past = { url: ours.url, headers: { ...ours.headers, 'cache-control': 'no-cache' } }
      const single = { inFlight: 1 }
      await ask({ ...direct, ...single, forMs: warmUpMs })
      await ask({ ...past, ...single, forMs: warmUpMs })
      const added: { ours: number; direct: number }[] = []
      for (let round = 0; round < rounds; round++) {
        const directly = await ask({ ...direct, ...single, forMs: singleMs })
        const through = await ask({ ...past, ...single, forMs: singleMs })
        added.push({ ours: through.medianMs, direct: directly.medianMs })
      }

      const shareOf = middle(cached.map((round) => round.ours / round.bare))
      const addedMs = middle(added.map((round) => round.ours - round.direct))
      figures.push(
        {
          what: `cached reads, ${cachedInFlight} at a time, ${body.length} bytes`,
          database: database.name,
          ours: `${Math.round(middle(cached.map((round) => round.ours)) * 1000)} answers/s`,
          beside: `${Math.round(middle(cached.map((round) => round.bare)) * 1000)} answers/s of a bare Fastify route`,
          ratio: shareOf,
          aim: `≥ ${leastCachedShare}`,
          isReached: shareOf >= leastCachedShare,
          details: { rounds: cached },
        },
        {
          what: 'time a read that goes on to the CRM takes longer, at the median',
          database: database.name,
          ours: `${addedMs.toFixed(2)} ms added`,
          beside: `${middle(added.map((round) => round.direct)).toFixed(2)} ms asked directly`,
          ratio: mostAddedMs / addedMs,
          aim: `≥ 1 (at most ${mostAddedMs} ms)`,
          isReached: addedMs <= mostAddedMs,
          details: { rounds: added },
        },
      )
    }
    return figures
  },
}

const middle = (values: readonly number[]): number =>
  values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN
