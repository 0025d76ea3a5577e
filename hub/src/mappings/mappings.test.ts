import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import mysql from 'mysql2/promise'
import { Client } from 'pg'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createEventFeed, type EventFeed } from '../event-log/create-event-feed.ts'
import { createExpressions, type Expressions } from '../platform/expressions/create-expressions.ts'
import { createLog } from '../platform/log.ts'
import { createOutbound, type Outbound } from '../platform/outbound/create-outbound.ts'
import { createKeyring, masterKeyId } from '../platform/secrets.ts'
import type { HubDatabase } from '../store/database.ts'
import { deleteRecords } from '../store/delete-records.ts'
import { appendEvents, createEventsStore } from '../store/events.store.ts'
import type { MappingDefinition, TwoWay } from '../store/mapping.types.ts'
import type { NamedOutputRow } from '../store/mapping-outputs.store.ts'
import type { RecordKind } from '../store/tables.types.ts'
import { createTagsStore } from '../store/tags.store.ts'
import { testDatabases, testServerUrl } from '../store/test-database.ts'
import { writeRecords } from '../store/write-records.ts'
import { writeDailyStatistics } from '../store/write-statistics.ts'
import { createMappings, type Mappings } from './create-mappings.ts'

const serverUrl = await testServerUrl()
const mysqlServer = await reachMysql()
const key = randomBytes(32)
const log = createLog({ level: 'silent' })

/** MySQL or MariaDB of `CAUSEWAY_TEST_MYSQL_URL`, else one on loopback whose root needs no password. */
async function reachMysql(): Promise<mysql.ConnectionOptions | undefined> {
  const named = process.env['CAUSEWAY_TEST_MYSQL_URL']
  const options = named === undefined || named === '' ? { host: '127.0.0.1', user: 'root' } : { uri: named }
  try {
    const connection = await mysql.createConnection({ ...options, connectTimeout: 2000 })
    const { host, port, user, password } = connection.config
    await connection.end()
    return { host: host!, port: port!, user: user!, password: password ?? '' }
  } catch {
    // Nothing listens there: its tests say that they were skipped.
    return undefined
  }
}

const tagDefinition = (change: Partial<MappingDefinition> = {}): MappingDefinition => ({
  source: { kind: 'tag_with_details' },
  locationIds: null,
  fields: [
    { name: 'tag_id', type: 'string', from: { path: 'id' } },
    {
      name: 'name',
      type: 'string',
      from: { path: 'name' },
      transforms: [{ use: 'case', to: 'upper' }],
      required: true,
    },
    { name: 'owner', type: 'string', from: { path: 'details.owner' } },
    { name: 'budget', type: 'integer', from: { path: 'details.budget' } },
  ],
  key: ['tag_id'],
  ...change,
})

describe.each(await testDatabases())('mappings on $name', (kind) => {
  let opened: HubDatabase
  let feed: EventFeed
  let expressions: Expressions
  let outbound: Outbound
  let mappings: Mappings
  let dataFolder: string
  const cleanups: (() => Promise<void> | void)[] = []

  const make = () =>
    createMappings({
      kysely: opened.kysely,
      feed,
      expressions,
      log,
      workerId: `worker-${randomBytes(4).toString('hex')}`,
      makeSecret: () => 'whsec_bWFkZSBieSB0aGUgaHVi',
      readBackMs: 100,
      parts: {
        keyring: createKeyring({ current: { id: masterKeyId(key), key } }),
        dataFolder,
        outbound,
        sign: (secret, { id, timestamp }) => `${secret}:${id}:${timestamp}`,
        now: () => new Date(),
      },
    })

  beforeEach(async () => {
    opened = await kind.open()
    feed = createEventFeed(createEventsStore(opened.kysely), log)
    expressions = createExpressions({ threads: 1 })
    outbound = createOutbound({ allowPrivate: ['loopback'] })
    dataFolder = mkdtempSync(join(tmpdir(), 'causeway-mappings-'))
    mappings = make()
    await opened.kysely
      .insertInto('locations')
      .values([{ id: 'loc' }, { id: 'other' }])
      .execute()
  })
  afterEach(async () => {
    await mappings.stop()
    for (const cleanup of cleanups.splice(0)) await cleanup()
    feed.close()
    await Promise.all([expressions.stop(), outbound.close()])
    await opened.close()
    rmSync(dataFolder, { recursive: true, force: true })
  })

  async function put(
    records: { id: string; data: object }[],
    recordKind: RecordKind = 'tag',
    locationId = 'loc',
  ) {
    await opened.kysely.transaction().execute(async (trx) => {
      const outcomes = await writeRecords(trx, { locationId, kind: recordKind, records, at: new Date() })
      const subjectKind = recordKind === 'tag_details' ? 'tag' : recordKind
      await appendEvents(
        trx,
        outcomes.map(({ id, version }) => ({
          locationId,
          type: `${subjectKind}.updated`,
          subject: { kind: subjectKind, id, version },
          occurredAt: new Date(),
          data: {},
        })),
      )
    })
  }
  const putDetails = (tagId: string, details: Record<string, unknown>) =>
    createTagsStore(opened.kysely).putDetails('loc', [{ tagId, details }], new Date())
  const detailsOf = async (tagId: string) => {
    const row = await opened.kysely
      .selectFrom('records')
      .select('data')
      .where('kind', '=', 'tag_details')
      .where('id', '=', tagId)
      .executeTakeFirst()
    return row?.data
  }
  async function remove(id: string, locationId = 'loc') {
    await opened.kysely.transaction().execute(async (trx) => {
      await deleteRecords(trx, { locationId, kind: 'tag' }, [id], new Date())
      await appendEvents(trx, [
        { locationId, type: 'tag.removed', subject: { kind: 'tag', id }, occurredAt: new Date(), data: {} },
      ])
    })
  }
  const tags = (count: number) =>
    Array.from({ length: count }, (_, place) => ({
      id: `t${String(place).padStart(5, '0')}`,
      data: { name: `tag ${place}` },
    }))

  async function until<Value>(look: () => Promise<Value | undefined | false>, what: string): Promise<Value> {
    const deadline = Date.now() + 15_000
    for (;;) {
      const found = await look()
      if (found !== undefined && found !== false) return found
      if (Date.now() > deadline) throw new Error(`${what} did not happen in time`)
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
  const settled = (id: string): Promise<NamedOutputRow> =>
    until(async () => {
      const row = await mappings.readOutput(id)
      return row.state === 'following' && row.waiting === 0 && row.error_code === null ? row : undefined
    }, 'the output')
  const failing = (id: string): Promise<NamedOutputRow> =>
    until(async () => {
      const row = await mappings.readOutput(id)
      return row.error_code === null ? undefined : row
    }, 'the failure')

  /** A database of the user's own on PostgreSQL. */
  async function postgresDestination() {
    const admin = new Client({ connectionString: serverUrl! })
    await admin.connect()
    const name = `causeway_target_${randomBytes(6).toString('hex')}`
    await admin.query(`create database ${name}`)
    const url = new URL(serverUrl!)
    url.pathname = `/${name}`
    const client = new Client({ connectionString: url.href })
    await client.connect()
    cleanups.push(async () => {
      await client.end()
      await admin.query(`drop database ${name} with (force)`)
      await admin.end()
    })
    const { row } = await mappings.addDestination({
      name: 'warehouse',
      kind: 'postgres',
      settings: {
        host: url.hostname,
        port: Number(url.port || 5432),
        database: name,
        user: decodeURIComponent(url.username),
        tls: 'off',
      },
      secret: decodeURIComponent(url.password),
    })
    const rows = async (query: string) => (await client.query<Record<string, unknown>>(query)).rows
    return { destination: row, client, rows, admin, name }
  }

  async function mysqlDestination() {
    const name = `causeway_target_${randomBytes(6).toString('hex')}`
    const admin = await mysql.createConnection(mysqlServer!)
    await admin.query(`create database ${name}`)
    await admin.query(`use ${name}`)
    cleanups.push(async () => {
      await admin.query(`drop database ${name}`)
      await admin.end()
    })
    const { row } = await mappings.addDestination({
      name: 'legacy',
      kind: 'mysql',
      settings: {
        host: mysqlServer!.host,
        port: mysqlServer!.port,
        database: name,
        user: mysqlServer!.user,
        tls: 'off',
      },
      ...(mysqlServer!.password !== undefined && { secret: mysqlServer!.password }),
    })
    const rows = async (query: string) => (await admin.query(query))[0] as Record<string, unknown>[]
    return { destination: row, rows }
  }

  async function write(
    destinationId: string,
    target: string,
    onDelete: 'delete' | 'mark' = 'delete',
    mapping = 'tags',
    twoWay: TwoWay = {},
  ) {
    // The log ends, for readers, before whatever anybody on the same server has not committed yet: wait until what
    // happened so far is the past, or it would be written twice, which is harmless and hard to count.
    await until(async () => {
      const { rows } = await sql<{ open: number }>`
        select count(*)::int as open from events where xid >= pg_snapshot_xmin(pg_current_snapshot())`.execute(
        opened.kysely,
      )
      return rows[0]!.open === 0
    }, 'the end of other transactions')
    return mappings.addOutput({ mapping, destinationId, target, onDelete, twoWay })
  }

  it('keeps versions, tells what differs, and refuses what cannot work', async () => {
    await mappings.saveDraft('tags', tagDefinition())
    expect(await mappings.read('tags')).toMatchObject({ activeVersion: null, draft: { key: ['tag_id'] } })
    expect(await mappings.publish('tags', tagDefinition(), 'me')).toMatchObject({ version: 1, isNew: true })
    expect(await mappings.publish('tags', tagDefinition(), 'me')).toMatchObject({ version: 1, isNew: false })
    const wider = tagDefinition({ title: 'Tags' })
    wider.fields.push({ name: 'extra', type: 'json', from: { path: 'details' } })
    expect(await mappings.publish('tags', wider, 'me')).toMatchObject({ version: 2, isNew: true })
    expect(await mappings.diff('tags', 1, 2)).toMatchObject([
      { subject: 'title', change: 'changed', before: null, after: 'Tags' },
      { subject: 'extra', kind: 'field', change: 'added' },
    ])
    expect(await mappings.activate('tags', 1)).toMatchObject({ activeVersion: 1 })
    expect((await mappings.versions('tags')).map(({ version }) => version)).toEqual([2, 1])
    const wrong = tagDefinition({ key: ['name'] })
    wrong.fields[3]!.from = { expression: 'details.(' }
    await expect(mappings.publish('tags', wrong, null)).rejects.toMatchObject({
      code: 'mappings.definition_invalid',
      details: {
        issues: [{ path: 'fields.3.from.expression' }, { path: 'key.0' }],
      },
    })
    await expect(mappings.activate('tags', 9)).rejects.toMatchObject({ code: 'mappings.version_unknown' })
  })

  it('previews real records with the errors of each, and gives its own table page by page', async () => {
    await put(tags(5))
    await put([{ id: 't00001', data: { owner: 'Ann', budget: 'lots' } }], 'tag_details')
    const preview = await mappings.preview(tagDefinition(), 20)
    expect(preview).toHaveLength(5)
    expect(preview.find(({ source }) => source['id'] === 't00001')!.outcome).toMatchObject({
      ok: false,
      errors: [{ field: 'budget' }],
    })
    const { paths } = await mappings.sample({ kind: 'tag_with_details' }, 20)
    expect(paths.find(({ path }) => path === 'details.owner')).toMatchObject({ example: 'Ann', filled: 1 })

    await put(tags(3), 'tag', 'other')
    await mappings.publish('tags', tagDefinition(), null)
    const first = await mappings.records('tags', { limit: 4 })
    expect(first.items).toHaveLength(3)
    expect(first.problems).toMatchObject([{ sourceId: 't00001', locationId: 'loc' }])
    const second = await mappings.records('tags', { limit: 4, cursor: first.nextCursor! })
    expect([...second.items, second.nextCursor]).toHaveLength(5)
    const limited = await mappings.records('tags', { limit: 50, locationIds: ['other'] })
    expect(limited).toMatchObject({ nextCursor: null, items: [{ tag_id: 't00000' }, {}, {}] })
  })

  it('never shows a secret', async () => {
    const { row } = await mappings.addDestination({
      name: 'hidden',
      kind: 'postgres',
      settings: { host: '127.0.0.1', port: 1, database: 'd', user: 'u', tls: 'off' },
      secret: 'swordfish',
    })
    expect(row.secret_sealed!.includes('swordfish')).toBe(false)
    await expect(mappings.testDestination({ id: row.id })).rejects.toMatchObject({
      code: 'mappings.destination_away',
    })
  })

  describe.skipIf(serverUrl === undefined)('to PostgreSQL', () => {
    it('makes the table, fills it, and follows: one row for each record', async () => {
      await put(tags(2500))
      await put([{ id: 't00001', data: { owner: 'Ann', budget: 12 } }], 'tag_details')
      await mappings.publish('tags', tagDefinition(), null)
      const { destination, rows } = await postgresDestination()
      expect(await mappings.testDestination({ id: destination.id })).toMatch(/^PostgreSQL .* answers/)
      const output = await write(destination.id, 'my_tags')
      mappings.start()
      expect(await settled(output.id)).toMatchObject({ fill_done: 2500, fill_total: 2500, written: 2500 })
      expect(await rows(`select * from my_tags where tag_id = 't00001'`)).toEqual([
        { tag_id: 't00001', name: 'TAG 1', owner: 'Ann', budget: '12' },
      ])

      await put([
        { id: 't00002', data: { name: 'changed' } },
        { id: 'new', data: { name: 'new' } },
      ])
      await put([{ id: 't00003', data: { owner: 'Bob' } }], 'tag_details')
      await remove('t00004')
      await until(async () => {
        const found = await rows(
          `select tag_id, name, owner from my_tags where tag_id in ('t00002', 't00003', 't00004', 'new') order by 1`,
        )
        return JSON.stringify(found) ===
          JSON.stringify([
            { tag_id: 'new', name: 'NEW', owner: null },
            { tag_id: 't00002', name: 'CHANGED', owner: null },
            { tag_id: 't00003', name: 'TAG 3', owner: 'Bob' },
          ])
          ? true
          : undefined
      }, 'the changes')
      expect(await rows('select count(*)::int as count from my_tags')).toEqual([{ count: 2500 }])
    })

    it('lets changes of the table come back, keeps who is to win, and settles', async () => {
      await put(tags(4))
      await putDetails('t00000', { owner: 'Ann', budget: 1, secret: 'stays' })
      await mappings.publish('tags', tagDefinition(), null)
      const { destination, rows, client } = await postgresDestination()
      const output = await write(destination.id, 'my_tags', 'delete', 'tags', {
        owner: 'table',
        budget: 'hub',
      })
      mappings.start()
      await settled(output.id)

      // Changed there only, and a row that nobody had said anything about.
      await client.query(`update my_tags set owner = 'Bob', budget = 2 where tag_id = 't00000'`)
      await client.query(`update my_tags set owner = 'Cleo' where tag_id = 't00001'`)
      await until(async () => (await detailsOf('t00001'))?.['owner'] === 'Cleo', 'the way back')
      expect(await detailsOf('t00000')).toEqual({ owner: 'Bob', budget: 2, secret: 'stays' })
      expect(await mappings.readOutput(output.id)).toMatchObject({ taken: 2 })

      // Changed here only: written as ever.
      await putDetails('t00002', { owner: 'Dan' })
      await until(
        async () => (await rows(`select 1 from my_tags where owner = 'Dan'`)).length === 1,
        'the way there',
      )

      // Changed on both sides while nothing was written: each field has its winner.
      await mappings.pauseOutput(output.id, true)
      await putDetails('t00000', { owner: 'ours', budget: 30, secret: 'stays' })
      await client.query(`update my_tags set owner = 'theirs', budget = 40 where tag_id = 't00000'`)
      await client.query(`delete from my_tags where tag_id = 't00003'`)
      await mappings.pauseOutput(output.id, false)
      await until(
        async () =>
          (await rows(`select 1 from my_tags where owner = 'theirs' and budget = 30 or tag_id = 't00003'`))
            .length === 2,
        'the settlement',
      )
      expect(await detailsOf('t00000')).toEqual({ owner: 'theirs', budget: 30, secret: 'stays' })

      // Nothing bounces: what came back is known on both sides, and neither writes it again.
      await settled(output.id)
      const versions = async () =>
        (
          await sql<{ count: number }>`
            select count(*)::int as count from record_versions where kind = 'tag_details'`.execute(
            opened.kysely,
          )
        ).rows[0]!.count
      const before = { versions: await versions(), written: (await mappings.readOutput(output.id)).written }
      const lookedAt = (await mappings.readOutput(output.id)).looked_at!
      await until(
        async () => (await mappings.readOutput(output.id)).looked_at!.getTime() > lookedAt.getTime() + 400,
        'some more looks',
      )
      expect({ versions: await versions(), written: (await mappings.readOutput(output.id)).written }).toEqual(
        before,
      )
      expect(await mappings.readOutput(output.id)).toMatchObject({ taken: 3 })
    })

    it('holds back a change that cannot come back, and takes it once it can', async () => {
      await put(tags(2))
      await mappings.publish('tags', tagDefinition(), null)
      const { destination, client } = await postgresDestination()
      // A table of the user's own, with values in it already.
      await client.query(`create table my_tags (tag_id text primary key, name text, owner text, budget int)`)
      await client.query(`insert into my_tags values ('t00000', 'mine', 'Eve', 7)`)
      const output = await write(destination.id, 'my_tags', 'delete', 'tags', { owner: 'hub', budget: 'hub' })
      mappings.start()
      await settled(output.id)
      await until(async () => (await detailsOf('t00000'))?.['budget'] === 7, 'what was there')
      await client.query(`update my_tags set owner = repeat('x', 201) where tag_id = 't00001'`)
      const held = await until(
        async () => (await mappings.quarantine(output.id, { limit: 5 })).items[0],
        'the refusal',
      )
      expect(held.message).toBe('owner cannot come back: owner has 201 characters, and at most 200 are kept.')
      expect(await detailsOf('t00001')).toBeUndefined()
      await client.query(`update my_tags set owner = 'short' where tag_id = 't00001'`)
      await until(async () => (await detailsOf('t00001'))?.['owner'] === 'short', 'the second look')
      await until(async () => (await mappings.readOutput(output.id)).quarantined === 0, 'the release')
    })

    it('keeps away from tables of a hub', async () => {
      await put(tags(1))
      await mappings.publish('tags', tagDefinition(), null)
      const { destination, client } = await postgresDestination()
      // What tells a hub's database from another.
      await client.query('create table schema_migrations (name text primary key, checksum text)')
      await client.query('create table mapping_outputs (id uuid primary key)')
      await client.query('create schema mine')
      const output = await write(destination.id, 'users')
      const own = await write(destination.id, 'mine.users')
      mappings.start()
      expect(await failing(output.id)).toMatchObject({
        error_code: 'mappings.target_unfit',
        error_message: expect.stringContaining('write to mine.users'),
      })
      await settled(own.id)
    })

    it('writes records that no mapping made, each over the one with its key', async () => {
      const { rows } = await postgresDestination()
      const write = (records: Record<string, unknown>[], keys: string[], target = 'loose') =>
        mappings.writeLoose('warehouse', { target, records, keys })
      expect(
        await write(
          [
            { text: 'one', likes: 1 },
            { text: 'two', likes: 2.5 },
          ],
          ['a', 'b'],
        ),
      ).toBe(2)
      expect(await write([{ text: 'one more', extra: ['x'] }], ['a'])).toBe(1)
      expect(await rows('select * from loose order by write_key')).toEqual([
        { write_key: 'a', text: 'one more', likes: 1, extra: ['x'] },
        { write_key: 'b', text: 'two', likes: 2.5, extra: null },
      ])
      await write([{ id: 7, text: 'by its id' }], ['ignored'], 'with_ids')
      await write([{ id: 7, text: 'again' }], ['other'], 'with_ids')
      expect(await rows('select id::int, text from with_ids')).toEqual([{ id: 7, text: 'again' }])
      expect(await write([], [])).toBe(0)
      await expect(write([{ id: 'no number' }], ['x'], 'with_ids')).rejects.toMatchObject({
        code: expect.stringMatching(/^mappings\.(row_refused|target_unfit)$/),
      })
      await expect(write([{ a: 1 }], ['x'], 'no-table')).rejects.toMatchObject({
        code: 'mappings.target_invalid',
      })
      await expect(
        mappings.writeLoose('nowhere', { target: 'x', records: [{}], keys: ['x'] }),
      ).rejects.toMatchObject({ code: 'mappings.destination_unknown' })
    })

    it('says which fields cannot come back, and why', async () => {
      const definition = tagDefinition()
      definition.fields.push({
        name: 'loud',
        type: 'string',
        from: { path: 'details.owner' },
        transforms: [{ use: 'case', to: 'upper' }],
      })
      await mappings.publish('tags', definition, null)
      await mappings.publish('posts', tagDefinition({ source: { kind: 'post' } }), null)
      const { destination } = await postgresDestination()
      const faultOf = (field: string, mapping = 'tags') =>
        write(destination.id, 'x', 'delete', mapping, { [field]: 'hub' }).then(
          () => 'none',
          (problem: { code: string; message: string }) => [problem.code, problem.message],
        )
      for (const [field, words] of [
        ['tag_id', 'part of the key'],
        ['name', 'not a detail'],
        ['loud', 'does not lead back'],
        ['nowhere', 'no field'],
      ])
        expect(await faultOf(field!)).toEqual(['mappings.two_way_unfit', expect.stringContaining(words!)])
      expect(await faultOf('owner', 'posts')).toEqual([
        'mappings.two_way_unfit',
        expect.stringContaining('Only details of tags'),
      ])
      const { row: file } = await mappings.addDestination({
        name: 'files',
        kind: 'file',
        settings: { format: 'csv' },
      })
      await expect(write(file.id, 'x.csv', 'delete', 'tags', { owner: 'hub' })).rejects.toMatchObject({
        code: 'mappings.two_way_unfit',
      })
    })

    it('marks deleted rows when that is the choice, and a record that returns is unmarked', async () => {
      await put(tags(3))
      await mappings.publish('tags', tagDefinition(), null)
      const { destination, rows } = await postgresDestination()
      const output = await write(destination.id, 'my_tags', 'mark')
      mappings.start()
      await settled(output.id)
      await remove('t00001')
      const marked = () => rows('select tag_id from my_tags where deleted_at is not null')
      await until(async () => (await marked()).length === 1, 'the mark')
      await put([{ id: 't00001', data: { name: 'back' } }])
      await until(async () => (await marked()).length === 0, 'the return')
    })

    it('holds back rows that cannot be mapped or that the table refuses, and writes them when they can be', async () => {
      await put(tags(40))
      await put([{ id: 't00007', data: { budget: 'lots' } }], 'tag_details')
      await mappings.publish('tags', tagDefinition(), null)
      const { destination, client, rows } = await postgresDestination()
      await client.query(`create table my_tags (tag_id text primary key, name text not null check (name <> 'TAG 9'),
        owner text, budget int)`)
      const output = await write(destination.id, 'my_tags')
      mappings.start()
      expect(await settled(output.id)).toMatchObject({ quarantined: 2 })
      const { items } = await mappings.quarantine(output.id, { limit: 10 })
      expect(items.toSorted((one, other) => one.sourceId.localeCompare(other.sourceId))).toMatchObject([
        { sourceId: 't00007', reason: 'mapping', errors: [{ field: 'budget' }] },
        { sourceId: 't00009', reason: 'refused', record: { name: 'TAG 9' } },
      ])
      expect(items.find(({ reason }) => reason === 'refused')!.message).toContain('check constraint')
      expect(await rows('select count(*)::int as count from my_tags')).toEqual([{ count: 38 }])

      await client.query('alter table my_tags drop constraint my_tags_name_check')
      expect(await mappings.retryQuarantined(output.id)).toBe(2)
      await until(async () => (await mappings.readOutput(output.id)).quarantined === 1, 'the retry')
      await put([{ id: 't00007', data: { budget: 5 } }], 'tag_details')
      await until(async () => (await mappings.readOutput(output.id)).quarantined === 0, 'the mending')
      expect(await rows('select count(*)::int as count from my_tags')).toEqual([{ count: 40 }])
    })

    it('adds columns for new fields, writes everything again, and tells in words what does not fit', async () => {
      await put(tags(5))
      await mappings.publish('tags', tagDefinition(), null)
      const { destination, client, rows } = await postgresDestination()
      await client.query('create table my_tags (tag_id text primary key, name text, owner int, budget int)')
      const output = await write(destination.id, 'my_tags')
      mappings.start()
      expect(await failing(output.id)).toMatchObject({
        error_code: 'mappings.target_unfit',
        error_message:
          'Table my_tags does not fit the mapping. Column "owner" is integer, and the field is string.',
      })
      await client.query('alter table my_tags alter column owner type text')
      await mappings.retryOutput(output.id)
      await settled(output.id)

      const wider = tagDefinition()
      wider.fields.push({ name: 'label', type: 'string', from: { template: 'x-{{ name }}' } })
      await mappings.publish('tags', wider, null)
      await until(async () => {
        const row = await mappings.readOutput(output.id)
        return row.version === 2 && row.state === 'following' ? row : undefined
      }, 'the new version')
      expect(await rows(`select label from my_tags where tag_id = 't00001'`)).toEqual([{ label: 'x-tag 1' }])
      await expect(
        mappings.publish('tags', { ...wider, source: { kind: 'tag' } }, null),
      ).rejects.toMatchObject({ code: 'mappings.in_use' })
    })

    it('takes away the rows of locations that a new version leaves', async () => {
      await put(tags(3))
      await put([{ id: 'o1', data: { name: 'other' } }], 'tag', 'other')
      await mappings.publish('tags', tagDefinition(), null)
      const { destination, rows } = await postgresDestination()
      const output = await write(destination.id, 'my_tags')
      mappings.start()
      await settled(output.id)
      await mappings.publish('tags', tagDefinition({ locationIds: ['loc'] }), null)
      await until(async () => (await mappings.readOutput(output.id)).version === 2, 'the version')
      await settled(output.id)
      expect(await rows(`select tag_id from my_tags order by 1`)).toEqual(
        tags(3).map(({ id }) => ({ tag_id: id })),
      )
    })

    it('goes on from where another process was ended, however often', async () => {
      await put(tags(40_000))
      await mappings.publish('tags', tagDefinition(), null)
      const { destination, rows } = await postgresDestination()
      const output = await write(destination.id, 'my_tags')
      mappings.start()
      await until(async () => (await mappings.readOutput(output.id)).fill_done >= 1000, 'the first batch')
      await mappings.stop()
      const halfway = await mappings.readOutput(output.id)
      expect(halfway.state).toBe('filling')
      mappings = make()
      mappings.start()
      expect(await settled(output.id)).toMatchObject({ fill_done: 40_000 })
      expect(await rows('select count(*)::int as count from my_tags')).toEqual([{ count: 40_000 }])
    })

    it('waits for a destination that is away, and harms no other', async () => {
      await put(tags(3))
      await mappings.publish('tags', tagDefinition(), null)
      const { destination, rows } = await postgresDestination()
      const { row: away } = await mappings.addDestination({
        name: 'away',
        kind: 'postgres',
        settings: { host: '127.0.0.1', port: 1, database: 'd', user: 'u', tls: 'off' },
      })
      const lost = await write(away.id, 'my_tags')
      const output = await write(destination.id, 'my_tags')
      mappings.start()
      await settled(output.id)
      expect(await failing(lost.id)).toMatchObject({ error_code: 'mappings.destination_away' })
      await put([{ id: 't00000', data: { name: 'later' } }])
      await until(
        async () => (await rows(`select 1 from my_tags where name = 'LATER'`)).length === 1,
        'the change',
      )
      expect(await mappings.readOutput(lost.id)).toMatchObject({ waiting: 1 })
    })

    it('follows statistics by the days that were told of', async () => {
      await put([{ id: 'a1', data: { name: 'Page', profileId: 'p/1', platform: 'facebook' } }], 'account')
      const day = (value: number) =>
        opened.kysely.transaction().execute(async (trx) => {
          const row = { accountId: 'p/1', platform: 'facebook', metric: 'likes', day: '2026-01-02', value }
          await writeDailyStatistics(trx, 'loc', [row, { ...row, day: '2026-01-03' }], new Date())
          await appendEvents(trx, [
            {
              locationId: 'loc',
              type: 'statistics.updated',
              subject: { kind: 'account', id: 'a1' },
              occurredAt: new Date(),
              data: { profileId: 'p/1', from: '2026-01-02', to: '2026-01-03' },
            },
          ])
        })
      await day(1)
      await mappings.publish(
        'days',
        {
          source: { kind: 'statistic' },
          locationIds: null,
          fields: [
            { name: 'id', type: 'string', from: { path: 'id' } },
            { name: 'account', type: 'string', from: { path: 'accountName' } },
            { name: 'day', type: 'date', from: { path: 'day' } },
            { name: 'likes', type: 'number', from: { path: 'value' } },
          ],
          key: ['id'],
        },
        null,
      )
      const { destination, rows } = await postgresDestination()
      const output = await write(destination.id, 'days', 'delete', 'days')
      mappings.start()
      await settled(output.id)
      await day(5)
      const found = () => rows('select account, day::text, likes from days order by day')
      await until(async () => (await found()).every(({ likes }) => likes === 5), 'the restatement')
      expect(await found()).toEqual([
        { account: 'Page', day: '2026-01-02', likes: 5 },
        { account: 'Page', day: '2026-01-03', likes: 5 },
      ])
    })

    it('writes posts again when a tag of theirs is renamed', async () => {
      await put([{ id: 't1', data: { name: 'old' } }])
      await put(
        [{ id: 'p1', data: { summary: 's', tagIds: ['t1'], accountIds: [], categoryId: null } }],
        'post',
      )
      await mappings.publish(
        'posts',
        {
          source: { kind: 'post' },
          locationIds: null,
          fields: [
            { name: 'id', type: 'string', from: { path: 'id' } },
            { name: 'tags', type: 'list', from: { path: 'tags[].name' } },
          ],
          key: ['id'],
        },
        null,
      )
      const { destination, rows } = await postgresDestination()
      const output = await write(destination.id, 'posts', 'delete', 'posts')
      mappings.start()
      await settled(output.id)
      await opened.kysely.transaction().execute(async (trx) => {
        await writeRecords(trx, {
          locationId: 'loc',
          kind: 'tag',
          records: [{ id: 't1', data: { name: 'renamed' } }],
          at: new Date(),
        })
        await appendEvents(trx, [
          {
            locationId: 'loc',
            type: 'tag.renamed',
            subject: { kind: 'tag', id: 't1' },
            occurredAt: new Date(),
            data: {},
          },
        ])
      })
      await until(
        async () => JSON.stringify(await rows('select tags from posts')).includes('renamed'),
        'the name',
      )
    })
  })

  describe.skipIf(mysqlServer === undefined)('to MySQL', () => {
    it('makes the table, fills it, adds columns, follows and holds back', async () => {
      await put([...tags(1200), { id: 'T00001', data: { name: "o'Brien \\ \u{1F600}" } }])
      await put([{ id: 't00002', data: { owner: 'Ann', budget: 12 } }], 'tag_details')
      await mappings.publish('tags', tagDefinition(), null)
      const { destination, rows } = await mysqlDestination()
      expect(await mappings.testDestination({ id: destination.id })).toMatch(/answers/)
      const output = await write(destination.id, 'my_tags', 'mark')
      mappings.start()
      expect(await settled(output.id)).toMatchObject({ fill_done: 1201 })
      expect(
        await rows(`select name, owner, budget from my_tags where tag_id in ('T00001', 't00002') order by 1`),
      ).toEqual([
        { name: "O'BRIEN \\ \u{1F600}", owner: null, budget: null },
        { name: 'TAG 2', owner: 'Ann', budget: 12 },
      ])
      await put([{ id: 't00003', data: { name: 'changed' } }])
      await remove('t00004')
      await until(
        async () =>
          (
            await rows(`select 1 from my_tags where tag_id = 't00003' and name = 'CHANGED'
            or tag_id = 't00004' and deleted_at is not null`)
          ).length === 2,
        'the changes',
      )
      const wider = tagDefinition()
      wider.fields.push(
        { name: 'all_details', type: 'json', from: { path: 'details' } },
        { name: 'changed_at', type: 'datetime', from: { path: 'changedAt' } },
      )
      wider.fields[3] = { name: 'budget', type: 'integer', from: { constant: 9 } }
      await mappings.publish('tags', wider, null)
      await until(async () => (await mappings.readOutput(output.id)).version === 2, 'the version')
      await settled(output.id)
      const [row] = await rows(`select all_details, changed_at from my_tags where tag_id = 't00002'`)
      // MariaDB's json is a text, MySQL's a value.
      const held = row!['all_details']
      expect(typeof held === 'string' ? (JSON.parse(held) as unknown) : held).toEqual({
        owner: 'Ann',
        budget: 12,
      })
      expect(row!['changed_at']).toBeInstanceOf(Date)
    })

    it('lets changes of the table come back, of every type', async () => {
      await put(tags(2))
      const definition = tagDefinition()
      definition.fields.push(
        { name: 'flag', type: 'boolean', from: { path: 'details.flag' } },
        { name: 'since', type: 'date', from: { path: 'details.since' } },
        { name: 'seen', type: 'datetime', from: { path: 'details.seen' } },
        { name: 'list', type: 'list', from: { path: 'details.list' } },
      )
      await mappings.publish('tags', definition, null)
      const { destination, rows } = await mysqlDestination()
      const output = await write(destination.id, 'my_tags', 'delete', 'tags', {
        owner: 'table',
        budget: 'table',
        flag: 'table',
        since: 'table',
        seen: 'table',
        list: 'table',
      })
      mappings.start()
      await settled(output.id)
      await rows(`update my_tags set owner = 'Ann', budget = 4, flag = 1, since = '2026-02-03',
        seen = '2026-02-03 04:05:06.789', list = '["a", 1]' where tag_id = 't00001'`)
      await until(async () => (await detailsOf('t00001')) !== undefined, 'the way back')
      const expected = {
        owner: 'Ann',
        budget: 4,
        flag: true,
        since: '2026-02-03',
        seen: '2026-02-03T04:05:06.789Z',
        list: ['a', 1],
      }
      expect(await detailsOf('t00001')).toEqual(expected)
      await rows(`update my_tags set owner = null where tag_id = 't00001'`)
      await until(async () => !('owner' in (await detailsOf('t00001'))!), 'the removal')
      const { owner: _, ...rest } = expected
      expect(await detailsOf('t00001')).toEqual(rest)
    })

    it('holds back a row that is too long, and refuses tables where it could hit another row', async () => {
      await put([
        { id: 'a', data: { name: 'short' } },
        { id: 'b', data: { name: 'much too long' } },
      ])
      await mappings.publish('tags', tagDefinition(), null)
      const { destination, rows } = await mysqlDestination()
      await rows(
        'create table my_tags (tag_id varchar(50) primary key, name varchar(8), owner text, budget int)',
      )
      const output = await write(destination.id, 'my_tags')
      mappings.start()
      expect(await settled(output.id)).toMatchObject({ quarantined: 1 })
      const { items } = await mappings.quarantine(output.id, { limit: 10 })
      expect(items).toMatchObject([{ sourceId: 'b', reason: 'refused' }])
      await rows(
        'create table two_keys (tag_id varchar(50) primary key, name varchar(80) unique, owner text, budget int)',
      )
      const other = await write(destination.id, 'two_keys')
      expect(await failing(other.id)).toMatchObject({ error_code: 'mappings.target_unfit' })
    })
  })

  it('posts signed records to an endpoint, holds back what it refuses, and waits while it is away', async () => {
    const received: {
      headers: Record<string, unknown>
      body: { records: { operation: string; key: unknown }[] }
    }[] = []
    let isAway = false
    const server: Server = createServer((request, response) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => {
        const text = Buffer.concat(chunks).toString()
        const isRefused = isAway || text.includes('"t00003"')
        if (!isRefused) received.push({ headers: request.headers, body: JSON.parse(text) as never })
        response.writeHead(isRefused ? (isAway ? 503 : 422) : 204).end(isRefused ? 'no such tag' : undefined)
      })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    cleanups.push(() => void server.close())
    await put(tags(5))
    await mappings.publish('tags', tagDefinition(), null)
    const { row, secret } = await mappings.addDestination({
      name: 'app',
      kind: 'http',
      settings: { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/in`, batchSize: 4 },
    })
    expect(secret).toBe('whsec_bWFkZSBieSB0aGUgaHVi')
    const output = await write(row.id, 'tags')
    mappings.start()
    expect(await settled(output.id)).toMatchObject({ quarantined: 1, written: 4 })
    const ids = () => received.flatMap(({ body }) => body.records.map((record) => record.key))
    expect(ids()).toEqual(['t00000', 't00001', 't00002', 't00004'].map((id) => ({ tag_id: id })))
    const { headers } = received[0]!
    expect(headers['webhook-signature']).toBe(
      [secret, headers['webhook-id'], headers['webhook-timestamp']].join(':'),
    )

    isAway = true
    await remove('t00001')
    expect(await failing(output.id)).toMatchObject({ error_code: 'mappings.destination_away', waiting: 1 })
    isAway = false
    await settled(output.id)
    expect(received.at(-1)!.body.records).toEqual([
      { operation: 'delete', key: { tag_id: 't00001' }, record: null },
    ])
  })

  it('writes files: the records as they are, or a line for each change', async () => {
    await put(tags(3))
    await mappings.publish('tags', tagDefinition(), null)
    const file = async (name: string, settings: Record<string, unknown>) =>
      (await mappings.addDestination({ name, kind: 'file', settings })).row.id
    const whole = await write(await file('csv', { format: 'csv', mode: 'replace' }), 'tags.csv')
    const changes = await write(await file('lines', { format: 'ndjson', mode: 'append' }), 'tags.ndjson')
    await expect(write(whole.destination_id, '../tags.csv')).rejects.toMatchObject({
      code: 'mappings.target_invalid',
    })
    mappings.start()
    await settled(whole.id)
    await settled(changes.id)
    const read = (name: string) => readFileSync(join(dataFolder, 'files', name), 'utf8')
    expect(read('tags.csv')).toBe(
      'tag_id,name,owner,budget\r\nt00000,TAG 0,,\r\nt00001,TAG 1,,\r\nt00002,TAG 2,,\r\n',
    )
    await put([{ id: 't00001', data: { name: 'x, "y"' } }])
    await remove('t00002')
    await until(async () => read('tags.ndjson').trim().split('\n').length === 5, 'the lines')
    const lines = read('tags.ndjson')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as object)
    expect(lines.slice(3)).toEqual(
      expect.arrayContaining([
        { _operation: 'upsert', tag_id: 't00001', name: 'X, "Y"', owner: null, budget: null },
        { _operation: 'delete', tag_id: 't00002' },
      ]),
    )
    await until(
      async () =>
        read('tags.csv') === 'tag_id,name,owner,budget\r\nt00000,TAG 0,,\r\nt00001,"X, ""Y""",,\r\n',
      'the file',
    )
  }, 25_000)
})
