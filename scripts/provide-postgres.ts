import { spawnSync } from 'node:child_process'
import { mkdtempSync, chownSync, readdirSync, existsSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { Client } from 'pg'

export interface PostgresForTests {
  url: string
  /** Stops the server when this run started it. */
  stop(): void
}

/**
 * A PostgreSQL server for the tests: `CAUSEWAY_TEST_DATABASE_URL`, else one on loopback that lets us create
 * databases, else the system's package started in a temporary folder.
 * @returns undefined where none can be had, after saying why
 */
export async function providePostgres(
  say: (sentence: string) => void,
): Promise<PostgresForTests | undefined> {
  const named = process.env['CAUSEWAY_TEST_DATABASE_URL']
  if (named !== undefined && named !== '') {
    if (await canCreateDatabases(named)) return { url: named, stop: () => {} }
    say('CAUSEWAY_TEST_DATABASE_URL names a server that cannot be used.')
    return undefined
  }
  const onLoopback = 'postgres://postgres@127.0.0.1:5432/postgres'
  if (await canCreateDatabases(onLoopback)) return { url: onLoopback, stop: () => {} }
  if (process.getuid?.() !== 0) {
    say('No PostgreSQL was found, and only root could install and start the system package here.')
    return undefined
  }
  return startSystemServer(say)
}

async function canCreateDatabases(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 2000 })
  try {
    await client.connect()
    const { rows } = await client.query(
      'select rolcreatedb or rolsuper as may from pg_roles where rolname = current_user',
    )
    return rows[0]?.may === true
  } catch {
    // Not there, or not for us: either way it is not a server for the tests.
    return false
  } finally {
    await client.end().catch(() => {})
  }
}

/** Folder of the newest installed server's programs (`initdb`, `pg_ctl`), on Debian's layout. */
function findServerPrograms(): string | undefined {
  const versions = '/usr/lib/postgresql'
  if (!existsSync(versions)) return undefined
  const newest = readdirSync(versions).toSorted((a, b) => Number(b) - Number(a))[0]
  return newest === undefined ? undefined : join(versions, newest, 'bin')
}

async function startSystemServer(say: (sentence: string) => void): Promise<PostgresForTests | undefined> {
  if (findServerPrograms() === undefined) {
    say('Installing the system package "postgresql" for the tests …')
    const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    spawnSync('apt-get', ['update', '-qq'], { stdio: 'ignore', env: environment })
    spawnSync('apt-get', ['install', '-y', '-qq', 'postgresql'], { stdio: 'ignore', env: environment })
  }
  const programs = findServerPrograms()
  const account = spawnSync('id', ['-u', 'postgres'], { encoding: 'utf8' }).stdout?.trim()
  if (programs === undefined || !account) {
    say('No PostgreSQL could be installed on this machine.')
    return undefined
  }
  const folder = mkdtempSync(join(tmpdir(), 'causeway-postgres-'))
  chownSync(folder, Number(account), -1)
  const port = await freePort()
  const asPostgres = (command: string) =>
    spawnSync('su', ['postgres', '-s', '/bin/sh', '-c', command], {
      stdio: ['ignore', 'ignore', 'pipe'],
      encoding: 'utf8',
    })
  asPostgres(`${programs}/initdb -D ${folder}/data -A trust -U postgres --no-sync`)
  const started = asPostgres(
    `${programs}/pg_ctl -D ${folder}/data -w -l ${folder}/log -o "-p ${port} -k ${folder} -c listen_addresses=127.0.0.1" start`,
  )
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`
  if (!(await canCreateDatabases(url))) {
    say(`PostgreSQL could not be started: ${started.stderr.trim()}`)
    return undefined
  }
  return { url, stop: () => void asPostgres(`${programs}/pg_ctl -D ${folder}/data -m immediate stop`) }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })
}
