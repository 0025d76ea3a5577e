import { type Kysely, type RawBuilder, sql } from 'kysely'
import { storableJson, storableText } from './canonical-json.ts'
import {
  fromCursor,
  pageOfSearch,
  type SearchedPart,
  searchedPerPage,
  type SearchPage,
} from './page-cursor.ts'
import type { Environment, InboxAttemptRow, InboxState, InboxVerdict, Tables } from './tables.types.ts'

/** A verified delivery, about to be stored. */
export interface NewDelivery {
  id: string
  receivedAt: Date
  /** What is delivered again has the same. */
  deliveryKey: string
  webhookId: string | null
  family: string | null
  event: string | null
  triggerId: string | null
  locationId: string | null
  companyId: string | null
  appId: string | null
  sentAt: string | null
  lane: string
  verdict: InboxVerdict
  keyId: string | null
  environment: Environment | null
  /** Name and value in turn. */
  headers: readonly string[]
  raw: Buffer
  state: 'waiting' | 'unreadable'
}

/** Which row a delivery is kept in, and whether it had been delivered before. */
export interface KeptDelivery {
  id: string
  isDuplicate: boolean
}

export interface InboxFilter {
  locationId?: string | undefined
  /** Locations the reader may know of; undefined: all. */
  locationIds?: readonly string[] | undefined
  /** Event or trigger. */
  type?: string | undefined
  verdict?: InboxVerdict | undefined
  state?: InboxState | undefined
  q?: string | undefined
  from?: Date | undefined
  to?: Date | undefined
}

/** A delivery as lists show it. */
export interface InboxLine {
  id: string
  receivedAt: Date
  webhookId: string | null
  event: string | null
  triggerId: string | null
  locationId: string | null
  companyId: string | null
  appId: string | null
  sentAt: Date | null
  bytes: number
  verdict: InboxVerdict
  state: InboxState
  attempts: number
  nextAttemptAt: Date | null
  processedAt: Date | null
  duplicates: number
  outcome: string[]
  attemptLog: InboxAttemptRow[]
}

export interface InboxEntry extends InboxLine {
  headers: string[]
  raw: Buffer
  keyId: string | null
  eventIds: string[]
}

export type InboxStore = ReturnType<typeof createInboxStore>

/** Accepted webhooks: storing many at once, and looking them up. Processing them is `inbox-work.store.ts`. */
export function createInboxStore(kysely: Kysely<Tables>, options: { searchedPerPage?: number } = {}) {
  return {
    /** Stores deliveries in one statement; those known before are counted. Gives their rows in the given order. */
    insert: (deliveries: readonly NewDelivery[]): Promise<KeptDelivery[]> =>
      insertDeliveries(kysely, deliveries),

    /** Newest first. A search looks through a part of the inbox for each page. */
    async list(
      { q, ...filter }: InboxFilter,
      page: { limit: number; cursor?: string | undefined },
    ): Promise<SearchPage<InboxLine>> {
      const end = page.cursor === undefined ? undefined : fromCursor(page.cursor, 'arrival')
      const within = sql`${conditionOf(filter)} ${end === undefined ? sql`` : sql`and id < ${uuidOf(end.id)}::uuid`}`
      const part =
        q === undefined ? undefined : await partOf(kysely, within, options.searchedPerPage ?? searchedPerPage)
      const { rows } = await sql<LineRow>`
        select ${lineColumns} from inbox
        where ${within} ${q === undefined ? sql`` : sql`and ${wordsIn(q)}`}
          ${part === undefined ? sql`` : sql`and id >= ${part.id}::uuid`}
        order by id desc limit ${page.limit + 1}`.execute(kysely)
      return pageOfSearch(rows, page.limit, part, arrivalOf, lineOf)
    },

    async find(id: string): Promise<InboxEntry | undefined> {
      const { rows } = await sql<EntryRow>`
        select ${lineColumns}, headers, raw, key_id, event_ids from inbox where id = ${id}::uuid`.execute(
        kysely,
      )
      const [row] = rows
      if (row === undefined) return undefined
      const { headers, raw, key_id: keyId, event_ids: eventIds } = row
      return { ...lineOf(row), headers, raw: Buffer.from(raw), keyId, eventIds }
    },

    /** Puts deliveries back in line, whatever became of them; says how many. */
    async replay({ q, id, ...filter }: InboxFilter & { id?: string }): Promise<number> {
      const { numAffectedRows } = await sql`
        update inbox set state = 'waiting', attempts = 0, next_attempt_at = null, processed_at = null
        where state <> 'unreadable' and ${conditionOf(filter)} ${q === undefined ? sql`` : sql`and ${wordsIn(q)}`}
          ${id === undefined ? sql`` : sql`and id = ${id}::uuid`}`.execute(kysely)
      return Number(numAffectedRows ?? 0)
    },

    /** How many a replay would put back in line. */
    async countReplayable({ q, ...filter }: InboxFilter): Promise<number> {
      const { rows } = await sql<{ count: number }>`
        select count(*)::int as count from inbox
        where state <> 'unreadable' and ${conditionOf(filter)} ${q === undefined ? sql`` : sql`and ${wordsIn(q)}`}`.execute(
        kysely,
      )
      return rows[0]!.count
    },

    /** How many there are in each state, how many came again, and since when the oldest waits. */
    async count(locationIds?: readonly string[]) {
      const { rows } = await sql<{
        state: InboxState
        count: number
        duplicates: number
        oldest: Date | null
      }>`
        select state, count(*)::int as count, coalesce(sum(duplicates), 0)::int as duplicates,
          min(received_at) as oldest
        from inbox where ${conditionOf({ locationIds })} group by state`.execute(kysely)
      const states = { waiting: 0, retrying: 0, processed: 0, failed: 0, unreadable: 0 }
      for (const { state, count } of rows) states[state] = count
      return {
        states,
        duplicates: rows.reduce((sum, { duplicates }) => sum + duplicates, 0),
        oldestWaitingAt: rows.find(({ state }) => state === 'waiting')?.oldest ?? null,
      }
    },

    /** Deletes what arrived before an instant and waits for nothing more, a little at a time; says how many. */
    async deleteOlder(before: Date, limit: number): Promise<number> {
      const { rows } = await sql`
        delete from inbox where id in (
          select id from inbox
          where id < ${firstIdAt(before)}::uuid and state in ('processed', 'failed', 'unreadable')
          order by id limit ${limit}
        ) returning 1`.execute(kysely)
      return rows.length
    },
  }
}

async function insertDeliveries(
  kysely: Kysely<Tables>,
  deliveries: readonly NewDelivery[],
): Promise<KeptDelivery[]> {
  const first = new Map<string, NewDelivery>()
  for (const delivery of deliveries)
    if (!first.has(delivery.deliveryKey)) first.set(delivery.deliveryKey, delivery)
  // Bytes travel as base64 in one text: PGlite turns bytes into text one by one, which costs more than all the rest.
  const input = storableJson([...first.values()].map(itemOf))
  const { rows } = await sql<{ id: string; delivery_key: string }>`
    insert into inbox (id, received_at, delivery_key, webhook_id, family, event, trigger_id, location_id, company_id,
      app_id, sent_at, lane, verdict, key_id, environment, headers, raw, state)
    select i.id, i.at, i.k, i.w, i.f, i.e, i.t, i.l, i.c, i.a, i.s, i.n, i.v, i.y, i.m, i.h, decode(i.r, 'base64'), i.o
    from json_to_recordset(${input}::text::json) as i(id uuid, at timestamptz, k uuid, w text, f text, e text, t text,
      l text, c text, a text, s timestamptz, n text, v text, y uuid, m text, h jsonb, r text, o text)
    on conflict (delivery_key) do nothing returning id, delivery_key`.execute(kysely)
  const stored = new Set(rows.map(({ id }) => id))
  if (stored.size === deliveries.length) return deliveries.map(({ id }) => ({ id, isDuplicate: false }))
  const again = deliveries.filter(({ id }) => !stored.has(id))
  const known = await countAgain(kysely, again)
  return deliveries.map(({ id, deliveryKey }) =>
    stored.has(id)
      ? { id, isDuplicate: false }
      : { id: known.get(deliveryKey) ?? first.get(deliveryKey)!.id, isDuplicate: true },
  )
}

async function countAgain(
  kysely: Kysely<Tables>,
  again: readonly NewDelivery[],
): Promise<Map<string, string>> {
  const counts = Map.groupBy(again, ({ deliveryKey }) => deliveryKey)
  const input = JSON.stringify([...counts].map(([k, list]) => ({ k, n: list.length })))
  const { rows } = await sql<{ id: string; delivery_key: string }>`
    update inbox set duplicates = duplicates + i.n
    from json_to_recordset(${input}::text::json) as i(k uuid, n int)
    where delivery_key = i.k returning id, delivery_key`.execute(kysely)
  return new Map(rows.map((row) => [row.delivery_key, row.id]))
}

/** Short names: they travel with each delivery. */
const itemOf = (delivery: NewDelivery) => ({
  id: delivery.id,
  at: delivery.receivedAt,
  k: delivery.deliveryKey,
  w: delivery.webhookId,
  f: delivery.family,
  e: delivery.event,
  t: delivery.triggerId,
  l: delivery.locationId,
  c: delivery.companyId,
  a: delivery.appId,
  s: delivery.sentAt,
  n: delivery.lane,
  v: delivery.verdict,
  y: delivery.keyId,
  m: delivery.environment,
  h: delivery.headers,
  r: delivery.raw.toString('base64'),
  o: delivery.state,
})

const lineColumns = sql`id, received_at, webhook_id, event, trigger_id, location_id, company_id, app_id, sent_at,
  octet_length(raw) as bytes, verdict, state, attempts, next_attempt_at, processed_at, duplicates, outcome, attempt_log`

interface LineRow {
  id: string
  received_at: Date
  webhook_id: string | null
  event: string | null
  trigger_id: string | null
  location_id: string | null
  company_id: string | null
  app_id: string | null
  sent_at: Date | null
  bytes: number
  verdict: InboxVerdict
  state: InboxState
  attempts: number
  next_attempt_at: Date | null
  processed_at: Date | null
  duplicates: number
  outcome: string[]
  attempt_log: InboxAttemptRow[]
}
type EntryRow = LineRow & { headers: string[]; raw: Uint8Array; key_id: string | null; event_ids: string[] }

const lineOf = (row: LineRow): InboxLine => ({
  id: row.id,
  receivedAt: row.received_at,
  webhookId: row.webhook_id,
  event: row.event,
  triggerId: row.trigger_id,
  locationId: row.location_id,
  companyId: row.company_id,
  appId: row.app_id,
  sentAt: row.sent_at,
  bytes: row.bytes,
  verdict: row.verdict,
  state: row.state,
  attempts: row.attempts,
  nextAttemptAt: row.next_attempt_at,
  processedAt: row.processed_at,
  duplicates: row.duplicates,
  outcome: row.outcome,
  attemptLog: row.attempt_log,
})

/** The conditions of a filter, `true` when there are none. */
function conditionOf(filter: Omit<InboxFilter, 'q'>) {
  const { locationId, locationIds, type, verdict, state, from, to } = filter
  return sql.join(
    [
      sql`true`,
      ...(locationId === undefined ? [] : [sql`location_id = ${storableText(locationId)}`]),
      ...(locationIds === undefined ? [] : [sql`location_id = any(${sql.val([...locationIds])}::text[])`]),
      ...(type === undefined
        ? []
        : [sql`(event = ${storableText(type)} or trigger_id = ${storableText(type)})`]),
      ...(verdict === undefined ? [] : [sql`verdict = ${verdict}`]),
      ...(state === undefined ? [] : [sql`state = ${state}`]),
      ...(from === undefined ? [] : [sql`id >= ${firstIdAt(from)}::uuid`]),
      ...(to === undefined ? [] : [sql`id < ${firstIdAt(to)}::uuid`]),
    ],
    sql` and `,
  )
}

/** An index of words would cost each delivery that comes in: a search reads the bodies, some of them for each page. */
async function partOf(
  kysely: Kysely<Tables>,
  within: RawBuilder<unknown>,
  size: number,
): Promise<SearchedPart | undefined> {
  const { rows } = await sql<SearchedPart>`
    select id, received_at as at from inbox where ${within} order by id desc offset ${size - 1} limit 2`.execute(
    kysely,
  )
  return rows.length < 2 ? undefined : rows[0]
}

const arrivalOf = ({ id }: { id: string }) => ({ sort: 'arrival', value: '', id })

/**
 * Whether a delivery has a text in it, in capitals or not. Bodies are bytes, some no UTF-8 at all: in the form `escape`
 * both they and what is looked for are ASCII, so that only letters beyond it must be written alike.
 */
function wordsIn(text: string) {
  const q = storableText(text)
  const bytes = Buffer.from(q).toString('base64')
  return sql`(
    webhook_id = ${q} or location_id = ${q} or company_id = ${q} or position(lower(${q}) in lower(concat_ws(' ', event, trigger_id, outcome))) > 0
    or position(lower(encode(decode(${bytes}::text, 'base64'), 'escape')) in lower(encode(raw, 'escape'))) > 0)`
}

/** The least id anything gets from an instant on: ids are made of the time. */
const firstIdAt = (instant: Date): string => {
  const hex = Math.max(0, instant.getTime()).toString(16).padStart(12, '0').slice(-12)
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`
}

const uuidOf = (text: string): string =>
  /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text) ? text : firstIdAt(new Date(0))
