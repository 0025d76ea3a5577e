import { PGlite } from '@electric-sql/pglite'
import { Kysely, PGliteDialect, PostgresDialect } from 'kysely'
import pg from 'pg'
import { messageOf } from '../platform/errors.ts'
import { DurableNodeFs } from './durable-node-fs.ts'
import { type FolderLock, lockDataFolder } from './lock-data-folder.ts'
import { migrate, type ScriptSession } from './migrate.ts'
import { provideDatabaseFiles } from './provide-database-files.ts'
import { storeErrors } from './store.errors.ts'
import type { Tables } from './tables.types.ts'

/** The hub's database, migrated and ready: embedded in a folder, or a PostgreSQL server. */
export interface HubDatabase {
  kysely: Kysely<Tables>
  kind: 'pglite' | 'postgres'
  /** Migrations this opening applied. */
  applied: string[]
  /** Waits for queries under way, closes the database and gives the folder free. */
  close(): Promise<void>
}

export interface DatabasePlace {
  /** `postgres://…`; without it the database lives in `dataFolder`. */
  url?: string | undefined
  dataFolder: string
  /** Connections to a PostgreSQL server; default 10. The embedded database always has one. */
  poolSize?: number
}

/** Types whose text our code wants in another shape than the drivers' own: see `tables.types.ts`. */
const bigintType = 20
const dateType = 1082
const byteaType = 17

/**
 * Opens the database and brings its schema up to date.
 * @throws `store.folder_locked`, `store.folder_unusable`, `store.database_incomplete`, `store.unreachable`, and those of
 * `migrate`
 */
export function openDatabase(place: DatabasePlace): Promise<HubDatabase> {
  return place.url === undefined || place.url === ''
    ? openFolder(place.dataFolder)
    : openServer(place.url, place.poolSize ?? 10)
}

async function openFolder(dataFolder: string): Promise<HubDatabase> {
  const lock = lockDataFolder(dataFolder)
  try {
    return await openEmbedded({ files: await provideDatabaseFiles(dataFolder) }, lock)
  } catch (problem) {
    lock.release()
    throw problem
  }
}

/**
 * Instead of 128 MB of shared buffers, 16 save 130 MB of memory at no measured cost. Filling a new log file with
 * zeros would stop everything for 50 ms, every 16 MB. For the way of syncing see `durable-node-fs.ts`.
 */
export const embeddedSettings = ['shared_buffers=16MB', 'wal_init_zero=off', 'wal_sync_method=fsync']

/** Opens PGlite on a folder of files, or in memory from an image of such a folder (for tests). */
export async function openEmbedded(
  source: { files?: string; image?: Blob | File },
  lock?: FolderLock,
): Promise<HubDatabase> {
  const isDurable = source.files !== undefined
  const pglite = await PGlite.create({
    ...(source.files !== undefined && { fs: new DurableNodeFs(source.files) }),
    ...(source.image !== undefined && { loadDataDir: source.image }),
    // PGlite switches waiting for the disk off (-F).
    startParams: [
      ...PGlite.defaultStartParams.filter((parameter) => !(isDurable && parameter === '-F')),
      ...embeddedSettings.flatMap((setting) => ['-c', setting]),
    ],
    parsers: {
      [bigintType]: Number,
      [dateType]: (text: string) => text,
      [byteaType]: (text: string) => Buffer.from(text.slice(2), 'hex'),
    },
  })
  const applied = await pglite.transaction((transaction) =>
    migrate({
      rows: async (query, parameters = []) =>
        (await transaction.query<Record<string, unknown>>(query, parameters)).rows,
      run: async (script) => void (await transaction.exec(script)),
    }),
  )
  const kysely = new Kysely<Tables>({ dialect: new PGliteDialect({ pglite }) })
  return {
    kysely,
    kind: 'pglite',
    applied,
    async close() {
      await kysely.destroy()
      if (!pglite.closed) await pglite.close()
      lock?.release()
    },
  }
}

async function openServer(url: string, poolSize: number): Promise<HubDatabase> {
  const types = {
    getTypeParser: ((id: number, format?: 'text' | 'binary') => {
      if (id === bigintType) return Number
      if (id === dateType) return (text: string) => text
      return pg.types.getTypeParser(id, format)
    }) as typeof pg.types.getTypeParser,
  }
  const pool = new pg.Pool({ connectionString: url, max: poolSize, types, application_name: 'causeway' })
  // A connection that breaks while idle is replaced at the next query; without a listener it would end the process.
  pool.on('error', () => {})
  try {
    const applied = await migrateServer(pool)
    const kysely = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) })
    return { kysely, kind: 'postgres', applied, close: () => kysely.destroy() }
  } catch (problem) {
    await pool.end()
    throw problem
  }
}

async function migrateServer(pool: pg.Pool): Promise<string[]> {
  const client = await pool.connect().catch((cause: unknown) => {
    throw storeErrors.unreachable(`The PostgreSQL server cannot be reached: ${messageOf(cause)}`, { cause })
  })
  const session: ScriptSession = {
    rows: async (query, parameters = []) =>
      (await client.query<Record<string, unknown>>(query, parameters)).rows,
    run: async (script) => void (await client.query(script)),
  }
  try {
    await client.query('begin')
    const applied = await migrate(session)
    await client.query('commit')
    return applied
  } catch (problem) {
    await client.query('rollback')
    throw problem
  } finally {
    client.release()
  }
}
