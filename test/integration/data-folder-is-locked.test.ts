import { afterAll, beforeAll, expect, it } from 'vitest'
import { type DatabasePlace, pglite } from '../../bench/rig/database-places.ts'
import { type HubProcess, startHub } from '../../bench/rig/start-hub.ts'

const simulatorUrl = 'http://127.0.0.1:9'
let place: DatabasePlace
const running = new Set<HubProcess>()

async function start(): Promise<HubProcess> {
  const hub = await startHub(place, { simulatorUrl })
  running.add(hub)
  return hub
}

beforeAll(async () => {
  place = await pglite.make()
})
afterAll(async () => {
  for (const hub of running) await hub.kill()
  await place.remove()
})

it('a second hub on the same folder is refused by name, and one after kill -9 starts at once', async () => {
  const first = await start()
  await expect(start()).rejects.toThrow(new RegExp(`in use by process ${first.pid}\\b.*`, 's'))
  // The refused one has not disturbed the first.
  await expect(first.get('/v1/locations')).resolves.toMatchObject({ items: [] })
  await first.kill()
  const next = await start()
  await expect(next.get('/v1/locations')).resolves.toMatchObject({ items: [] })
}, 120_000)
