import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { RemoteError } from '../client.errors.ts'
import type { RemoteErrorCode } from '../client.errors.ts'
import { decideRetry } from './decide-retry.ts'
import type { FailedAttempt } from './decide-retry.ts'

function aFailure(
  code: RemoteErrorCode,
  rest: Partial<FailedAttempt> & { status?: number } = {},
): FailedAttempt {
  const { status, ...others } = rest
  return {
    error: new RemoteError(code, 'failed', { status }),
    attempt: 1,
    access: 'read',
    mayHaveBeenApplied: true,
    rateLimit: {},
    retryAfterMs: undefined,
    ...others,
  }
}

describe('trying again', () => {
  test('waits the whole window after a burst, for writes too', () => {
    const burst = aFailure('rate_limited', { access: 'write', rateLimit: { intervalMs: 10_000 } })
    expect(decideRetry(burst, {}, 0)).toBe(10_000)
    expect(decideRetry(burst, {}, 1)).toBe(10_500)
  })

  test('backs off about a second from a burst that names no window', () => {
    expect(decideRetry(aFailure('rate_limited'), {}, 0)).toBe(1_000)
  })

  test('never repeats on a spent day, a refusal, or a retry-after beyond the longest pause', () => {
    for (const code of [
      'daily_limit_reached',
      'scope_missing',
      'not_found',
      'invalid_request',
      'aborted',
    ] as const) {
      expect(decideRetry(aFailure(code), {}, 0)).toBeUndefined()
    }
    expect(decideRetry(aFailure('remote_failure', { retryAfterMs: 60_000 }), {}, 0)).toBeUndefined()
    expect(decideRetry(aFailure('remote_failure', { retryAfterMs: 2_000 }), {}, 0)).toBe(2_000)
  })

  test('repeats a read after 5xx, a cut connection, a timeout or JSON cut short', () => {
    expect(decideRetry(aFailure('remote_failure', { status: 503 }), {}, 1)).toBe(500)
    expect(decideRetry(aFailure('connection_failed'), {}, 1)).toBe(500)
    expect(decideRetry(aFailure('timeout'), {}, 1)).toBe(500)
    expect(decideRetry(aFailure('malformed_answer', { status: 200 }), {}, 1)).toBe(500)
    expect(decideRetry(aFailure('remote_failure', { status: 501 }), {}, 1)).toBeUndefined()
  })

  test('repeats a write only when nothing was sent, or when the caller allows doubles', () => {
    const write = aFailure('connection_failed', { access: 'write' })
    expect(decideRetry(write, {}, 1)).toBeUndefined()
    expect(decideRetry({ ...write, mayHaveBeenApplied: false }, {}, 1)).toBe(500)
    expect(decideRetry(write, { canRepeatWrites: true }, 1)).toBe(500)
  })

  test('the pause grows, never beyond its bound, and the attempts run out', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 40 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (attempt, attempts, random) => {
          const pauseMs = decideRetry(
            aFailure('timeout', { attempt }),
            { attempts, maxDelayMs: 4_000 },
            random,
          )
          if (attempt >= attempts) expect(pauseMs).toBeUndefined()
          else expect(pauseMs).toBeLessThanOrEqual(Math.min(4_000, 500 * 2 ** (attempt - 1)))
        },
      ),
    )
  })

  test('is off when the caller says so', () => {
    expect(decideRetry(aFailure('rate_limited'), false, 0)).toBeUndefined()
  })
})
