import { createHash, randomBytes } from 'node:crypto'
import { auth, type OAuthClientProvider } from '@modelcontextprotocol/sdk/client/auth.js'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Answer, openTestApi, owner, type TestApi } from '../test-api.ts'

/** OAuth for agents: the official client of MCP on one side, a person in a browser on the other. */

const shop = 'locationShop00000001'
const bakery = 'locationBakery000002'

let api: TestApi
let cookie: string
beforeAll(async () => {
  api = await openTestApi()
  await api.parts.stores.locations.put([
    { id: shop, name: 'The shop' },
    { id: bakery, name: 'The bakery' },
  ])
  cookie = await api.signIn()
})
afterAll(() => api.close())

/** What the person's browser asks for. */
const browse = (path: string, options: { method?: string } = {}): Promise<Answer> =>
  api.call(path, { cookie, ...options })

const redirectUrl = 'http://127.0.0.1:43210/callback'

/** What a program keeps while it asks for access. */
function aProgram() {
  const kept: Record<string, unknown> = {}
  const provider: OAuthClientProvider = {
    redirectUrl,
    clientMetadata: {
      client_name: 'Test <b>agent</b>',
      redirect_uris: ['http://127.0.0.1/callback'],
      token_endpoint_auth_method: 'none',
    },
    state: () => 'state-of-the-program',
    clientInformation: () => kept['client'] as never,
    saveClientInformation: (client) => void (kept['client'] = client),
    tokens: () => kept['tokens'] as never,
    saveTokens: (tokens) => void (kept['tokens'] = tokens),
    redirectToAuthorization: (url) => void (kept['url'] = url),
    saveCodeVerifier: (verifier) => void (kept['verifier'] = verifier),
    codeVerifier: () => kept['verifier'] as string,
  }
  return { provider, kept }
}

type Choice = Record<string, string | string[]>
const everything: Choice = { decision: 'allow', reach: 'all', access: 'write' }

/** Opens the consent page and decides, as a browser does: the form's own fields and what was chosen. */
async function decide(
  url: URL,
  choice: Choice,
): Promise<{ page: Answer; end: Answer; back: URL | undefined }> {
  const page = await browse(`${url.pathname}${url.search}`)
  const form = new URLSearchParams(
    [...page.text.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g)].map(
      ([, name, value]): [string, string] => [name!, value!.replaceAll('&amp;', '&')],
    ),
  )
  for (const [name, value] of Object.entries(choice)) for (const one of [value].flat()) form.append(name, one)
  const end = await postForm(url.pathname, form)
  const location = end.headers.get('location')
  return { page, end, back: location === null ? undefined : new URL(location) }
}

const postForm = (path: string, form: URLSearchParams, headers: Record<string, string> = {}) =>
  api.call(path, {
    method: 'POST',
    cookie,
    rawBody: form.toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded', origin: api.url, ...headers },
  })

/** Lets a program in, all the way; gives its tokens. */
async function letIn(choice: Choice = everything) {
  const { provider, kept } = aProgram()
  const serverUrl = `${api.url}/mcp`
  expect(await auth(provider, { serverUrl })).toBe('REDIRECT')
  const { back } = await decide(kept['url'] as URL, choice)
  const authorizationCode = back!.searchParams.get('code')!
  expect(await auth(provider, { serverUrl, authorizationCode })).toBe('AUTHORIZED')
  const tokens = kept['tokens'] as { access_token: string; refresh_token: string; scope: string }
  return { provider, kept, tokens, clientId: (kept['client'] as { client_id: string }).client_id }
}

async function connect(provider: OAuthClientProvider): Promise<Client> {
  const client = new Client({ name: 'test', version: '1.0.0' })
  const url = new URL(`${api.url}/mcp`)
  await client.connect(new StreamableHTTPClientTransport(url, { authProvider: provider }))
  return client
}

const valueOf = async (client: Client, name: string, input: Record<string, unknown> = {}) =>
  (await client.callTool({ name, arguments: input })).structuredContent as Record<string, unknown>

const statusWith = async (accessToken: string): Promise<number> => {
  const answer = await fetch(`${api.url}/mcp`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${accessToken}` },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' }),
  })
  return answer.status
}

const askForTokens = async (fields: Record<string, string>) => {
  const answer = await fetch(`${api.url}/mcp/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams(fields),
  })
  return { status: answer.status, json: (await answer.json()) as Record<string, unknown> }
}

const register = (body: unknown): Promise<Answer> => api.call('/mcp/oauth/register', { method: 'POST', body })

let known: string | undefined
/** The id of a program that registered once for all tests: registrations are counted. */
async function aClientId(): Promise<string> {
  known ??= String(
    (await register({ client_name: 'By hand', redirect_uris: [redirectUrl] })).json['client_id'],
  )
  return known
}

/** A request for access that is right in every respect. */
async function aRequest(changes: Record<string, string | undefined> = {}) {
  const clientId = await aClientId()
  const verifier = randomBytes(32).toString('base64url')
  const fields = {
    client_id: clientId,
    redirect_uri: redirectUrl,
    response_type: 'code',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    state: 'xyz',
    ...changes,
  }
  const url = new URL(`${api.url}/mcp/oauth/authorize`)
  for (const [name, value] of Object.entries(fields))
    if (value !== undefined) url.searchParams.set(name, value)
  return { url, verifier, clientId }
}

/** A code for such a request, and what fetches tokens with it. */
async function aCode() {
  const { url, verifier, clientId } = await aRequest()
  const code = (await decide(url, everything)).back!.searchParams.get('code')!
  const fields = { code, client_id: clientId, redirect_uri: redirectUrl, code_verifier: verifier }
  return { grant_type: 'authorization_code', ...fields }
}

describe('an agent that asks for access', () => {
  it('finds the way by itself, is let in by a person, and works', async () => {
    const { provider, tokens } = await letIn()
    expect(tokens.scope).toBe('read write')
    const client = await connect(provider)
    const { locations } = await valueOf(client, 'locations')
    expect((locations as { id: string }[]).map(({ id }) => id).toSorted()).toEqual([bakery, shop])
    const { json } = await browse('/v1/agents')
    expect((json['items'] as object[])[0]).toMatchObject({
      name: 'Test <b>agent</b>',
      allowedBy: owner.name,
      permissions: ['read', 'write'],
      locationIds: null,
      lastUsedAt: expect.any(String),
      revokedAt: null,
    })
  })

  it('gets no more than the person chose', async () => {
    const { provider, tokens } = await letIn({
      decision: 'allow',
      reach: 'some',
      location: [shop],
      access: 'read',
    })
    expect(tokens.scope).toBe('read')
    const client = await connect(provider)
    expect(await valueOf(client, 'locations')).toMatchObject({ locations: [{ id: shop }] })
    expect(await valueOf(client, 'statistics', { location: bakery })).toMatchObject({
      code: 'mcp.location_forbidden',
    })
    expect(
      await valueOf(client, 'call', {
        operation: 'contacts.create-contact',
        body: { email: 'a@example.com' },
      }),
    ).toMatchObject({ code: 'mcp.write_forbidden' })
  })

  it('cannot get changes it did not ask for, whatever the form says', async () => {
    const { url, verifier, clientId } = await aRequest({ scope: 'read' })
    const { page, back } = await decide(url, everything)
    expect(page.text).not.toContain('name="access"')
    const { json } = await askForTokens({
      grant_type: 'authorization_code',
      code: back!.searchParams.get('code')!,
      client_id: clientId,
      redirect_uri: redirectUrl,
      code_verifier: verifier,
    })
    expect(json['scope']).toBe('read')
  })

  it('is shown with its name as text, and where the answer goes', async () => {
    const { provider, kept } = aProgram()
    await auth(provider, { serverUrl: `${api.url}/mcp` })
    const { page } = await decide(kept['url'] as URL, { decision: 'deny' })
    expect(page.status).toBe(200)
    expect(page.text).toContain('Test &lt;b&gt;agent&lt;/b&gt;')
    expect(page.text).not.toContain('<b>agent')
    expect(page.text).toContain('a program on this computer (127.0.0.1)')
    expect(page.headers.get('content-security-policy')).toContain("form-action 'self' http://127.0.0.1:43210")
    expect(page.headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
  })

  it('is told when the person refuses, and gets its own state back', async () => {
    const { url } = await aRequest()
    const { back } = await decide(url, { decision: 'deny' })
    expect(Object.fromEntries(back!.searchParams)).toMatchObject({
      error: 'access_denied',
      state: 'xyz',
      iss: api.url,
    })
  })

  it('waits while nobody is signed in, and is not forgotten', async () => {
    const { url } = await aRequest()
    const answer = await api.call(`${url.pathname}${url.search}`)
    expect(answer.status).toBe(302)
    const signIn = new URL(answer.headers.get('location') ?? '', api.url)
    expect(signIn.pathname).toBe('/console/sign-in')
    expect(signIn.searchParams.get('resume')).toBe(`${url.pathname}${url.search}`)
  })

  it('asks again when nothing was chosen', async () => {
    const { url } = await aRequest()
    for (const choice of [{ decision: 'allow' }, { decision: 'allow', reach: 'some', location: 'unknown' }]) {
      const { end } = await decide(url, choice)
      expect(end.status).toBe(400)
      expect(end.text).toContain('role="alert"')
    }
  })

  it('cannot be let in by a page of another site', async () => {
    const { url } = await aRequest()
    const form = new URLSearchParams([...url.searchParams, ['decision', 'allow'], ['reach', 'all']])
    const answer = await postForm(url.pathname, form, { origin: 'https://evil.example' })
    expect(answer.status).toBe(403)
    expect(answer.headers.get('location')).toBeNull()
  })
})

describe('a wrong request', () => {
  it('of an unknown program or to a foreign address is shown to the person and sent nowhere', async () => {
    const tries: [Record<string, string>, string][] = [
      [{ client_id: 'nobody' }, 'mcp.client_unknown'],
      [{ client_id: '0192c1f0-0000-7000-8000-000000000000' }, 'mcp.client_unknown'],
      [{ redirect_uri: 'https://evil.example/callback' }, 'mcp.redirect_mismatch'],
      [{ redirect_uri: `${redirectUrl}/more` }, 'mcp.redirect_mismatch'],
      [{ redirect_uri: 'http://127.0.0.1.evil.example/callback' }, 'mcp.redirect_mismatch'],
    ]
    for (const [changes, code] of tries) {
      const { url } = await aRequest(changes)
      const answer = await browse(`${url.pathname}${url.search}`)
      expect([answer.status, answer.headers.get('location')], code).toEqual([400, null])
      expect(answer.text).toContain(code)
    }
  })

  it('may be answered on another port of the same machine', async () => {
    const { url } = await aRequest({ redirect_uri: 'http://127.0.0.1:50001/callback' })
    expect((await browse(`${url.pathname}${url.search}`)).status).toBe(200)
  })

  it('tells the program what is wrong', async () => {
    const tries: [Record<string, string | undefined>, string][] = [
      [{ response_type: 'token' }, 'unsupported_response_type'],
      [{ code_challenge: undefined }, 'invalid_request'],
      [{ code_challenge: 'short' }, 'invalid_request'],
      [{ code_challenge_method: 'plain' }, 'invalid_request'],
      [{ code_challenge_method: undefined }, 'invalid_request'],
      [{ scope: 'read everything' }, 'invalid_scope'],
      [{ resource: 'https://other.example/mcp' }, 'invalid_target'],
    ]
    for (const [changes, error] of tries) {
      const { url } = await aRequest(changes)
      const answer = await browse(`${url.pathname}${url.search}`)
      const back = new URL(answer.headers.get('location') ?? '')
      expect(back.origin).toBe(new URL(redirectUrl).origin)
      expect(Object.fromEntries(back.searchParams)).toMatchObject({ error, state: 'xyz' })
    }
  })

  it('to register is refused with a reason', async () => {
    const errorOf = async (body: unknown) => {
      const { status, json } = await register(body)
      return [status, json['error']]
    }
    for (const uri of ['javascript:alert(1)', 'http://hub.example/callback', 'nonsense'])
      expect(await errorOf({ redirect_uris: [uri] }), uri).toEqual([400, 'invalid_redirect_uri'])
    expect(await errorOf({ client_name: 'No address' })).toEqual([400, 'invalid_client_metadata'])
    expect(await errorOf({ redirect_uris: ['cursor://agent/callback', 'https://a.example/cb'] })).toEqual([
      201,
      undefined,
    ])
  })
})

describe('a code', () => {
  it('works once; a second time takes back what it gave', async () => {
    const fields = await aCode()
    const first = await askForTokens(fields)
    expect(first.status).toBe(200)
    const { access_token: accessToken } = first.json as { access_token: string }
    expect(await statusWith(accessToken)).toBe(200)
    expect(await askForTokens(fields)).toMatchObject({ status: 400, json: { error: 'invalid_grant' } })
    expect(await statusWith(accessToken)).toBe(401)
  })

  it('is worth nothing without its verifier, its program and its address', async () => {
    const other = await register({ redirect_uris: [redirectUrl] })
    for (const change of [
      { code_verifier: randomBytes(32).toString('base64url') },
      { client_id: String(other.json['client_id']) },
      { redirect_uri: 'http://127.0.0.1:43210/other' },
    ]) {
      const answer = await askForTokens({ ...(await aCode()), ...change })
      expect(answer, JSON.stringify(change)).toMatchObject({ status: 400, json: { error: 'invalid_grant' } })
    }
    expect(await askForTokens({ ...(await aCode()), client_id: 'nobody' })).toMatchObject({
      status: 401,
      json: { error: 'invalid_client' },
    })
    expect(await askForTokens({ ...(await aCode()), resource: 'https://other.example/mcp' })).toMatchObject({
      json: { error: 'invalid_target' },
    })
    expect(await askForTokens({ ...(await aCode()), grant_type: 'password' })).toMatchObject({
      json: { error: 'unsupported_grant_type' },
    })
  })
})

describe('tokens of an agent', () => {
  it('are refreshed by the official client; the old pair’s refresh token then gives a theft away', async () => {
    const { provider, tokens, clientId } = await letIn()
    expect(await auth(provider, { serverUrl: `${api.url}/mcp` })).toBe('AUTHORIZED')
    const fresh = (await provider.tokens()) as { access_token: string; refresh_token: string }
    expect(fresh.refresh_token).not.toBe(tokens.refresh_token)
    expect(await statusWith(fresh.access_token)).toBe(200)

    const stolen = { grant_type: 'refresh_token', refresh_token: tokens.refresh_token, client_id: clientId }
    expect(await askForTokens(stolen)).toMatchObject({ status: 400, json: { error: 'invalid_grant' } })
    expect(await statusWith(fresh.access_token)).toBe(401)
    const next = { grant_type: 'refresh_token', refresh_token: fresh.refresh_token, client_id: clientId }
    expect(await askForTokens(next)).toMatchObject({ status: 400, json: { error: 'invalid_grant' } })
    const { json } = await browse('/v1/agents')
    expect((json['items'] as object[])[0]).toMatchObject({ revokedBy: 'refresh_token_reused' })
  })

  it('open the MCP endpoint and nothing else', async () => {
    const { tokens } = await letIn()
    for (const path of ['/v1/locations', '/v1/agents', `/locations/${shop}`]) {
      const answer = await api.call(path, { key: tokens.access_token })
      expect(answer.status, path).toBe(401)
    }
  })

  it('end when a person ends them, and when the agent gives them back', async () => {
    const { tokens } = await letIn()
    const listed = (await browse('/v1/agents')).json['items'] as Record<string, unknown>[]
    expect(listed[0]).toMatchObject({
      allowedBy: owner.name,
      permissions: ['read', 'write'],
      locationIds: null,
    })
    const ended = await browse(`/v1/agents/${String(listed[0]!['id'])}`, { method: 'DELETE' })
    expect(ended.status).toBe(204)
    expect(await statusWith(tokens.access_token)).toBe(401)

    const other = await letIn()
    const revoked = await fetch(`${api.url}/mcp/oauth/revoke`, {
      method: 'POST',
      body: new URLSearchParams({ token: other.tokens.refresh_token, client_id: other.clientId }),
    })
    expect(revoked.status).toBe(200)
    expect(await statusWith(other.tokens.access_token)).toBe(401)
  })

  it('are found in no log and no answer of the hub', async () => {
    const { tokens } = await letIn()
    const seen = api.logged() + (await browse('/v1/agents')).text
    for (const token of [tokens.access_token, tokens.refresh_token]) expect(seen).not.toContain(token)
  })

  it('are seen and ended by people only', async () => {
    const key = await api.makeKey({ permissions: ['read', 'write'] })
    expect((await api.call('/v1/agents', { key })).status).toBe(403)
  })
})

describe('registering', () => {
  it('is stopped where somebody does nothing else', async () => {
    const statuses = new Set<number>()
    for (let tries = 0; tries < 40; tries++)
      statuses.add((await register({ redirect_uris: [redirectUrl] })).status)
    expect([...statuses].at(-1)).toBe(429)
  })
})
