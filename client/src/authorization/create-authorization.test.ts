import { afterEach, describe, expect, test } from 'vitest'
import { startServer } from '../../test/start-server.ts'
import type { ReceivedRequest, Reply, ScriptedServer } from '../../test/start-server.ts'
import { consentHosts } from '../hosts.ts'
import type { Authorization, AuthorizationOptions } from './authorization.types.ts'
import { createAuthorization } from './create-authorization.ts'

const clientId = '6650f0c1a2b3c4d5e6f70812-lx1abcde'
const clientSecret = '0f8fad5b-d9cb-469f-a165-70867728950e'
const open: (AsyncDisposable | Authorization)[] = []
afterEach(async () => {
  for (const one of open.splice(0)) await ('close' in one ? one.close() : one[Symbol.asyncDispose]())
})

async function anApp(
  script: (request: ReceivedRequest, before: number) => Reply,
  options: Partial<AuthorizationOptions> = {},
): Promise<{ app: Authorization; server: ScriptedServer }> {
  const server = await startServer(script)
  const app = createAuthorization({ clientId, clientSecret, apiBaseUrl: server.url, ...options })
  open.push(app, server)
  return { app, server }
}

const form = (request: ReceivedRequest | undefined) => Object.fromEntries(new URLSearchParams(request?.text))

/** The same grant as each generation writes it. */
const answers = {
  v2: {
    access_token: 'at',
    token_type: 'Bearer',
    expires_in: 86_399,
    refresh_token: 'rt',
    refreshTokenId: 'rt-id',
    scope: 'socialplanner/post.readonly  socialplanner/tag.readonly',
    userType: 'Company',
    companyId: 'c',
    userId: 'u',
    isBulkInstallation: true,
    approvedLocations: ['l1', 'l2'],
  },
  v3: {
    accessToken: 'at',
    tokenType: 'Bearer',
    expiresIn: 86_399,
    refreshToken: 'rt',
    refreshTokenId: 'rt-id',
    scope: 'socialplanner/post.readonly socialplanner/tag.readonly',
    userType: 'Company',
    companyId: 'c',
    userId: 'u',
    isBulkInstallation: true,
    approvedLocations: ['l1', 'l2'],
  },
}

const grant = {
  accessToken: 'at',
  refreshToken: 'rt',
  expiresInSeconds: 86_399,
  scopes: ['socialplanner/post.readonly', 'socialplanner/tag.readonly'],
  userType: 'Company',
  companyId: 'c',
  locationId: undefined,
  userId: 'u',
  refreshTokenId: 'rt-id',
  isBulkInstallation: true,
  approvedLocations: ['l1', 'l2'],
  installToFutureLocations: false,
  planId: undefined,
}

describe('the consent page', () => {
  test('is asked for scopes and state, on either host', () => {
    const app = createAuthorization({ clientId, clientSecret, consentBaseUrl: consentHosts.whiteLabel })
    open.push(app)
    const redirectUri = 'https://hub.example/oauth/crm/callback?x=1'
    const scopes = ['socialplanner/post.readonly', 'contacts.write']
    const url = new URL(
      app.authorizeUrl({ redirectUri, scopes, state: 'a b&c', versionId: 'v', isSameWindow: true }),
    )
    expect(url.origin + url.pathname).toBe('https://marketplace.leadconnectorhq.com/v2/oauth/chooselocation')
    expect(url.search).not.toContain('+')
    expect(Object.fromEntries(url.searchParams)).toEqual({
      response_type: 'code',
      client_id: clientId,
      redirect_uri: redirectUri,
      scope: 'socialplanner/post.readonly contacts.write',
      state: 'a b&c',
      version_id: 'v',
      loginWindowOpenMode: 'self',
    })
  })

  test('is not opened without a state or a scope', () => {
    const app = createAuthorization({ clientId, clientSecret })
    open.push(app)
    const refusal = expect.objectContaining({ code: 'invalid_call' })
    const redirectUri = 'https://hub.example/callback'
    expect(() => app.authorizeUrl({ redirectUri, scopes: ['a'], state: '' })).toThrowError(refusal)
    expect(() => app.authorizeUrl({ redirectUri, scopes: [], state: 's' })).toThrowError(refusal)
  })
})

describe.each(['v2', 'v3'] as const)('the token endpoint of %s', (generation) => {
  test('turns a code into a grant of the one shape', async () => {
    const { app, server } = await anApp(() => ({ body: answers[generation] }), { generation })
    const redirectUri = 'https://hub.example/callback'
    expect(await app.exchangeCode({ code: 'c0de', redirectUri, userType: 'Company' })).toEqual(grant)
    const sent = form(server.requests[0])
    expect(server.requests[0]?.headers['version']).toBe(generation === 'v3' ? 'v3' : undefined)
    expect(server.requests[0]?.headers['authorization']).toBeUndefined()
    expect(sent).toEqual(
      generation === 'v3'
        ? {
            clientId,
            clientSecret,
            grantType: 'authorization_code',
            code: 'c0de',
            redirectUri,
            userType: 'Company',
          }
        : {
            client_id: clientId,
            client_secret: clientSecret,
            grant_type: 'authorization_code',
            code: 'c0de',
            redirect_uri: redirectUri,
            user_type: 'Company',
          },
    )
  })

  test('refreshes, and asks again for an answer that was lost', async () => {
    const { app, server } = await anApp(
      (_, before) =>
        before === 0 ? (response) => void response.destroy() : { status: 201, body: answers[generation] },
      { generation },
    )
    expect(await app.refresh({ refreshToken: 'old', userType: 'Company' })).toEqual(grant)
    expect(server.requests).toHaveLength(2)
    expect(form(server.requests[1])).toEqual(form(server.requests[0]))
    expect(form(server.requests[1])[generation === 'v3' ? 'refreshToken' : 'refresh_token']).toBe('old')
  })

  test('mints a location’s token from the company’s', async () => {
    const answer = generation === 'v3' ? { accessToken: 'lt', refreshToken: 'lr' } : { access_token: 'lt' }
    const { app, server } = await anApp(
      () => ({ status: 201, body: { ...answer, locationId: 'l', userId: 'u' } }),
      {
        generation,
      },
    )
    const input = { companyToken: 'ct', companyId: 'c', locationId: 'l' }
    expect(await app.exchangeLocationToken(input)).toMatchObject({
      accessToken: 'lt',
      refreshToken: generation === 'v3' ? 'lr' : undefined,
      userType: 'Location',
      companyId: 'c',
      locationId: 'l',
      expiresInSeconds: 86_399,
    })
    const [request] = server.requests
    expect(request?.path).toBe(generation === 'v3' ? '/oauth/location-token' : '/oauth/locationToken')
    expect(request?.headers).toMatchObject({
      authorization: 'Bearer ct',
      version: generation === 'v3' ? 'v3' : '2021-07-28',
    })
    expect(form(request)).toEqual({ companyId: 'c', locationId: 'l' })
  })

  test('lists the installed locations of all pages', async () => {
    const all = Array.from({ length: 240 }, (_, index) => ({
      _id: `l${index}`,
      name: `L${index}`,
      isInstalled: true,
    }))
    const { app, server } = await anApp(
      ({ query }) => {
        if (generation === 'v2') {
          const skip = Number(query.get('skip'))
          return {
            body: { locations: all.slice(skip, skip + Number(query.get('limit'))), count: all.length },
          }
        }
        const start = Number(query.get('pageToken') ?? '0')
        const end = start + Number(query.get('pageSize'))
        const hasNextPage = end < all.length
        const pagination = { hasNextPage, ...(hasNextPage ? { nextPageToken: String(end) } : {}) }
        return { body: { items: all.slice(start, end), pagination } }
      },
      { generation },
    )
    const input = { companyToken: 'ct', companyId: 'c', isInstalled: true }
    const locations = await app.listInstalledLocations(input)
    expect(locations.map((location) => location.id)).toEqual(all.map((one) => one._id))
    expect(server.requests[0]?.query.get('appId')).toBe('6650f0c1a2b3c4d5e6f70812')
    expect(server.requests[0]?.query.get('isInstalled')).toBe('true')
  })
})

describe('a refused grant', () => {
  const refuse = (status: number, body: unknown) => anApp(() => ({ status, body }))

  test.each([
    [400, { error: { message: 'Invalid grant: refresh token is invalid' } }, 'grant_invalid'],
    [400, { message: 'Location is not active' }, 'location_inactive'],
    [
      401,
      { error: 'invalid_client', error_description: 'Invalid client: client is invalid' },
      'client_credentials_refused',
    ],
    [400, { message: 'Missing parameter: clientId' }, 'invalid_request'],
  ])('by %i %j fails the refresh at once', async (status, body, code) => {
    const { app, server } = await refuse(status, body)
    await expect(app.refresh({ refreshToken: 'rt', userType: 'Location' })).rejects.toMatchObject({ code })
    expect(server.requests).toHaveLength(1)
  })

  test.each([
    [401, { error: 'UnAuthorized!', error_description: 'Authorization code not found' }],
    [400, { message: 'Invalid grant: authorization code has expired' }],
    [400, { message: 'Invalid grant' }],
  ])('by %i %j means the code is no good', async (status, body) => {
    const { app } = await refuse(status, body)
    const exchange = app.exchangeCode({ code: 'c', redirectUri: 'https://hub.example' })
    await expect(exchange).rejects.toMatchObject({ code: 'code_invalid' })
  })

  test('never repeats a code that may have been used, nor shows a secret', async () => {
    const { app, server } = await anApp(({ text }) => ({ status: 500, body: { message: text } }))
    const code = 'c0'.repeat(20)
    const error: unknown = await app
      .exchangeCode({ code, redirectUri: 'https://hub.example' })
      .catch((cause: unknown) => cause)
    expect(error).toMatchObject({ code: 'remote_failure' })
    for (const secret of [clientSecret, code]) {
      expect(JSON.stringify(error) + String(error)).not.toContain(secret)
    }
    expect(server.requests).toHaveLength(1)
  })

  test('without a token in it is malformed', async () => {
    const { app } = await anApp(() => ({ body: { token_type: 'Bearer' } }))
    const exchange = app.exchangeCode({ code: 'c', redirectUri: 'https://hub.example' })
    await expect(exchange).rejects.toMatchObject({ code: 'malformed_answer' })
  })

  test('stops repeating a refresh before the grace ends', { timeout: 10_000 }, async () => {
    const { app, server } = await anApp(() => ({ status: 502 }), { timeoutMs: 12_000 })
    await expect(app.refresh({ refreshToken: 'rt', userType: 'Location' })).rejects.toMatchObject({
      code: 'remote_failure',
    })
    expect(server.requests.length).toBeGreaterThan(1)
    expect(server.requests.length).toBeLessThanOrEqual(4)
  })
})

describe('reconnecting', () => {
  test('gives a code where the CRM still offers it', async () => {
    const expiresAt = '2026-11-23T10:00:00.000Z'
    const { app, server } = await anApp(() => ({
      status: 201,
      body: { authorizationCode: 'new', expiresAt },
    }))
    expect(await app.reconnect({ locationId: 'l' })).toEqual({ code: 'new', expiresAt })
    expect(server.requests[0]?.json).toEqual({ clientKey: clientId, clientSecret, locationId: 'l' })
  })

  test('says so where the CRM has removed it', async () => {
    const { app } = await anApp(() => ({ status: 404, body: { message: 'API endpoint has been removed' } }))
    await expect(app.reconnect({ companyId: 'c' })).rejects.toMatchObject({ code: 'endpoint_removed' })
  })
})

test('an app without a secret is refused before anything is sent', () => {
  expect(() => createAuthorization({ clientId, clientSecret: '' })).toThrowError(
    expect.objectContaining({ code: 'invalid_call' }),
  )
})
