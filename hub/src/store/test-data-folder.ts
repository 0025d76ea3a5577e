import { randomBytes } from 'node:crypto'
import { cpSync, existsSync, mkdtempSync, renameSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import hubPackage from '../../package.json' with { type: 'json' }
import { openDatabase } from './database.ts'
import { fingerprintOfSchema } from './migrate.ts'
import { provideDatabaseFiles } from './provide-database-files.ts'

// Making a database takes seconds and migrating it half of one, copying it a fraction: made once a machine and schema.
const version = hubPackage.dependencies['@electric-sql/pglite']
const empty = join(tmpdir(), `causeway-empty-database-${version}`)
const migrated = join(tmpdir(), `causeway-database-${version}-${fingerprintOfSchema().slice(0, 12)}`)

/** A data folder for a test's hub, with a database in it; `isEmpty`: one that no migration has touched. */
export async function makeDataFolder(prefix = 'causeway-test-', isEmpty = false): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), prefix))
  await makeTemplate(empty, provideDatabaseFiles)
  if (!isEmpty) await makeTemplate(migrated, migrateCopy)
  cpSync(isEmpty ? empty : migrated, join(folder, 'database'), { recursive: true })
  return folder
}

async function migrateCopy(folder: string): Promise<void> {
  cpSync(empty, join(folder, 'database'), { recursive: true })
  const database = await openDatabase({ dataFolder: folder })
  await database.close()
}

/** Keeps the files of a database that is made once. */
async function makeTemplate(template: string, make: (folder: string) => Promise<unknown>): Promise<void> {
  if (existsSync(template)) return
  const draft = `${template}.${randomBytes(6).toString('hex')}`
  const folder = mkdtempSync(join(tmpdir(), 'causeway-template-'))
  await make(folder)
  renameSync(join(folder, 'database'), draft)
  try {
    renameSync(draft, template)
  } catch {
    // Another process was quicker; its template is as good.
  }
}
