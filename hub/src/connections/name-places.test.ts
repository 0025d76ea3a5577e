import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createClient } from '@causeway/client'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createLog } from '../platform/log.ts'
import { ensureConnection } from '../store/connections.store.ts'
import type { HubDatabase } from '../store/database.ts'
import { createLocationsStore } from '../store/locations.store.ts'
import { testDatabases } from '../store/test-database.ts'
import { namePlace } from './name-places.ts'

describe.each(await testDatabases())('names of places on $name', (database) => {
  let opened: HubDatabase
  beforeEach(async () => void (opened = await database.open()))
  afterEach(() => opened.close())

  /** Answers every request with one body; gives the paths it was asked for. */
  async function withCrm<Result>(body: unknown, work: (url: string, asked: string[]) => Promise<Result>) {
    const asked: string[] = []
    const server = createServer((request, response) => {
      asked.push(request.url ?? '')
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    try {
      return await work(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked)
    } finally {
      server.closeAllConnections()
      server.close()
    }
  }

  async function nameLocation(body: unknown, scopes: string[]) {
    const { kysely } = opened
    const locations = createLocationsStore(kysely)
    await locations.put([{ id: 'loc/1' }])
    const row = await ensureConnection(
      kysely,
      { kind: 'oauth', environment: 'live', level: 'location', locationId: 'loc/1' },
      { api_base_url: 'http://127.0.0.1', status: 'ok', scopes },
    )
    return withCrm(body, async (apiBaseUrl, asked) => {
      const client = createClient({ accessToken: 'token', apiBaseUrl })
      const context = { stores: { locations }, log: createLog({ level: 'silent' }) }
      await namePlace(context, row, client)
      await client.close()
      return { asked, location: await locations.find('loc/1') }
    })
  }

  it('stores what the CRM calls a location, and its time zone', async () => {
    const body = {
      location: { id: 'loc/1', name: 'مخبز Hearth 🥐', timezone: 'Europe/Rome', companyId: 'co' },
    }
    const { asked, location } = await nameLocation(body, ['locations.readonly'])
    expect(asked).toEqual(['/locations/loc%2F1'])
    expect(location).toMatchObject({ name: 'مخبز Hearth 🥐', timezone: 'Europe/Rome', company_id: 'co' })
  })

  it.each([{}, { location: { name: 7 } }, [], 'text', null])(
    'lives without a name when told %j',
    async (body) => {
      const { location } = await nameLocation(body, ['locations.readonly'])
      expect(location).toMatchObject({ name: null })
    },
  )

  it('does not ask without the scope to read names', async () => {
    const { asked } = await nameLocation({}, ['socialplanner/tag.readonly'])
    expect(asked).toEqual([])
  })
})
