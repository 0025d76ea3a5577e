import { matchOperation } from '@causeway/spec'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { demoPrivateTokens } from '../src/oauth/demo-credentials.ts'
import { call, exchange, startTinySimulator } from './start-tiny-simulator.ts'

let simulator: Awaited<ReturnType<typeof startTinySimulator>>
let handled = 0
const operationId = matchOperation('v3', 'GET', '/social-media-posting/any/tags')!.operation.id

beforeEach(async () => {
  handled = 0
  const handler = () => {
    handled += 1
    return { body: { text: 'x'.repeat(500), handled } }
  }
  simulator = await startTinySimulator({ handlers: { [operationId]: handler } })
})
afterEach(() => simulator.close())

const ask = (locationId = 'loc-harbour') =>
  call(simulator.url, `/social-media-posting/${locationId}/tags`, {
    token: demoPrivateTokens.location,
    version: 'v3',
  })

test('latency delays the answer', async () => {
  simulator.faults.add({ kind: 'latency', delayMs: 120, jitterMs: 20 })
  const startedAt = performance.now()
  expect((await ask()).status).toBe(200)
  expect(performance.now() - startedAt).toBeGreaterThanOrEqual(95)
})

test.each([429, 500, 503])('a %i is answered and nothing is done', async (status) => {
  simulator.faults.add({ kind: 'status', status, times: 1 })
  const answer = await ask()
  expect(answer).toMatchObject({ status, body: { statusCode: status } })
  expect(answer.headers.get('retry-after')).toBeNull()
  expect(handled).toBe(0)
  expect((await ask()).status).toBe(200)
})

test.each([
  ['before', 0],
  ['after', 1],
  ['amid', 1],
] as const)('a connection cut %s the work leaves the caller without an answer', async (when, works) => {
  simulator.faults.add({ kind: 'cut', when, times: 1 })
  await expect(ask()).rejects.toThrow()
  expect(handled).toBe(works)
  expect((await ask()).status).toBe(200)
})

test('malformed JSON arrives whole and cannot be read', async () => {
  simulator.faults.add({ kind: 'malformed_json', times: 1 })
  await expect(ask()).rejects.toThrow(SyntaxError)
  expect(handled).toBe(1)
})

test('a slow body arrives, late', async () => {
  simulator.faults.add({ kind: 'slow_body', durationMs: 150 })
  const startedAt = performance.now()
  const { body } = await ask()
  expect(body).toMatchObject({ handled: 1 })
  expect(performance.now() - startedAt).toBeGreaterThanOrEqual(120)
})

test('a duplicate is worked on twice and answered once', async () => {
  simulator.faults.add({ kind: 'duplicate', times: 1 })
  expect((await ask()).body['handled']).toBe(2)
})

test('a lost refresh answer rotates the token, and repeating within the grace finds the new pair', async () => {
  const { code } = simulator.admin.install({ locationId: 'loc-harbour' })
  const granted = await exchange(simulator.url, 'v2', { code })
  const refreshToken = String(granted.body['refresh_token'])
  simulator.faults.add({ kind: 'lost_refresh_answer', times: 1 })
  await expect(exchange(simulator.url, 'v2', { refreshToken })).rejects.toThrow()
  expect(simulator.requests.tokenRotations).toBe(1)
  const repeated = await exchange(simulator.url, 'v2', { refreshToken })
  expect(repeated.status).toBe(200)
  expect(simulator.requests).toMatchObject({ tokenRotations: 1, refreshRepeats: 1 })
})

test('a lost refresh answer after which nobody asks for 30 s has lost the grant', async () => {
  const { code } = simulator.admin.install({ locationId: 'loc-harbour' })
  const granted = await exchange(simulator.url, 'v2', { code })
  const refreshToken = String(granted.body['refresh_token'])
  simulator.faults.add({ kind: 'lost_refresh_answer', times: 1 })
  await expect(exchange(simulator.url, 'v2', { refreshToken })).rejects.toThrow()
  simulator.clock.advance(31_000)
  expect((await exchange(simulator.url, 'v2', { refreshToken })).status).toBe(400)
})

test('a fault for one location leaves the others alone, and the log says what befell whom', async () => {
  simulator.faults.add({ kind: 'status', status: 500, match: { locationId: 'loc-meadow' } })
  simulator.faults.add({ kind: 'cut', when: 'after', times: 1, match: { operationId } })
  await expect(ask()).rejects.toThrow()
  expect((await ask()).status).toBe(200)
  const [cut, fine] = simulator.requests.latest(2)
  expect(cut).toMatchObject({ status: 0, faults: ['cut'], operationId, resourceId: 'loc-harbour' })
  expect(fine).toMatchObject({ status: 200 })
  expect(fine).not.toHaveProperty('faults')
})
