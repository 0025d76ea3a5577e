import { afterAll, beforeAll, expect, test } from 'vitest'
import { createSimulator, demoPrivateTokens, type Simulator } from '../src/index.ts'

/** Answers are read here as a person reads them. */
// oxlint-disable-next-line typescript/no-explicit-any
type Body = any

const now = new Date('2026-11-23T12:00:00Z')
let simulator: Simulator
let locationId: string
let contactId: string

beforeAll(async () => {
  simulator = await createSimulator({ port: 0, now, limits: 'off', scale: 'small' })
  locationId = simulator.world.locations.find(({ name }) => name === 'Northgate Outfitters')?.id ?? ''
  contactId = simulator.crm.createContact({ locationId, firstName: 'First', email: 'first@example.com' }).id
})
afterAll(() => simulator.close())

async function call(
  method: string,
  path: string,
  body?: unknown,
  options: { token?: string; version?: string } = {},
): Promise<{ status: number; body: Body }> {
  const { token = demoPrivateTokens.location, version = 'v3' } = options
  const response = await fetch(`${simulator.url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      version,
      ...(body instanceof FormData || body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: body instanceof FormData ? body : JSON.stringify(body) }),
  })
  return { status: response.status, body: await response.json() }
}

const firstPipeline = async (): Promise<Body> =>
  (await call('GET', `/opportunities/pipelines?locationId=${locationId}`)).body.pipelines[0]

const makeOpportunity = async (): Promise<Body> => {
  const pipeline = await firstPipeline()
  const draft = {
    locationId,
    contactId,
    pipelineId: pipeline.id,
    name: 'Boots',
    status: 'open',
    monetaryValue: 90,
  }
  return (await call('POST', '/opportunities/', draft)).body.opportunity
}

test('an opportunity moves through its pipeline until it is lost', async () => {
  const changes: string[] = []
  simulator.crm.onChange(({ kind }) => changes.push(kind))
  const { stages } = await firstPipeline()
  const { id, pipelineStageId, contact } = await makeOpportunity()
  expect([pipelineStageId, contact.email]).toEqual([stages[0].id, 'first@example.com'])
  await call('PUT', `/opportunities/${id}`, { pipelineStageId: stages[1].id })
  await call('PUT', `/opportunities/${id}/status`, { status: 'lost', lostReasonId: 'reason' })
  expect((await call('GET', `/opportunities/${id}`)).body.opportunity).toMatchObject({
    pipelineStageId: stages[1].id,
    status: 'lost',
    lostReasonId: 'reason',
  })
  expect(changes).toEqual(
    expect.arrayContaining([
      'opportunity.created',
      'opportunity.stage_updated',
      'opportunity.status_updated',
    ]),
  )
  expect((await call('DELETE', `/opportunities/${id}`)).body).toMatchObject({ succeded: true, success: true })
  expect((await call('GET', `/opportunities/${id}`)).status).toBe(400)
})

test('a stage of another pipeline is refused and changes nothing', async () => {
  const { id, pipelineStageId } = await makeOpportunity()
  const refused = await call('PUT', `/opportunities/${id}`, { pipelineStageId: 'elsewhere', name: 'Changed' })
  expect(refused).toMatchObject({ status: 400, body: { message: 'The pipeline stage id is invalid.' } })
  expect((await call('GET', `/opportunities/${id}`)).body.opportunity).toMatchObject({
    name: 'Boots',
    pipelineStageId,
  })
})

test('both searches page through the same opportunities, in the spelling of their generation', async () => {
  for (let count = 0; count < 5; count += 1) await makeOpportunity()
  const ids: string[] = []
  let after = ''
  do {
    const path = `/opportunities/search?location_id=${locationId}&contact_id=${contactId}&limit=2${after}`
    const { body } = await call('GET', path, undefined, { version: '2021-07-28' })
    ids.push(...body.opportunities.map((one: Body) => one.id))
    const { startAfterId, startAfter } = body.meta
    after = startAfterId === undefined ? '' : `&startAfterId=${startAfterId}&startAfter=${startAfter}`
  } while (after !== '')
  const details = { notes: false, tasks: false, calendarEvents: false, unReadConversations: false }
  const search = {
    locationId,
    query: 'first@example.com',
    limit: 100,
    page: 1,
    searchAfter: [],
    additionalDetails: details,
  }
  const { body } = await call('POST', '/opportunities/search', search)
  expect(new Set(ids).size).toBe(ids.length)
  expect(body.opportunities.map((one: Body) => one.id)).toEqual(ids)
})

test("another location's opportunity is refused like the location itself", async () => {
  const { id } = await makeOpportunity()
  const other = simulator.world.locations.find(({ name }) => name.startsWith('Tidewater'))?.id ?? ''
  const { token } = simulator.admin.createPrivateToken({ locationId: other })
  expect((await call('GET', `/opportunities/${id}`, undefined, { token })).status).toBe(403)
  const search = await call('GET', `/opportunities/search?location_id=${locationId}`, undefined, {
    token,
    version: '2021-07-28',
  })
  expect(search.status).toBe(403)
})

test('a booked slot is no longer free, and cancelling frees it', async () => {
  const { calendars } = (await call('GET', `/calendars/?locationId=${locationId}`)).body
  const calendarId = calendars[0].id
  const freeOn = async () => {
    const range = `startDate=${now.getTime()}&endDate=${now.getTime() + 7 * 86_400_000}`
    const { traceId: _trace, ...days } = (await call('GET', `/calendars/${calendarId}/free-slots?${range}`))
      .body
    return Object.values(days).flatMap((day: Body) => day.slots as string[])
  }
  const [startTime = ''] = await freeOn()
  const draft = { calendarId, locationId, contactId, startTime }
  const booked = await call('POST', '/calendars/events/appointments', draft)
  expect(booked).toMatchObject({
    status: 200,
    body: { calendarId, contactId, appointmentStatus: 'confirmed' },
  })
  expect(await freeOn()).not.toContain(startTime)
  expect(await call('POST', '/calendars/events/appointments', draft)).toMatchObject({
    status: 400,
    body: { message: 'The slot you have selected is no longer available.' },
  })
  const { body: ofContact } = await call('GET', `/contacts/${contactId}/appointments`)
  expect(ofContact.events.map((event: Body) => event.id)).toEqual([booked.body.id])
  await call('PUT', `/calendars/events/appointments/${booked.body.id}`, { appointmentStatus: 'cancelled' })
  expect(await freeOn()).toContain(startTime)
})

test('uploaded files lie in their folder until the folder is deleted', async () => {
  const alt = { altId: locationId, altType: 'location' }
  const folder = (await call('POST', '/medias/folder', { ...alt, name: 'Autumn' })).body._id
  const form = new FormData()
  form.set('parentId', folder)
  form.set('file', new Blob(['a leaf'], { type: 'image/png' }), 'leaf.png')
  const { fileId } = (await call('POST', '/medias/upload-file', form)).body
  const query = new URLSearchParams({
    ...alt,
    sortBy: 'name',
    sortOrder: 'asc',
    type: 'file',
    parentId: folder,
  })
  const list = async () => (await call('GET', `/medias/files?${query.toString()}`)).body.files
  expect(await list()).toEqual([expect.objectContaining({ _id: fileId, name: 'leaf.png', size: 6 })])
  await call('DELETE', `/medias/${folder}?altId=${locationId}&altType=location`)
  expect(await list()).toEqual([])
})

test('records of a custom object are found by the texts of their properties', async () => {
  const property = { key: 'name', name: 'Name', dataType: 'TEXT' }
  const object = {
    locationId,
    key: 'boat',
    labels: { singular: 'Boat', plural: 'Boats' },
    primaryDisplayPropertyDetails: property,
  }
  const { key } = (await call('POST', '/objects/', object, { token: demoPrivateTokens.company })).body.object
  expect(key).toBe('custom_objects.boat')
  const path = `/objects/${key}/records`
  const { id } = (await call('POST', path, { locationId, properties: { name: 'Albatross' } })).body.record
  const search = (query: string) => ({ locationId, page: 1, pageLimit: 10, query, searchAfter: [] })
  const found = (await call('POST', `${path}/search`, search('albatross'))).body
  expect(found).toMatchObject({
    total: 1,
    records: [{ id, objectKey: key, properties: { name: 'Albatross' } }],
  })
  expect((await call('POST', `${path}/search`, search('heron'))).body.total).toBe(0)
})
