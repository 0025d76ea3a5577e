import { RemoteError } from '@causeway/client'
import { describe, expect, it } from 'vitest'
import { HubError } from '../platform/errors.ts'
import { describeFailure } from './describe-failure.ts'

describe('a failed run', () => {
  it('is tried again soon, and ever later the more often it fails', () => {
    const retries = [0, 1, 5, 50].map(
      (failures) => describeFailure(new RemoteError('remote_failure', 'Failed.'), failures).retryInMs,
    )
    expect(retries).toEqual([2000, 4000, 64_000, 900_000])
  })

  it('says what happened and what to do, in the words of whoever refused', () => {
    expect(describeFailure(new RemoteError('scope_missing', 'Not allowed.', { hint: 'Add it.' }), 0)).toEqual(
      {
        failure: { code: 'crm.scope_missing', message: 'Not allowed.', hint: 'Add it.' },
        state: 'failed',
        retryInMs: 900_000,
        isUnexpected: false,
      },
    )
    expect(describeFailure(new TypeError('x is undefined'), 0)).toMatchObject({
      failure: { code: 'sync.unexpected', message: 'x is undefined' },
      isUnexpected: true,
    })
  })

  it('waits as long as the CRM asks', () => {
    expect(
      describeFailure(new RemoteError('rate_limited', 'Slow.', { retryAfterSeconds: 10 }), 3).retryInMs,
    ).toBe(10_000)
  })

  it.each(['connections.needs_reauth', 'connections.suspended', 'connections.uninstalled'])(
    'pauses the stream on %s, which only the connection can mend',
    (code) => {
      expect(describeFailure(new HubError(code, 409, 'No.', { hint: 'Reconnect.' }), 0)).toMatchObject({
        state: 'paused',
        failure: { code, hint: 'Reconnect.' },
      })
    },
  )
})
