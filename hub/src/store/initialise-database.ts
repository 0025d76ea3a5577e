/**
 * Run as a process of its own, with the folder to fill: makes an empty database there and puts it on the disk.
 * See `provide-database-files.ts`.
 */
import { closeSync, fsyncSync, openSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { setFlagsFromString } from 'node:v8'
import { PGlite } from '@electric-sql/pglite'

// Without the process that asked, nobody would put the database to use.
process.once('disconnect', () => process.exit(1))

// All of PostgreSQL's code runs here once or twice: compiling it a second time, for speed, would cost more than it saves.
setFlagsFromString('--no-wasm-tier-up')
setFlagsFromString('--no-wasm-dynamic-tiering')

const folder = process.argv[2]!
const pglite = await PGlite.create({ dataDir: folder })
await pglite.close()
for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true }))
  if (entry.isFile() || entry.isDirectory())
    putOnDisk(join(entry.parentPath, entry.name), entry.isDirectory())
putOnDisk(folder, true)
putOnDisk(dirname(folder), true)
process.exit(0)

/** PGlite writes a new database without fsync, and a power cut would find its files empty. */
function putOnDisk(path: string, isFolder: boolean): void {
  // Windows keeps the entries of folders safe by itself and lets nobody open one.
  if (isFolder && process.platform === 'win32') return
  const handle = openSync(path, isFolder ? 'r' : 'r+')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}
