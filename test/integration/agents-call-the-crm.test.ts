import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { announceRunningHub } from '../../hub/src/cli/running-hub.ts'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type HubBesideCrm, startHub } from './start-hub.ts'

/** Agents as the official client of MCP plays them, on a hub with the simulated CRM behind it. */

let house: HubBesideCrm
let shop: string
let bakery: string
let shopKey: string

beforeAll(async () => {
  house = await startHub()
  const { world, admin } = house.simulator
  await house.becomeOwner()
  const [first, second] = world.locations.filter(({ id }) => world.describeLocation(id) !== undefined)
  shop = first!.id
  bakery = second!.id
  for (const locationId of [shop, bakery]) {
    const { token } = admin.createPrivateToken({ locationId })
    const body = { environment: 'simulator', token, locationId }
    const answer = await house.browser.call('/v1/connections/private-token', { method: 'POST', body })
    expect(answer.status, answer.text).toBe(201)
  }
  shopKey = await house.makeKey({ permissions: ['read', 'write'], locationIds: [shop] })
})
afterAll(() => house.close())

const asAgent = async (key: string, query = ''): Promise<Client> => {
  const client = new Client({ name: 'test', version: '1.0.0' })
  const transport = new StreamableHTTPClientTransport(new URL(`${house.hub.url}/mcp${query}`), {
    requestInit: { headers: { authorization: `Bearer ${key}` } },
  })
  await client.connect(transport)
  return client
}

interface Outcome {
  isError: boolean
  value: Record<string, unknown>
  text: string
}

async function use(client: Client, name: string, input: Record<string, unknown> = {}): Promise<Outcome> {
  const { isError, structuredContent, content } = await client.callTool({ name, arguments: input })
  const [first] = content as { type: string; text: string }[]
  return {
    isError: isError === true,
    value: structuredContent as Record<string, unknown>,
    text: first?.text ?? '',
  }
}

/** Requests the CRM got, other than what the hub copies by itself. */
const requestsAt = (method: string, path: string) =>
  house.simulator.admin
    .latestRequests(1000)
    .filter((request) => request.method === method && request.path.startsWith(path))

const aContact = (email: string) => ({
  operation: 'contacts.create-contact',
  body: { firstName: 'Spring', email },
})

describe('an agent with an API key', () => {
  it('finds, understands and calls an operation', async () => {
    const agent = await asAgent(shopKey)
    const found = await use(agent, 'search', { query: 'search contacts', access: 'read' })
    const ids = (found.value['entries'] as { id: string }[]).map(({ id }) => id)
    expect(ids).toContain('contacts.search-contacts-advanced')

    const described = await use(agent, 'describe', {
      id: 'contacts.search-contacts-advanced',
      location: shop,
    })
    expect(described.value).toMatchObject({
      access: 'read',
      http: 'POST /contacts/search',
      body: expect.stringContaining('pageLimit: number'),
      missingScopes: null,
    })

    const { value, isError } = await use(agent, 'call', {
      operation: 'contacts.search-contacts-advanced',
      body: { pageLimit: 2 },
      fields: ['total', 'contacts.id'],
    })
    expect(isError).toBe(false)
    expect(value).toMatchObject({ status: 200, data: { total: expect.any(Number) } })
    const { contacts } = value['data'] as { contacts: Record<string, unknown>[] }
    for (const contact of contacts) expect(Object.keys(contact)).toEqual(['id'])
  })

  it('gets the same as data and as text', async () => {
    const { value, text } = await use(await asAgent(shopKey), 'locations')
    expect(JSON.parse(text)).toEqual(value)
    expect(value).toMatchObject({ locations: [{ id: shop, status: 'ok' }] })
  })

  it('makes a write once, and only after it confirmed what it was shown', async () => {
    const agent = await asAgent(shopKey)
    const wanted = aContact('once@example.com')
    const before = requestsAt('POST', '/contacts/').length
    const plan = await use(agent, 'call', wanted)
    expect(plan.value).toMatchObject({
      sent: false,
      wouldSend: { method: 'POST', body: { email: 'once@example.com', locationId: shop } },
      confirm: expect.stringMatching(/^confirm_/),
    })
    expect(requestsAt('POST', '/contacts/')).toHaveLength(before)

    const confirm = plan.value['confirm']
    const [first, again] = [
      await use(agent, 'call', { ...wanted, confirm }),
      await use(agent, 'call', { ...wanted, confirm }),
    ]
    expect(first).toMatchObject({ isError: false, value: { status: 201 } })
    expect(again.value).toMatchObject({ source: 'replay', data: first.value['data'] })
    expect(requestsAt('POST', '/contacts/')).toHaveLength(before + 1)
  })

  it('cannot use a confirmation for another request, or another agent’s', async () => {
    const agent = await asAgent(shopKey)
    const { confirm } = (await use(agent, 'call', aContact('mine@example.com'))).value
    const other = await use(agent, 'call', { ...aContact('other@example.com'), confirm })
    expect(other).toMatchObject({ isError: true, value: { code: 'mcp.confirmation_unknown' } })
    const stranger = await asAgent(
      await house.makeKey({ permissions: ['read', 'write'], locationIds: [shop] }),
    )
    const stolen = await use(stranger, 'call', { ...aContact('mine@example.com'), confirm })
    expect(stolen).toMatchObject({ isError: true, value: { code: 'mcp.confirmation_unknown' } })
  })

  it('that may only read is told what to ask for instead of writing', async () => {
    const readers = [
      await asAgent(await house.makeKey({ permissions: ['read'], locationIds: [shop] })),
      await asAgent(shopKey, '?access=read'),
    ]
    for (const agent of readers) {
      const { isError, value } = await use(agent, 'call', aContact('never@example.com'))
      expect(isError).toBe(true)
      expect(value).toMatchObject({ code: 'mcp.write_forbidden', hint: expect.stringContaining('write') })
    }
  })

  it('reaches no other location, by whatever way it names it', async () => {
    const agent = await asAgent(shopKey)
    const tries = [
      { operation: 'contacts.search-contacts-advanced', location: bakery, body: { pageLimit: 1 } },
      { operation: 'contacts.search-contacts-advanced', body: { pageLimit: 1, locationId: bakery } },
      { operation: 'social.get-tags-location-id', params: { locationId: bakery } },
    ]
    for (const input of tries) {
      const { isError, value } = await use(agent, 'call', input)
      expect(isError).toBe(true)
      expect(['gateway.location_forbidden', 'gateway.location_mixed']).toContain(value['code'])
    }
    for (const tool of ['statistics', 'quota'])
      expect((await use(agent, tool, { location: bakery })).value).toMatchObject({
        code: 'mcp.location_forbidden',
      })
    const narrowed = await asAgent(await house.makeKey(), `?location=${shop}`)
    expect((await use(narrowed, 'statistics', { location: bakery })).isError).toBe(true)
    expect((await use(narrowed, 'locations')).text).not.toContain(bakery)
  })

  it('reads statistics and limits of its location', async () => {
    await house.untilFilled(shop)
    const agent = await asAgent(shopKey)
    const statistics = await use(agent, 'statistics', { dateRange: '7d', compare: true, series: 'day' })
    expect(statistics.value).toMatchObject({
      location: shop,
      totals: { followers: expect.any(Number) },
      before: { totals: expect.any(Object) },
      periods: expect.any(Array),
    })
    expect(statistics.value['periods']).toHaveLength(7)
    const quota = await use(agent, 'quota', { location: shop })
    expect(quota.value).toMatchObject({
      budgets: [{ location: shop, leftToday: expect.any(Number) }],
      fullSync: expect.stringMatching(/calls/),
    })
  })

  it('reads what it did wrong, and what to do', async () => {
    const agent = await asAgent(shopKey)
    const problems = await Promise.all([
      use(agent, 'call', { operation: 'contacts.get-contakt' }),
      use(agent, 'call', { operation: 'contacts.get-contact', params: { id: '1' } }),
      use(agent, 'describe', { id: 'nothing.at-all' }),
      use(agent, 'statistics', { dateRange: 'yesterday' }),
      use(agent, 'search', {}),
      use(agent, 'no-such-tool'),
    ])
    expect(problems.map(({ value }) => value['code'])).toEqual([
      'gateway.operation_unknown',
      'mcp.arguments_invalid',
      'mcp.entry_unknown',
      'analytics.range_invalid',
      'mcp.arguments_invalid',
      'mcp.tool_unknown',
    ])
    for (const { isError, value } of problems)
      expect([isError, typeof value['hint']]).toEqual([true, 'string'])
  })

  it('sees when the CRM itself refuses', async () => {
    const { isError, value } = await use(await asAgent(shopKey), 'call', {
      operation: 'contacts.get-contact',
      params: { contactId: 'nobodyOfThisLocation' },
    })
    expect(isError).toBe(true)
    expect(value['status'], JSON.stringify(value)).toBeGreaterThanOrEqual(400)
  })

  it('is written down in the log of calls', async () => {
    await use(await asAgent(shopKey), 'call', { operation: 'locations.get-location' })
    const { json } = await house.browser.call('/v1/calls?surface=mcp&limit=200')
    const lines = json['items'] as { entryId: string; caller: object; idempotencyKey: string | null }[]
    expect(lines.map(({ entryId }) => entryId)).toContain('locations.get-location')
    expect(lines[0]!.caller).toMatchObject({ kind: 'key', name: 'test' })
    const keys = lines.flatMap(({ idempotencyKey }) => idempotencyKey ?? [])
    for (const key of keys) expect(key).toMatch(/^mcp:/)
  })
})

describe('what agents read before anything else', () => {
  it('is less than 2 kB, and says truthfully what changes something', async () => {
    const listed = await (await asAgent(shopKey)).listTools()
    expect(Buffer.byteLength(JSON.stringify(listed))).toBeLessThan(2000)
    const hints = Object.fromEntries(listed.tools.map(({ name, annotations }) => [name, annotations]))
    expect(Object.keys(hints).toSorted()).toEqual([
      'call',
      'describe',
      'locations',
      'quota',
      'search',
      'statistics',
    ])
    expect(hints['call']).toEqual({
      readOnlyHint: false,
      destructiveHint: true,
      idempotentHint: true,
      openWorldHint: true,
    })
    for (const name of ['search', 'describe', 'statistics', 'quota', 'locations'])
      expect(hints[name]).toEqual({ readOnlyHint: true, openWorldHint: false })
  })
})

describe('the address of agents', () => {
  const post = (
    headers: Record<string, string>,
    body: unknown = { jsonrpc: '2.0', id: 1, method: 'tools/list' },
  ) =>
    fetch(`${house.hub.url}/mcp`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    })

  it('takes no cookie, and says where access is asked for', async () => {
    const answer = await house.browser.call('/mcp', { method: 'POST', body: {} })
    expect(answer.status).toBe(401)
    expect(answer.headers.get('www-authenticate')).toContain(
      `resource_metadata="${house.hub.url}/.well-known/oauth-protected-resource/mcp"`,
    )
    expect(answer.json['code']).toBe('mcp.token_needed')
    expect((await post({ authorization: 'Bearer cwa_nonsense' })).status).toBe(401)
    expect((await post({ authorization: 'Bearer cw_nonsense' })).status).toBe(401)
  })

  it('answers no page of another site, even with a key', async () => {
    const authorization = `Bearer ${shopKey}`
    expect((await post({ authorization, origin: 'https://evil.example' })).status).toBe(403)
    expect((await post({ authorization, origin: 'http://localhost:6274' })).status).toBe(200)
    expect((await post({ authorization, origin: house.hub.url })).status).toBe(200)
  })

  it('keeps no session: only messages by POST, each for itself', async () => {
    const headers = { authorization: `Bearer ${shopKey}` }
    for (const method of ['GET', 'DELETE']) {
      const answer = await fetch(`${house.hub.url}/mcp`, { method, headers })
      expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST'])
    }
    const wrong = await post(headers, { jsonrpc: '2.0', id: 1 })
    expect(wrong.status).toBe(400)
    expect((await post(headers, { jsonrpc: '2.0', method: 'notifications/initialized' })).status).toBe(202)
    expect((await post({ ...headers, 'mcp-protocol-version': '1999-01-01' })).status).toBe(400)
  })
})

describe('an agent on the same machine, over standard input and output', () => {
  const causeway = fileURLToPath(new URL('../../hub/bin/causeway.js', import.meta.url))
  const folders: string[] = []
  const aFolder = () => {
    folders.push(mkdtempSync(join(tmpdir(), 'causeway-agent-')))
    return folders.at(-1)!
  }
  afterAll(() => {
    for (const folder of folders) rmSync(folder, { recursive: true, force: true })
  })

  async function startAgent(dataFolder: string, ...flags: string[]): Promise<Client> {
    const client = new Client({ name: 'test', version: '1.0.0' })
    await client.connect(
      new StdioClientTransport({
        command: process.execPath,
        args: [causeway, 'mcp', ...flags],
        env: { ...(process.env as Record<string, string>), CAUSEWAY_DATA_FOLDER: dataFolder },
      }),
      { timeout: 120_000 },
    )
    return client
  }

  it('uses the hub that runs, and only looks unless it may write', async () => {
    const folder = aFolder()
    announceRunningHub(folder, { url: house.hub.url, token: house.hub.localToken })
    const looking = await startAgent(folder, '--location', shop)
    const writing = await startAgent(folder, '--write')
    try {
      expect((await use(looking, 'locations')).value).toMatchObject({ locations: [{ id: shop }] })
      expect((await use(looking, 'call', aContact('stdio@example.com'))).value).toMatchObject({
        code: 'mcp.write_forbidden',
      })
      const wanted = { ...aContact('stdio@example.com'), location: shop }
      const { confirm } = (await use(writing, 'call', wanted)).value
      expect((await use(writing, 'call', { ...wanted, confirm })).value).toMatchObject({ status: 201 })
    } finally {
      await looking.close()
      await writing.close()
    }
  })

  it('opens the data itself where no hub runs', async () => {
    const client = await startAgent(aFolder())
    try {
      const { value } = await use(client, 'search', { query: 'send sms' })
      expect((value['entries'] as { id: string }[])[0]?.id).toMatch(/^conversations\./)
    } finally {
      await client.close()
    }
  })
})
