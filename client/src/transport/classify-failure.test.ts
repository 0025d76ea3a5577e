import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { classifyFailure } from './classify-failure.ts'

/** Bodies as the CRM sends them, and what they mean. */
const known: [status: number, body: unknown, code: string][] = [
  [
    401,
    { statusCode: 401, message: 'Invalid token: access token is invalid', error: 'Unauthorized' },
    'token_invalid',
  ],
  [401, { statusCode: 401, message: 'Invalid JWT' }, 'token_invalid'],
  [401, { statusCode: 401, message: 'Invalid Private Integration token' }, 'private_token_invalid'],
  [401, { message: 'The token is not authorized for this scope.' }, 'scope_missing'],
  [401, { message: "Token's user type mismatch!" }, 'token_class_mismatch'],
  [
    401,
    {
      message: 'This authClass type is not allowed to access this scope. Please check the IAM configuration.',
    },
    'token_class_mismatch',
  ],
  [403, { message: 'The token does not have access to this location.' }, 'location_forbidden'],
  [403, { statusCode: 403, message: 'You do not have permission to access this resource' }, 'forbidden'],
  [401, { message: 'The user does not exist.' }, 'user_unknown'],
  [401, { message: 'version header was not found.' }, 'version_invalid'],
  [401, { message: 'version header is invalid' }, 'version_invalid'],
  [400, { message: "Invalid API version segment 'x' at position 0" }, 'version_invalid'],
  [401, { message: 'Something nobody has seen' }, 'unauthorized'],
  [403, 'error code: 1010', 'blocked_by_cdn'],
  [404, { message: 'Cannot GET /nowhere' }, 'not_found'],
  [422, { message: ['limit must be a number string'], error: 'Unprocessable Entity' }, 'invalid_request'],
  [400, { statusCode: 400, message: 'accountIds should not be empty' }, 'invalid_request'],
  [400, { message: 'Cannot send message as DND is active for SMS.' }, 'do_not_disturb'],
  [400, { message: 'Location is not active' }, 'location_inactive'],
  [400, { error: { code: 'X', message: 'Invalid grant: refresh token is invalid' } }, 'grant_invalid'],
  [401, { error: 'invalid_grant', error_description: 'This refresh token is invalid' }, 'grant_invalid'],
  [401, { error: 'UnAuthorized!', error_description: 'Authorization code not found' }, 'code_invalid'],
  [400, { message: 'Invalid grant: authorization code is invalid' }, 'code_invalid'],
  [
    401,
    { error: 'invalid_client', error_description: 'Invalid client: client is invalid' },
    'client_credentials_refused',
  ],
  [400, { message: 'API endpoint has been removed' }, 'endpoint_removed'],
  [400, { message: 'Invalid parameter: grantType' }, 'invalid_request'],
  [503, '<html><title>Service Unavailable</title></html>', 'remote_failure'],
  [429, 'Too Many Requests', 'rate_limited'],
]

describe('a failed answer', () => {
  test.each(known)('%i %j means %s', (status, body, code) => {
    expect(classifyFailure(status, body).code).toBe(code)
  })

  test('429 with nothing left of the day is not a burst', () => {
    const daily = classifyFailure(429, '', { dailyRemaining: 0, dailyResetMs: 84_322_000, remaining: 12 })
    expect(daily).toMatchObject({ code: 'daily_limit_reached', retryAfterSeconds: 84_322 })
    const burst = classifyFailure(429, '', { dailyRemaining: 5, intervalMs: 10_000 })
    expect(burst).toMatchObject({ code: 'rate_limited', retryAfterSeconds: 10 })
  })

  test('lists the complaints and keeps the trace id', () => {
    const message = ['property text should not exist', 'userId must be a string']
    const failure = classifyFailure(422, { message, traceId: 'f2b1' })
    expect(failure.message).toBe(
      'The CRM answered 422: property text should not exist; userId must be a string',
    )
    expect(failure.details).toEqual({ problems: message })
    expect(failure.traceId).toBe('f2b1')
  })

  test('repeats no token, private token or client secret that the answer echoes', () => {
    const secrets = [
      'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl',
      'pit-12345678-1234-1234-1234-123456789012',
      '0f8fad5b-d9cb-469f-a165-70867728950e',
      '0123456789abcdef0123456789abcdef01234567',
    ]
    for (const secret of secrets) {
      const failure = classifyFailure(400, {
        message: `got ${secret} here`,
        error: { message: [secret, 'x'] },
      })
      expect(JSON.stringify(failure)).not.toContain(secret)
    }
  })

  test('hides the value of a field that is named a secret, whatever it looks like', () => {
    const message = 'bad form client_secret=plain&refresh_token=opaque&x=1 {"accessToken":"short"}'
    expect(classifyFailure(400, { message }).message).toBe(
      'The CRM answered 400: bad form client_secret=[hidden]&refresh_token=[hidden]&x=1 {"accessToken":"[hidden]"}',
    )
  })

  test('leaves ordinary sentences about tokens alone', () => {
    const message = 'Invalid token: access token is invalid'
    expect(classifyFailure(401, { message }).message).toBe(`The CRM answered 401: ${message}`)
  })

  test('shows the words of an HTML page, not its markup', () => {
    const page = '<!doctype html><style>p{}</style><h1>502 Bad Gateway</h1>'
    expect(classifyFailure(502, page).message).toBe('The CRM answered 502: 502 Bad Gateway')
  })

  test('any status and body at all is understood as something, briefly', () => {
    fc.assert(
      fc.property(fc.integer({ min: 300, max: 599 }), fc.anything(), (status, body) => {
        const failure = classifyFailure(status, body)
        expect(failure.hint).not.toBe('')
        expect(failure.message.length).toBeLessThan(600)
      }),
    )
  })
})
