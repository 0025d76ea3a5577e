import { setTimeout as sleep } from 'node:timers/promises'
import type { Destination, MappingOutput } from '@causeway/hub/contract'
import { Client } from 'pg'
import { expect, it } from 'vitest'
import { type DatabasePlace, postgresAt } from '../../bench/rig/database-places.ts'
import { startHub } from '../../bench/rig/start-hub.ts'
import { testServerUrl } from '../../hub/src/store/test-database.ts'
import { writeRecords } from '../../hub/src/store/write-records.ts'

const server = await testServerUrl()
const count = 30_000
const kills = 3

/** Tags whose names tell what they are. */
const storeTags = (place: DatabasePlace) =>
  place.read(async (kysely) => {
    await kysely.insertInto('locations').values({ id: 'loc', name: 'Location' }).execute()
    const records = Array.from({ length: count }, (_, place_) => ({
      id: `t${place_}`,
      data: { name: `tag ${place_}` },
    }))
    await kysely
      .transaction()
      .execute((trx) => writeRecords(trx, { locationId: 'loc', kind: 'tag', records, at: new Date() }))
  })

it.skipIf(server === undefined)(
  'a hub that is killed while it fills a table goes on where it was, and the table has one row for each record',
  async () => {
    await using opened = new AsyncDisposableStack()
    const kind = postgresAt(server!)
    const place = await kind.make()
    opened.defer(() => place.remove())
    const target = await kind.make()
    opened.defer(() => target.remove())
    await storeTags(place)
    const client = new Client({ connectionString: target.url! })
    await client.connect()
    opened.defer(() => client.end())
    const start = async () => {
      const hub = await startHub(place, { simulatorUrl: 'http://127.0.0.1:9' })
      opened.defer(() => hub.kill())
      return hub
    }

    let hub = await start()
    const definition = {
      source: { kind: 'tag' },
      fields: [
        { name: 'id', type: 'string', from: { path: 'id' } },
        { name: 'name', type: 'string', from: { path: 'name' } },
      ],
      key: ['id'],
    }
    await hub.ask('PUT', '/v1/mappings/tags', { definition })
    const url = new URL(target.url!)
    const destination = await hub.ask<Destination>('POST', '/v1/destinations', {
      name: 'target',
      kind: 'postgres',
      settings: {
        host: url.hostname,
        port: Number(url.port || 5432),
        database: url.pathname.slice(1),
        user: decodeURIComponent(url.username),
      },
      secret: decodeURIComponent(url.password),
    })
    const { id } = await hub.ask<MappingOutput>('POST', '/v1/mapping-outputs', {
      mapping: 'tags',
      destinationId: destination.id,
      target: 'tags',
    })
    const read = () => hub.ask<MappingOutput>('GET', `/v1/mapping-outputs/${id}`)

    const doneAtKills: number[] = []
    for (let kill = 0; kill < kills; kill++) {
      let output = await read()
      const before = doneAtKills.at(-1) ?? 0
      while (output.state === 'filling' && output.fill.done <= before) {
        await sleep(10)
        output = await read()
      }
      if (output.state === 'following') break
      doneAtKills.push(output.fill.done)
      await hub.kill()
      // What the dead process held runs out by itself after a minute; the test has no minute.
      await place.read((kysely) =>
        kysely
          .updateTable('mapping_outputs')
          .set({ lease_until: new Date(0) })
          .where('id', '=', id)
          .execute(),
      )
      hub = await start()
    }
    expect(doneAtKills.length).toBeGreaterThan(0)
    let output = await read()
    while (output.state === 'filling') {
      expect(output.problem).toBeNull()
      await sleep(50)
      output = await read()
    }
    // It went on from the last batch and did not begin anew.
    expect(output.fill).toMatchObject({ done: count, total: count })
    const { rows } = await client.query<{ rows: number; right: number }>(
      `select count(*)::int as rows,
        count(*) filter (where name = 'tag ' || substring(id from 2))::int as right from tags`,
    )
    expect(rows[0]).toEqual({ rows: count, right: count })
    await hub.stop()
  },
  240_000,
)
