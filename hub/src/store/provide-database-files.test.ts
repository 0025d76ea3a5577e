import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openDatabase } from './database.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'causeway-'))
})
afterEach(() => rmSync(folder, { recursive: true, maxRetries: 5 }))

const drafts = () => readdirSync(folder).filter((name) => name.startsWith('database.'))

/** A process that opens the database of the folder, as a hub does. */
function openElsewhere(): ChildProcess {
  const script = join(folder, 'open.ts')
  const database = fileURLToPath(new URL('database.ts', import.meta.url))
  writeFileSync(
    script,
    `import { openDatabase } from ${JSON.stringify(database)}\nawait openDatabase({ dataFolder: process.argv[2] })\n`,
  )
  return fork(script, [folder], { execArgv: [], stdio: 'ignore' })
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await sleep(5)
}

it('starts anew after a kill -9 while the first database is being made', async () => {
  const killed = openElsewhere()
  const ended = once(killed, 'exit')
  // The data are written last, after the folder: this is when half of them are there.
  await until(() => drafts().some((draft) => existsSync(join(folder, draft, 'PG_VERSION'))))
  killed.kill('SIGKILL')
  await ended
  expect(readdirSync(folder)).not.toContain('database')
  const database = await openDatabase({ dataFolder: folder })
  expect(database.applied.length).toBeGreaterThan(0)
  expect(readdirSync(folder)).toContain('database')
  await database.close()
})

it('clears away what killed starts left of a database', async () => {
  mkdirSync(join(folder, 'database.draft-0123456789ab', 'base'), { recursive: true })
  await (await openDatabase({ dataFolder: folder })).close()
  expect(drafts()).toEqual([])
})

it('makes a database where the folder for it is empty', async () => {
  mkdirSync(join(folder, 'database'))
  const database = await openDatabase({ dataFolder: folder })
  expect(database.applied.length).toBeGreaterThan(0)
  await database.close()
})

it('refuses files that are not a whole database, and leaves them alone', async () => {
  await (await openDatabase({ dataFolder: folder })).close()
  rmSync(join(folder, 'database', 'global'), { recursive: true })
  await expect(openDatabase({ dataFolder: folder })).rejects.toMatchObject({
    code: 'store.database_incomplete',
    message: expect.stringContaining(join(folder, 'database')),
  })
  expect(existsSync(join(folder, 'database', 'PG_VERSION'))).toBe(true)
  rmSync(join(folder, 'database', 'PG_VERSION'))
  await expect(openDatabase({ dataFolder: folder })).rejects.toMatchObject({
    code: 'store.database_incomplete',
  })
})
