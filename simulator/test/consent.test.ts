import { afterAll, beforeAll, expect, test } from 'vitest'
import { demoApp } from '../src/oauth/demo-credentials.ts'
import { call, exchange, startTinySimulator } from './start-tiny-simulator.ts'

let simulator: Awaited<ReturnType<typeof startTinySimulator>>
beforeAll(async () => {
  simulator = await startTinySimulator()
})
afterAll(() => simulator.close())

const link: Record<string, string> = {
  response_type: 'code',
  client_id: demoApp.clientId,
  redirect_uri: 'http://127.0.0.1:4400/oauth/crm/callback?from=here',
  scope: 'socialplanner/tag.readonly oauth.readonly',
  state: 'a&b="c"',
}

const openPage = (changes: Record<string, string> = {}, path = '/v2/oauth/chooselocation') =>
  call(simulator.url, `${path}?${new URLSearchParams({ ...link, ...changes }).toString()}`)

const decide = async (fields: Record<string, string>) => {
  const { status, headers } = await call(simulator.url, '/oauth/chooselocation', {
    form: { ...link, ...fields },
  })
  expect(status).toBe(302)
  return new URL(headers.get('location') ?? '')
}

test.each(['/oauth/chooselocation', '/v2/oauth/chooselocation'])(
  '%s offers agencies and locations by name',
  async (path) => {
    const { status, body } = await openPage({}, path)
    const page = String(body['text'])
    expect(status).toBe(200)
    for (const testId of ['company-com-north', 'company-com-south', 'location-loc-harbour', 'allow', 'deny'])
      expect(page).toContain(`data-testid="${testId}"`)
    expect(page).toContain('Meadow &lt;b&gt;&amp; Sons&lt;/b&gt;')
    expect(page).not.toContain('<b>')
    expect(page).toContain('value="a&amp;b=&quot;c&quot;"')
  },
)

test('allowing on a location comes back with a code and the state, and the code is good', async () => {
  const back = await decide({ decision: 'allow', target: 'location:loc-harbour' })
  expect(back.origin + back.pathname).toBe('http://127.0.0.1:4400/oauth/crm/callback')
  expect(back.searchParams.get('from')).toBe('here')
  expect(back.searchParams.get('state')).toBe('a&b="c"')
  const { body } = await exchange(simulator.url, 'v2', { code: back.searchParams.get('code') ?? '' })
  expect(body).toMatchObject({ userType: 'Location', locationId: 'loc-harbour', scope: link['scope'] })
})

test('allowing on an agency gives a company token, even for one ticked location', async () => {
  const back = await decide({ decision: 'allow', target: 'company:com-north', approved: 'loc-meadow' })
  const { body } = await exchange(simulator.url, 'v2', { code: back.searchParams.get('code') ?? '' })
  expect(body).toMatchObject({
    userType: 'Company',
    isBulkInstallation: true,
    approvedLocations: ['loc-meadow'],
  })
})

test('denying comes back with access_denied and the state', async () => {
  const back = await decide({ decision: 'deny' })
  expect(back.searchParams.get('error')).toBe('access_denied')
  expect(back.searchParams.get('state')).toBe('a&b="c"')
  expect(back.searchParams.has('code')).toBe(false)
})

test('a suspended location cannot be chosen', async () => {
  simulator.admin.setLocationActive('loc-elsewhere', false)
  expect(String((await openPage()).body['text'])).toMatch(/value="location:loc-elsewhere"[^>]* disabled/)
  const back = await decide({ decision: 'allow', target: 'location:loc-elsewhere' })
  expect(back.searchParams.has('code')).toBe(false)
})

test.each([
  [{ client_id: 'nobody' }, 'No integration found'],
  [{ redirect_uri: 'https://evil.example/steal' }, 'not registered'],
  [{ redirect_uri: 'javascript://127.0.0.1/%0aalert(1)' }, 'not registered'],
  [{ redirect_uri: 'http://127.0.0.1.evil.example/' }, 'not registered'],
  [{ scope: '' }, 'asks for no scopes'],
])('%j gets a page that says what is wrong, and no redirect', async (changes, text) => {
  const { status, body, headers } = await openPage(changes)
  expect(status).toBe(400)
  expect(body['text']).toContain(text)
  expect(headers.get('location')).toBeNull()
})

test('an app with registered redirects and scopes may use those and no others', async () => {
  const redirect = 'https://hub.example/oauth/crm/callback'
  const app = simulator.admin.createApp({
    name: 'Strict',
    redirectUris: [redirect],
    allowsLoopback: false,
    scopes: ['contacts.readonly'],
  })
  const asked = { client_id: app.clientId, redirect_uri: redirect, scope: 'contacts.readonly' }
  expect((await openPage(asked)).status).toBe(200)
  expect((await openPage({ ...asked, redirect_uri: link['redirect_uri']! })).status).toBe(400)
  expect((await openPage({ ...asked, scope: 'contacts.write' })).body['text']).toContain('contacts.write')
})
