import { fork } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, readdirSync, renameSync, rmdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { storeErrors } from './store.errors.ts'

const initialiser = fileURLToPath(new URL('initialise-database.ts', import.meta.url))
const draftPrefix = 'database.draft-'

/**
 * The folder of the embedded database's files; makes an empty database where there is none. Call it only while
 * holding the data folder's lock. A database is made in a process of its own, since PGlite needs a gigabyte for it
 * that it does not give back, and under another name: only a whole one is ever called `database`.
 * @throws `store.database_incomplete`, `store.folder_unusable`
 */
export async function provideDatabaseFiles(dataFolder: string): Promise<string> {
  const files = join(dataFolder, 'database')
  removeDrafts(dataFolder)
  if (holdsDatabase(files)) return files
  // A name nobody has: a process that was left behind by a killed hub may still be writing its own draft.
  const draft = join(dataFolder, draftPrefix + randomBytes(6).toString('hex'))
  await initialise(draft)
  renameSync(draft, files)
  return files
}

function holdsDatabase(files: string): boolean {
  if (!existsSync(files)) return false
  if (existsSync(join(files, 'PG_VERSION')) && existsSync(join(files, 'global', 'pg_control'))) return true
  if (readdirSync(files).length > 0)
    throw storeErrors.database_incomplete(
      `The folder ${files} holds files, but not those of a whole database`,
    )
  rmdirSync(files)
  return false
}

function removeDrafts(dataFolder: string): void {
  for (const name of readdirSync(dataFolder)) {
    if (!name.startsWith(draftPrefix)) continue
    try {
      rmSync(join(dataFolder, name), { recursive: true })
    } catch {
      // Somebody still writes there; the next start finds it again.
    }
  }
}

async function initialise(draft: string): Promise<void> {
  const child = fork(initialiser, [draft], { execArgv: [], stdio: ['ignore', 'ignore', 'pipe', 'ipc'] })
  let complaint = ''
  child.stderr?.on('data', (chunk: Buffer) => {
    complaint = (complaint + chunk.toString()).slice(-2000)
  })
  // 'close' comes after the last word of the complaint.
  const [code] = (await once(child, 'close')) as [number | null]
  if (code !== 0)
    throw storeErrors.folder_unusable(`The database could not be made in ${draft}: ${complaint.trim()}`)
}
