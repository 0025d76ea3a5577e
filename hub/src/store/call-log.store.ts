import { type Kysely, type RawBuilder, sql } from 'kysely'
import { storableJson, storableText } from './canonical-json.ts'
import { fromCursor, type Page, type PageEnd, pageOfRows } from './page-cursor.ts'
import { storeErrors } from './store.errors.ts'
import type { Tables } from './tables.types.ts'

export type CallAccess = 'read' | 'write'
/** `ok`: the CRM did it. `refused`: the CRM answered with 4xx. `failed`: no usable answer. `stopped`: by the hub. */
export type LoggedOutcome = 'ok' | 'refused' | 'failed' | 'stopped'
export type LoggedSource = 'crm' | 'cache' | 'replay'

/** A line of the call log. */
export interface CallLine {
  id: string
  at: Date
  /** Entry of the catalog; null for paths it does not list. */
  entryId: string | null
  operationId: string
  title: string
  method: string
  path: string
  access: CallAccess
  locationId: string | null
  companyId: string | null
  caller: { kind: string; id: string | null; name: string }
  surface: string
  lane: string
  outcome: LoggedOutcome
  status: number | null
  code: string | null
  source: LoggedSource | null
  durationMs: number
  /** How many calls the line stands for. */
  count: number
  /** Times the CRM was asked. */
  attempts: number
  idempotencyKey: string | null
  traceId: string | null
  /** What was asked, already without secrets. */
  request: { query: unknown; body: unknown }
  message: string | null
  hint: string | null
  answerBytes: number | null
}

/** Which calls; `from` inclusive, `to` exclusive. */
export interface CallFilter {
  /** Only of these locations; undefined: all, also calls of no location. */
  locationIds?: readonly string[] | undefined
  locationId?: string | undefined
  entryId?: string | undefined
  outcome?: LoggedOutcome | undefined
  source?: LoggedSource | undefined
  surface?: string | undefined
  access?: CallAccess | undefined
  callerId?: string | undefined
  /** Beginnings of words, all of which stand in operation, path, caller, code or ids. */
  q?: string | undefined
  from?: Date | undefined
  to?: Date | undefined
}

export type CallLogStore = ReturnType<typeof createCallLogStore>

/** The log of calls made through the hub. */
export function createCallLogStore(kysely: Kysely<Tables>) {
  const read = async (filter: CallFilter, end: PageEnd | undefined, limit: number): Promise<Row[]> => {
    const { rows } = await sql<Row>`
      select ${columns} from calls where ${sql.join([sql`true`, ...conditionsOf(filter, end)], sql` and `)}
      order by at desc, id desc limit ${limit}`.execute(kysely)
    return rows
  }

  return {
    /**
     * Writes many lines at once. A line already there stays as it is, so that writing again after a lost answer does
     * no harm; a line of cached answers counts them together (and may count such a batch twice).
     */
    async insert(lines: readonly CallLine[]): Promise<void> {
      // In the order of ids, so that processes that count the same lines cannot wait for each other.
      const rows = lines.map(rowOf).toSorted((one, other) => (one.id < other.id ? -1 : 1))
      await sql`
        insert into calls (id, at, location_id, company_id, entry_id, operation_id, title, method, path, access,
          caller_kind, caller_id, caller_name, surface, lane, outcome, status, code, source, duration_ms, count,
          attempts, idempotency_key, trace_id, request, message, hint, answer_bytes, words)
        select id, at, location_id, company_id, entry_id, operation_id, title, method, path, access,
          caller_kind, caller_id, caller_name, surface, lane, outcome, status, code, source, duration_ms, count,
          attempts, idempotency_key, trace_id, request, message, hint, answer_bytes, array_to_tsvector(words)
        from jsonb_to_recordset(${storableJson(rows)}::text::jsonb) as line(id uuid, at timestamptz,
          location_id text, company_id text, entry_id text, operation_id text, title text, method text, path text,
          access text, caller_kind text, caller_id text, caller_name text, surface text, lane text, outcome text,
          status int, code text, source text, duration_ms double precision, count int, attempts int,
          idempotency_key text, trace_id text, request jsonb, message text, hint text, answer_bytes int, words text[])
        on conflict (id) do update set
          duration_ms = (calls.duration_ms * calls.count + excluded.duration_ms * excluded.count)
            / (calls.count + excluded.count),
          count = calls.count + excluded.count
        where calls.source = 'cache' and excluded.source = 'cache'`.execute(kysely)
    },

    /** Newest first, a page at a time. */
    async list(
      filter: CallFilter,
      page: { limit: number; cursor?: string | undefined },
    ): Promise<Page<CallLine>> {
      const end = page.cursor === undefined ? undefined : endOf(page.cursor)
      const rows = await read(filter, end, page.limit + 1)
      return pageOfRows(rows, page.limit, endOfRow, lineOf)
    },

    async find(id: string): Promise<CallLine | undefined> {
      if (!uuid.test(id)) return undefined
      const { rows } = await sql<Row>`select ${columns} from calls where id = ${id}`.execute(kysely)
      return rows.map(lineOf)[0]
    },

    /** Every line that matches, newest first, some at a time. */
    async *walk(filter: CallFilter, chunk = 500): AsyncGenerator<CallLine[], void, undefined> {
      for (let end: PageEnd | undefined; ;) {
        const rows = await read(filter, end, chunk)
        if (rows.length > 0) yield rows.map(lineOf)
        const last = rows.at(-1)
        if (last === undefined || rows.length < chunk) return
        end = endOfRow(last)
      }
    },

    /** Forgets up to so many of the oldest lines written before an instant; several processes may do it at once. */
    async deleteOlder(than: Date, limit: number): Promise<number> {
      const outcome = await sql`
        delete from calls where id in (
          select id from calls where at < ${than} order by at limit ${limit} for update skip locked)`.execute(
        kysely,
      )
      return Number(outcome.numAffectedRows ?? 0)
    },
  }
}

type Row = Omit<Tables['calls'], 'at' | 'request' | 'count' | 'attempts' | 'words'> & {
  at: Date
  request: CallLine['request']
  count: number
  attempts: number
}

const columns = sql.raw(`id, at, location_id, company_id, entry_id, operation_id, title, method, path, access,
  caller_kind, caller_id, caller_name, surface, lane, outcome, status, code, source, duration_ms, count, attempts,
  idempotency_key, trace_id, request, message, hint, answer_bytes`)
const uuid = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i
const sortName = 'calls'
/** A line is found by so many words at most. */
const mostWords = 60
const longestWord = 60

const endOfRow = (row: Row): PageEnd => ({ sort: sortName, value: row.at.toISOString(), id: row.id })

/** @throws `store.cursor_invalid` */
function endOf(cursor: string): PageEnd {
  const end = fromCursor(cursor, sortName)
  if (!uuid.test(end.id) || Number.isNaN(Date.parse(String(end.value))))
    throw storeErrors.cursor_invalid('The cursor does not belong to this list.')
  return end
}

function conditionsOf(filter: CallFilter, end: PageEnd | undefined): RawBuilder<unknown>[] {
  const { locationIds, locationId, q, from, to } = filter
  const conditions: RawBuilder<unknown>[] = []
  if (locationIds !== undefined)
    conditions.push(sql`location_id = any(${sql.val(locationIds.map(storableText))}::text[])`)
  if (locationId !== undefined) conditions.push(sql`location_id = ${storableText(locationId)}`)
  if (filter.entryId !== undefined) conditions.push(sql`entry_id = ${storableText(filter.entryId)}`)
  if (filter.outcome !== undefined) conditions.push(sql`outcome = ${filter.outcome}`)
  // Said again, so that the planner sees that the index of calls in trouble holds all it needs.
  if (filter.outcome !== undefined && filter.outcome !== 'ok') conditions.push(sql`outcome <> 'ok'`)
  if (filter.source !== undefined) conditions.push(sql`source = ${filter.source}`)
  if (filter.surface !== undefined) conditions.push(sql`surface = ${filter.surface}`)
  if (filter.access !== undefined) conditions.push(sql`access = ${filter.access}`)
  if (filter.callerId !== undefined) conditions.push(sql`caller_id = ${storableText(filter.callerId)}`)
  if (from !== undefined) conditions.push(sql`at >= ${from}`)
  if (to !== undefined) conditions.push(sql`at < ${to}`)
  if (end !== undefined) conditions.push(sql`(at, id) < (${end.value}::timestamptz, ${end.id}::uuid)`)
  const sought = q === undefined ? [] : wordsOf([q])
  if (sought.length > 0)
    conditions.push(sql`words @@ ${sought.map((word) => `'${word}':*`).join(' & ')}::tsquery`)
  return conditions
}

/** Letters and digits, in lower case: what is left can be quoted in a tsquery as it is. */
const wordsOf = (texts: readonly (string | null)[]): string[] => {
  const words = texts.flatMap((text) => text?.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [])
  return [...new Set(words.map((word) => word.slice(0, longestWord).toWellFormed()))].slice(0, mostWords)
}

const rowOf = (line: CallLine) => ({
  id: line.id,
  at: line.at.toISOString(),
  location_id: line.locationId,
  company_id: line.companyId,
  entry_id: line.entryId,
  operation_id: line.operationId,
  title: line.title,
  method: line.method,
  path: line.path,
  access: line.access,
  caller_kind: line.caller.kind,
  caller_id: line.caller.id,
  caller_name: line.caller.name,
  surface: line.surface,
  lane: line.lane,
  outcome: line.outcome,
  status: line.status,
  code: line.code,
  source: line.source,
  duration_ms: line.durationMs,
  count: line.count,
  attempts: line.attempts,
  idempotency_key: line.idempotencyKey,
  trace_id: line.traceId,
  request: line.request,
  message: line.message,
  hint: line.hint,
  answer_bytes: line.answerBytes,
  words: wordsOf([
    line.operationId,
    line.code,
    line.traceId,
    line.caller.name,
    line.idempotencyKey,
    line.path,
    line.entryId,
    line.title,
    line.locationId,
    line.companyId,
    line.id,
  ]),
})

const lineOf = (row: Row): CallLine => ({
  id: row.id,
  at: row.at,
  entryId: row.entry_id,
  operationId: row.operation_id,
  title: row.title,
  method: row.method,
  path: row.path,
  access: row.access,
  locationId: row.location_id,
  companyId: row.company_id,
  caller: { kind: row.caller_kind, id: row.caller_id, name: row.caller_name },
  surface: row.surface,
  lane: row.lane,
  outcome: row.outcome,
  status: row.status,
  code: row.code,
  source: row.source,
  durationMs: row.duration_ms,
  count: row.count,
  attempts: row.attempts,
  idempotencyKey: row.idempotency_key,
  traceId: row.trace_id,
  request: row.request,
  message: row.message,
  hint: row.hint,
  answerBytes: row.answer_bytes,
})
