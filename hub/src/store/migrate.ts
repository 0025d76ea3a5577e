import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { messageOf } from '../platform/errors.ts'
import { storeErrors } from './store.errors.ts'

/** One session on the database inside a transaction, as migrations need it. */
export interface ScriptSession {
  rows(query: string, parameters?: unknown[]): Promise<Record<string, unknown>[]>
  /** Runs a script of several statements. */
  run(script: string): Promise<void>
}

interface Migration {
  name: string
  script: string
  checksum: string
}

/** Arbitrary, fixed: hub processes that start together on one PostgreSQL migrate one after the other. */
const migrationLock = 4_400_001

const folder = new URL('./migrations/', import.meta.url)

/** A fingerprint of the schema that all migrations make together. */
export const fingerprintOfSchema = (): string =>
  readMigrations()
    .reduce((hash, { name, checksum }) => hash.update(`${name} ${checksum}\n`), createHash('sha256'))
    .digest('hex')

/** Reads the `.sql` files in the order of their names. */
function readMigrations(): Migration[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.sql'))
    .toSorted()
    .map((name) => {
      const script = readFileSync(new URL(name, folder), 'utf8')
      return { name, script, checksum: createHash('sha256').update(script).digest('hex') }
    })
}

/**
 * Brings the database to this version's schema; the caller provides one transaction, so all of it holds or nothing.
 * @returns the names of the migrations applied now
 * @throws `store.database_newer`, `store.migration_changed`, `store.migration_failed`
 */
export async function migrate(session: ScriptSession): Promise<string[]> {
  await session.rows('select pg_advisory_xact_lock($1)', [migrationLock])
  await session.run(
    'create table if not exists schema_migrations (name text primary key, checksum text not null, applied_at timestamptz not null default now())',
  )
  const applied = await session.rows('select name, checksum from schema_migrations order by name')
  const migrations = readMigrations()
  refuseStrangers(applied, migrations)
  const pending = migrations.filter(({ name }) => !applied.some((row) => row['name'] === name))
  for (const migration of pending) await applyMigration(session, migration)
  return pending.map(({ name }) => name)
}

function refuseStrangers(applied: Record<string, unknown>[], migrations: Migration[]): void {
  for (const row of applied) {
    const name = String(row['name'])
    const migration = migrations.find((candidate) => candidate.name === name)
    if (migration === undefined)
      throw storeErrors.database_newer(
        `The database holds migration ${name}, which this version does not know`,
      )
    if (migration.checksum !== row['checksum'])
      throw storeErrors.migration_changed(
        `Migration ${name} differs from the one this database was made with`,
      )
  }
}

async function applyMigration(session: ScriptSession, { name, script, checksum }: Migration): Promise<void> {
  try {
    await session.run(script)
  } catch (cause) {
    throw storeErrors.migration_failed(`Migration ${name} failed: ${messageOf(cause)}`, { cause })
  }
  await session.rows('insert into schema_migrations (name, checksum) values ($1, $2)', [name, checksum])
}
