import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createSimulator, demoPrivateTokens, type Simulator } from '../src/index.ts'
import { call } from './start-tiny-simulator.ts'

let simulator: Simulator
beforeAll(async () => {
  simulator = await createSimulator({ port: 0, scale: 'small', now: new Date('2026-11-23T12:00:00.000Z') })
})
afterAll(() => simulator.close())

const token = demoPrivateTokens.location
const busiest = () => {
  const found = simulator.admin.state().privateTokens.find((one) => one.token === token)
  return found?.locationId ?? expect.unreachable('the demo token belongs to a location')
}

test('it serves the social operations of its own world to the demo token', async () => {
  const path = `/social-media-posting/${busiest()}/tags?limit=3`
  const { status, body } = await call(simulator.url, path, { token, version: 'v3' })
  expect(status).toBe(200)
  expect(body).toMatchObject({
    success: true,
    message: 'Fetched Tags by Location ID',
    traceId: expect.any(String),
  })
})

test('the demo tokens are of the busiest active location and its company', () => {
  const { locations } = simulator.admin.state()
  const counts = locations
    .filter(({ isActive }) => isActive)
    .map(({ id }) => simulator.admin.location(id).postCount)
  expect(simulator.admin.location(busiest()).postCount).toBe(Math.max(...counts))
})

test('a tag made on the admin side is read by the API', async () => {
  simulator.admin.createTag({ locationId: busiest(), tag: 'Freshly made' })
  const path = `/social-media-posting/${busiest()}/tags?searchText=Freshly%20made`
  const { body } = await call(simulator.url, path, { token, version: '2021-07-28' })
  expect(body['results']).toMatchObject({ count: 1, tags: [{ tag: 'Freshly made' }] })
})

test('a contact made on the admin side is counted there and read by the API', async () => {
  const { contactCount } = simulator.admin.location(busiest())
  const { status, body: made } = await call(simulator.url, `/admin/api/locations/${busiest()}/contacts`, {
    json: { firstName: 'Nell', email: 'nell@mail.example', tags: ['VIP'] },
  })
  expect([status, simulator.admin.location(busiest()).contactCount]).toEqual([200, contactCount + 1])
  const { body } = await call(simulator.url, `/contacts/${String(made['id'])}`, {
    token,
    version: '2021-07-28',
  })
  expect(body['contact']).toMatchObject({ firstName: 'Nell', tags: ['vip'] })
})

test('a file arrives with its bytes and the text fields beside it', async () => {
  const form = new FormData()
  form.set('file', new Blob(['not,a,planner,file\n'], { type: 'text/csv' }), 'posts.csv')
  const response = await fetch(`${simulator.url}/social-media-posting/${busiest()}/csv`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, version: 'v3' },
    body: form,
  })
  // The file is judged by its content, so it was read: no answer speaks of a missing file.
  expect(await response.text()).not.toContain('File is required')
})

test('switches of the world are switches of the admin side', () => {
  simulator.admin.setSwitches({ createTagAnswersCreated: false })
  expect(simulator.world.quirks.createTagAnswersCreated).toBe(false)
})

test('a port in use is refused with the port and what to do', async () => {
  const blocker = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => blocker.once('listening', resolve))
  const { port } = blocker.address() as AddressInfo
  try {
    await expect(createSimulator({ port, scale: 'small' })).rejects.toMatchObject({
      code: 'simulator.port_in_use',
      message: expect.stringContaining(String(port)),
      hint: expect.stringContaining('port'),
    })
  } finally {
    blocker.close()
  }
})

test('closing frees the port although callers keep their connections open', async () => {
  const other = await createSimulator({ port: 0, scale: 'small' })
  await call(other.url, '/admin/api/clock')
  await other.close()
  await expect(call(other.url, '/admin/api/clock')).rejects.toThrow()
})
