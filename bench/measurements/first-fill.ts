import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import type { Destination, Mapping, MappingOutput } from '@causeway/hub/contract'
import { writeRecords } from '../../hub/src/store/write-records.ts'
import type { DatabaseKind, DatabasePlace } from '../rig/database-places.ts'
import { startHub } from '../rig/start-hub.ts'
import type { Bench, Figure, Measurement } from './measurement.types.ts'

const count = 100_000
const rounds = 3
const locationId = 'bench'
/** What people write who write many rows at a time: values as parameters, a thousand rows in a statement. */
const loopBatch = 1000
/** Asking costs the hub time too. */
const pollMs = 200
const columns = ['id', 'status', 'summary', 'platforms', 'likes', 'published_at', 'is_long'] as const

export const firstFill: Measurement = {
  name: 'first-fill',
  question:
    'How fast is a mapping of 100 000 records written into a table, beside a plain multi-row upsert loop?',
  limitMs: 20 * 60_000,
  async measure(bench) {
    const server = bench.databases.find(({ name }) => name === 'PostgreSQL')
    if (server === undefined) {
      bench.say('There is no PostgreSQL server to write to.')
      return []
    }
    return [await measureInto(server, bench)]
  },
}

/** The hub keeps its records on PostgreSQL too; the table it writes is in another database of the same server. */
async function measureInto(server: DatabaseKind, { say }: Bench): Promise<Figure> {
  await using opened = new AsyncDisposableStack()
  const place = await server.make()
  opened.defer(() => place.remove())
  const target = await server.make()
  opened.defer(() => target.remove())
  await insertPosts(place)
  say(`${count} records are there.`)
  const hub = await startHub(place, { simulatorUrl: 'http://127.0.0.1:9' })
  opened.defer(() => hub.stop())
  const client = new Client({ connectionString: target.url! })
  await client.connect()
  opened.defer(() => client.end())
  const ask = <Answer>(method: string, path: string, body?: unknown) => hub.ask<Answer>(method, path, body)
  await ask<Mapping>('PUT', '/v1/mappings/posts', { definition })
  const destination = await ask<Destination>('POST', '/v1/destinations', destinationAt(target.url!))

  const ours: number[] = []
  const loops: number[] = []
  for (let round = 0; round < rounds; round++) {
    // The loop writes the very rows the hub wrote, each into a fresh table, in turns.
    const table = `filled_${round}`
    ours.push(await fill(ask, destination.id, table))
    loops.push(await loop(client, table, `looped_${round}`))
    say(`round ${round + 1}: hub ${Math.round(ours.at(-1)!)} ms, loop ${Math.round(loops.at(-1)!)} ms`)
    await checkSame(client, table, `looped_${round}`)
  }
  const ratio = median(loops) / median(ours)
  const perSecond = (ms: number) => `${Math.round(count / (ms / 1000)).toLocaleString('en')} rows/s`
  return {
    what: 'first fill of 100 000 records',
    database: 'PostgreSQL',
    ours: perSecond(median(ours)),
    beside: `${perSecond(median(loops))} of a loop of the same rows`,
    ratio,
    aim: '≥ 0.5',
    isReached: ratio >= 0.5,
    details: { oursMs: ours, loopMs: loops },
  }
}

const definition = {
  source: { kind: 'post' },
  fields: [
    { name: 'id', type: 'string', from: { path: 'id' } },
    { name: 'status', type: 'string', from: { path: 'status' }, transforms: [{ use: 'case', to: 'upper' }] },
    { name: 'summary', type: 'string', from: { path: 'summary' } },
    {
      name: 'platforms',
      type: 'string',
      from: { path: 'platforms' },
      transforms: [{ use: 'join', separator: ', ' }],
    },
    { name: 'likes', type: 'integer', from: { path: 'insights.likes' }, default: 0 },
    { name: 'published_at', type: 'datetime', from: { path: 'publishedAt' } },
    {
      name: 'is_long',
      type: 'boolean',
      from: { path: 'type' },
      transforms: [{ use: 'lookup', table: { post: false, reel: true } }],
    },
  ],
  key: ['id'],
}

function destinationAt(text: string) {
  const url = new URL(text)
  return {
    name: 'target',
    kind: 'postgres',
    settings: {
      host: url.hostname,
      port: Number(url.port || 5432),
      database: url.pathname.slice(1),
      user: decodeURIComponent(url.username),
    },
    secret: decodeURIComponent(url.password),
  }
}

async function insertPosts(place: DatabasePlace): Promise<void> {
  await place.read(async (kysely) => {
    await kysely.insertInto('locations').values({ id: locationId, name: 'Bench' }).execute()
    for (let start = 0; start < count; start += 5000)
      await kysely.transaction().execute((trx) =>
        writeRecords(trx, {
          locationId,
          kind: 'post',
          records: Array.from({ length: 5000 }, (_, place_) => aPost(start + place_)),
          at: new Date(),
        }),
      )
  })
}

const aPost = (number: number) => ({
  // As the CRM's ids are: seconds first, then chance.
  id: `${(1_700_000_000 + number * 60).toString(16)}${randomBytes(8).toString('hex')}`,
  data: {
    status: 'published',
    type: number % 5 === 0 ? 'reel' : 'post',
    platforms: ['facebook', 'instagram'],
    summary: `Post ${number}: what happened this week in the bakery, and what comes next. ${'More of it. '.repeat(number % 12)}`,
    accountIds: ['a1', 'a2'],
    tagIds: ['t1'],
    categoryId: null,
    parentPostId: null,
    media: [{ url: `https://media.test/${number}.jpg`, type: 'image/jpeg', thumbnailUrl: null }],
    scheduledAt: null,
    publishedAt: new Date(1_700_000_000_000 + number * 60_000).toISOString(),
    displayAt: new Date(1_700_000_000_000 + number * 60_000).toISOString(),
    error: null,
    approval: null,
    insights: number % 3 === 0 ? null : { likes: number % 500, comments: 1, shares: 0 },
    createdBy: null,
  },
})

type Ask = <Answer>(method: string, path: string, body?: unknown) => Promise<Answer>

/** From asking for it until the hub says that every record is written, by its own instants. */
async function fill(ask: Ask, destinationId: string, table: string): Promise<number> {
  const begun = performance.now()
  const { id } = await ask<MappingOutput>('POST', '/v1/mapping-outputs', {
    mapping: 'posts',
    destinationId,
    target: table,
  })
  for (;;) {
    const output = await ask<MappingOutput>('GET', `/v1/mapping-outputs/${id}`)
    if (output.problem !== null) throw new Error(output.problem.message)
    if (output.state === 'following') {
      if (output.fill.done !== count) throw new Error(`${output.fill.done} records were written`)
      return performance.now() - begun
    }
    await sleep(pollMs)
  }
}

/** The same rows from memory into a table of the same columns. */
async function loop(client: Client, from: string, table: string): Promise<number> {
  const { rows } = await client.query<Record<string, unknown>>(`select * from ${from} order by id`)
  await client.query(`create table ${table} (like ${from} including all)`)
  const begun = performance.now()
  for (let start = 0; start < rows.length; start += loopBatch) {
    const batch = rows.slice(start, start + loopBatch)
    const values = batch.flatMap((row) => columns.map((name) => row[name]))
    const places = batch.map(
      (_, row) => `(${columns.map((__, column) => `$${row * columns.length + column + 1}`).join(', ')})`,
    )
    const changes = columns.slice(1).map((name) => `${name} = excluded.${name}`)
    await client.query(
      `insert into ${table} (${columns.join(', ')}) values ${places.join(', ')}
        on conflict (id) do update set ${changes.join(', ')}`,
      values,
    )
  }
  return performance.now() - begun
}

async function checkSame(client: Client, one: string, other: string): Promise<void> {
  const { rows } = await client.query<{ differ: number; held: number }>(
    `select (select count(*)::int from ${one}) as held,
      (select count(*)::int from ((table ${one} except table ${other}) union all (table ${other} except table ${one})) d)
        as differ`,
  )
  if (rows[0]?.held !== count || rows[0].differ !== 0) throw new Error('The two tables differ')
}

const median = (values: readonly number[]): number =>
  values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)]!
