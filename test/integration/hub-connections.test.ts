import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { RemoteError } from '@causeway/client'
import { demoPrivateTokens } from '@causeway/simulator'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { tokenPlace } from '../../hub/src/connections/connection-context.ts'
import type { FinishInstallInput } from '../../hub/src/connections/connections.types.ts'
import { defaultAppScopes } from '../../hub/src/connections/required-scopes.ts'
import { rotateMasterKey } from '../../hub/src/connections/rotate-master-key.ts'
import { keepSecrets } from '../../hub/src/workflows/secrets/keep-secrets.ts'
import { loadMasterKeys } from '../../hub/src/platform/master-keys.ts'
import { hashToken, randomToken } from '../../hub/src/platform/tokens.ts'
import { createConnectionsStore } from '../../hub/src/store/connections.store.ts'
import { testDatabases } from '../../hub/src/store/test-database.ts'
import {
  activeLocation,
  type ConnectedHub,
  install,
  redirectUri,
  startConnectedHub,
} from './hub-connections.suite.ts'

const hourMs = 3_600_000

describe.each(await testDatabases())('connections on $name', (testDatabase) => {
  let hub: ConnectedHub
  beforeEach(async () => void (hub = await startConnectedHub(testDatabase, { limits: 'off' })))
  afterEach(() => hub.close())

  const rows = () => hub.database.kysely.selectFrom('connections').selectAll().execute()
  const statusEvents = async () => {
    const events = await hub.database.kysely.selectFrom('events').selectAll().orderBy('seq').execute()
    return events.map(({ location_id: place, data }) => [place, data['from'], data['to']])
  }
  const listTags = async (locationId: string, connections = hub.connections) =>
    (await connections.openLocationClient(locationId, 'interactive')).social.listTags({ limit: 1 })

  it('an agency’s install connects all of its locations and mints their tokens when they are needed', async () => {
    const { companyId } = activeLocation(hub)
    const ofCompany = hub.simulator.world.locations.filter((one) => one.companyId === companyId)
    const { connection, locationIds } = await install(hub, { companyId, approvedLocations: 'all' })
    expect(connection).toMatchObject({ level: 'company', companyId, status: 'ok', missingScopes: [] })
    expect(locationIds.toSorted()).toEqual(ofCompany.map(({ id }) => id).toSorted())
    expect((await rows()).filter(({ access_token_sealed: token }) => token !== null)).toHaveLength(1)

    const { id: locationId, name } = activeLocation(hub)
    await listTags(locationId)
    const [child] = await hub.connections.listConnections({ locationId })
    expect(child).toMatchObject({ parentId: connection.id, status: 'ok', locationName: name })
    expect(await statusEvents()).toContainEqual([locationId, 'degraded', 'ok'])
  })

  it('a location’s own install connects that location, and a repeated one keeps its connection', async () => {
    const { id: locationId } = activeLocation(hub)
    const first = await install(hub, { locationId })
    const second = await install(hub, { locationId })
    expect(second.connection.id).toBe(first.connection.id)
    expect(second).toMatchObject({
      locationIds: [locationId],
      connection: { status: 'ok', parentId: null },
    })
    await listTags(locationId)
  })

  it('an install ends once, in time, in the browser that started it', async () => {
    const start = async () => {
      const browser = randomToken()
      const { authorizeUrl } = await hub.connections.startInstall({ appId: hub.app.id, browser, redirectUri })
      return { browser, state: new URL(authorizeUrl).searchParams.get('state') ?? '', code: 'f'.repeat(40) }
    }
    const finish = (input: FinishInstallInput) => hub.connections.finishInstall(input)
    await expect(finish({ ...(await start()), state: 'made up' })).rejects.toMatchObject({
      code: 'connections.install_unknown',
    })
    await expect(finish({ ...(await start()), browser: randomToken() })).rejects.toMatchObject({
      code: 'connections.browser_mismatch',
    })
    await expect(finish({ ...(await start()), browser: undefined })).rejects.toMatchObject({
      code: 'connections.browser_mismatch',
    })
    const used = await start()
    await expect(finish(used)).rejects.toMatchObject({ code: 'connections.code_refused' })
    await expect(finish(used)).rejects.toMatchObject({ code: 'connections.install_used' })
    const denied = { ...(await start()), error: 'access_denied' }
    await expect(finish(denied)).rejects.toMatchObject({ code: 'connections.consent_denied' })
    await expect(finish({ ...(await start()), code: undefined })).rejects.toMatchObject({
      code: 'connections.code_missing',
    })
    const late = await start()
    hub.clock.advance(11 * 60_000)
    await expect(finish(late)).rejects.toMatchObject({ code: 'connections.install_expired' })
    expect(await rows()).toEqual([])
  })

  it('an install whose state the CRM did not return is told by the browser’s cookie', async () => {
    const { id: locationId } = activeLocation(hub)
    const browser = randomToken()
    await hub.connections.startInstall({ appId: hub.app.id, browser, redirectUri, returnTo: '/console' })
    const { code } = hub.simulator.admin.install({ locationId, redirectUri, scopes: [...defaultAppScopes] })
    const finished = await hub.connections.finishInstall({ browser, code })
    expect(finished).toMatchObject({ locationIds: [locationId], returnTo: '/console' })
  })

  it('a wrong client secret is told apart, and entering the right one mends the app and its connections', async () => {
    const { id: locationId } = activeLocation(hub)
    await install(hub, { locationId })
    const state = hub.simulator.admin.state().apps[0]
    const rotated = hub.simulator.admin.rotateAppSecret(state?.id ?? '')
    await expect(install(hub, { locationId })).rejects.toMatchObject({
      code: 'connections.app_credentials_refused',
    })
    hub.clock.advance(25 * hourMs)
    hub.simulator.clock.advance(25 * hourMs)
    await expect(listTags(locationId)).rejects.toMatchObject({ code: 'connections.app_credentials_refused' })
    await hub.connections.createApp({
      ...hub.app,
      clientSecret: rotated.clientSecret,
      apiBaseUrl: hub.simulator.url,
      consentBaseUrl: hub.simulator.url,
    })
    await listTags(locationId)
    expect(await hub.connections.listConnections()).toMatchObject([{ status: 'ok' }])
  })

  it('a thousand callers in each of two processes refresh one ended token once', async () => {
    const { id: locationId } = activeLocation(hub)
    await install(hub, { locationId })
    for (const { hubAdvances } of [{ hubAdvances: true }, { hubAdvances: false }]) {
      const other = hub.another()
      const before = hub.simulator.requests.tokenRotations
      hub.simulator.clock.advance(25 * hourMs)
      if (hubAdvances) hub.clock.advance(25 * hourMs)
      const call = async (connections: typeof other) => {
        const { client } = await connections.openLocationClient(locationId, 'interactive')
        await client.call('v3.social-planner.get-tags-location-id', {
          path: { locationId },
          query: { limit: '1', skip: '0' },
        })
      }
      await Promise.all(
        [hub.connections, other].flatMap((connections) =>
          Array.from({ length: 1000 }, () => call(connections)),
        ),
      )
      expect(hub.simulator.requests.tokenRotations - before).toBe(1)
      expect(hub.simulator.requests.refreshRepeats).toBe(0)
    }
  }, 120_000)

  it('a lost answer to a refresh is asked for again and nothing is lost', async () => {
    const { id: locationId } = activeLocation(hub)
    const { connection } = await install(hub, { locationId })
    hub.simulator.faults.add({ kind: 'lost_refresh_answer', times: 1 })
    expect(await hub.connections.refreshNow(connection.id)).toMatchObject({ status: 'ok' })
    expect(hub.simulator.requests).toMatchObject({ tokenRotations: 1, refreshRepeats: 1 })
    await listTags(locationId)
  })

  /** A process that spent the refresh token and died before it could store the new pair. */
  async function crashWhileRefreshing(connectionId: string): Promise<void> {
    const store = createConnectionsStore(hub.database.kysely)
    const row = await store.takeLease(connectionId, 'dead process', 1)
    const place = tokenPlace(connectionId, 'refresh_token')
    const refreshToken = hub.keyring.open(row?.refresh_token_sealed ?? Buffer.of(), place)
    await store.writeIntent(connectionId, row?.lease_fence ?? -1, hashToken(refreshToken))
    const app = hub.simulator.admin.state().apps[0]
    const answer = await fetch(`${hub.simulator.url}/oauth/token`, {
      method: 'POST',
      headers: { version: 'v3', 'content-type': 'application/json' },
      body: JSON.stringify({
        clientId: app?.clientId,
        clientSecret: app?.clientSecret,
        grantType: 'refresh_token',
        refreshToken,
      }),
    })
    expect(answer.status).toBe(200)
  }

  it('after a crash amid a refresh the old token still works within the grace', async () => {
    const { id: locationId } = activeLocation(hub)
    const { connection } = await install(hub, { locationId })
    await crashWhileRefreshing(connection.id)
    expect(await hub.another().refreshNow(connection.id)).toMatchObject({ status: 'ok' })
    expect(hub.simulator.requests).toMatchObject({ tokenRotations: 1, refreshRepeats: 1 })
  })

  it('after a crash and past the grace a location of an agency is recovered through its company', async () => {
    const { id: locationId, companyId } = activeLocation(hub)
    await install(hub, { companyId, approvedLocations: 'all' })
    await listTags(locationId)
    const [child] = await hub.connections.listConnections({ locationId })
    await crashWhileRefreshing(child?.id ?? '')
    hub.simulator.clock.advance(60_000)
    expect(await hub.connections.refreshNow(child?.id ?? '')).toMatchObject({ status: 'ok' })
    await listTags(locationId)
  })

  it('a dead grant asks a person to connect again, says so in an event, and a new install mends it', async () => {
    const { id: locationId } = activeLocation(hub)
    const { connection } = await install(hub, { locationId })
    await crashWhileRefreshing(connection.id)
    hub.simulator.clock.advance(60_000)
    await expect(hub.connections.refreshNow(connection.id)).rejects.toMatchObject({
      code: 'connections.needs_reauth',
    })
    await expect(listTags(locationId)).rejects.toMatchObject({ code: 'connections.needs_reauth' })
    expect(await hub.connections.getConnection(connection.id)).toMatchObject({
      status: 'needs_reauth',
      statusHint: expect.stringContaining('Connect it again'),
    })
    expect(await statusEvents()).toContainEqual([locationId, 'ok', 'needs_reauth'])
    await install(hub, { locationId })
    await listTags(locationId)
  })

  it('a suspended location keeps its tokens, pauses, and goes on when it is active again', async () => {
    const { id: locationId } = activeLocation(hub)
    const { connection } = await install(hub, { locationId })
    hub.simulator.admin.setLocationActive(locationId, false)
    await expect(hub.connections.refreshNow(connection.id)).rejects.toMatchObject({
      code: 'connections.suspended',
    })
    await expect(listTags(locationId)).rejects.toMatchObject({ code: 'connections.suspended' })
    const [row] = await rows()
    expect(row?.refresh_token_sealed).not.toBeNull()
    expect(row?.refresh_after?.getTime()).toBeGreaterThan(hub.clock.now().getTime() + 10 * 60_000)
    hub.simulator.admin.setLocationActive(locationId, true)
    // Not yet time for a probe; then one brings it back.
    await hub.connections.refreshDue()
    expect(await hub.connections.getConnection(connection.id)).toMatchObject({ status: 'suspended' })
    hub.clock.advance(hourMs)
    await hub.connections.refreshDue()
    expect(await hub.connections.getConnection(connection.id)).toMatchObject({ status: 'ok' })
    await listTags(locationId)
  })

  it('tokens are refreshed ahead of their end, once, by whichever process looks first', async () => {
    const { id: locationId } = activeLocation(hub)
    await install(hub, { locationId })
    hub.clock.advance(22 * hourMs)
    await hub.connections.refreshDue()
    expect(hub.simulator.requests.tokenRotations).toBe(0)
    hub.clock.advance(1.6 * hourMs)
    await Promise.all([hub.connections.refreshDue(), hub.another().refreshDue()])
    await hub.connections.refreshDue()
    expect(hub.simulator.requests.tokenRotations).toBe(1)
    expect((await rows())[0]?.previous_refresh_token_sealed).not.toBeNull()
  })

  it('an outage of the token endpoint is waited out without asking again at every call', async () => {
    const { id: locationId } = activeLocation(hub)
    const { connection } = await install(hub, { locationId })
    hub.simulator.faults.add({ kind: 'status', status: 503, match: { pathPrefix: '/oauth/token' } })
    await expect(hub.connections.refreshNow(connection.id)).rejects.toMatchObject({
      code: 'connections.refresh_failed',
    })
    // The old token is good for hours: calls go on.
    await listTags(locationId)
    expect(await hub.connections.getConnection(connection.id)).toMatchObject({ status: 'expiring' })
    hub.clock.advance(25 * hourMs)
    hub.simulator.clock.advance(25 * hourMs)
    await expect(listTags(locationId)).rejects.toMatchObject({ code: 'connections.refresh_failed' })
    const asked = hub.simulator.requests.total
    for (let call = 0; call < 5; call++)
      await expect(listTags(locationId)).rejects.toMatchObject({ code: 'connections.cooling_down' })
    expect(hub.simulator.requests.total).toBe(asked)
    hub.simulator.faults.clear()
    hub.clock.advance(10 * 60_000)
    await listTags(locationId)
  }, 90_000)

  it('a missing scope is named before any call is made', async () => {
    const { id: locationId } = activeLocation(hub)
    const scopes = defaultAppScopes.filter((scope) => scope !== 'socialplanner/tag.readonly')
    const { connection } = await install(hub, { locationId }, { scopes })
    expect(connection).toMatchObject({
      status: 'degraded',
      statusCode: 'connections.scope_missing',
      missingScopes: ['socialplanner/tag.readonly'],
    })
    const asked = hub.simulator.requests.total
    await expect(listTags(locationId)).rejects.toMatchObject({
      code: 'connections.scope_missing',
      message: expect.stringContaining('socialplanner/tag.readonly'),
    })
    expect(hub.simulator.requests.total).toBe(asked)
  })

  it('a private integration token connects its location, and is refused where it does not fit', async () => {
    const state = hub.simulator.admin.state()
    const locationOf = (token: string) =>
      state.privateTokens.find((one) => one.token === token)?.locationId ?? ''
    const { location, locationReadOnly, company } = demoPrivateTokens
    const locationId = locationOf(location)
    const input = { environment: 'simulator' as const, locationId, apiBaseUrl: hub.simulator.url }
    const connect = (token: string, at = locationId) =>
      hub.connections.connectPrivateToken({ ...input, locationId: at, token })

    expect(await connect(locationReadOnly)).toMatchObject({ kind: 'private_token', status: 'ok', locationId })
    await listTags(locationId)
    const elsewhere = hub.simulator.world.locations.find(({ id }) => id !== locationId)?.id ?? ''
    await expect(connect(location, elsewhere)).rejects.toMatchObject({
      code: 'connections.location_mismatch',
    })
    await expect(connect(company)).rejects.toMatchObject({ code: 'connections.company_token' })
    await expect(connect(`pit-${crypto.randomUUID()}`)).rejects.toMatchObject({
      code: 'connections.private_token_refused',
    })
    const token = state.privateTokens.find((one) => one.token === locationReadOnly)
    hub.simulator.admin.deletePrivateToken(token?.id ?? '')
    await expect(listTags(locationId)).rejects.toBeInstanceOf(RemoteError)
    await expect
      .poll(() => hub.connections.listConnections())
      .toMatchObject([{ status: 'needs_reauth', statusCode: 'connections.private_token_refused' }])
  })

  it('the doctor finds a healthy connection healthy, and says in one sentence what is wrong with a sick one', async () => {
    const { id: locationId } = activeLocation(hub)
    const { connection } = await install(hub, { locationId })
    const healthy = await hub.connections.diagnose(connection.id)
    expect(healthy).toMatchObject({
      healthy: true,
      conclusion: `The connection to location ${locationId} works.`,
    })
    expect(healthy.checks.map(({ name }) => name)).toEqual([
      'database',
      'state',
      'clock',
      'token',
      'scopes',
      'location',
      'version',
      'limits',
    ])
    hub.simulator.admin.setLocationActive(locationId, false)
    await expect(hub.connections.refreshNow(connection.id)).rejects.toThrow()
    expect(await hub.connections.diagnose(connection.id)).toMatchObject({
      healthy: false,
      conclusion: expect.stringMatching(/does not work: the location is suspended in the CRM\. Reactivate/),
    })
  })

  it('disconnecting forgets the tokens of a company and its locations, and leaves the rest', async () => {
    const { id: locationId, companyId } = activeLocation(hub)
    const { connection } = await install(hub, { companyId, approvedLocations: 'all' })
    await hub.connections.disconnect(connection.id)
    expect(await rows()).toEqual([])
    await expect(listTags(locationId)).rejects.toMatchObject({ code: 'connections.location_unknown' })
    expect(await hub.database.kysely.selectFrom('locations').select('id').execute()).not.toEqual([])
  })

  it('an app removed in the CRM leaves its connections marked and without tokens', async () => {
    const { companyId } = activeLocation(hub)
    await install(hub, { companyId, approvedLocations: 'all' })
    await hub.connections.markUninstalled({ companyId })
    const all = await rows()
    expect(new Set(all.map(({ status }) => status))).toEqual(new Set(['uninstalled']))
    expect(all.every((row) => row.access_token_sealed === null && row.refresh_token_sealed === null)).toBe(
      true,
    )
  })

  it('no token or secret stands in the database or the log in clear', async () => {
    const { id: locationId, companyId } = activeLocation(hub)
    await install(hub, { companyId, approvedLocations: 'all' })
    await listTags(locationId)
    const secrets = (await rows()).flatMap((row) =>
      (['access_token', 'refresh_token'] as const).flatMap((column) => {
        const sealed = row[`${column}_sealed`]
        return sealed === null ? [] : [hub.keyring.open(sealed, tokenPlace(row.id, column))]
      }),
    )
    secrets.push(hub.simulator.admin.state().apps[0]?.clientSecret ?? '')
    expect(secrets.length).toBeGreaterThan(3)
    const tables = ['connections', 'apps', 'events', 'pending_installs'] as const
    const dumps = await Promise.all(
      tables.map((table) => hub.database.kysely.selectFrom(table).selectAll().execute()),
    )
    const everything = JSON.stringify(dumps, (_key, value: unknown) =>
      typeof value === 'object' &&
      value !== null &&
      'data' in value &&
      'type' in value &&
      value.type === 'Buffer'
        ? Buffer.from(value.data as number[]).toString('latin1')
        : value,
    )
    const log = hub.logged.join('\n')
    for (const secret of secrets) {
      expect(everything).not.toContain(secret)
      expect(log).not.toContain(secret)
    }
  })

  it('the master key is replaced while the hub runs, and the old one is needed no more', async () => {
    const dataFolder = mkdtempSync(join(tmpdir(), 'causeway-rotate-'))
    try {
      const { id: locationId } = activeLocation(hub)
      hub.keyring.replace(loadMasterKeys({ dataFolder }).keys)
      await hub.connections.createApp({
        ...hub.app,
        clientSecret: hub.simulator.admin.state().apps[0]?.clientSecret ?? '',
        apiBaseUrl: hub.simulator.url,
        consentBaseUrl: hub.simulator.url,
      })
      const { connection } = await install(hub, { locationId })
      const before = hub.keyring.currentId
      const { kysely } = hub.database
      const secrets = keepSecrets({ kysely, keyring: hub.keyring, usersOf: async () => [] })
      await secrets.put('APP_KEY', { value: 'of my app', hosts: [], by: 'a test' })
      const rotation = await rotateMasterKey({ dataFolder, kysely, keyring: hub.keyring, log: hub.log })
      expect(rotation).toMatchObject({ masterKeyId: expect.not.stringMatching(before), rewrapped: 4 })
      expect(loadMasterKeys({ dataFolder }).keys.previous).toEqual([])
      expect(await secrets.open('APP_KEY')).toEqual({ value: 'of my app', hosts: [] })
      expect(await hub.another().refreshNow(connection.id)).toMatchObject({ status: 'ok' })
      await listTags(locationId, hub.another())
    } finally {
      rmSync(dataFolder, { recursive: true })
    }
  })
})
