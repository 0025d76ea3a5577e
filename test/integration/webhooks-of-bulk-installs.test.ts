import { afterAll, beforeAll, expect, it } from 'vitest'
import { Connection, InboxDelivery } from '../../hub/src/api/contract/index.ts'
import { type InboxReader, readInbox } from './read-inbox.ts'
import { type HubBesideCrm, startHub } from './start-hub.ts'

const count = 500

let house: HubBesideCrm
let inbox: InboxReader
let companyId: string

beforeAll(async () => {
  house = await startHub({ simulator: { webhooks: { retryScale: 0.01 } } })
  inbox = readInbox(house)
  await house.becomeOwner()
  const { locations } = house.simulator.world
  // The company with the fewest: what is shown here does not grow with what they hold.
  companyId = locations.at(-1)?.companyId ?? ''
  await house.install(await house.addApp(), `company:${companyId}`)
  await inbox.settle()
})
afterAll(() => house.close())

const connections = async () =>
  ((await inbox.read('/v1/connections'))['items'] as unknown[]).map((one) => Connection.parse(one))

it('an agency that installs on 500 locations at once has all of them connected', async () => {
  const { locationIds } = house.simulator.admin.installOnNewLocations({ companyId, count })
  await inbox.settle(240_000)
  const installs = inbox
    .sent()
    .filter(({ event, locationId }) => event === 'AppInstall' && locationIds.includes(String(locationId)))
  expect(installs.map(({ state }) => state)).toEqual(Array.from({ length: count }, () => 'delivered'))
  const taken = await inbox.readAll('/v1/inbox?type=app.installed', InboxDelivery)
  const processed = new Set(taken.flatMap((one) => (one.state === 'processed' ? [one.webhookId] : [])))
  expect(installs.filter(({ webhookId }) => !processed.has(webhookId))).toEqual([])
  const usable = new Set(
    (await connections()).flatMap(({ locationId, status }) => (status === 'ok' ? [locationId] : [])),
  )
  expect(locationIds.filter((id) => !usable.has(id))).toEqual([])
}, 300_000)

it('a location whose app is taken off is not connected any more', async () => {
  const [first] = (await connections()).filter(({ level, status }) => level === 'location' && status === 'ok')
  const locationId = String(first?.locationId)
  house.simulator.admin.uninstall({ locationId })
  await inbox.settle()
  const own = (await connections()).filter((one) => one.locationId === locationId)
  expect(own.map(({ status }) => status)).toEqual(['uninstalled'])
})
