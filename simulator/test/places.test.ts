import { findOperation, resolveSchema } from '@causeway/spec'
import { Ajv } from 'ajv'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createSimulator, demoPrivateTokens, type Simulator } from '../src/index.ts'

let simulator: Simulator
beforeAll(async () => {
  simulator = await createSimulator({ scale: 'small', port: 0 })
})
afterAll(() => simulator.close())

const ask = (path: string, token: string, version: string) =>
  fetch(`${simulator.url}${path}`, { headers: { authorization: `Bearer ${token}`, version } })

function fits(operationId: string, body: unknown): boolean {
  const operation = findOperation(operationId)
  if (operation?.success.schema === undefined) throw new Error(`${operationId} has no schema`)
  return new Ajv({ strict: false }).compile(resolveSchema(operation, operation.success.schema))(body)
}

it.each([
  ['v2', '2021-07-28'],
  ['v3', 'v3'],
])('tells a location by its id under %s', async (generation, version) => {
  const token = simulator.admin
    .state()
    .privateTokens.find((known) => known.token === demoPrivateTokens.location)
  const answer = await ask(`/locations/${token?.locationId}`, demoPrivateTokens.location, version)
  const body = (await answer.json()) as { location: { name: string; timezone: string } }
  expect(answer.status).toBe(200)
  expect(body.location).toMatchObject({
    id: token?.locationId,
    name: expect.any(String),
    timezone: expect.stringMatching(/\w/),
  })
  expect(fits(`${generation}.locations.get-location`, body)).toBe(true)
})

it('tells a company to a token of its own, with the number of its locations', async () => {
  const [company] = simulator.world.companies
  const answer = await ask(`/companies/${company?.id}`, demoPrivateTokens.company, '2021-07-28')
  const body = await answer.json()
  expect(body).toMatchObject({ company: { id: company?.id, name: company?.name, locationCount: 5 } })
  expect(fits('v2.companies.get-company', body)).toBe(true)
})

it('does not tell a location to the token of another', async () => {
  const other = simulator.world.locations.at(-1)
  const answer = await ask(`/locations/${other?.id}`, demoPrivateTokens.location, 'v3')
  expect(answer.status).toBe(403)
})
