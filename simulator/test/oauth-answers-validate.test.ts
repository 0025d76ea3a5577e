import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { findOperation, resolveSchema } from '@causeway/spec'
import { Ajv } from 'ajv'
import formats from 'ajv-formats'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { demoApp } from '../src/oauth/demo-credentials.ts'
import { call, exchange, startTinySimulator } from './start-tiny-simulator.ts'

interface Answer {
  id: string
  status: number
  body: Record<string, unknown>
}

const answers: Answer[] = []
let simulator: Awaited<ReturnType<typeof startTinySimulator>>

beforeAll(async () => {
  simulator = await startTinySimulator()
  const { url, admin } = simulator
  for (const generation of ['v2', 'v3'] as const) {
    const add = (name: string, { status, body }: Omit<Answer, 'id'>) =>
      void answers.push({ id: `${generation}.oauth.${name}`, status, body })
    const version = generation === 'v2' ? '2021-07-28' : 'v3'
    const company = await exchange(url, generation, { code: admin.install({ companyId: 'com-north' }).code })
    const location = await exchange(url, generation, {
      code: admin.install({ locationId: 'loc-harbour' }).code,
    })
    add('get-access-token', company)
    add('get-access-token', location)
    const refreshToken = String(location.body['refresh_token'] ?? location.body['refreshToken'])
    add('get-access-token', await exchange(url, generation, { refreshToken }))
    const token = String(company.body['access_token'] ?? company.body['accessToken'])
    const mintPath = generation === 'v2' ? '/oauth/locationToken' : '/oauth/location-token'
    const form = { companyId: 'com-north', locationId: 'loc-meadow' }
    add('get-location-access-token', await call(url, mintPath, { token, version, form }))
    const listPath = generation === 'v2' ? '/oauth/installedLocations' : '/oauth/installed-locations'
    const query = `companyId=com-north&appId=${demoApp.id}`
    add('get-installed-location', await call(url, `${listPath}?${query}`, { token, version }))
  }
})
afterAll(() => simulator.close())

const newAjv = () => {
  const ajv = new Ajv({ strict: false, allErrors: true })
  formats.default(ajv)
  return ajv
}

test('every OAuth answer has the status and the shape the spec gives its operation', () => {
  expect(answers).toHaveLength(10)
  for (const { id, status, body } of answers) {
    const operation = findOperation(id) ?? expect.unreachable(`the spec has ${id}`)
    const { schema, status: expected } = operation.success
    const validate = newAjv().compile(resolveSchema(operation, schema ?? {}))
    validate(body)
    expect([id, status, validate.errors]).toEqual([id, expected, null])
  }
})

const folder =
  process.env['CAUSEWAY_PUBLISHED_OPENAPI'] ?? join(import.meta.dirname, '../../../shared/ghl/openapi')

describe.skipIf(!existsSync(folder))('beside the published files', () => {
  test.each([
    [
      'v2',
      'v2/apps/oauth.json',
      { '/oauth/token': 'post', '/oauth/locationToken': 'post', '/oauth/installedLocations': 'get' },
    ],
    [
      'v3',
      'v3/apps/oauth-v3.json',
      { '/oauth/token': 'post', '/oauth/location-token': 'post', '/oauth/installed-locations': 'get' },
    ],
  ])('every %s answer fits the published schema', (generation, file, paths) => {
    const document = JSON.parse(readFileSync(join(folder, file), 'utf8'))
    // The answers' schemas stay within the file; only refusals point outside it.
    const ajv = newAjv().addSchema({ $id: 'published', components: document.components })
    for (const [path, method] of Object.entries(paths)) {
      const operation = document.paths[path][method]
      const { $ref } = operation.responses['200'].content['application/json'].schema
      const validate = ajv.compile({ $ref: `published${$ref}` })
      const own = answers.filter(({ id }) => id === `${generation}.oauth.${operation.operationId}`)
      expect(own.length).toBeGreaterThan(0)
      for (const { id, body } of own) {
        validate(body)
        expect([id, validate.errors]).toEqual([id, null])
      }
    }
  })
})
