import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { demoApp } from '../src/oauth/demo-credentials.ts'
import { call, exchange, startTinySimulator } from './start-tiny-simulator.ts'

type Tiny = Awaited<ReturnType<typeof startTinySimulator>>

const running: Tiny[] = []
afterEach(async () => {
  for (const simulator of running.splice(0)) await simulator.close()
})

async function aSimulator(options: Parameters<typeof startTinySimulator>[0] = {}): Promise<Tiny> {
  const simulator = await startTinySimulator(options)
  running.push(simulator)
  return simulator
}

async function aLocationGrant(simulator: Tiny, generation: 'v2' | 'v3' = 'v2') {
  const { code } = simulator.admin.install({ locationId: 'loc-harbour' })
  const { body } = await exchange(simulator.url, generation, { code })
  return {
    accessToken: String(body['access_token'] ?? body['accessToken']),
    refreshToken: String(body['refresh_token'] ?? body['refreshToken']),
  }
}

async function aCompanyToken(simulator: Tiny, approvedLocations: string[] | 'all' = 'all') {
  const { code } = simulator.admin.install({ companyId: 'com-north', approvedLocations })
  const { body } = await exchange(simulator.url, 'v2', { code })
  return String(body['access_token'])
}

const tagsOf = (simulator: Tiny, token: string, locationId = 'loc-harbour') =>
  call(simulator.url, `/social-media-posting/${locationId}/tags`, { token, version: 'v3' })

test('a code of 40 hex gives a v2 pair with the keys GHL sends', async () => {
  const simulator = await aSimulator()
  const { code } = simulator.admin.install({ locationId: 'loc-harbour', scopes: ['a.readonly', 'b.write'] })
  expect(code).toMatch(/^[0-9a-f]{40}$/)
  const { status, body } = await exchange(simulator.url, 'v2', { code })
  expect(status).toBe(200)
  expect(body).toMatchObject({
    access_token: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
    token_type: 'Bearer',
    expires_in: 86_399,
    refresh_token: expect.any(String),
    refreshTokenId: expect.any(String),
    scope: 'a.readonly b.write',
    userType: 'Location',
    companyId: 'com-north',
    locationId: 'loc-harbour',
    userId: 'use-harbour',
    isBulkInstallation: false,
    traceId: expect.any(String),
  })
  const claims = JSON.parse(Buffer.from(String(body['access_token']).split('.')[1]!, 'base64url').toString())
  expect(claims).toMatchObject({
    authClass: 'Location',
    authClassId: 'loc-harbour',
    source: 'INTEGRATION',
    sourceId: demoApp.clientId,
    channel: 'OAUTH',
  })
})

test('v3 spells the same answer in camel case', async () => {
  const simulator = await aSimulator()
  const { code } = simulator.admin.install({ companyId: 'com-north' })
  const { body } = await exchange(simulator.url, 'v3', { code })
  expect(body).toMatchObject({
    accessToken: expect.any(String),
    tokenType: 'Bearer',
    expiresIn: 86_399,
    refreshToken: expect.any(String),
    userType: 'Company',
    isBulkInstallation: true,
    approvedLocations: ['loc-harbour', 'loc-meadow', 'loc-sandbox'],
    approveAllLocations: true,
    installToFutureLocations: true,
  })
  expect(body).not.toHaveProperty('locationId')
})

test('a code works once, and JSON is taken as well as a form', async () => {
  const simulator = await aSimulator()
  const { code } = simulator.admin.install({ locationId: 'loc-harbour' })
  const json = {
    client_id: demoApp.clientId,
    client_secret: demoApp.clientSecret,
    grant_type: 'authorization_code',
    code,
  }
  expect((await call(simulator.url, '/oauth/token', { json })).status).toBe(200)
  const again = await call(simulator.url, '/oauth/token', { json })
  expect(again).toMatchObject({
    status: 401,
    body: { error: 'UnAuthorized!', error_description: 'Authorization code not found' },
  })
})

test('a code dies after ten minutes', async () => {
  const simulator = await aSimulator()
  const { code } = simulator.admin.install({ locationId: 'loc-harbour' })
  simulator.clock.advance(600_000)
  expect((await exchange(simulator.url, 'v2', { code })).status).toBe(401)
})

test('a wrong secret with a wrong code hears of the code, with a good code of the secret', async () => {
  const simulator = await aSimulator()
  const wrong = await exchange(simulator.url, 'v2', { code: 'x', clientSecret: 'wrong' })
  expect(wrong.body['error_description']).toBe('Authorization code not found')
  const { code } = simulator.admin.install({ locationId: 'loc-harbour' })
  const refused = await exchange(simulator.url, 'v2', { code, clientSecret: 'wrong' })
  expect(refused).toMatchObject({ status: 401, body: { error_description: 'Invalid client credentials!' } })
  // The refusal did not use the code up.
  expect((await exchange(simulator.url, 'v2', { code })).status).toBe(200)
})

test.each([
  [{}, 'Missing parameter: grantType'],
  [{ grantType: 'authorization_code' }, 'Missing parameter: clientId'],
  [{ grantType: 'poetry', clientId: 'a', clientSecret: 'b' }, 'Invalid parameter: grantType'],
  [
    { grantType: 'refresh_token', clientId: 'a', clientSecret: 'b', userType: 'King' },
    'Invalid parameter: userType',
  ],
  [{ grantType: 'refresh_token', clientId: 'a', clientSecret: 'b' }, 'Missing parameter: refreshToken'],
])('v3 names the parameter that is wrong in %j', async (form, message) => {
  const simulator = await aSimulator()
  const { status, body } = await call(simulator.url, '/oauth/token', { form, version: 'v3' })
  expect(status).toBe(400)
  expect(body).toMatchObject({ statusCode: 400, message })
})

test('a refresh rotates the pair; the same request within 30 s gets the same pair again', async () => {
  const simulator = await aSimulator()
  const { refreshToken } = await aLocationGrant(simulator)
  const first = await exchange(simulator.url, 'v2', { refreshToken })
  expect(first.body['refresh_token']).not.toBe(refreshToken)
  simulator.clock.advance(30_000)
  const again = await exchange(simulator.url, 'v2', { refreshToken })
  expect(again.body['refresh_token']).toBe(first.body['refresh_token'])
  expect(again.body['access_token']).toBe(first.body['access_token'])
  expect(simulator.requests).toMatchObject({ tokenRotations: 1, refreshRepeats: 1 })
})

test('after the grace a used refresh token is dead, and so is one that is a year old', async () => {
  const simulator = await aSimulator()
  const used = await aLocationGrant(simulator)
  await exchange(simulator.url, 'v3', { refreshToken: used.refreshToken })
  simulator.clock.advance(30_001)
  const dead = { status: 400, body: { statusCode: 400, message: 'Invalid grant: refresh token is invalid' } }
  expect(await exchange(simulator.url, 'v3', { refreshToken: used.refreshToken })).toMatchObject(dead)
  const unused = await aLocationGrant(simulator)
  simulator.clock.advance(365 * 86_400_000)
  expect(await exchange(simulator.url, 'v3', { refreshToken: unused.refreshToken })).toMatchObject(dead)
  expect((await exchange(simulator.url, 'v2', { refreshToken: unused.refreshToken })).body).toMatchObject({
    error: 'invalid_grant',
    error_description: 'Invalid grant: refresh token is invalid',
  })
})

test("a refresh token belongs to its app: another app's credentials are refused", async () => {
  const simulator = await aSimulator()
  const other = simulator.admin.createApp({ name: 'Other' })
  const { refreshToken } = await aLocationGrant(simulator)
  const { clientId, clientSecret } = other
  const refused = await exchange(simulator.url, 'v2', { refreshToken, clientId, clientSecret })
  expect(refused).toMatchObject({ status: 401, body: { error_description: 'Invalid client credentials!' } })
})

test('an access token dies after a day and its successor works', async () => {
  const simulator = await aSimulator()
  const { accessToken, refreshToken } = await aLocationGrant(simulator)
  expect((await tagsOf(simulator, accessToken)).status).toBe(200)
  simulator.clock.advance(86_400_000)
  expect(await tagsOf(simulator, accessToken)).toMatchObject({
    status: 401,
    body: { message: 'Invalid token: access token is invalid' },
  })
  const { body } = await exchange(simulator.url, 'v2', { refreshToken })
  expect((await tagsOf(simulator, String(body['access_token']))).status).toBe(200)
})

test('a suspended location refuses the refresh, and the same token works once it is active again', async () => {
  const simulator = await aSimulator()
  const { refreshToken } = await aLocationGrant(simulator)
  simulator.admin.setLocationActive('loc-harbour', false)
  expect(await exchange(simulator.url, 'v2', { refreshToken })).toMatchObject({
    status: 400,
    body: { statusCode: 400, message: 'Location is not active' },
  })
  simulator.admin.setLocationActive('loc-harbour', true)
  expect((await exchange(simulator.url, 'v2', { refreshToken })).status).toBe(200)
})

test.each([
  ['v2', '/oauth/locationToken', '2021-07-28', 'access_token', 201],
  ['v3', '/oauth/location-token', 'v3', 'accessToken', 200],
])(
  '%s exchanges an agency token for a location token, which gains both oauth scopes',
  async (_, path, version, key, success) => {
    const simulator = await aSimulator()
    const token = await aCompanyToken(simulator)
    const form = { companyId: 'com-north', locationId: 'loc-meadow' }
    const { status, body } = await call(simulator.url, path, { token, version, form })
    expect(status).toBe(success)
    expect(body).toMatchObject({ locationId: 'loc-meadow', appId: demoApp.id, userId: 'use-admin' })
    expect(String(body['scope'])).toContain('oauth.readonly')
    expect((await tagsOf(simulator, String(body[key]), 'loc-meadow')).status).toBe(200)
  },
)

test('an agency token is exchanged for approved, active locations of its own only', async () => {
  const simulator = await aSimulator()
  const token = await aCompanyToken(simulator, ['loc-harbour'])
  const exchangeFor = (locationId: string, companyId = 'com-north') =>
    call(simulator.url, '/oauth/locationToken', {
      token,
      version: '2021-07-28',
      form: { companyId, locationId },
    })
  expect((await exchangeFor('loc-harbour')).status).toBe(201)
  expect((await exchangeFor('loc-meadow')).status).toBe(400)
  expect((await exchangeFor('loc-elsewhere')).status).toBe(403)
  expect((await exchangeFor('loc-harbour', 'com-south')).status).toBe(403)
  simulator.admin.setLocationActive('loc-harbour', false)
  expect((await exchangeFor('loc-harbour')).body['message']).toBe('Location is not active')
})

test('installed locations are listed by skip and limit in v2', async () => {
  const simulator = await aSimulator()
  const token = await aCompanyToken(simulator, ['loc-harbour', 'loc-sandbox'])
  const list = (query: string) =>
    call(simulator.url, `/oauth/installedLocations?companyId=com-north&appId=${demoApp.id}${query}`, {
      token,
      version: '2021-07-28',
    })
  const all = await list('')
  expect(all.body).toMatchObject({ count: 3, installToFutureLocations: false })
  expect(all.body['locations']).toEqual([
    expect.objectContaining({ _id: 'loc-harbour', isInstalled: true, versionId: demoApp.versionId }),
    { _id: 'loc-meadow', name: 'Meadow <b>& Sons</b>', address: '', isInstalled: false },
    expect.objectContaining({ _id: 'loc-sandbox', isInstalled: true }),
  ])
  const second = await list('&isInstalled=true&skip=1&limit=1')
  expect(second.body).toMatchObject({ count: 2, locations: [{ _id: 'loc-sandbox' }] })
  expect((await list('&limit=many')).status).toBe(422)
})

test('installed locations are listed by page tokens in v3, with errors in the AIP envelope', async () => {
  const simulator = await aSimulator()
  const token = await aCompanyToken(simulator)
  const list = (query: string, appId: string = demoApp.id) =>
    call(simulator.url, `/oauth/installed-locations?companyId=com-north&appId=${appId}&${query}`, {
      token,
      version: 'v3',
    })
  const ids: unknown[] = []
  let pageToken = ''
  do {
    const { body } = await list(`pageSize=2${pageToken}`)
    const { items, pagination } = body as {
      items: { _id: string }[]
      pagination: { nextPageToken?: string; totalRecords: number; hasNextPage: boolean }
    }
    ids.push(...items.map(({ _id }) => _id))
    expect(pagination).toMatchObject({ totalRecords: 3, hasNextPage: pagination.nextPageToken !== undefined })
    pageToken = pagination.nextPageToken === undefined ? '' : `&pageToken=${pagination.nextPageToken}`
  } while (pageToken !== '')
  expect(ids).toEqual(['loc-harbour', 'loc-meadow', 'loc-sandbox'])
  expect(await list('pageSize=101')).toMatchObject({
    status: 400,
    body: { error: { code: 'INVALID_ARGUMENT' } },
  })
  expect(await list('pageToken=x')).toMatchObject({
    status: 400,
    body: { error: { message: 'Invalid pageToken' } },
  })
  expect(await list('', 'someone-else')).toMatchObject({
    status: 404,
    body: { error: { code: 'NOT_FOUND' } },
  })
})

test('an uninstalled location loses its tokens, the rest of the agency keeps theirs', async () => {
  const simulator = await aSimulator()
  const token = await aCompanyToken(simulator)
  const mint = (locationId: string) =>
    call(simulator.url, '/oauth/locationToken', {
      token,
      version: 'v3',
      form: { companyId: 'com-north', locationId },
    })
  const harbour = String((await mint('loc-harbour')).body['access_token'])
  const meadow = String((await mint('loc-meadow')).body['access_token'])
  expect(simulator.admin.uninstall({ locationId: 'loc-harbour' })).toBe(1)
  expect((await tagsOf(simulator, harbour)).status).toBe(401)
  expect((await tagsOf(simulator, meadow, 'loc-meadow')).status).toBe(200)
  expect((await mint('loc-harbour')).status).toBe(400)
  simulator.admin.uninstall({ companyId: 'com-north' })
  expect((await tagsOf(simulator, meadow, 'loc-meadow')).status).toBe(401)
})

test('a revoked grant refuses its access token and its refresh token', async () => {
  const simulator = await aSimulator()
  const { accessToken, refreshToken } = await aLocationGrant(simulator)
  simulator.admin.revokeGrant(simulator.admin.state().grants[0]!.id)
  expect((await tagsOf(simulator, accessToken)).body['message']).toBe(
    'Invalid token: access token is invalid',
  )
  expect((await exchange(simulator.url, 'v3', { refreshToken })).status).toBe(400)
})

test('reconnecting was removed, and gives a code where it is switched on', async () => {
  const simulator = await aSimulator()
  await aLocationGrant(simulator)
  const json = { clientKey: demoApp.clientId, clientSecret: demoApp.clientSecret, locationId: 'loc-harbour' }
  expect(await call(simulator.url, '/oauth/reconnect', { json })).toMatchObject({
    status: 400,
    body: { message: 'API endpoint has been removed', error: 'Bad Request', statusCode: 400 },
  })
  simulator.admin.setSwitches({ isReconnectAvailable: true })
  const { body } = await call(simulator.url, '/oauth/reconnect', { json })
  expect((await exchange(simulator.url, 'v2', { code: String(body['authorizationCode']) })).status).toBe(200)
  const wrong = await call(simulator.url, '/oauth/reconnect', { json: { ...json, clientSecret: 'no' } })
  expect(wrong.status).toBe(401)
})

test('with a data file, tokens outlive the process; without one they do not', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'simulator-'))
  const dataFile = join(folder, 'not-yet-there', 'oauth.json')
  try {
    const before = await startTinySimulator({ dataFile })
    const { accessToken, refreshToken } = await aLocationGrant(before)
    await before.close()
    const after = await aSimulator({ dataFile })
    expect((await tagsOf(after, accessToken)).status).toBe(200)
    expect((await exchange(after.url, 'v2', { refreshToken })).status).toBe(200)
    const other = await aSimulator()
    expect((await tagsOf(other, accessToken)).status).toBe(401)
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('twenty simultaneous refreshes rotate once', async () => {
  const simulator = await aSimulator()
  const { refreshToken } = await aLocationGrant(simulator)
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => exchange(simulator.url, 'v2', { refreshToken })),
  )
  expect(new Set(answers.map(({ body }) => body['refresh_token'])).size).toBe(1)
  expect(simulator.requests.tokenRotations).toBe(1)
})
