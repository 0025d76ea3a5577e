/**
 * The peer of the first sync: reads a location with the official SDK, one request after the other, and stores each
 * record with an INSERT of its own. Told by a message what to read and where to store it; answers how it went.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { PGlite } from '@electric-sql/pglite'
import { Client } from 'pg'
import { embeddedSettings } from '../../hub/src/store/database.ts'
import { DurableNodeFs } from '../../hub/src/store/durable-node-fs.ts'
import { type LocationToRead, readLocation } from '../rig/read-location.ts'

/** What the loop is told. `databaseUrl` null: PGlite in a folder of its own. */
export interface LoopOrder {
  location: LocationToRead
  databaseUrl: string | null
}

/** What the loop answers. */
export interface LoopResult {
  records: number
  elapsedMs: number
}

interface PeerDatabase {
  run(statement: string, parameters: unknown[]): Promise<unknown>
  close(): Promise<void>
}

const schema = `
  create table peer_records (
    location_id text not null, kind text not null, id text not null, data jsonb not null,
    changed_at timestamptz not null default now(), primary key (location_id, kind, id));
  create index peer_posts_by_time on peer_records (location_id, (data ->> 'displayDate')) where kind = 'post'`

const insert = `
  insert into peer_records (location_id, kind, id, data) values ($1, $2, $3, $4)
  on conflict (location_id, kind, id) do update set data = excluded.data, changed_at = now()`

async function openServer(url: string): Promise<PeerDatabase> {
  const client = new Client({ connectionString: url })
  await client.connect()
  await client.query(schema)
  return { run: (statement, parameters) => client.query(statement, parameters), close: () => client.end() }
}

/** The embedded database as the hub opens it, with every commit on the disk. */
async function openEmbedded(): Promise<PeerDatabase> {
  const folder = mkdtempSync(join(tmpdir(), 'causeway-bench-peer-'))
  const startParams = [
    ...PGlite.defaultStartParams.filter((parameter) => parameter !== '-F'),
    ...embeddedSettings.flatMap((setting) => ['-c', setting]),
  ]
  const pglite = await PGlite.create({ fs: new DurableNodeFs(join(folder, 'database')), startParams })
  await pglite.exec(schema)
  return {
    run: (statement, parameters) => pglite.query(statement, parameters),
    async close() {
      await pglite.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function readAndStore({ location, databaseUrl }: LoopOrder): Promise<LoopResult> {
  const database = databaseUrl === null ? await openEmbedded() : await openServer(databaseUrl)
  try {
    const startedAt = performance.now()
    let records = 0
    for await (const page of readLocation(location)) {
      for (const { kind, id, data } of page)
        await database.run(insert, [location.locationId, kind, id, JSON.stringify(data)])
      records += page.length
    }
    return { records, elapsedMs: performance.now() - startedAt }
  } finally {
    await database.close()
  }
}

process.once('message', (order) => void answer(order as LoopOrder))

async function answer(order: LoopOrder): Promise<void> {
  process.send?.(await readAndStore(order))
  process.disconnect()
}
