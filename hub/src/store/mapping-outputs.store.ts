import { type Kysely, type Selectable, sql, type Transaction } from 'kysely'
import { newId } from '../platform/ids.ts'
import { storableJson } from './canonical-json.ts'
import type { StoredEvent } from './events.store.ts'
import type { MappingSource, TwoWay } from './mapping.types.ts'
import type { VersionChange } from './mappings.store.ts'
import { recordKindOf } from './mapped-records.store.ts'
import { type QuarantinedRow, settleQuarantine, type SourceKey } from './quarantine.store.ts'
import type { Tables } from './tables.types.ts'

export type MappingOutputRow = Selectable<Tables['mapping_outputs']>

/** An output with the names people know it by, and what waits. */
export type NamedOutputRow = MappingOutputRow & {
  mapping_name: string
  destination_name: string
  destination_kind: Selectable<Tables['destinations']>['kind']
  location_ids: string[] | null
  waiting: number
  quarantined: number
}

/** A source record that is to be written again. */
export interface PendingChange extends SourceKey {
  seq: number
}

/** What writing a batch came to; stored whole or not at all. */
export interface BatchResult {
  /** Where a fill goes on; `done`: it is finished. Absent outside a fill. */
  fill?: { checkpoint: Record<string, unknown>; seen: number } | 'done' | undefined
  /** Changes that are dealt with. */
  settled?: readonly PendingChange[] | undefined
  written: number
  held: readonly QuarantinedRow[]
  freed: readonly SourceKey[]
  writerState: Record<string, unknown> | null
}

export interface OutputFailure {
  code: string
  message: string
  hint: string | undefined
  retryInMs: number
}

export type MappingOutputsStore = ReturnType<typeof createMappingOutputsStore>

/** Mappings being written to destinations: how far they are, what waits, and what was wrong. */
export function createMappingOutputsStore(kysely: Kysely<Tables>) {
  const find = async (id: string): Promise<NamedOutputRow | undefined> => (await select(kysely, { id }))[0]

  return {
    find,

    list: (filter: { mappingId?: string; destinationId?: string } = {}): Promise<NamedOutputRow[]> =>
      select(kysely, filter),

    /** Undefined when something is written to that target already. */
    async insert(output: {
      mappingId: string
      destinationId: string
      target: string
      onDelete: 'delete' | 'mark'
      twoWay: TwoWay
      version: number
    }): Promise<NamedOutputRow | undefined> {
      const id = newId()
      const { rows } = await sql<{ id: string }>`
        insert into mapping_outputs (id, mapping_id, destination_id, target, on_delete, state, version,
          two_way)
        values (${id}, ${output.mappingId}, ${output.destinationId}, ${output.target}, ${output.onDelete}, 'filling',
          ${output.version}, ${storableJson(output.twoWay)}::text::jsonb)
        on conflict (destination_id, target) do nothing returning id`.execute(kysely)
      return rows.length === 0 ? undefined : find(id)
    },

    async delete(id: string): Promise<boolean> {
      const done = await kysely.deleteFrom('mapping_outputs').where('id', '=', id).executeTakeFirst()
      return done.numDeletedRows > 0n
    },

    /** Pauses or resumes; resuming tries again at once. */
    async setPaused(id: string, isPaused: boolean): Promise<boolean> {
      const done = await kysely
        .updateTable('mapping_outputs')
        .set({ is_paused: isPaused, retry_at: null, updated_at: new Date().toISOString() })
        .where('id', '=', id)
        .executeTakeFirst()
      return done.numUpdatedRows > 0n
    },

    /** Tries again at once instead of at the time after a failure. */
    async tryNow(filter: { id: string } | { destinationId: string }): Promise<void> {
      const chosen = 'id' in filter ? sql`id = ${filter.id}` : sql`destination_id = ${filter.destinationId}`
      await sql`update mapping_outputs set retry_at = null where ${chosen}`.execute(kysely)
    },

    /** Writes everything once more. */
    async refill(id: string): Promise<boolean> {
      const { numAffectedRows } = await sql`
        update mapping_outputs set ${startOver} where id = ${id}`.execute(kysely)
      return (numAffectedRows ?? 0n) > 0n
    },

    /** Where changes cannot be written one by one: everything is written once more, and the changes are dealt with. */
    async refillForChanges(id: string, owner: string): Promise<void> {
      await kysely.transaction().execute(async (trx) => {
        const { numAffectedRows } = await sql`
          update mapping_outputs set ${startOver} where id = ${id} and lease_owner = ${owner}`.execute(trx)
        if (numAffectedRows !== undefined && numAffectedRows > 0n)
          await trx.deleteFrom('mapping_changes').where('output_id', '=', id).execute()
      })
    },

    /** Outputs that have something to do now and that nobody works at. */
    async listDue(sweepMs: number, lookMs: number): Promise<string[]> {
      const { rows } = await sql<{ id: string }>`
        select id from mapping_outputs o
        where not is_paused and coalesce(retry_at <= clock_timestamp(), true)
          and coalesce(lease_until <= clock_timestamp(), true)
          and (state = 'filling' or swept_at < clock_timestamp() - ${sweepMs}::double precision * interval '1 millisecond'
            or two_way <> '{}' and coalesce(
              looked_at < clock_timestamp() - ${lookMs}::double precision * interval '1 millisecond', true)
            or exists (select 1 from mapping_changes c where c.output_id = o.id))
        order by updated_at`.execute(kysely)
      return rows.map(({ id }) => id)
    },

    /** Takes the right to work at an output; undefined while another process has it. */
    async takeLease(id: string, owner: string, leaseMs: number): Promise<NamedOutputRow | undefined> {
      const { rows } = await sql<{ id: string }>`
        update mapping_outputs set lease_owner = ${owner},
          lease_until = clock_timestamp() + ${leaseMs}::double precision * interval '1 millisecond'
        where id = ${id} and not is_paused and coalesce(lease_until <= clock_timestamp(), true) returning id`.execute(
        kysely,
      )
      return rows.length === 0 ? undefined : find(id)
    },

    async releaseLease(id: string, owner: string): Promise<void> {
      await sql`
        update mapping_outputs set lease_owner = null, lease_until = null
        where id = ${id} and lease_owner = ${owner}`.execute(kysely)
    },

    /** Notes that a two-way table was looked through. */
    async noteLook(id: string): Promise<void> {
      await sql`update mapping_outputs set looked_at = clock_timestamp() where id = ${id}`.execute(kysely)
    },

    /** Counts rows whose changes came back. */
    async noteTaken(id: string, count: number): Promise<void> {
      await sql`
        update mapping_outputs set taken = taken + ${count}::int, last_taken_at = clock_timestamp()
        where id = ${id}`.execute(kysely)
    },

    /** Puts rows in line to be written again. */
    async queue(outputId: string, rows: readonly SourceKey[]): Promise<void> {
      if (rows.length > 0)
        await insertChanges(
          kysely,
          sql`select ${outputId}::uuid, w."locationId", w."sourceId"
            from jsonb_to_recordset(${storableJson(rows)}::text::jsonb)
              as w("locationId" text, "sourceId" text)`,
        )
    },

    /** Changes that wait, oldest first. */
    async pending(outputId: string, limit: number): Promise<PendingChange[]> {
      const { rows } = await sql<PendingChange>`
        select location_id as "locationId", source_id as "sourceId", seq from mapping_changes
        where output_id = ${outputId} order by seq limit ${limit}`.execute(kysely)
      return rows
    },

    /** Notes where a fill begins. */
    async beginFill(id: string, total: number): Promise<void> {
      await sql`
        update mapping_outputs set fill_started_at = now(), fill_done = 0, fill_total = ${total}, swept_at = now()
        where id = ${id}`.execute(kysely)
    },

    /**
     * Stores what a batch came to and keeps the lease.
     * @returns `gone` when the output was taken by another, paused, started over or removed meanwhile: stop working
     */
    async commit(
      { id, version }: Pick<MappingOutputRow, 'id' | 'version'>,
      owner: string,
      result: BatchResult,
      leaseMs: number,
    ): Promise<'kept' | 'gone'> {
      return kysely.transaction().execute(async (trx) => {
        const { rows } = await sql<{ is_paused: boolean }>`
          update mapping_outputs set
            lease_until = clock_timestamp() + ${leaseMs}::double precision * interval '1 millisecond',
            ${fillColumns(result.fill)}
            written = written + ${result.written}::int,
            last_written_at = case when ${result.written}::int > 0 then now() else last_written_at end,
            writer_state = ${result.writerState === null ? null : storableJson(result.writerState)}::text::jsonb,
            failures = 0, retry_at = null, error_code = null, error_message = null, error_hint = null, updated_at = now()
          where id = ${id} and lease_owner = ${owner} and version = ${version}
            and state = ${result.fill === undefined ? 'following' : 'filling'} returning is_paused`.execute(
          trx,
        )
        const kept = rows[0]
        if (kept === undefined) return 'gone'
        await settleQuarantine(trx, id, result)
        await settleChanges(trx, id, result.settled ?? [])
        return kept.is_paused ? 'gone' : 'kept'
      })
    },

    async fail(id: string, owner: string, failure: OutputFailure): Promise<void> {
      await sql`
        update mapping_outputs set failures = failures + 1,
          retry_at = clock_timestamp() + ${failure.retryInMs}::double precision * interval '1 millisecond',
          error_code = ${failure.code}, error_message = ${failure.message}, error_hint = ${failure.hint ?? null},
          updated_at = now()
        where id = ${id} and lease_owner = ${owner}`.execute(kysely)
    },

    /** Puts held-back rows in line again; all of them without `rows`. Gives how many. */
    async retryQuarantined(outputId: string, rows?: readonly SourceKey[]): Promise<number> {
      const chosen =
        rows === undefined
          ? sql`true`
          : sql`(location_id, source_id) in (select w."locationId", w."sourceId"
              from jsonb_to_recordset(${storableJson(rows)}::text::jsonb) as w("locationId" text, "sourceId" text))`
      return insertChanges(
        kysely,
        sql`select output_id, location_id, source_id from quarantined_rows where output_id = ${outputId} and ${chosen}`,
      )
    },

    /** Puts records in line that changed since the last look, whether or not an event told of them. */
    async sweep(output: NamedOutputRow, source: MappingSource): Promise<void> {
      const place = inLocations(output.location_ids)
      // What was written by a transaction still open at the last look is found by looking back some more.
      const since = sql`(${output.swept_at.toISOString()}::timestamptz - interval '5 minutes')`
      await kysely.transaction().execute(async (trx) => {
        if (source.kind === 'statistic')
          await insertChanges(
            trx,
            sql`select ${output.id}::uuid, location_id, account_id || '/' || metric || '/' || day::text
              from daily_statistics where ${place} and observed_at > ${since}
                and (revision > 1 or first_observed_at > ${since})`,
          )
        else if (source.kind !== 'event')
          await insertChanges(
            trx,
            sql`select ${output.id}::uuid, location_id, id from records
              where kind = ${recordKindOf(source.kind)} and ${place} and changed_at > ${since}`,
          )
        await sql`update mapping_outputs set swept_at = now() where id = ${output.id}`.execute(trx)
      })
    },
  }
}

/** After a new version came into use: everything it is written to is written once more. */
export async function refillForVersion(trx: Kysely<Tables>, change: VersionChange): Promise<void> {
  const { mappingId, version, before, after } = change
  const former = before === null ? [] : formerLocations(before.locationIds, after.locationIds)
  await sql`
    update mapping_outputs set ${startOver}, version = ${version},
      former_location_ids = case when ${former.length} = 0 then former_location_ids
        else coalesce(former_location_ids, '[]') || ${storableJson(former)}::text::jsonb end
    where mapping_id = ${mappingId}`.execute(trx)
}

/** Locations that a mapping leaves; null in the list: every location it knew. */
const formerLocations = (before: string[] | null, after: string[] | null): (string | null)[] => {
  if (after === null) return []
  return before === null ? [null] : before.filter((id) => !after.includes(id))
}

/**
 * Puts the source records that events tell of in line for the outputs of a mapping, in the transaction that moves the
 * reader's place. Many events about one record make one change.
 */
export async function queueChanges(
  trx: Transaction<Tables>,
  mappingId: string,
  source: MappingSource,
  events: readonly StoredEvent[],
): Promise<void> {
  const wanted = [
    ...new Map(events.map((event) => [keyOf(source, event), subjectOf(source, event)])).values(),
  ].filter((found) => found !== undefined)
  if (wanted.length === 0) return
  const input = sql`jsonb_to_recordset(${storableJson(wanted)}::text::jsonb)
    as w("locationId" text, kind text, id text, "from" text, "to" text)`
  const outputs = sql`(select id from mapping_outputs where mapping_id = ${mappingId}) o`
  const plain = wanted.filter(({ kind }) => kind === 'record')
  if (plain.length > 0)
    await insertChanges(
      trx,
      sql`select o.id, w."locationId", w.id from ${input} cross join ${outputs} where w.kind = 'record'`,
    )
  if (wanted.some(({ kind }) => kind === 'statistics'))
    await insertChanges(
      trx,
      sql`select o.id, d.location_id, d.account_id || '/' || d.metric || '/' || d.day::text
        from ${input} join daily_statistics d on d.location_id = w."locationId" and d.account_id = w.id
          and d.day between w."from"::date and w."to"::date
        cross join ${outputs} where w.kind = 'statistics'`,
    )
  if (wanted.some(({ kind }) => kind === 'tag'))
    await insertChanges(
      trx,
      sql`select o.id, p.location_id, p.id
        from ${input} join records p on p.location_id = w."locationId" and p.kind = 'post'
          and p.data -> 'tagIds' @> jsonb_build_array(w.id)
        cross join ${outputs} where w.kind = 'tag'`,
    )
  for (const kind of ['account', 'category'])
    if (wanted.some((one) => one.kind === kind))
      await insertChanges(
        trx,
        sql`select o.id, p.location_id, p.id
          from ${input} join records p on p.location_id = w."locationId" and p.kind = 'post'
            and ${kind === 'account' ? sql`p.data -> 'accountIds' @> jsonb_build_array(w.id)` : sql`p.data ->> 'categoryId' = w.id`}
          cross join ${outputs} where w.kind = ${kind}`,
      )
}

interface Subject {
  locationId: string
  kind: 'record' | 'statistics' | 'tag' | 'account' | 'category'
  id: string
  from?: string
  to?: string
}

/** Events about a tag, account or category that posts show the names of. */
const renamings =
  /^(tag\.(renamed|removed|created|details_updated)|account\.(updated|connected|disconnected)|category\.)/

function subjectOf(source: MappingSource, event: StoredEvent): Subject | undefined {
  const { locationId, subject, data } = event
  if (source.kind === 'event') return { locationId, kind: 'record', id: event.id }
  if (source.kind === 'statistic') {
    const { profileId, from, to } = data
    return typeof profileId === 'string' && typeof from === 'string' && typeof to === 'string'
      ? { locationId, kind: 'statistics', id: profileId, from, to }
      : undefined
  }
  if (subject.kind === recordKindOf(source.kind)) return { locationId, kind: 'record', id: subject.id }
  if (source.kind !== 'post' || !renamings.test(event.type)) return undefined
  return { locationId, kind: subject.kind as 'tag' | 'account' | 'category', id: subject.id }
}

const keyOf = (source: MappingSource, event: StoredEvent): string =>
  JSON.stringify(subjectOf(source, event) ?? null)

/** Which events a mapping's reader wants. */
export function eventTypesFor(source: MappingSource): string[] | undefined {
  if (source.kind === 'event') return source.eventTypes?.length ? source.eventTypes : undefined
  if (source.kind === 'statistic') return ['statistics.updated']
  if (source.kind === 'post') return ['post.*', 'tag.*', 'account.*', 'category.*']
  return [`${recordKindOf(source.kind)}.*`]
}

async function insertChanges(kysely: Kysely<Tables>, rows: ReturnType<typeof sql>): Promise<number> {
  const { numAffectedRows } = await sql`
    insert into mapping_changes (output_id, location_id, source_id)
    select distinct * from (${rows}) as found
    on conflict (output_id, location_id, source_id) do update set seq = nextval('mapping_changes_seq')`.execute(
    kysely,
  )
  return Number(numAffectedRows ?? 0n)
}

async function settleChanges(
  trx: Kysely<Tables>,
  outputId: string,
  settled: readonly PendingChange[],
): Promise<void> {
  if (settled.length === 0) return
  // A record that changed again meanwhile has a new number and stays in line.
  await sql`
    delete from mapping_changes c
    using unnest(${sql.val(settled.map(({ locationId }) => locationId))}::text[],
      ${sql.val(settled.map(({ sourceId }) => sourceId))}::text[],
      ${sql.val(settled.map(({ seq }) => seq))}::bigint[]) as s(location_id, source_id, seq)
    where c.output_id = ${outputId} and c.location_id = s.location_id and c.source_id = s.source_id
      and c.seq = s.seq`.execute(trx)
}

const startOver = sql`state = 'filling', fill_checkpoint = null, fill_done = 0, fill_total = null,
  fill_started_at = null, filled_at = null, writer_state = null, retry_at = null, updated_at = now()`

function fillColumns(fill: BatchResult['fill']) {
  if (fill === undefined) return sql``
  if (fill === 'done')
    return sql`state = 'following', filled_at = now(), fill_checkpoint = null, former_location_ids = null,`
  return sql`fill_checkpoint = ${storableJson(fill.checkpoint)}::text::jsonb, fill_done = fill_done + ${fill.seen}::int,`
}

const inLocations = (ids: readonly string[] | null) =>
  ids === null ? sql`true` : sql`location_id = any(${sql.val([...ids])}::text[])`

async function select(
  kysely: Kysely<Tables>,
  filter: { id?: string; mappingId?: string; destinationId?: string },
): Promise<NamedOutputRow[]> {
  const { id, mappingId, destinationId } = filter
  const { rows } = await sql<NamedOutputRow>`
    select o.*, m.name as mapping_name, d.name as destination_name, d.kind as destination_kind,
      nullif(v.definition -> 'locationIds', 'null') as location_ids,
      (select count(*)::int from mapping_changes c where c.output_id = o.id) as waiting,
      (select count(*)::int from quarantined_rows q where q.output_id = o.id) as quarantined
    from mapping_outputs o join mappings m on m.id = o.mapping_id join destinations d on d.id = o.destination_id
    left join mapping_versions v on v.mapping_id = o.mapping_id and v.version = o.version
    where true ${id === undefined ? sql`` : sql`and o.id = ${id}`}
      ${mappingId === undefined ? sql`` : sql`and o.mapping_id = ${mappingId}`}
      ${destinationId === undefined ? sql`` : sql`and o.destination_id = ${destinationId}`}
    order by m.name, d.name, o.target`.execute(kysely)
  return rows
}
