import { randomBytes } from 'node:crypto'
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { PGlite } from '@electric-sql/pglite'
import { type Kysely, sql } from 'kysely'
import { Client } from 'pg'
import hubPackage from '../../package.json' with { type: 'json' }
import { type HubDatabase, openDatabase, openEmbedded } from './database.ts'
import type { Tables } from './tables.types.ts'
import { fingerprintOfSchema, migrate } from './migrate.ts'

/** A kind of database the store's tests run on; every `open` gives a fresh, empty, migrated one. */
export interface TestDatabase {
  name: 'PGlite' | 'PostgreSQL'
  open: () => Promise<HubDatabase>
}

/** PGlite always; PostgreSQL when one is named by `CAUSEWAY_TEST_DATABASE_URL` or answers on loopback. */
export async function testDatabases(): Promise<TestDatabase[]> {
  const server = await testServerUrl()
  const pglite: TestDatabase = {
    name: 'PGlite',
    open: async () => openEmbedded({ image: await (image ??= provideImage()) }),
  }
  return server === undefined
    ? [pglite]
    : [pglite, { name: 'PostgreSQL', open: () => openFreshDatabase(server) }]
}

/**
 * Waits until all that was committed can be read from the event log. It holds back what is newer than any transaction
 * still open on the server, and other tests have some open at any time.
 */
export async function untilReadable(kysely: Kysely<Tables>): Promise<void> {
  const isReadable = async () => {
    const held = kysely
      .selectFrom('events')
      .select('seq')
      .where(sql<boolean>`xid >= pg_snapshot_xmin(pg_current_snapshot())`)
    return (await held.limit(1).execute()).length === 0
  }
  while (!(await isReadable())) await sleep(20)
}

/** URL of the PostgreSQL server tests may create databases on; undefined when there is none. */
export async function testServerUrl(): Promise<string | undefined> {
  const named = process.env['CAUSEWAY_TEST_DATABASE_URL']
  if (named !== undefined && named !== '') return named
  return (await answersOnLoopback(5432)) ? 'postgres://postgres@127.0.0.1:5432/postgres' : undefined
}

function answersOnLoopback(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port, timeout: 1000 })
    const finish = (answer: boolean) => {
      socket.destroy()
      resolve(answer)
    }
    socket
      .on('connect', () => finish(true))
      .on('error', () => finish(false))
      .on('timeout', () => finish(false))
  })
}

// Making and migrating a database takes most of a second, copying one that was made a fraction: once a machine and
// schema.
const mark = fingerprintOfSchema().slice(0, 12)
const version = hubPackage.dependencies['@electric-sql/pglite']
const imageFile = join(tmpdir(), `causeway-pglite-${version}-${mark}.tar`)
let image: Promise<Blob> | undefined

async function provideImage(): Promise<Blob> {
  try {
    return new Blob([readFileSync(imageFile)])
  } catch {
    // Not made yet on this machine.
    return makeImage()
  }
}

async function makeImage(): Promise<Blob> {
  const fresh = await PGlite.create()
  await fresh.transaction((transaction) =>
    migrate({
      rows: async (query, parameters = []) =>
        (await transaction.query<Record<string, unknown>>(query, parameters)).rows,
      run: async (script) => void (await transaction.exec(script)),
    }),
  )
  const dumped = await fresh.dumpDataDir('none')
  await fresh.close()
  const bytes = Buffer.from(await dumped.arrayBuffer())
  const draft = `${imageFile}.${randomBytes(6).toString('hex')}`
  writeFileSync(draft, bytes)
  renameSync(draft, imageFile)
  return new Blob([bytes])
}

const templatePrefix = 'causeway_template_'
const templateName = `${templatePrefix}${mark}`
/** Arbitrary, fixed: test processes that start together make the template one after the other. */
const templateLock = 4_400_002
let template: Promise<void> | undefined
const isInUse = '55006'
const isGone = '3D000'

/** Makes the database others are copies of, unless it is there; removes those of other schemas. */
async function provideTemplate(server: string): Promise<void> {
  await onServer(server, async (client) => {
    await client.query('select pg_advisory_lock($1)', [templateLock])
    const { rows } = await client.query<{ name: string; isWhole: boolean }>(
      `select datname as name, datistemplate as "isWhole" from pg_database where starts_with(datname, $1)`,
      [templatePrefix],
    )
    if (rows.some(({ name, isWhole }) => name === templateName && isWhole)) return
    for (const { name } of rows) await removeTemplate(client, name)
    await client.query(`create database ${templateName}`)
    const made = await openDatabase({ url: urlOf(server, templateName), dataFolder: tmpdir(), poolSize: 1 })
    await made.close()
    await client.query(`alter database ${templateName} is_template true`)
  })
}

async function removeTemplate(client: Client, name: string): Promise<void> {
  try {
    await client.query(`alter database ${name} is_template false`)
    await client.query(`drop database ${name}`)
  } catch {
    // Somebody copies it this moment; the next schema removes it.
  }
}

async function openFreshDatabase(server: string): Promise<HubDatabase> {
  const name = `causeway_test_${randomBytes(8).toString('hex')}`
  template ??= provideTemplate(server)
  await template
  await onServer(server, (client) => copyTemplate(client, server, name))
  const database = await openDatabase({ url: urlOf(server, name), dataFolder: tmpdir(), poolSize: 5 })
  return {
    ...database,
    async close() {
      await database.close()
      await onServer(server, `drop database ${name} with (force)`)
    },
  }
}

async function copyTemplate(client: Client, server: string, name: string): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      await client.query(`create database ${name} template ${templateName}`)
      return
    } catch (problem) {
      const code = problem instanceof Error && 'code' in problem ? problem.code : undefined
      if (tries >= 50 || (code !== isInUse && code !== isGone)) throw problem
      // Tests of another schema removed the template since.
      if (code === isGone) await (template = provideTemplate(server))
      // The server has not noticed yet that whoever made it has left.
      else await sleep(100)
    }
  }
}

function urlOf(server: string, database: string): string {
  const url = new URL(server)
  url.pathname = `/${database}`
  return url.href
}

async function onServer(server: string, work: string | ((client: Client) => Promise<void>)): Promise<void> {
  const client = new Client({ connectionString: server })
  await client.connect()
  try {
    if (typeof work === 'string') await client.query(work)
    else await work(client)
  } finally {
    await client.end()
  }
}
