import { afterAll, beforeAll, expect, test } from 'vitest'
import { createSimulator, demoPrivateTokens, type Simulator } from '../src/index.ts'

/** Answers are read here as a person reads them. */
// oxlint-disable-next-line typescript/no-explicit-any
type Body = any

let simulator: Simulator
let locationId: string

beforeAll(async () => {
  simulator = await createSimulator({
    port: 0,
    now: new Date('2026-11-23T12:00:00Z'),
    limits: 'off',
    scale: 'small',
  })
  locationId = simulator.world.locations.find(({ name }) => name === 'Northgate Outfitters')?.id ?? ''
})
afterAll(() => simulator.close())

async function call(
  method: string,
  path: string,
  body?: unknown,
  options: { token?: string; version?: string; url?: string } = {},
): Promise<{ status: number; body: Body }> {
  const { token = demoPrivateTokens.location, version = 'v3', url = simulator.url } = options
  const response = await fetch(`${url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      version,
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  return { status: response.status, body: text === '' ? undefined : JSON.parse(text) }
}

const tea = () => ({ name: 'Green tea', locationId, productType: 'PHYSICAL' })

test('what was created is read, listed, changed and deleted again, and then it is gone', async () => {
  const created = await call('POST', '/products/', tea())
  expect(created).toMatchObject({
    status: 201,
    body: { name: 'Green tea', locationId, productType: 'PHYSICAL' },
  })
  const path = `/products/${created.body._id}`
  const query = `?locationId=${locationId}`
  expect((await call('GET', `${path}${query}`)).body).toMatchObject({
    _id: created.body._id,
    name: 'Green tea',
  })
  const listed = await call('GET', `/products/${query}&limit=100`)
  expect(listed.body.products.map((one: Body) => one._id)).toContain(created.body._id)
  expect(listed.body.total).toEqual([{ total: listed.body.products.length }])
  await call('PUT', path, { ...tea(), name: 'Black tea' })
  expect((await call('GET', `${path}${query}`)).body.name).toBe('Black tea')
  expect(await call('DELETE', `${path}${query}`)).toMatchObject({ status: 200, body: { status: true } })
  expect(await call('GET', `${path}${query}`)).toMatchObject({
    status: 404,
    body: { message: 'Product not found', error: 'Not Found', statusCode: 404 },
  })
})

test('both generations show the same things', async () => {
  const { body } = await call('POST', '/links/', {
    locationId,
    name: 'Menu',
    redirectTo: 'https://example.com/menu',
  })
  for (const version of ['v3', '2021-07-28']) {
    const { body: answer } = await call('GET', `/links/?locationId=${locationId}`, undefined, { version })
    expect(answer.links.map((link: Body) => link.id)).toContain(body.link.id)
  }
})

test('things belong to their parent, and below an unknown one there is nothing', async () => {
  const product = (await call('POST', '/products/', tea())).body._id
  const price = { name: 'Cup', type: 'one_time', currency: 'USD', amount: 3, locationId }
  const { body } = await call('POST', `/products/${product}/price`, price)
  const query = `?locationId=${locationId}`
  expect((await call('GET', `/products/${product}/price/${body._id}${query}`)).body.amount).toBe(3)
  const other = (await call('POST', '/products/', tea())).body._id
  expect((await call('GET', `/products/${other}/price/${body._id}${query}`)).status).toBe(404)
  expect((await call('GET', `/products/unknown/price${query}`)).status).toBe(404)
})

test('a list is paged without gaps or repeats', async () => {
  for (let count = 0; count < 5; count += 1) await call('POST', '/products/', tea())
  const page = async (offset: number): Promise<string[]> => {
    const { body } = await call('GET', `/products/?locationId=${locationId}&limit=3&offset=${offset}`)
    return body.products.map((one: Body) => one._id)
  }
  const all = (await call('GET', `/products/?locationId=${locationId}&limit=100`)).body.products
  const found = [...(await page(0)), ...(await page(3)), ...(await page(6))]
  expect(found).toEqual(all.slice(0, 9).map((one: Body) => one._id))
})

test("one location does not see another's things, and an empty one starts with none", async () => {
  const { body } = await call('POST', '/links/', {
    locationId,
    name: 'Menu',
    redirectTo: 'https://example.com/menu',
  })
  const empty = simulator.world.locations.find(({ name }) => name.startsWith('Blank Slate'))?.id ?? ''
  const { token } = simulator.admin.createPrivateToken({ locationId: empty })
  const listed = await call('GET', `/links/?locationId=${empty}`, undefined, { token })
  expect(listed).toMatchObject({ status: 200, body: { links: [] } })
  expect((await call('DELETE', `/links/${body.link.id}`, undefined, { token })).status).toBe(404)
  expect((await call('GET', `/links/?locationId=${locationId}`, undefined, { token })).status).toBe(403)
})

test('the same seed makes the same examples', async () => {
  const options = { port: 0, now: new Date('2026-11-23T12:00:00Z'), limits: 'off', scale: 'small' } as const
  const first = await createSimulator(options)
  const second = await createSimulator(options)
  const idsOf = async ({ url }: Simulator) => {
    const { body } = await call('GET', `/products/?locationId=${locationId}`, undefined, { url })
    return body.products.map((product: Body) => product._id)
  }
  const ids = await idsOf(first)
  expect(ids.length).toBeGreaterThan(0)
  expect(await idsOf(second)).toEqual(ids)
  await first.close()
  await second.close()
})

test('what is deleted is answered without a body where 204 is published', async () => {
  const { body } = await call('POST', '/voice-ai/agents', { locationId })
  expect(await call('DELETE', `/voice-ai/agents/${body.id}?locationId=${locationId}`)).toEqual({
    status: 204,
    body: undefined,
  })
})
