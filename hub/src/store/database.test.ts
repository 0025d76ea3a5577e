import fs, { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { openDatabase } from './database.ts'
import { testDatabases } from './test-database.ts'

describe.each(await testDatabases())('a fresh database on $name', ({ open }) => {
  it('reads bigint as number, day as text, bytes as Buffer and json as an object', async () => {
    const database = await open()
    const { rows } = await sql`
      select 5::bigint as big, date '2026-02-28' as day, '\\x00ff'::bytea as bytes, '{"a":[1]}'::jsonb as json,
        pg_current_xact_id() as xid, timestamptz '2026-01-01T00:00:00Z' as at`.execute(database.kysely)
    expect(rows[0]).toEqual({
      big: 5,
      day: '2026-02-28',
      bytes: Buffer.from([0, 255]),
      json: { a: [1] },
      xid: expect.stringMatching(/^\d+$/),
      at: new Date('2026-01-01T00:00:00Z'),
    })
    await database.close()
  })

  it('keeps nothing of a transaction that fails', async () => {
    const database = await open()
    const attempt = database.kysely.transaction().execute(async (trx) => {
      await trx.insertInto('companies').values({ id: 'c1', name: 'One' }).execute()
      throw new Error('stop')
    })
    await expect(attempt).rejects.toThrow('stop')
    expect(await database.kysely.selectFrom('companies').selectAll().execute()).toEqual([])
    await database.close()
  })
})

describe('a database in a folder', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'causeway-'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  it('is migrated once and keeps what was written', async () => {
    const first = await openDatabase({ dataFolder: folder })
    expect(first.applied.length).toBeGreaterThan(0)
    await first.kysely.insertInto('companies').values({ id: 'c1', name: 'One' }).execute()
    await first.close()
    const second = await openDatabase({ dataFolder: folder })
    expect(second.applied).toEqual([])
    expect(await second.kysely.selectFrom('companies').select('name').execute()).toEqual([{ name: 'One' }])
    await second.close()
  })

  it('has every commit on the disk before it says so', async () => {
    const synced = vi.spyOn(fs, 'fsyncSync')
    syncBuiltinESMExports()
    try {
      const database = await openDatabase({ dataFolder: folder })
      for (const id of ['c1', 'c2', 'c3']) {
        synced.mockClear()
        await database.kysely.insertInto('companies').values({ id, name: 'One' }).execute()
        expect(synced).toHaveBeenCalled()
      }
      await database.close()
    } finally {
      synced.mockRestore()
      syncBuiltinESMExports()
    }
  })

  it('refuses a second opener, naming the process that holds it', async () => {
    const holder = await openDatabase({ dataFolder: folder })
    await expect(openDatabase({ dataFolder: folder })).rejects.toMatchObject({
      code: 'store.folder_locked',
      message: expect.stringContaining(String(process.pid)),
      hint: expect.stringContaining('CAUSEWAY_DATA_FOLDER'),
    })
    await holder.close()
    expect(JSON.parse(readFileSync(join(folder, 'holder.json'), 'utf8'))).toMatchObject({ pid: process.pid })
    await (await openDatabase({ dataFolder: folder })).close()
  })

  it('refuses a database of a newer version', async () => {
    const database = await openDatabase({ dataFolder: folder })
    await sql`insert into schema_migrations (name, checksum) values ('9999_future.sql', 'x')`.execute(
      database.kysely,
    )
    await database.close()
    await expect(openDatabase({ dataFolder: folder })).rejects.toMatchObject({ code: 'store.database_newer' })
  })
})

it('says plainly that a PostgreSQL server cannot be reached', async () => {
  const attempt = openDatabase({ url: 'postgres://nobody@127.0.0.1:1/none', dataFolder: tmpdir() })
  await expect(attempt).rejects.toMatchObject({
    code: 'store.unreachable',
    hint: expect.stringContaining('CAUSEWAY_DATABASE_URL'),
  })
})
