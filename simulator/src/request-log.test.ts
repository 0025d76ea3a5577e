import { expect, test } from 'vitest'
import { createRequestLog, type LoggedRequest } from './request-log.ts'

const aRequest = (path: string, status = 200): LoggedRequest => ({
  at: '2026-11-23T12:00:00.000Z',
  method: 'GET',
  path,
  status,
  durationMs: 1,
  traceId: 'trace',
})

test('the log keeps the latest requests in order and counts all of them', () => {
  const log = createRequestLog(3)
  for (const path of ['/a', '/b', '/c', '/d', '/e']) log.record(aRequest(path))
  expect(log.latest().map((request) => request.path)).toEqual(['/c', '/d', '/e'])
  expect(log.latest(1).map((request) => request.path)).toEqual(['/e'])
  expect(log.total).toBe(5)
})

test('refusals for too many requests are counted', () => {
  const log = createRequestLog()
  log.record(aRequest('/a', 429))
  log.record({ ...aRequest('/a'), operationId: 'v3.oauth.x' })
  expect(log.tooManyRequests).toBe(1)
  expect(log.byStatus).toEqual({ 200: 1, 429: 1 })
  expect(log.byOperation).toEqual({ unmatched: 1, 'v3.oauth.x': 1 })
})

test('a reset forgets requests and counters', () => {
  const log = createRequestLog()
  log.record(aRequest('/a'))
  log.countRotation(false)
  log.reset()
  expect([log.total, log.tokenRotations, log.latest()]).toEqual([0, 0, []])
})
