import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Answer } from '../../../test/exercise-social.ts'
import { type CrmBench, startCrm } from '../../../test/start-crm.ts'

let bench: CrmBench
beforeAll(async () => {
  bench = await startCrm()
})
afterAll(() => bench.simulator.close())

test('a tag that is renamed or deleted takes its contacts along', async () => {
  const { id } = await bench.aContact({ tags: ['Brand New', 'other'] })
  const tags = (await bench.v2.call('locations.get-location-tags'))['tags'] as Answer[]
  const tagId = tags.find(({ name }) => name === 'brand new')?.['id'] as string
  const tagsNow = async () =>
    (await bench.v2.call('contacts.get-contact', { params: { contactId: id } }))['contact'].tags
  await bench.v2.call('locations.update-tag', { params: { tagId }, body: { name: 'NEWER' } })
  expect(await tagsNow()).toEqual(['newer', 'other'])
  await bench.v2.call('locations.delete-tag', { params: { tagId } })
  expect(await tagsNow()).toEqual(['other'])
})

test('a location that is made is empty, answers, and is gone once deleted', async () => {
  const { companyId } = bench
  const made = await bench.company.call('locations.create-location', {
    body: { companyId, name: 'Pop-up', timezone: 'Europe/Paris' },
  })
  const locationId = made['id'] as string
  const { token } = bench.simulator.admin.createPrivateToken({ locationId })
  const ask = (path: string) =>
    fetch(`${bench.simulator.url}${path}`, { headers: { authorization: `Bearer ${token}`, version: 'v3' } })
  expect(await (await ask(`/locations/${locationId}`)).json()).toMatchObject({
    location: { name: 'Pop-up', timezone: 'Europe/Paris' },
  })
  expect(await (await ask(`/social-media-posting/${locationId}/accounts`)).json()).toMatchObject({
    results: { accounts: [] },
  })
  expect(bench.simulator.admin.location(locationId)).toMatchObject({ contactCount: 0, postCount: 0 })
  await bench.company.call('locations.delete-location', {
    params: { locationId },
    query: { deleteTwilioAccount: 'false' },
  })
  const { locations } = await bench.company.call('locations.search-locations', { query: { companyId } })
  expect(locations.map(({ id }: Answer) => id)).not.toContain(locationId)
  expect((await ask(`/locations/${locationId}`)).status).toBe(404)
})

test('a sandbox agency gets no third location', async () => {
  const sandbox = bench.simulator.world.locations.find(({ isSandbox }) => isSandbox)
  const companyId = sandbox?.companyId ?? ''
  const { token } = bench.simulator.admin.createPrivateToken({ companyId })
  const response = await fetch(`${bench.simulator.url}/locations/`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, version: '2021-07-28', 'content-type': 'application/json' },
    body: JSON.stringify({ companyId, name: 'Third' }),
  })
  expect(response.status).toBe(400)
  expect(await response.json()).toMatchObject({
    message: 'Only 2 locations are allowed for this company, as this is a sandbox agency.',
  })
})

test('a token of a location finds that location only, an agency all of its own', async () => {
  const query = { companyId: bench.companyId, limit: '50' }
  const own = await bench.v2.call('locations.search-locations', { query })
  const all = await bench.company.call('locations.search-locations', { query })
  expect(own['locations']).toHaveLength(1)
  expect(all['locations']).toHaveLength(5)
})

test('people are seen by those who share a location or the company with them', async () => {
  const query = { companyId: bench.companyId, limit: '100' }
  const idsFor = async (caller: CrmBench['v2']) =>
    ((await caller.call('users.search-users', { query }))['users'] as Answer[]).map(({ id }) => id as string)
  const seenHere = await idsFor(bench.v2)
  const hidden = (await idsFor(bench.company)).find((id) => !seenHere.includes(id)) ?? ''
  expect((await bench.v2.refuse('users.get-user', { params: { userId: hidden } })).status).toBe(403)
  expect((await bench.v2.refuse('users.get-user', { params: { userId: 'nobody' } })).status).toBe(400)
  expect((await bench.company.call('users.get-user', { params: { userId: hidden } }))['id']).toBe(hidden)
})

test('a deleted person is gone for tokens too', async () => {
  const { locationId } = bench
  const { token, userId } = bench.simulator.admin.createPrivateToken({ locationId })
  await bench.company.call('users.delete-user', { params: { userId } })
  const response = await fetch(`${bench.simulator.url}/locations/${locationId}`, {
    headers: { authorization: `Bearer ${token}`, version: 'v3' },
  })
  expect(response.status).toBe(401)
  expect(await response.json()).toMatchObject({ message: 'The user does not exist.' })
})
