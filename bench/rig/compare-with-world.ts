import { type Kysely, sql } from 'kysely'
import type { Tables } from '../../hub/src/store/tables.types.ts'
import { type LocationToRead, type ReadRecord, readLocation } from './read-location.ts'

/** How a location's records in the store differ from what the CRM says at a moment when its clock stands still. */
export interface Difference {
  compared: number
  /** In the CRM and not in the store. */
  lost: number
  /** In the store and not in the CRM. */
  leftOver: number
  /** In both and not the same. */
  unlike: number
  /** Twice in the store. */
  duplicated: number
  /** The first few, in words. */
  examples: string[]
}

type Fields = Record<string, unknown>

const exampleCount = 8

/** Compares field by field with what the official SDK reads: nothing of the hub's own reading is used. */
export async function compareWithWorld(
  kysely: Kysely<Tables>,
  location: Omit<LocationToRead, 'days'>,
): Promise<Difference> {
  const stored = await readStored(kysely, location.locationId)
  const days = await readDays(kysely, location.locationId)
  const expected = new Map<string, string>()
  for await (const page of readLocation({ ...location, days }))
    for (const record of page) expected.set(`${record.kind} ${record.id}`, comparable(record))
  const lost = [...expected.keys()].filter((key) => !stored.values.has(key))
  const leftOver = [...stored.values.keys()].filter((key) => !expected.has(key))
  const unlike = [...expected].filter(([key, value]) => (stored.values.get(key) ?? value) !== value)
  return {
    compared: expected.size,
    lost: lost.length,
    leftOver: leftOver.length,
    unlike: unlike.length,
    duplicated: stored.duplicated,
    examples: [
      ...lost.slice(0, exampleCount).map((key) => `lost ${key}`),
      ...leftOver.slice(0, exampleCount).map((key) => `left over ${key}`),
      ...unlike
        .slice(0, exampleCount)
        .map(([key, value]) => `unlike ${key}: CRM ${value}, store ${stored.values.get(key)}`),
    ],
  }
}

export const isSame = ({ lost, leftOver, unlike, duplicated }: Difference): boolean =>
  lost + leftOver + unlike + duplicated === 0

const listed = (value: unknown): unknown[] =>
  Array.isArray(value) ? value.map(String).toSorted((a, b) => (a < b ? -1 : 1)) : []
const instant = (value: unknown): string | null =>
  typeof value === 'string' ? new Date(value).toISOString() : null
const text = (value: unknown): unknown => (value === '' || value === undefined ? null : value)

/** What the CRM says of a record, in the words of the store. */
function comparable({ kind, data }: ReadRecord): string {
  const insights = data['insights'] as Fields | undefined
  const fields: Record<ReadRecord['kind'], () => unknown[]> = {
    account: () => [
      data['name'],
      data['platform'],
      data['profileId'],
      data['isExpired'],
      instant(data['expire']),
    ],
    tag: () => [data['tag']],
    category: () => [data['name'], data['primaryColor'], data['secondaryColor']],
    post: () => [
      data['status'],
      data['summary'],
      listed(data['accountIds']),
      listed(data['tags']),
      text(data['categoryId']),
      instant(data['scheduleDate']),
      instant(data['publishedAt']),
      text(data['error']),
      insights === undefined ? null : [insights['like'], insights['comment'], insights['share']],
    ],
    comment: () => [data['content'], data['postId'], data['platform']],
    statistic: () => [data['value']],
  }
  return JSON.stringify(fields[kind]())
}

/** The same of a record in the store. */
function storedComparable(kind: string, data: Fields): string {
  const insights = data['insights'] as Fields | null
  const fields: Record<string, () => unknown[]> = {
    account: () => [data['name'], data['platform'], data['profileId'], data['isExpired'], data['expiresAt']],
    tag: () => [data['name']],
    category: () => [data['name'], data['primaryColor'], data['secondaryColor']],
    post: () => [
      data['status'],
      data['summary'],
      data['accountIds'],
      data['tagIds'],
      data['categoryId'],
      data['scheduledAt'],
      data['publishedAt'],
      data['error'],
      insights === null ? null : [insights['likes'], insights['comments'], insights['shares']],
    ],
    comment: () => [data['text'], data['postId'], data['platform']],
  }
  return JSON.stringify(fields[kind]?.())
}

async function readStored(kysely: Kysely<Tables>, locationId: string) {
  const values = new Map<string, string>()
  let rows = 0
  const records = await sql<{ kind: string; id: string; data: Fields }>`
    select kind, id, data from records
    where location_id = ${locationId} and deleted_at is null and kind <> 'tag_details'`.execute(kysely)
  for (const { kind, id, data } of records.rows) values.set(`${kind} ${id}`, storedComparable(kind, data))
  rows += records.rows.length
  const statistics = await sql<{ account_id: string; metric: string; day: string; value: number }>`
    select account_id, metric, day, value from daily_statistics where location_id = ${locationId}`.execute(
    kysely,
  )
  for (const { account_id, metric, day, value } of statistics.rows)
    values.set(`statistic ${account_id} ${metric} ${day}`, JSON.stringify([value]))
  rows += statistics.rows.length
  return { values, duplicated: rows - values.size }
}

const dayMs = 86_400_000

/** Every day from the first stored one on, so that a hole in the store is a difference; 400 of them at least. */
async function readDays(kysely: Kysely<Tables>, locationId: string): Promise<string[]> {
  const { rows } = await sql<{ first: string | null; last: string | null }>`
    select min(day) as first, max(day) as last from daily_statistics where location_id = ${locationId}`.execute(
    kysely,
  )
  const last = Date.parse(rows[0]?.last ?? new Date().toISOString().slice(0, 10))
  const first = Math.min(Date.parse(rows[0]?.first ?? ''), last - 399 * dayMs)
  const start = Number.isNaN(first) ? last - 399 * dayMs : first
  const length = Math.round((last - start) / dayMs) + 1
  return Array.from({ length }, (_, index) => new Date(start + index * dayMs).toISOString().slice(0, 10))
}
