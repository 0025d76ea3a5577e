import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { z } from 'zod'
import { storeErrors } from './store.errors.ts'

/** Who holds a folder: written by the holder, read by the refused. */
const Holder = z.object({ pid: z.int(), since: z.string() })

export interface FolderLock {
  release(): void
}

/**
 * Takes the data folder for this process alone. Two processes on one embedded database lose rows silently, so the
 * lock is the operating system's (SQLite's exclusive file lock): it goes with the process, also after kill -9, and
 * leaves nothing stale behind.
 * @throws `store.folder_locked` naming the pid of the holder, `store.folder_unusable`
 */
export function lockDataFolder(folder: string): FolderLock {
  const holderFile = join(folder, 'holder.json')
  let handle: DatabaseSync | undefined
  try {
    mkdirSync(folder, { recursive: true })
    handle = new DatabaseSync(join(folder, 'hub.lock'))
    handle.exec('pragma locking_mode = exclusive; begin exclusive')
    writeFileSync(holderFile, JSON.stringify({ pid: process.pid, since: new Date().toISOString() }))
  } catch (cause) {
    handle?.close()
    if (cause instanceof Error && /locked|busy/i.test(cause.message)) throw refusal(folder, holderFile)
    throw storeErrors.folder_unusable(`The data folder ${folder} cannot be used`, { cause })
  }
  return { release: () => handle.close() }
}

function refusal(folder: string, holderFile: string) {
  const holder = readHolder(holderFile)
  const who = holder === undefined ? 'another process' : `process ${holder.pid}, since ${holder.since}`
  return storeErrors.folder_locked(`The data folder ${folder} is in use by ${who}`, {
    details: { folder, ...holder },
  })
}

function readHolder(file: string): z.infer<typeof Holder> | undefined {
  try {
    return Holder.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    // The holder may not have written it yet; the refusal stands without a name.
    return undefined
  }
}
