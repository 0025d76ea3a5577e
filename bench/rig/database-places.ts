import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Kysely } from 'kysely'
import { Client } from 'pg'
import { openDatabase } from '../../hub/src/store/database.ts'
import type { Tables } from '../../hub/src/store/tables.types.ts'

/** A kind of database the hub runs on, and where fresh ones of it are made. */
export interface DatabaseKind {
  name: 'PGlite' | 'PostgreSQL'
  make(): Promise<DatabasePlace>
}

/** A data folder, and a database of its own: in the folder, or on the server. */
export interface DatabasePlace {
  kind: DatabaseKind['name']
  dataFolder: string
  /** URL of the server's database; undefined: embedded. */
  url: string | undefined
  /** Settings that point a hub at it. */
  environment: Record<string, string>
  /** Opens it in this process; an embedded one only while no hub runs on it. */
  read<Result>(work: (kysely: Kysely<Tables>) => Promise<Result>): Promise<Result>
  remove(): Promise<void>
}

export const pglite: DatabaseKind = {
  name: 'PGlite',
  make: async () => placeIn(undefined, async () => {}),
}

/** Databases of their own on a server where the user of `serverUrl` may create them. */
export const postgresAt = (serverUrl: string): DatabaseKind => ({
  name: 'PostgreSQL',
  async make() {
    const name = `causeway_bench_${randomBytes(6).toString('hex')}`
    await onServer(serverUrl, `create database ${name}`)
    const url = new URL(serverUrl)
    url.pathname = `/${name}`
    return placeIn(url.href, () => onServer(serverUrl, `drop database ${name} with (force)`))
  },
})

function placeIn(url: string | undefined, drop: () => Promise<void>): DatabasePlace {
  const dataFolder = mkdtempSync(join(tmpdir(), 'causeway-bench-'))
  return {
    kind: url === undefined ? 'PGlite' : 'PostgreSQL',
    dataFolder,
    url,
    environment: {
      CAUSEWAY_DATA_FOLDER: dataFolder,
      // Empty: whatever the environment of the measurement says is not meant.
      CAUSEWAY_DATABASE_URL: url ?? '',
    },
    async read(work) {
      const database = await openDatabase({ url, dataFolder, poolSize: 2 })
      try {
        return await work(database.kysely)
      } finally {
        await database.close()
      }
    },
    async remove() {
      await drop()
      rmSync(dataFolder, { recursive: true, force: true })
    },
  }
}

async function onServer(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
